"""How allauth makes our people, where it leads them and how it writes to them."""

import logging
from smtplib import SMTPException
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.redirects import is_own

logger = logging.getLogger(__name__)

SITE = SimpleNamespace(name="Kino Together", domain=urlsplit(settings.SITE_ORIGIN).netloc)


class AccountAdapter(DefaultAccountAdapter):
    """Keeps name and language of a new person; leads only to own pages; survives a dead post."""

    # The commonest refusals in our own plain words.
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Почта или пароль не подошли."),
        "email_taken": _("С этой почтой уже есть учётная запись. Войдите или восстановите пароль."),
        "incorrect_password": _("Пароль не подошёл."),
        "enter_current_password": _("Это не нынешний пароль."),
        "too_many_login_attempts": _("Слишком много попыток. Подождите пару минут."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Fill the new person from the form; saved when `commit`."""
        user.name = form.cleaned_data["name"]
        user.language = get_language() or User.Language.RUSSIAN
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def clean_email(self, email: str) -> str:
        """Addresses are kept in lower case everywhere."""
        return email.lower()

    def is_safe_url(self, url: str | None) -> bool:
        """Say whether `next` leads to this very host: no other one, however trusted (A22)."""
        return is_own(context.request, url)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; a post that does not work is logged and stops nobody from signing up.

        The site is named by the settings: a letter may leave when no request is at hand.
        """
        about = {"email": email, "current_site": SITE, "site_origin": settings.SITE_ORIGIN}
        try:
            self.render_mail(template_prefix, email, about | context).send()
        except (OSError, SMTPException) as problem:
            logger.error("mail.failed letter=%s problem=%s", template_prefix, problem)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Links in letters lead to the configured address, never to a header's host (A22)."""
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        return f"{settings.SITE_ORIGIN}{path}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The same for a forgotten password; `key` is allauth's `<user>-<secret>`."""
        uid, secret = key.split("-", 1)
        names = {"uidb36": uid, "key": secret}
        return _own(reverse("account_reset_password_from_key", kwargs=names))


def _own(path: str) -> str:
    return f"{settings.SITE_ORIGIN}{path}"
