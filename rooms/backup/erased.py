"""Over a restore: words that were erased after the copy was made are asked away again (R120).

The copy has them, and its list of erasures is of its day. The list of the database that is about to
be removed is read before, and what the restored one does not know of it is repeated.
"""

import shlex
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError

from accounts.models import User
from rooms.erasure import erase_words
from rooms.errors import Forbidden
from rooms.models import Erasure, Room

Tell = Callable[[str], None]


class Asked(NamedTuple):
    """One erasure as its list has it, in names that hold in any database of the site."""

    user: str
    room: str
    by: str
    reason: str
    at: datetime

    @property
    def command(self) -> str:
        """What a person at the keyboard would type."""
        words = ("--by", self.by, "--reason", self.reason, f"--room={self.room}")
        return shlex.join(("erase_words", self.user, *words))


def erasures_here(*, tell: Tell) -> list[Asked]:
    """Return what was ever erased according to the database, oldest first.

    One that is broken says so by `tell`, and there is nothing: it is about to be removed.
    """
    names = ("user__email", "room__token", "by__email", "reason", "asked_at")
    try:
        return [Asked(*row) for row in Erasure.objects.order_by("pk").values_list(*names)]
    except DatabaseError as problem:
        tell(f"ERASURES of the database that is removed cannot be read: {problem}")
        return []


def repeat_erasures(before: list[Asked], *, tell: Tell) -> int:
    """Ask again for what the restored database does not know; return how many were asked.

    From here on nobody reads the words; the sweep of the running site rewrites the archives. What
    cannot be asked again, for want of a person perhaps, is told as the command that would.
    """
    asked = 0
    for one in before:
        try:
            asked += _repeat(one)
        except (ObjectDoesNotExist, Forbidden, DatabaseError) as problem:
            tell(f"NOT ERASED AGAIN ({problem!r}): {one.command}")
    return asked


def _repeat(one: Asked) -> bool:
    """Return False where nothing had to be done."""
    rooms = Room.objects.filter(token=one.room)
    known = Erasure.objects.filter(user__email=one.user, room__in=rooms, asked_at=one.at)
    room = rooms.first()
    if room is None or known.exists():  # a room of after the copy has not happened
        return False
    user, by = (User.objects.get(email=email) for email in (one.user, one.by))
    return bool(erase_words(user=user, by=by, reason=one.reason, room=room))
