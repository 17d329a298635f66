"""Refusals: a code for programs, an HTTP status, a sentence for people; and those of accounts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Base of what services of every app refuse with; `str()` gives the sentence."""

    code: str = "invalid"
    status: int = 400
    detail: str | Promise = _("Так не получится.")
    retry_after: float | None = None  # seconds

    def __init__(
        self, detail: str | Promise | None = None, *, retry_after: float | None = None
    ) -> None:
        if detail is not None:
            self.detail = detail
        if retry_after is not None:
            self.retry_after = retry_after
        super().__init__(str(self.detail))


class AccountError(Refusal):
    """Base of all refusals here."""


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
