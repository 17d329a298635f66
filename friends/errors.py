"""Refusals of friendship: a code for programs, an HTTP status, a sentence for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FriendError(Exception):
    """Base of all refusals here; `str()` gives the sentence."""

    code: str = "invalid"
    status: int = 400
    detail: str | Promise = _("Так не получится.")
    retry_after: float | None = None  # seconds

    def __init__(self, detail: str | Promise | None = None) -> None:
        if detail is not None:
            self.detail = detail
        super().__init__(str(self.detail))
