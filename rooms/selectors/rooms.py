"""A room by its key, what it looks like now, and what its log says."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet

from rooms import clock, wire
from rooms.errors import NotFound
from rooms.models import FormerLink, Member, Room, RoomRecord, is_token
from rooms.selectors.members import roster


def key_of(key: str | UUID) -> UUID:
    """Return the internal key of a room that is named by its token or by that key already.

    Raises NotFound.
    """
    if isinstance(key, UUID):
        return key
    if not is_token(key):
        raise NotFound
    room_id = Room.objects.filter(token=key).values_list("pk", flat=True).first()
    if room_id is None:  # a link that was replaced leads those who are known in the room
        former = FormerLink.objects.filter(token=key)
        room_id = former.values_list("room_id", flat=True).first()
    if room_id is None:
        raise NotFound
    return room_id


def by_key(key: UUID) -> Room:
    """Return a room by its internal key. Raises NotFound."""
    room = Room.objects.filter(pk=key).first()
    if room is None:
        raise NotFound
    return room


def state(room: Room) -> dict[str, Any]:
    """Return what a player needs to stand on the right frame, with the server's clock (R076)."""
    clock.keep()
    now = clock.now_ms()
    return {
        "epoch": room.epoch,
        "seq": room.last_seq,
        "server_time": now,
        "playback": wire.playback_wire(wire.state_of(room), now),
        "members": roster(room),
    }


def log_of(room: Room) -> QuerySet[RoomRecord]:
    """Return the rows of a room's log, each with its author and the state that the room is in."""
    records = RoomRecord.objects.filter(room=room).select_related("actor")
    return records.annotate(room_state=F("room__state"))


def is_whole(room: Room, rows: Sequence[Any]) -> bool:
    """Whether what was read of `log_of` is all that there was.

    Rows go once the room is archived. What it was while they were read counts: `room` may have been
    read long before by a process that stood still (F04). One query, none for an open room's rows.
    """
    if rows and room.is_open:
        return bool(rows[0].room_state != Room.State.ARCHIVED)
    return not Room.objects.filter(pk=room.pk, state=Room.State.ARCHIVED).exists()


def without_host(before: datetime) -> QuerySet[Room]:
    """Return open rooms whose host went before that moment while somebody else sits there."""
    gone = Member.objects.filter(role=Member.Role.HOST).exclude(state=Member.State.HERE)
    gone = gone.annotate(went=Max("visits__left_at")).filter(went__lt=before)
    sat_in = Member.objects.filter(state=Member.State.HERE).values("room")
    rooms = Room.objects.filter(state=Room.State.OPEN, pk__in=gone.values("room"))
    return rooms.filter(pk__in=sat_in)


def records_since(room: Room, after: int | datetime, limit: int) -> QuerySet[RoomRecord]:
    """Return up to `limit` records after a number or a moment, ascending (R109)."""
    later = Q(seq__gt=after) if isinstance(after, int) else Q(at__gt=after)
    return log_of(room).filter(later).order_by("seq")[:limit]


def last_seqs(keys: Collection[str]) -> dict[str, int]:
    """Return the number of the last record of each room (hex keys), in one query."""
    rows = Room.objects.filter(pk__in=keys).values_list("pk", "last_seq")
    return {key.hex: seq for key, seq in rows} if keys else {}
