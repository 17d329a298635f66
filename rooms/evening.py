"""An evening to read again: the lines of a sealed archive, page by page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rooms.archive_format import Line
from rooms.narration import clock_text, sentence

LINES = 500  # records of the log on one page


@dataclass(slots=True)
class Said:
    """A message as the page shows it; one that was deleted has no text."""

    seq: int
    author: str
    is_mine: bool
    at: datetime
    place: str
    text: str
    is_deleted: bool
    answers: "Said | None" = None
    signs: dict[str, list[str]] = field(default_factory=dict)
    is_said = True


@dataclass(frozen=True, slots=True)
class Happened:
    """A line about what people did."""

    seq: int
    at: datetime
    text: str
    is_said = False


@dataclass(frozen=True, slots=True)
class Evening:
    """One page of it; `header` is the archive's first line."""

    header: Line
    lines: list[Said | Happened]


def read_evening(lines: Iterable[Line], *, reader_id: str, page: int) -> Evening:
    """Return the `page` (from 1) as the person with `reader_id` sees it.

    Signs and quoted words may stand anywhere in the log, so the whole of it is read once.
    """
    source = iter(lines)
    header = next(source)
    said: dict[int, Said] = {}
    shown: list[Said | Happened] = []
    first, last = (page - 1) * LINES + 1, page * LINES
    for record in _records(source):
        line = _line(record, reader_id, said)
        if line is not None and first <= record["seq"] <= last:
            shown.append(line)
    return Evening(header, shown)


def _records(lines: Iterator[Line]) -> Iterator[Line]:
    return (line for line in lines if line["type"] == "record")


def _line(record: Line, reader_id: str, said: dict[int, Said]) -> Said | Happened | None:
    kind, payload, actor = record["kind"], record["payload"], record["actor"]
    if kind == "chat.message":
        said[record["seq"]] = _said(record, reader_id, said)
        return said[record["seq"]]
    if kind == "chat.reaction" and payload["seq"] in said and actor:
        said[payload["seq"]].signs.setdefault(payload["emoji"], []).append(actor["name"])
        return None
    text = sentence(kind, actor["name"] if actor else None, payload)
    return Happened(record["seq"], _time(record), text) if text else None


def _said(record: Line, reader_id: str, said: dict[int, Said]) -> Said:
    payload: dict[str, Any] = record["payload"]
    return Said(
        seq=record["seq"],
        author=record["actor"]["name"],
        is_mine=record["actor"]["id"] == reader_id,
        at=_time(record),
        place=clock_text(record["position"] or 0.0),
        text=payload.get("text", ""),
        is_deleted=payload.get("deleted", False),
        answers=said.get(payload.get("reply_to", 0)),
    )


def _time(record: Line) -> datetime:
    return datetime.fromisoformat(record["at"])
