"""Moves a closed room from the log's rows into one sealed object, exactly once (D12).

In steps: write the parts, join them into a draft, read it back, place it under its key, seal by
compare-and-set, then clear the rows. Killed at any point, the next run goes on where that one was.
No row goes before a whole object is read back and sealed.
"""

import logging
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Min
from django.utils import timezone
from redis.exceptions import RedisError

from rooms import archive_parts, presence
from rooms.archive_format import BrokenArchive, Summary
from rooms.archive_object import check_sealed, inspect, remove_others
from rooms.archive_store import ArchiveStore, StorageError, archive_store, new_draft, new_key
from rooms.models import Archive, ArchiveWork, Room, RoomRecord
from rooms.relay.clearance import may_clear_rows

logger = logging.getLogger(__name__)

CLEAR_CHUNK = 2000  # rows

Outcome = Literal["sealed", "already", "paused", "waiting", "busy", "not_closing"]
Step = Callable[[str], None]


def archive_room(
    room_id: UUID,
    *,
    store: ArchiveStore | None = None,
    step: Step = lambda name: None,
    until: float = math.inf,
) -> Outcome:
    """Seal the archive of a closing room and clear its rows; harmless to repeat and to race.

    After `until` (monotonic s) no part is begun any more: the room is "paused", the next run goes
    on. "waiting" is sealed, and its rows stay until Kafka has them (docs/adr/0081).
    `step` is called after each step with its name (tests crash there). Raises BrokenArchive when
    the log has a hole or the object cannot be read back, OSError when the storage is away: the room
    stays closing, its rows stay.
    """
    store = store or archive_store()
    with alone_with(room_id) as alone:
        if not alone:
            return "busy"
        room = Room.objects.select_related("title", "host").get(pk=room_id)
        if room.state not in (Room.State.CLOSING, Room.State.ARCHIVED):
            return "not_closing"
        outcome: Outcome = "already"
        if room.state == Room.State.CLOSING:
            outcome = _make_and_seal(room, store, step, until)
        if outcome == "paused" or _clear(Archive.objects.get(room_id=room_id), store, step):
            return outcome
        return "waiting"


def _make_and_seal(room: Room, store: ArchiveStore, step: Step, until: float) -> Outcome:
    """Return "already" when another run was quicker; this one's object is gone then."""
    work, _ = ArchiveWork.objects.get_or_create(room=room)
    draft, key = new_draft(room.pk), new_key(room.pk)
    try:
        if not archive_parts.write_parts(room, work, store, step, until):
            return "paused"
        summary = _join(room, work, store, draft, step)
        store.place(draft, key)
    except BrokenArchive:
        _drop(store, draft, key, *archive_parts.forget_parts(work))
        raise
    except StorageError:  # one that is silent would be waited for once more, to remove a draft
        raise
    except BaseException:  # a soft time limit as well; only a killed process leaves a draft
        _drop(store, draft, key)
        raise
    step("placed")
    # From here the object is removed only when it is known not to be the sealed one: a connection
    # that breaks while it commits does not say whether it did.
    sealed = _seal(room, key, summary)
    if not sealed:
        store.remove(key)
    step("sealed")
    return "sealed" if sealed else "already"


def _join(room: Room, work: ArchiveWork, store: ArchiveStore, draft: str, step: Step) -> Summary:
    """Make a whole object of the parts and read it back. Raises BrokenArchive."""
    with store.write(draft) as stream:
        archive_parts.join_parts(work, store, stream)
    step("written")
    summary = inspect(store, draft)
    if summary.records != room.last_seq:
        raise BrokenArchive(f"{summary.records} records, {room.last_seq} numbers given")
    step("checked")
    return summary


def _drop(store: ArchiveStore, *names: str) -> None:
    """Remove what is of no use; a storage that is away keeps it until the room is cleared."""
    try:
        for name in names:
            store.remove(name)
    except OSError as problem:
        logger.warning("archive_leftover names=%s error=%r", names, problem)


@transaction.atomic
def _seal(room: Room, key: str, summary: Summary) -> bool:
    closing = Room.objects.filter(pk=room.pk, state=Room.State.CLOSING, last_seq=summary.records)
    if not closing.update(state=Room.State.ARCHIVED):
        return False
    Archive.objects.create(
        room=room,
        key=key,
        records=summary.records,
        messages=summary.messages,
        size=summary.size,
        sha256=summary.sha256,
    )
    return True


def _clear(archive: Archive, store: ArchiveStore, step: Step) -> bool:
    """Remove rows, parts and presence of a sealed room, after one more look at the object.

    False when Kafka does not have the rows yet.
    """
    if archive.cleared_at is not None:
        return True
    if not may_clear_rows(archive.room_id):
        return False
    check_sealed(store, archive)
    rows = RoomRecord.objects.filter(room_id=archive.room_id)
    while first := rows.aggregate(first=Min("seq"))["first"]:
        rows.filter(seq__lt=first + CLEAR_CHUNK).delete()  # a transaction each: no long lock
        step("clearing")
    _forget_presence(archive.room_id)
    remove_others(store, archive)
    step("cleared")
    Archive.objects.filter(pk=archive.pk).update(cleared_at=timezone.now())
    ArchiveWork.objects.filter(room_id=archive.room_id).delete()
    return True


@contextmanager
def alone_with(room_id: UUID) -> Iterator[bool]:
    """Tell whether this run is the only one on the room; the lock dies with its connection.

    It saves work and is not what makes the seal single: that is the compare-and-set. It is held by
    the session (not by a transaction), so a pooler in transaction mode would break it.
    """
    key = int.from_bytes(room_id.bytes[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        alone = cursor.fetchone() == (True,)
    try:
        yield alone
    finally:
        if alone:
            _let_go(key)


def _let_go(key: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
    except DatabaseError:
        logger.warning("archive_unlock_failed")
        if connection.connection is not None:
            connection.connection.close()  # not to the pool: it may still hold the lock
            connection.close()  # the next statement is for a new one


def _forget_presence(room_id: UUID) -> None:
    try:
        presence.client().delete(*presence.keys(room_id.hex))
    except RedisError:
        logger.warning("archive_presence_left room=%s", room_id.hex)
