"""Reading the log of a room from a place of one's own, in any state of the room (R109, R110)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from rooms import archive_reading, selectors, wire
from rooms.models import Room


def wires_since(room: Room, after: int | datetime, limit: int) -> list[wire.RecordWire]:
    """Return up to `limit` records after a number or a moment, ascending.

    From the rows while there are some, else from the archive. Raises Unavailable when the storage
    does not give the archive.
    """
    if room.state != Room.State.ARCHIVED:
        rows = list(selectors.records_since(room, after, limit))
        if selectors.is_whole(room, rows):
            return [wire.wire(row, room=room, prev=0) for row in rows]
    return list(islice(_archived(room, after), limit))


def _archived(room: Room, after: int | datetime) -> Iterator[wire.RecordWire]:
    """Of a moment the number is not known: all before it are read, once, for pages go by number."""
    if isinstance(after, int):
        return archive_reading.wires(room, after=after)
    moment = wire.to_ms(after)
    return (record for record in archive_reading.wires(room) if record["at"] > moment)
