"""Bringing a copy back: nothing before it is known to be whole, nothing under a running site."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from redis.exceptions import RedisError

from rooms.archive_format import Counting
from rooms.archive_store import ArchiveStore, archive_store, new_draft_beside
from rooms.backup import manifest, postgres
from rooms.backup.copying import ARCHIVES, CHUNK, DATABASE, MEDIA
from rooms.backup.erased import note_erasures, repeat_erasures
from rooms.backup.errors import BackupError
from rooms.backup.following import follow_replaced
from rooms.models import Room, new_epoch

LEAVING = 3.0  # s that a stopped program's connection may still be seen

Tell = Callable[[str], None]


def restore(folder: Path, *, replace: bool = False, tell: Tell = lambda line: None) -> None:
    """Bring database and archives back from a copy and give every room a new epoch (F37).

    Pages that saw what came after the copy load their rooms anew: what they know has not happened.
    Archives without their object are told by name; the rest of the site works without them. Words
    that the database which is replaced knows as erased are erased again (`rooms.backup.erased`).
    Raises BackupError: a copy that is not whole, a database that is in use, or, without `replace`,
    one that is not empty; then nothing was changed.
    """
    told = manifest.read(folder)
    tell(f"copy of {told['made_at']}: whole")
    if told["database"]:
        _bring_database(folder / DATABASE, replace=replace, tell=tell)
        tell("database: brought back")
    tell(f"archives: {_put_back(folder, told)} objects put back, others were there")
    missing = follow_replaced(tell=tell)
    tell(f"archives: {missing} without their object")
    begin_new_epoch()
    tell(f"erasures: {repeat_erasures(tell=tell)} that are younger than the copy, repeated")
    tell(f"media: {_missing_media(folder / MEDIA)} files of the list are not here")
    _empty_redis(tell)


def begin_new_epoch() -> str:
    """Let every page forget what it saw, at its next `welcome`; return the mark."""
    epoch = new_epoch()
    Room.objects.update(epoch=epoch)
    return epoch


def _bring_database(dump: Path, *, replace: bool, tell: Tell) -> None:
    if not _is_left_alone():
        raise BackupError("somebody uses the database: stop the site first")
    if not postgres.is_empty():
        if not replace:
            raise BackupError("the database is not empty: --replace removes what is in it")
        note_erasures(tell=tell)
        postgres.empty()
    postgres.load(dump)


def _is_left_alone() -> bool:
    """Whether nobody else is connected; who was just stopped is given a moment to be gone."""
    end = time.monotonic() + LEAVING
    while postgres.strangers():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def _put_back(folder: Path, told: dict[str, Any]) -> int:
    """Place the objects that are not in the storage; one that is there is never written over."""
    store, count = archive_store(), 0
    for name in told["files"]:
        if name.startswith(f"{ARCHIVES}/"):
            count += _place(store, folder / name, name.removeprefix(f"{ARCHIVES}/"))
    return count


def _place(store: ArchiveStore, source: Path, key: str) -> bool:
    draft = new_draft_beside(key)
    try:
        with store.write(draft) as target, source.open("rb") as copy:
            while chunk := copy.read(CHUNK):
                target.write(chunk)
        store.place(draft, key)
    except FileExistsError:
        store.remove(draft)
        _compare(store, source, key)
        return False
    except OSError as problem:
        raise BackupError(f"the storage of archives: {problem}") from problem
    return True


def _compare(store: ArchiveStore, source: Path, key: str) -> None:
    with store.open(key) as stream:
        there = Counting(stream)
        while there.read(CHUNK):
            pass
    if there.digest.hexdigest() != manifest.sum_of(source):
        raise BackupError(f"another object lies under {key}: move it away, and restore again")


def _missing_media(listed: Path) -> int:
    root = Path(settings.MEDIA_ROOT)
    with listed.open(encoding="utf-8") as lines:
        return sum(not (root / json.loads(line)["name"]).is_file() for line in lines)


def _empty_redis(tell: Tell) -> None:
    """What Redis knows is of a time that has not come: places, tasks, limits."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5) as client:
            client.flushdb()
    except RedisError as problem:
        tell(f"Redis could not be emptied, empty it before the site starts: {problem!r}")
    else:
        tell("Redis: emptied, it is filled again from the database")
