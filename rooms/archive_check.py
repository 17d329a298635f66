"""Whether an archive is whole: what a copy has to satisfy, asked of a stream, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from rooms.archive_format import SCHEMA, BrokenArchive, Line, Summary, inspect_archive, read_lines

KNOWN_AT_LEAST = {"schema", "film", "members", "created_at", "closed_at", "records"}
RECORD = {"event_id", "seq", "kind", "actor", "at", "position", "payload"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole archive: its first line, and what it holds."""

    header: Line
    summary: Summary


def check(stream: BinaryIO, promised: Summary | None = None) -> Checked:
    """Read a whole object from its start, twice; `stream` must be able to go back.

    Raises BrokenArchive with what is wrong: packing, lines, numbers, footer, checksum, header, or
    that it is not the object that was `promised`.
    """
    summary = inspect_archive(stream)
    stream.seek(0)
    header = _header(stream, summary)
    if promised is not None and summary != promised:
        raise BrokenArchive("the object is not the one that was sealed: size or sum differ")
    return Checked(header, summary)


def shaped_lines(stream: Any) -> Iterator[Line]:
    """Give header, records and footer; each is looked at before it is given.

    Raises BrokenArchive, also in the middle: a line of an unknown kind, a record without its parts.
    """
    for number, line in enumerate(read_lines(stream)):
        expected = ("header",) if number == 0 else ("record", "footer")
        if line.get("type") not in expected:
            raise BrokenArchive(f"line {number + 1} is no {' or '.join(expected)}")
        if line["type"] == "record" and not line.keys() >= RECORD:
            raise BrokenArchive(f"record {line.get('seq')} lacks {sorted(RECORD - line.keys())}")
        yield line


def _header(stream: BinaryIO, summary: Summary) -> Line:
    header: Line = {}
    for line in shaped_lines(stream):
        header = header or line
    if header.get("schema") != SCHEMA:
        raise BrokenArchive(f"schema {header.get('schema')} is not known here, only {SCHEMA} is")
    if not header.keys() >= KNOWN_AT_LEAST:
        raise BrokenArchive(f"the header lacks {sorted(KNOWN_AT_LEAST - header.keys())}")
    if header["records"] != summary.records:
        raise BrokenArchive(f"{summary.records} records, the header tells of {header['records']}")
    return header
