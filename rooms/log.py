"""The room log: the numbered truth of all that happens in a room (D04).

Every change of a room is one transaction: lock the room, check rights, append, save. A number
is given under the row lock and rolled back with it, so the log has no gap and no double. The
log is also the outbox of a relay: rows whose `published_at` is empty wait for it in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from rooms import clock, hub, ledger, playback, wire
from rooms.errors import Conflict, NotFound
from rooms.models import FormerLink, Member, Room, RoomRecord, is_token
from rooms.selectors import KNOWN


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written down. Position (s) and version default to the room's own."""

    kind: str
    actor: User | None
    payload: dict[str, Any]
    client_id: str | None = None
    position: float | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A locked room, where a person stands in it, and what his client id wrote there before.

    One that is only `remembered` (rooms/writing.py) is not locked, and knows nothing of before.
    """

    room: Room
    member: Member
    before: RoomRecord | None
    remembered: bool = False

    def repeated(self, kind: str, sent: dict[str, Any]) -> RoomRecord | None:
        """As the function of that name."""
        return None if self.before is None else agreeing(self.before, kind, sent)


def lock_room(key: str | UUID) -> Room:
    """Return the room by token or by internal key, locked until the transaction ends.

    A token that was replaced finds it too: whoever lets people in looks which one was used. Raises
    NotFound. Must be called inside a transaction.
    """
    if not isinstance(key, UUID) and not is_token(key):
        raise NotFound
    found = {"pk": key} if isinstance(key, UUID) else {"token": key}
    clock.keep()
    try:
        return Room.objects.select_for_update().get(**found)
    except Room.DoesNotExist:
        former = FormerLink.objects.filter(token=key).first() if isinstance(key, str) else None
    if former is None:
        raise NotFound
    return Room.objects.select_for_update().get(pk=former.room_id)


def enter(room_id: UUID, user: User, client_id: str | None) -> Place:
    """Lock a room for something that a person wants written, and look where he stands in it.

    One round trip. Raises NotFound: no such room, or he may not read it. Must be called inside a
    transaction.
    """
    clock.keep()
    room, member, before = ledger.read(room_id, user.pk, client_id)
    if room is None or member is None or member.state not in KNOWN:
        raise NotFound
    member.room, member.user = room, user
    if before is not None:
        before.room, before.actor = room, user
    return Place(room, member, before)


def append(room: Room, entry: Entry, now: datetime, *, changed: Sequence[str] = ()) -> RoomRecord:
    """Write the next record of a locked room and tell its sockets after the commit.

    Saves the room's counters, and with them the fields named in `changed`.
    """
    before = room.player_seq
    room.last_seq += 1
    if "player" in wire.streams_of(entry.kind):
        room.player_seq = room.last_seq
    record = record_of(room, entry, now)
    ledger.write(room, record, changed)
    tell(room, record, before)
    return record


def record_of(room: Room, entry: Entry, now: datetime) -> RoomRecord:
    """Return an entry as a record with the room's last number, not yet written."""
    return RoomRecord(
        room=room,
        seq=room.last_seq,
        kind=entry.kind,
        actor=entry.actor,
        client_id=entry.client_id,
        at=now,
        position=_here(room, now) if entry.position is None else entry.position,
        version=room.version if entry.version is None else entry.version,
        payload=entry.payload,
    )


def tell(room: Room, record: RoomRecord, before: int) -> None:
    """Tell the room's sockets of a written record, after the commit.

    `before` is the number of the player stream's record before it.
    """
    told = wire.wire(record, room=room, prev=before)
    transaction.on_commit(partial(hub.publish, told))


def repeated(
    room: Room, actor: User, client_id: str | None, kind: str, sent: dict[str, Any]
) -> RoomRecord | None:
    """Return the record that this client id made before, None if there is none (I2).

    `sent` is what the client sent, each key with its value (None for what was left out); it is
    compared with the payload kept then. Raises Conflict when the kind or any value differs.
    """
    if client_id is None:
        return None
    record = RoomRecord.objects.filter(room=room, actor=actor, client_id=client_id).first()
    return None if record is None else agreeing(record, kind, sent)


def records_after(room: Room, seq: int, limit: int) -> list[RoomRecord]:
    """Return up to `limit` records above `seq`, ascending, none newer than `room` as it was read.

    So what is told goes with the state told beside it; two queries at most.
    """
    records = RoomRecord.objects.filter(room=room, seq__gt=seq, seq__lte=room.last_seq)
    records = records.select_related("actor")
    return list(records.order_by("seq")[:limit])


def wires_after(room: Room, seq: int, limit: int) -> list[wire.RecordWire]:
    """Return the records above `seq` as the hub sent them, `prev` of the player stream too."""
    records = records_after(room, seq, limit)
    shown = _player_seq_at(room, seq) if records else 0
    told = []
    for record in records:
        told.append(wire.wire(record, room=room, prev=shown))
        if "player" in wire.streams_of(record.kind):
            shown = record.seq
    return told


def moment(now: datetime | None) -> datetime:
    """Return `now`, or the common clock's: read it after the lock, so that times follow seq."""
    return clock.moment() if now is None else now


def _here(room: Room, now: datetime) -> float:
    return playback.position_at(wire.state_of(room), wire.to_ms(now))


def _player_seq_at(room: Room, seq: int) -> int:
    shown = RoomRecord.objects.filter(room=room, seq__lte=seq).exclude(kind__startswith="chat.")
    found: int | None = shown.aggregate(last=Max("seq"))["last"]
    return found or 0


def agreeing(record: RoomRecord, kind: str, sent: dict[str, Any]) -> RoomRecord:
    """Return the record if it is what a client sends again. Raises Conflict as `repeated`."""
    same = all(record.payload.get(key) == value for key, value in sent.items())
    if record.kind != kind or not same:
        raise Conflict
    return record
