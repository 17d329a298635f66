"""Over a restore: words that were erased after the copy was made are asked away again (R120).

The copy has them, and its list of erasures is of its day. The list of the database that is about to
be removed is noted before, and what the restored one does not know of it is repeated.
"""

import os
import shlex
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError

from accounts.models import User
from rooms.backup.errors import BackupError
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


def note_erasures(*, tell: Tell) -> None:
    """Put what was ever erased according to the database into a file: it is about to be removed.

    On the disk, so that a restore that fails, or is killed, can be run again. A database that is
    broken says so by `tell`. Raises BackupError, OSError.
    """
    names = ("user__email", "room__token", "by__email", "reason", "asked_at")
    try:
        here = [Asked(*row) for row in Erasure.objects.order_by("pk").values_list(*names)]
    except DatabaseError as problem:
        tell(f"ERASURES of the database that is removed cannot be read: {problem}")
        here = []
    _write(dict.fromkeys([*_noted(), *here]))


def repeat_erasures(*, tell: Tell) -> int:
    """Ask again for what was noted and the restored database does not know; return how many.

    From here on nobody reads the words; the sweep of the running site rewrites the archives. What
    cannot be asked again, for want of a person perhaps, is told as the command that would.
    """
    asked = 0
    for one in _noted():
        try:
            asked += _repeat(one)
        except (ObjectDoesNotExist, Forbidden, DatabaseError) as problem:
            tell(f"NOT ERASED AGAIN ({problem!r}): {one.command}")
    _file().unlink(missing_ok=True)
    return asked


def _file() -> Path:
    return Path(settings.VAR) / "erased-before-restore.json"


def _noted() -> list[Asked]:
    try:
        return msgspec.json.decode(_file().read_bytes(), type=list[Asked])
    except FileNotFoundError:
        return []
    except msgspec.DecodeError as problem:
        raise BackupError(f"{_file()} is not what was noted, move it away: {problem}") from None


def _write(asked: Iterable[Asked]) -> None:
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".part")
    with draft.open("wb") as stream:
        draft.chmod(0o600)  # people's addresses are in it
        stream.write(msgspec.json.encode(list(asked)))
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def _repeat(one: Asked) -> bool:
    """Return False where nothing had to be done."""
    rooms = Room.objects.filter(token=one.room)
    known = Erasure.objects.filter(user__email=one.user, room__in=rooms, asked_at=one.at)
    room = rooms.first()
    if room is None or known.exists():  # a room of after the copy has not happened
        return False
    user, by = (User.objects.get(email=email) for email in (one.user, one.by))
    return bool(erase_words(user=user, by=by, reason=one.reason, room=room))
