"""Pages of what spans all apps: a person takes away what the product holds of him."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.selectors import who
from chat.takeout_file import data_file, wait_of


@require_POST
def take_out(request: HttpRequest) -> HttpResponseBase:
    """Send him his own data as a file; by a form of his own session, so no link leads to it."""
    person = who(request)
    if wait_of(person) > 0:
        messages.warning(request, _("Ваши данные уже скачаны несколько раз. Попробуйте через час."))
        return redirect("accounts:profile")
    return data_file(person)
