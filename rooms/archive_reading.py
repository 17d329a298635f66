"""Reading evenings that are over: who may, and the sealed object line by line."""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from rooms import selectors, wire
from rooms.archive_format import BrokenArchive, Line, read_lines
from rooms.archive_store import archive_store
from rooms.errors import Expired, NotFound, Unavailable
from rooms.hidden_words import hidden_people, without_words
from rooms.models import Archive, Room

logger = logging.getLogger(__name__)


def evening_of(token: str, user: Any) -> Room:
    """Return a room that has closed, for one who was in it (R120). One query.

    Raises NotFound for strangers, for removed and banned members, for whom the host has blocked
    since, and while there is no end yet.
    """
    room, _ = selectors.room_of(token, user)
    if room.state not in selectors.OVER:
        raise NotFound
    return room


def archive_of(room: Room) -> Archive | None:
    """Return the sealed archive of a room, None while it is being made."""
    if room.state != Room.State.ARCHIVED:
        return None
    return Archive.objects.get(room=room)


def open_object(archive: Archive) -> BinaryIO:
    """Open the object of an archive. Raises Unavailable when the storage does not give it.

    Of that kind is Expired: the site removed it when its time was over.
    """
    if archive.expired_at is not None:
        raise Expired
    try:
        return archive_store().open(archive.key)
    except OSError as problem:
        logger.error("archive_not_there key=%s error=%r", archive.key, problem)
        raise Unavailable from problem


def whole_object(archive: Archive) -> BinaryIO:
    """Open an object to be given away as it is. Raises Unavailable, also while words in it are
    being erased."""
    if hidden_people(archive.room_id):
        raise Unavailable
    return open_object(archive)


def lines(archive: Archive, *, after: int = 0) -> Iterator[Line]:
    """Give header, records and footer of an archive, one in memory at a time.

    Records up to the number `after` are passed over without being read. Words that are being
    erased are not in it, though they may still be in the object.
    Raises Unavailable, also in the middle, when the object is not there or cannot be read.
    """
    hidden = hidden_people(archive.room_id)
    with open_object(archive) as stream:
        try:
            yield from without_words(read_lines(stream, after=after), hidden)
        except (BrokenArchive, OSError) as problem:
            logger.error("archive_unreadable key=%s error=%r", archive.key, problem)
            raise Unavailable from problem


def wires(room: Room, *, after: int = 0) -> Iterator[wire.RecordWire]:
    """Give the records of an archived room in the form in which they were told to the sockets.

    Those up to the number `after` are passed over.
    """
    for line in lines(Archive.objects.get(room=room), after=after):
        if line["type"] == "record":
            yield _wire(room, line)


def _wire(room: Room, line: Line) -> wire.RecordWire:
    return {
        "event_id": line["event_id"],
        "room": room.pk.hex,
        "seq": line["seq"],
        "prev": line["seq"] - 1,
        "kind": line["kind"],
        "actor": line["actor"],
        "client_id": line["client_id"],
        "at": wire.to_ms(datetime.fromisoformat(line["at"])),
        "position": line["position"],
        "version": line["version"],
        "payload": line["payload"],
    }
