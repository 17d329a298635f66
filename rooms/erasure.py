"""Takes one person's words out of rooms for good, and keeps the record whole (docs/adr/0090).

A message loses its text and keeps its number, author and time, as one that was deleted. Rows lose
theirs at once; a sealed object is never written over, so a new one takes its place and tells in its
header which one it replaces. Rows of `Erasure` without `done_at` are the queue, as in the archive.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from rooms import archive
from rooms.archive_format import BrokenArchive, Line, read_lines, write_archive
from rooms.archive_object import check_sealed, inspect, remove_others
from rooms.archive_store import ArchiveStore, archive_store, new_draft, new_key
from rooms.errors import Forbidden
from rooms.hidden_words import GONE, MESSAGE, is_words_of, without_words
from rooms.models import Archive, Erasure, Member, Room, RoomRecord

logger = logging.getLogger(__name__)

DELETED = "chat.deleted"

Step = Callable[[str], None]


@transaction.atomic
def erase_words(*, user: User, by: User, reason: str, room: Room | None = None) -> list[Erasure]:
    """Take away what a person has written, in one room or in all; return what is noted of it.

    From the commit on nobody reads these words; what lies in the storage is rewritten after it, by
    `finish_erasures`. In an open room it is ended at once, and what he says later stays. Again for
    a room where it is under way: nothing new. Raises Forbidden unless `by` is of the staff.
    """
    if not by.is_staff:
        raise Forbidden
    places = Member.objects.filter(user=user)
    places = places.filter(room=room) if room else places
    wanted = [
        Erasure(user=user, room_id=room_id, by=by, reason=reason)
        for room_id in places.order_by("room").values_list("room_id", flat=True)
    ]
    Erasure.objects.bulk_create(wanted, ignore_conflicts=True)  # one waits for a person and a room
    waiting = Erasure.objects.filter(user=user, done_at=None, room__in=places.values("room"))
    asked = list(waiting.values_list("pk", flat=True))
    live = waiting.filter(room__state=Room.State.OPEN).order_by("room")  # one order of all locks
    for room_id in live.values_list("room_id", flat=True):
        if _erase_live(room_id, user, by):
            waiting.filter(room=room_id).update(done_at=timezone.now())
    _erase_rows(user, waiting.values("room"))
    logger.info("erasure_asked user=%s by=%s rooms=%s", user.pk, by.pk, len(wanted))
    return list(Erasure.objects.filter(pk__in=asked).order_by("pk"))


def unfinished_rooms(limit: int) -> list[UUID]:
    """Return rooms in which an erasure is not ended, those that wait longest first."""
    waiting = Erasure.objects.filter(done_at=None).exclude(room__state=Room.State.CLOSING)
    waiting = waiting.order_by("asked_at", "pk")
    return list(dict.fromkeys(waiting.values_list("room_id", flat=True)[:limit]))


def finish_erasures(
    room_id: UUID, *, store: ArchiveStore | None = None, step: Step = lambda name: None
) -> bool:
    """End the erasures of a room; return whether none waits any more. Harmless to repeat, to race.

    A room that is being closed or cleared has to wait for the end of that. Killed at any point, the
    next run ends the work. Raises BrokenArchive, OSError: the old object stays as it is.
    """
    with archive.alone_with(room_id) as alone:
        if not alone:
            return False
        waiting = list(Erasure.objects.filter(room_id=room_id, done_at=None).select_related("user"))
        if not waiting:
            return True
        room = Room.objects.get(pk=room_id)
        for one in waiting:
            if not room.is_open:  # there all was taken away at once, and what came since stays
                _erase_rows(one.user, [room_id])
        if not _clean_object(room, {str(one.user_id) for one in waiting}, store, step):
            return False
        done = Erasure.objects.filter(pk__in=[one.pk for one in waiting])
        done.update(done_at=timezone.now())
    logger.info("erasure_done room=%s people=%s", room_id.hex, len(waiting))
    return True


def _erase_live(room_id: UUID, user: User, by: User) -> bool:
    """In an open room everybody is told, message by message, as of any deletion; else False."""
    from rooms import log  # it knows the sockets and cannot be the first of them to be loaded

    room = log.lock_room(room_id)
    if not room.is_open:
        return False  # it has closed since, and nothing follows its last record: the rows change
    said = RoomRecord.objects.filter(room=room, kind=MESSAGE, actor=user).order_by("seq")
    for record in said.exclude(payload=GONE):
        record.payload = GONE
        record.save(update_fields=["payload"])
        payload = {"seq": record.seq, "by_moderator": True}
        log.append(room, log.Entry(DELETED, by, payload), log.moment(None))
    return True


def _erase_rows(user: User, rooms: Any) -> None:
    said = RoomRecord.objects.filter(room__in=rooms, kind=MESSAGE, actor=user)
    said.exclude(payload=GONE).update(payload=GONE)


def _clean_object(
    room: Room, people: Collection[str], store: ArchiveStore | None, step: Step
) -> bool:
    """See to it that no object has their words; False while the room is being closed or cleared."""
    if room.state != Room.State.ARCHIVED:
        return room.state != Room.State.CLOSING
    sealed = Archive.objects.get(room=room)
    if sealed.cleared_at is None:
        return False
    if sealed.expired_at is None:
        _rewrite(sealed, people, store or archive_store(), step)
    return True


def _rewrite(sealed: Archive, people: Collection[str], store: ArchiveStore, step: Step) -> None:
    """Put an object without the words in the place of the sealed one, and remove that."""
    check_sealed(store, sealed)
    if _has_words(sealed, people, store):
        _replace(sealed, people, store, step)
    remove_others(store, sealed)
    step("removed")


def _has_words(sealed: Archive, people: Collection[str], store: ArchiveStore) -> bool:
    with store.open(sealed.key) as stream:
        return any(is_words_of(line, people) for line in read_lines(stream))


def _replace(sealed: Archive, people: Collection[str], store: ArchiveStore, step: Step) -> None:
    draft, key = new_draft(sealed.room_id), new_key(sealed.room_id)
    with store.open(sealed.key) as source, store.write(draft) as target:
        lines = without_words(read_lines(source), people)
        header = _revised(next(lines), sealed, timezone.now())
        write_archive(target, header, (line for line in lines if line["type"] == "record"))
    step("written")
    new = inspect(store, draft)
    if (new.records, new.messages) != (sealed.records, sealed.messages):
        raise BrokenArchive("the new object does not hold as much as the old one")
    store.place(draft, key)
    step("placed")
    # Compare and set, as at sealing: whoever reads meets the one object or the other.
    same = Archive.objects.filter(pk=sealed.pk, key=sealed.key)
    if not same.update(key=key, sha256=new.sha256, size=new.size):
        raise BrokenArchive("the archive was changed meanwhile")
    sealed.key = key
    step("replaced")


def _revised(header: Line, sealed: Archive, now: datetime) -> Line:
    """Say which object this one replaces, so that a copy of that one is known for what it is."""
    revision = {"replaces": sealed.sha256, "at": now, "reason": "erasure"}
    return {**header, "revisions": [*header.get("revisions", []), revision]}
