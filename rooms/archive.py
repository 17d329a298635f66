"""Moves a closed room from the log's rows into one sealed object, exactly once (D12).

Write a draft, read it back, place it under its key, seal by compare-and-set, then clear the rows.
Killed at any point, the next run ends the work: before the seal it starts anew, after it it only
clears. No row goes before a whole object is read back and sealed.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from redis.exceptions import RedisError

from rooms import presence
from rooms.archive_format import BrokenArchive, Summary, inspect_archive, write_archive
from rooms.archive_store import ArchiveStore, archive_store, folder_of, new_draft, new_key
from rooms.models import Archive, Member, Room, RoomRecord

logger = logging.getLogger(__name__)

READ_CHUNK = 1000  # rows
CLEAR_CHUNK = 2000  # rows

Outcome = Literal["sealed", "already", "busy", "not_closing"]
Step = Callable[[str], None]


def archive_room(
    room_id: UUID, *, store: ArchiveStore | None = None, step: Step = lambda name: None
) -> Outcome:
    """Seal the archive of a closing room and clear its rows; harmless to repeat and to race.

    `step` is called after each step with its name (tests crash there). Raises BrokenArchive when
    the log has a hole or the object cannot be read back: the room stays closing, its rows stay.
    """
    store = store or archive_store()
    with _alone_with(room_id) as alone:
        if not alone:
            return "busy"
        room = Room.objects.select_related("title", "host").get(pk=room_id)
        if room.state not in (Room.State.CLOSING, Room.State.ARCHIVED):
            return "not_closing"
        outcome: Outcome = "already"
        if room.state == Room.State.CLOSING and _make_and_seal(room, store, step):
            outcome = "sealed"
        _clear(Archive.objects.get(room_id=room_id), store, step)
    return outcome


def unfinished_rooms(limit: int) -> list[UUID]:
    """Return rooms whose archive is not sealed or not cleared, the longest waiting first."""
    closing = Room.objects.filter(state=Room.State.CLOSING).order_by("closed_at")
    uncleared = Archive.objects.filter(cleared_at__isnull=True).order_by("sealed_at")
    rooms = list(closing.values_list("pk", flat=True)[:limit])
    return rooms + list(uncleared.values_list("room_id", flat=True)[: limit - len(rooms)])


def _make_and_seal(room: Room, store: ArchiveStore, step: Step) -> bool:
    """Return False when another run was quicker; this one's object is gone then."""
    draft, key = new_draft(room.pk), new_key(room.pk)
    try:
        with store.write(draft) as stream:
            write_archive(stream, _header(room), _records(room))
        step("written")
        summary = _inspect(store, draft)
        if summary.records != room.last_seq:
            raise BrokenArchive(f"{summary.records} records, {room.last_seq} numbers given")
        step("checked")
        store.place(draft, key)
    except BaseException:  # a soft time limit as well; only a killed process leaves a draft
        store.remove(draft)
        store.remove(key)
        raise
    step("placed")
    # From here the object is removed only when it is known not to be the sealed one: a connection
    # that breaks while it commits does not say whether it did.
    sealed = _seal(room, key, summary)
    if not sealed:
        store.remove(key)
    step("sealed")
    return sealed


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


def _clear(archive: Archive, store: ArchiveStore, step: Step) -> None:
    """Remove rows, drafts and presence of a sealed room, after one more look at the object."""
    if archive.cleared_at is not None:
        return
    promised = Summary(archive.records, archive.messages, archive.sha256, archive.size)
    if _inspect(store, archive.key) != promised:
        raise BrokenArchive("the object is not the sealed one")
    rows = RoomRecord.objects.filter(room_id=archive.room_id).order_by("seq")
    while batch := list(rows.values_list("pk", flat=True)[:CLEAR_CHUNK]):
        RoomRecord.objects.filter(pk__in=batch).delete()
        step("clearing")
    _forget_presence(archive.room_id)
    for name in store.names(folder_of(archive.room_id)):
        if name != archive.key:
            store.remove(name)
    step("cleared")
    Archive.objects.filter(pk=archive.pk).update(cleared_at=timezone.now())


def _inspect(store: ArchiveStore, name: str) -> Summary:
    with store.open(name) as stream:
        return inspect_archive(stream)


def _header(room: Room) -> dict[str, Any]:
    """Say what evening this was. Nothing here lets anybody in: the room's token stays out."""
    title = room.title
    return {
        "room": room.pk,
        "film": {
            "id": title.pk,
            "original_title": title.original_title,
            "year": title.year,
            "names": dict(title.texts.values_list("language", "name")),
        },
        "host": {"id": room.host_id, "name": room.host.name},
        "members": [_member(member) for member in _members(room)],
        "created_at": room.created_at,
        "closed_at": room.closed_at,
        "close_reason": room.close_reason,
        "records": room.last_seq,
    }


def _members(room: Room) -> list[Member]:
    members = room.members.select_related("user").prefetch_related("visits")
    return list(members.order_by("first_joined_at", "pk"))


def _member(member: Member) -> dict[str, Any]:
    visits = sorted(member.visits.all(), key=lambda visit: visit.came_at)
    return {
        "id": member.user_id,
        "name": member.user.name,
        "role": member.role,
        "visits": [{"came_at": visit.came_at, "left_at": visit.left_at} for visit in visits],
    }


def _records(room: Room) -> Iterator[dict[str, Any]]:
    """Give all records in order, a chunk of rows in memory at a time."""
    rows = RoomRecord.objects.filter(room=room).order_by("seq").select_related("actor")
    last = 0
    while chunk := list(rows.filter(seq__gt=last)[:READ_CHUNK]):
        yield from map(_record, chunk)
        last = chunk[-1].seq


def _record(record: RoomRecord) -> dict[str, Any]:
    actor = record.actor
    return {
        "event_id": record.event_id,
        "seq": record.seq,
        "kind": record.kind,
        "actor": {"id": actor.pk, "name": actor.name} if actor else None,
        "client_id": record.client_id,
        "at": record.at,
        "position": record.position,
        "version": record.version,
        "payload": record.payload,
        "record_schema": record.schema,
    }


@contextmanager
def _alone_with(room_id: UUID) -> Iterator[bool]:
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


def _forget_presence(room_id: UUID) -> None:
    try:
        presence.client().delete(f"presence:{room_id.hex}", f"reports:{room_id.hex}")
    except RedisError:
        logger.warning("archive_presence_left room=%s", room_id.hex)
