"""Reading a chat: messages by number, with the signs put on them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from chat.frames import message_frame
from rooms import archive_reading, wire
from rooms.models import Room, RoomRecord
from rooms.wire import PersonWire, RecordWire

HISTORY = 50  # messages in a welcome
MOST = 200  # messages in one answer

Reactions = dict[int, dict[str, list[PersonWire]]]


def last_messages(
    room: Room, *, before: int | None = None, limit: int = HISTORY
) -> list[dict[str, Any]]:
    """Return up to `limit` messages below the number `before`, newest last, as the socket does.

    Two queries; a room in the archive is read from its object.
    """
    rows = _rows(room) if before is None else _rows(room).filter(seq__lt=before)
    shown = _from_rows(room, list(reversed(rows.order_by("-seq")[:limit])))
    if not _rows_are_gone(room):
        return shown
    lines = list(archive_reading.wires(room))
    earlier = [m for m in _messages(lines) if before is None or m["seq"] < before]
    return _from_archive(lines, earlier[-limit:])


def next_messages(room: Room, *, after: int, limit: int = HISTORY) -> list[dict[str, Any]]:
    """Return up to `limit` messages above the number `after`, newest last. Two queries."""
    rows = _rows(room).filter(seq__gt=after).order_by("seq")[:limit]
    shown = _from_rows(room, list(rows))
    if not _rows_are_gone(room):
        return shown
    lines = list(archive_reading.wires(room))
    later = (m for m in _messages(lines) if m["seq"] > after)
    return _from_archive(lines, list(islice(later, limit)))


def _rows_are_gone(room: Room) -> bool:
    """Whether the rows may have been cleared; asked after they were read, for they go any time."""
    if room.is_open:
        return False
    return Room.objects.filter(pk=room.pk, state=Room.State.ARCHIVED).exists()


def _rows(room: Room) -> QuerySet[RoomRecord]:
    return RoomRecord.objects.filter(room=room, kind="chat.message").select_related("actor")


def _messages(lines: Iterable[RecordWire]) -> Iterator[RecordWire]:
    return (line for line in lines if line["kind"] == "chat.message")


def _from_rows(room: Room, rows: list[RoomRecord]) -> list[dict[str, Any]]:
    if not rows:
        return []
    # None that came after the room was read: the socket will tell them by itself.
    numbers = {"seq__gt": rows[0].seq, "seq__lte": room.last_seq}
    signs = RoomRecord.objects.filter(room=room, kind="chat.reaction", **numbers)
    put = signs.order_by("seq").select_related("actor")
    reactions = _reactions(wire.wire(record, room=room, prev=0) for record in put)
    return _shown((wire.wire(row, room=room, prev=0) for row in rows), reactions)


def _from_archive(lines: list[RecordWire], messages: list[RecordWire]) -> list[dict[str, Any]]:
    reactions = _reactions(line for line in lines if line["kind"] == "chat.reaction")
    return _shown(messages, reactions)


def _reactions(records: Iterable[RecordWire]) -> Reactions:
    """Return who put which sign on which message."""
    found: Reactions = {}
    for record in records:
        if record["actor"] is not None:
            signs = found.setdefault(record["payload"]["seq"], {})
            signs.setdefault(record["payload"]["emoji"], []).append(record["actor"])
    return found


def _shown(messages: Iterable[RecordWire], reactions: Reactions) -> list[dict[str, Any]]:
    return [message_frame(message, reactions.get(message["seq"])) for message in messages]
