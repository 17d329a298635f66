"""Pages of a person's own account; allauth has those of signing in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from accounts.forms import ProfileForm
from accounts.models import User
from accounts.redirects import safe_next
from accounts.sample import sample_people
from accounts.selectors import who
from accounts.services import remember_language, sign_out_everywhere

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """A person's own page: name, language, time zone.

    Context: `form` (name, language, time_zone), `user` (his email is shown, not edited).
    """
    person = User.objects.get(pk=who(request).pk)  # a copy: a refused form must not rename the page
    form = ProfileForm(request.POST or None, instance=person)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/profile.html", {"form": form})
    form.save()
    with translation.override(person.language):
        messages.success(request, _("Сохранено."))
    response = redirect("accounts:profile")
    _set_language_cookie(response, person.language)
    return response


@login_not_required
def switch_language(request: HttpRequest) -> HttpResponseBase:
    """Django's language switch that a signed-in person's profile remembers."""
    chosen = request.POST.get("language")
    if isinstance(request.user, User) and chosen in dict(settings.LANGUAGES):
        remember_language(user=request.user, language=str(chosen))
    return set_language(request)


@require_POST
def leave_everywhere(request: HttpRequest) -> HttpResponse:
    """«Log out everywhere»: end every session and token, this one too (R002)."""
    sign_out_everywhere(user=who(request))
    logout(request)
    messages.success(request, _("Вы вышли на всех устройствах."))
    return redirect("account_login")


@login_not_required
@require_POST
def sample_login(request: HttpRequest) -> HttpResponse:
    """Sign in as a sample person by one click: POST `email`, `next`. 404 unless embedded."""
    email = request.POST.get("email", "")
    if email not in {person.email for person in sample_people()}:
        raise Http404
    login(request, get_object_or_404(User, email=email, is_active=True), backend=BACKEND)
    return redirect(safe_next(request))


def _set_language_cookie(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
