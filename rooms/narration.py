"""What a record of the log says in words, for pages that tell an evening afterwards.

The room's page says the same live (`static/js/room/chat-lines.js`). Russian has genders in the past
tense and the product does not ask for one: the present tense serves everybody.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES: dict[str, Promise] = {
    "room.created": gettext_lazy("%(name)s открывает комнату"),
    "member.joined": gettext_lazy("%(name)s входит"),
    "member.left": gettext_lazy("%(name)s выходит"),
    "member.removed": gettext_lazy("%(member)s больше не в комнате"),
    "member.role": gettext_lazy("%(member)s: роль изменена"),
    "playback.play": gettext_lazy("%(name)s включает фильм с %(time)s"),
    "playback.pause": gettext_lazy("%(name)s ставит на паузу на %(time)s"),
    "playback.seek": gettext_lazy("%(name)s перематывает на %(time)s"),
    "playback.rate": gettext_lazy("%(name)s меняет скорость"),
    "room.settings": gettext_lazy("%(name)s меняет настройки комнаты"),
    "room.closed": gettext_lazy("Вечер окончен. Спасибо, что были вместе!"),
}


def sentence(kind: str, name: str | None, payload: dict[str, Any]) -> str:
    """Return what happened as a sentence; empty for a kind that has no words."""
    words = SENTENCES.get(kind)
    if words is None:
        return ""
    who = name or _("Кинотеатр")
    member = payload.get("user", {}).get("name", who)
    return str(words) % {
        "name": who,
        "member": member,
        "time": clock_text(payload.get("position") or 0.0),
    }


def clock_text(seconds: float) -> str:
    """Return a place in a film as people write it: 2:03 or 1:02:03."""
    minutes, second = divmod(max(0, int(seconds)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
