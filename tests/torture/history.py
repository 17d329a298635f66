"""What happened in a round: every operation and every frame that was shown, one JSON line each.

An operation is `invoke`d and then `ok` (promised by the site), `fail` (refused, with a code) or
`unknown` (no answer before the line broke: it may have happened or not). The same id may be tried
again. Times are seconds of the round's own clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import msgspec

Type = Literal["invoke", "ok", "fail", "unknown", "shown", "welcome", "peek", "fault"]
Value = dict[str, Any]


class Event(msgspec.Struct, omit_defaults=True, frozen=True):
    """One line. `value` holds what only this kind of event has."""

    at: float
    type: Type
    who: str = ""
    room: str = ""
    op: str = ""  # chat, command, join, leave; of frames the stream
    id: str = ""  # the client's own; of frames the connection
    value: Value = {}


class Record(msgspec.Struct, frozen=True):
    """One record of a room's log, wherever it was read: rows, archive, Kafka."""

    seq: int
    kind: str
    actor: str | None = None
    client_id: str | None = None
    at: float = 0.0  # ms
    version: int | None = None
    payload: Value = {}
    event_id: str = ""


class Seat(msgspec.Struct, frozen=True):
    """What one person's pages showed at the end of the quiet."""

    who: str
    chat_seq: int
    player_seq: int
    anchor: Value  # version, playing, position, at, rate
    position: float  # s, by the server's clock as this page knows it, at one moment for all


class Archived(msgspec.Struct, frozen=True):
    """What was found of a room's archive: rows that seal it, objects in the store, its content."""

    seals: int
    objects: list[str]
    promised: int  # records, by the seal
    sha_agrees: bool
    records: list[Record]
    rows_left: int


class Published(msgspec.Struct, frozen=True):
    """One record of Kafka, in the order of its partition."""

    room: str
    seq: int
    event_id: str


class RoomEnd(msgspec.Struct, frozen=True):
    """The final read of a room."""

    room: str
    canary: str  # stands in every text of this room, and nowhere else
    last_seq: int
    player_seq: int
    anchor: Value  # of the row
    duration: float
    rows: list[Record]  # before the closing
    api: list[Record]  # messages as the API tells them, before the closing
    seats: list[Seat]
    settled: float  # s from the beginning of the quiet until all pages had everything; inf: never
    archived: Archived | None = None
    published: list[Published] | None = None  # None: there is no Kafka in this run

    @property
    def log(self) -> list[Record]:
        """The whole log: what the archive holds, or the rows while there is none."""
        return self.archived.records if self.archived is not None else self.rows


class Growth(msgspec.Struct, frozen=True):
    """What a resource measured before the round and after it, and what it may be."""

    name: str
    before: float
    after: float
    most: float


class Round(msgspec.Struct, frozen=True):
    """All that the checkers look at."""

    fault: str
    events: Sequence[Event]
    ends: Sequence[RoomEnd]
    growth: Sequence[Growth] = ()
    deaths: Sequence[str] = ()  # processes that died and were not killed by us
    silence_allowed: bool = False  # the fault swallows answers on the way to people
    kafka_forgot: bool = False  # what it had came again, in order, behind what it has
    past_restored: bool = False  # Kafka also has records of a time that was undone

    def of_type(self, *types: Type) -> Iterator[Event]:
        """Give the events of some types, in time."""
        return (event for event in self.events if event.type in types)


def without_undone(events: Iterable[Event], spans: Sequence[tuple[float, float]]) -> list[Event]:
    """The history as a restored site may be asked about it.

    Promises of the undone time are void (`unknown`: a part of them may be in the copy), and pages
    of that time were shown what has not happened.
    """
    told = []
    for event in events:
        if not any(since <= event.at <= until for since, until in spans):
            told.append(event)
        elif event.type == "ok":
            told.append(msgspec.structs.replace(event, type="unknown", value={"why": "undone"}))
        elif event.type not in ("shown", "welcome"):
            told.append(event)
    return told


class Journal:
    """Collects events; any thread may write."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._lock = Lock()

    def note(self, event: Event) -> None:
        """Add one."""
        with self._lock:
            self.events.append(event)

    def save(self, path: Path, ends: Iterable[RoomEnd] = ()) -> None:
        """Write all down, the final reads behind the events."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as lines:
            for line in (*self.events, *ends):
                lines.write(msgspec.json.encode(line) + b"\n")


def load(path: Path) -> tuple[list[Event], list[RoomEnd]]:
    """Read a history that was kept."""
    events, ends = [], []
    for line in path.read_bytes().splitlines():
        if b'"canary":' in line[: line.find(b'"last_seq"')]:
            ends.append(msgspec.json.decode(line, type=RoomEnd))
        else:
            events.append(msgspec.json.decode(line, type=Event))
    return events, ends
