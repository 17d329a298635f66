"""Refusals of friendship: a code for programs, an HTTP status, a sentence for people."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refusal


class FriendError(Refusal):
    """Base of all refusals here."""


class NoSuchPerson(FriendError):
    """Nobody of that id, or nobody that the asker may see: the answers do not differ."""

    code = "not_found"
    status = 404
    detail = _("Такого человека здесь нет.")


class NoSuchRequest(FriendError):
    """No such request, or it is not to (or from) this person."""

    code = "not_found"
    status = 404
    detail = _("Такого предложения дружбы нет.")


class Yourself(FriendError):
    """Friendship with oneself, or a block of oneself."""

    detail = _("С собой вы и так в хороших отношениях.")


class RequestAnswered(FriendError):
    """The request has already got another answer."""

    code = "conflict"
    status = 409
    detail = _("На это предложение уже ответили.")


class BlockedByYou(FriendError):
    """The asker himself blocked that person."""

    code = "conflict"
    status = 409
    detail = _("Вы заблокировали этого человека. Сначала разблокируйте его.")


class TooManyRequests(FriendError):
    """More requests than a person sends in good faith (A34)."""

    code = "rate_limited"
    status = 429
    detail = _("Слишком много предложений дружбы. Попробуйте завтра.")
    retry_after = 24 * 3600.0
