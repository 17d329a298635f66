"""What a record of the log says in words, for pages that tell an evening afterwards.

The room's page says the same live (`static/js/room/chat-lines.js`). Russian has genders in the past
tense and the product does not ask for one: the present tense serves everybody.
"""

from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES: dict[str, Promise] = {
    "room.created": gettext_lazy("%(name)s открывает комнату"),
    "member.joined": gettext_lazy("%(name)s входит"),
    "member.left": gettext_lazy("%(name)s выходит"),
    "member.muted": gettext_lazy("%(name)s заглушает: %(member)s"),
    "member.unmuted": gettext_lazy("%(name)s возвращает слово: %(member)s"),
    "member.removed": gettext_lazy("%(name)s убирает из комнаты: %(member)s"),
    "member.removed.banned": gettext_lazy("%(name)s закрывает вход: %(member)s"),
    "member.unbanned": gettext_lazy("%(name)s снова открывает вход: %(member)s"),
    "member.role.host": gettext_lazy("%(member)s теперь хозяин комнаты"),
    "member.role.moderator": gettext_lazy("%(member)s теперь ведущий"),
    "member.role.guest": gettext_lazy("%(member)s теперь гость"),
    "member.control.True": gettext_lazy("%(member)s теперь управляет фильмом"),
    "member.control.False": gettext_lazy("%(member)s больше не управляет фильмом"),
    "playback.play": gettext_lazy("%(name)s включает фильм с %(time)s"),
    "playback.pause": gettext_lazy("%(name)s ставит на паузу на %(time)s"),
    "playback.seek": gettext_lazy("%(name)s перематывает на %(time)s"),
    "playback.rate": gettext_lazy("%(name)s ставит скорость %(rate)s"),
    "room.settings": gettext_lazy("%(name)s меняет настройки комнаты"),
    "room.link": gettext_lazy("%(name)s меняет ссылку на комнату"),
    "room.closed.host": gettext_lazy("%(name)s закрывает комнату. Спасибо, что были вместе!"),
    "room.closed.moderator": gettext_lazy("%(name)s закрывает комнату. Спасибо, что были вместе!"),
    "room.closed.staff": gettext_lazy("Комнату закрывают сотрудники кинотеатра."),
    "room.closed.ended": gettext_lazy("Фильм закончился. Спасибо, что были вместе!"),
    "room.closed.idle": gettext_lazy("В комнате долго никого не было, вечер окончен."),
    "room.closed.film": gettext_lazy("Этого фильма больше нет в кинотеатре, вечер окончен."),
    "room.closed": gettext_lazy("Вечер окончен. Спасибо, что были вместе!"),
}

FINER = {
    "member.removed": "reason",
    "member.role": "role",
    "member.control": "may_control",
    "room.closed": "reason",
}

CHAT_ON = gettext_lazy("%(name)s включает чат")
CHAT_OFF = gettext_lazy("%(name)s выключает чат")
SLOW = gettext_lazy("%(name)s просит писать не чаще раза в %(seconds)s с")
NOT_SLOW = gettext_lazy("%(name)s выключает медленный режим")


def sentence(kind: str, name: str | None, payload: dict[str, Any]) -> str:
    """Return what happened as a sentence; empty for a kind that has no words."""
    words = _of_settings(payload) or SENTENCES.get(_finer(kind, payload)) or SENTENCES.get(kind)
    if words is None:
        return ""
    who = name or _("Кинотеатр")
    member = payload.get("user", {}).get("name", who)
    return str(words) % {
        "name": who,
        "member": member,
        "time": clock_text(payload.get("position") or 0.0),
        "rate": f"{number_format(payload.get('rate') or 1.0)}×",
        "seconds": payload.get("slow_mode"),
    }


def _finer(kind: str, payload: dict[str, Any]) -> str:
    """Return the kind with the word of the payload that makes another sentence of it."""
    if kind == "member.role" and payload["role"] == "guest" and payload.get("reason"):
        return ""  # a host who passed the room on: the new one is told of
    return f"{kind}.{payload.get(FINER[kind])}" if kind in FINER else kind


def _of_settings(payload: dict[str, Any]) -> Promise | None:
    """What of the settings concerns the chat is told by name."""
    match payload.get("changed"):
        case ["chat_enabled"]:
            return CHAT_ON if payload["chat_enabled"] else CHAT_OFF
        case ["slow_mode"]:
            return SLOW if payload["slow_mode"] else NOT_SLOW
    return None


def clock_text(seconds: float) -> str:
    """Return a place in a film as people write it: 2:03 or 1:02:03."""
    minutes, second = divmod(max(0, int(seconds)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
