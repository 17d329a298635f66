"""The saved steps of an archive that is being made: parts in the storage, a cursor in the database.

A part is a zstd frame with some thousand records; its bytes are durable before the cursor names it.
A run that was killed is resumed behind the last part. What a dead process left is not trusted: all
parts are read back, number by number and byte by byte, before they become the object.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from rooms.archive_content import header_of, records_after
from rooms.archive_format import (
    CHUNK,
    BrokenArchive,
    Counting,
    Line,
    footer_of,
    header_line,
    write_frame,
)
from rooms.archive_store import ArchiveStore, StorageError, new_draft
from rooms.models import ArchiveWork, Room

PART_RECORDS = 2000

Step = Callable[[str], None]


def write_parts(
    room: Room, work: ArchiveWork, store: ArchiveStore, step: Step, until: float
) -> bool:
    """Write what is not written yet, part by part; False when `until` (monotonic s) came first.

    Raises BrokenArchive at a hole in the log.
    """
    while (last := _last(work)) < room.last_seq:
        if time.monotonic() > until:
            return False
        part = _write_part(room, work, store, last)
        work.parts = [*work.parts, part]
        work.save(update_fields=["parts"])
        step("part")
    return True


def join_parts(work: ArchiveWork, store: ArchiveStore, stream: BinaryIO) -> None:
    """Write the whole object into `stream`: all parts and the footer that belongs to them.

    Raises BrokenArchive when a part is not what was written.
    """
    footer = footer_of(_Stream(_chunks(store, work.parts)))
    for chunk in _chunks(store, work.parts):
        stream.write(chunk)
    write_frame(stream, [footer])


def forget_parts(work: ArchiveWork) -> list[str]:
    """Let the next run begin anew; return the names of what is of no use now."""
    names = [str(part["name"]) for part in work.parts]
    work.parts = []
    work.save(update_fields=["parts"])
    return names


def _write_part(room: Room, work: ArchiveWork, store: ArchiveStore, last: int) -> dict[str, Any]:
    name = new_draft(room.pk)
    try:
        with store.write(name) as stream:
            counted = _CountedWriter(stream)
            written = write_frame(counted, _lines(room, last, is_first=not work.parts), after=last)
        if written == last:
            raise BrokenArchive(f"{last} records, {room.last_seq} numbers given")
    except StorageError:  # as in archive.py
        raise
    except BaseException:
        store.remove(name)
        raise
    return {"name": name, "last": written, "sha256": counted.digest.hexdigest()}


def _lines(room: Room, last: int, *, is_first: bool) -> Iterator[Line]:
    if is_first:
        yield header_line(header_of(room))
    yield from islice(records_after(room, last), PART_RECORDS)


def _last(work: ArchiveWork) -> int:
    return int(work.parts[-1]["last"]) if work.parts else 0


class _CountedWriter:
    """Sums up what goes through it into a stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self.stream.write(data)


def _chunks(store: ArchiveStore, parts: list[dict[str, Any]]) -> Iterator[bytes]:
    """Give the bytes of all parts; each is compared with the sum that it was written with."""
    for part in parts:
        with _open(store, part["name"]) as stream:
            counted = Counting(stream)
            while chunk := counted.read(CHUNK):
                yield chunk
        if counted.digest.hexdigest() != part["sha256"]:
            raise BrokenArchive(f"part {part['name']} is not what was written")


def _open(store: ArchiveStore, name: str) -> BinaryIO:
    try:
        return store.open(name)
    except FileNotFoundError as problem:  # the storage answers: to ask it again would not help
        raise BrokenArchive(f"part {name} is not there") from problem


class _Stream:
    """Chunks to be read as a stream; how much is asked for at once does not matter here."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, size: int = -1, /) -> bytes:
        return next(self._chunks, b"")
