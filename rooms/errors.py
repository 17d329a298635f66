"""Refusals of rooms and chat: a code for programs, an HTTP status, a sentence for people.

The codes are those of a socket's `nack`; HTTP answers carry the same code and the status.
"""

from django.utils.translation import gettext_lazy as _

from accounts.errors import Refusal


class RoomError(Refusal):
    """Base of all refusals here."""


class Invalid(RoomError):
    """What was asked makes no sense."""

    detail = _("Запрос составлен неверно.")


class Forbidden(RoomError):
    """The room knows this person, and he may not do this."""

    code = "forbidden"
    status = 403
    detail = _("В этой комнате вам так нельзя.")


class NotFound(RoomError):
    """No such room, or not one of his: the same answer, so that nothing can be guessed."""

    code = "not_found"
    status = 404
    detail = _("Такой комнаты нет.")


class Stale(RoomError):
    """The command was made for a state that has passed; it changed nothing."""

    code = "stale"
    status = 409
    detail = _("Плеер уже в другом состоянии, команда устарела.")


class Conflict(RoomError):
    """The same client id came before with other content."""

    code = "conflict"
    status = 409
    detail = _("С этим номером уже приходило другое.")


class Full(RoomError):
    """Every seat is taken."""

    code = "full"
    status = 409
    detail = _("В комнате нет свободных мест.")


class Closing(RoomError):
    """The evening is over: nobody can enter, speak or control."""

    code = "closing"
    status = 409
    detail = _("Комната закрыта.")


class RateLimited(RoomError):
    """Too much too fast; `retry_after` says when to come back."""

    code = "rate_limited"
    status = 429
    detail = _("Слишком часто. Подождите немного.")
    retry_after = 1.0


class Unavailable(RoomError):
    """An engine does not answer; nothing was promised, the same request may be sent again."""

    code = "unavailable"
    status = 503
    detail = _("Сервис сейчас недоступен, повторите через несколько секунд.")
    retry_after: float | None = 2.0


class Expired(Unavailable):
    """The site keeps archives for so long and no longer: the words are gone for good."""

    code = "expired"
    status = 410
    detail = _("Срок хранения этого вечера истёк, его слова удалены.")
    retry_after = None
