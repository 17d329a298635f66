"""Refusals of accounts: a code for programs, an HTTP status, a sentence for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AccountError(Exception):
    """Base of all refusals here; `str()` gives the sentence."""

    code: str = "invalid"
    status: int = 400
    detail: str | Promise = _("Так не получится.")
    retry_after: float | None = None  # seconds

    def __init__(self, detail: str | Promise | None = None) -> None:
        if detail is not None:
            self.detail = detail
        super().__init__(str(self.detail))


class EmailTaken(AccountError):
    """Somebody has this address already.

    The answer tells it openly: as long as a new account works before its address is confirmed,
    hiding it would fool honest people only, for the next sign-in tells the same.
    """

    detail = _("С этой почтой уже есть учётная запись. Войдите или восстановите пароль.")


class Unavailable(AccountError):
    """An engine that this needs is away; worth trying again."""

    code = "unavailable"
    status = 503
    detail = _("Сейчас не получается. Попробуйте через несколько секунд.")
    retry_after = 3.0
