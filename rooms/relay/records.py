"""A record of the room log as it stands in Kafka; docs/kafka/ has its JSON Schema."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from rooms.archive_format import Line

Headers = list[tuple[str, str | bytes | None]]

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One record on its way. `key` is its row, None when it comes from an archive."""

    key: int | None
    event_id: UUID
    room: UUID
    seq: int
    kind: str
    actor: dict[str, str] | None
    at: datetime
    position: float | None
    version: int | None
    payload: dict[str, Any]
    schema: int


def from_archive(room: UUID, line: Line) -> LogRecord:
    """Return a record as an archive keeps it."""
    return LogRecord(
        key=None,
        event_id=UUID(line["event_id"]),
        room=room,
        at=datetime.fromisoformat(line["at"]),
        schema=line["record_schema"],
        **{name: line[name] for name in ("seq", "kind", "actor", "position", "version", "payload")},
    )


def key_of(record: LogRecord) -> bytes:
    """Return what keeps the records of a room together and in order."""
    return str(record.room).encode()


def value_of(record: LogRecord) -> bytes:
    """Return the JSON of a record."""
    return _encoder.encode(
        {
            "event_id": record.event_id,
            "room": record.room,
            "seq": record.seq,
            "kind": record.kind,
            "actor": record.actor,
            "at": record.at,
            "position": record.position,
            "version": record.version,
            "payload": record.payload,
            "schema": record.schema,
        }
    )


def headers_of(record: LogRecord) -> Headers:
    """Return what is known of a record without reading it.

    `traceparent` (W3C) begins a trace of the record's own, named by its event id: whoever works it
    off goes on with that, and all that came of one record is found by one name.
    """
    trace = f"00-{record.event_id.hex}-{record.seq:016x}-00"
    return [
        ("event_id", str(record.event_id).encode()),
        ("schema", str(record.schema).encode()),
        ("traceparent", trace.encode()),
    ]
