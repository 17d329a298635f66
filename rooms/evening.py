"""An evening to read again: the lines of a sealed archive, page by page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from math import sqrt
from typing import Any

from rooms.archive_format import Line
from rooms.narration import clock_text, sentence

LINES = 500  # records of the log on one page
FOUND = 200  # messages that a search shows
STEPS = 120  # parts of a film in which messages are counted


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
    seconds: float = 0.0  # of the film
    is_said = True

    @property
    def page(self) -> int:
        """On which page of the evening it stands."""
        return (self.seq - 1) // LINES + 1


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
    found: int = 0  # messages with the words that were looked for; the first `FOUND` are in lines


def find_words(lines: Iterable[Line], *, reader_id: str, words: tuple[str, ...]) -> Evening:
    """Return the messages in which, or in whose author's name, each of the words stands."""
    source = iter(lines)
    header = next(source)
    said: dict[int, Said] = {}
    for record in _records(source):
        _line(record, reader_id, said)
    hits = [
        one
        for one in said.values()
        if not one.is_deleted and has_words(f"{one.author} {one.text}", words)
    ]
    return Evening(header, list(hits[:FOUND]), len(hits))


def words_of(text: str) -> tuple[str, ...]:
    """Return what to look for: words without case, ё as е."""
    return tuple(_plain(text).split())


def has_words(text: str, words: tuple[str, ...]) -> bool:
    """Whether each of the words of `words_of` stands in a text."""
    plain = _plain(text)
    return all(word in plain for word in words)


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")


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


def read_course(lines: Iterable[Line], duration: float) -> tuple[list[str], list[int]]:
    """Return the names of those who were there, and how much was said in each part of the film."""
    source = iter(lines)
    names = [member["name"] for member in next(source)["members"]]
    heat = [0] * STEPS
    for record in _records(source):
        if record["kind"] == "chat.message":
            share = (record["position"] or 0.0) / duration if duration else 0.0
            heat[min(STEPS - 1, int(share * STEPS))] += 1
    return names, heat


def skyline(heat: list[int]) -> str:
    """Return counts as an SVG path over `STEPS` × 10, the highest at the top; empty for silence.

    Square roots, so that one crowded place (mostly the talk before the film) leaves the rest seen.
    """
    most = max(heat)
    if not most:
        return ""
    steps = (f"L{n} {10 - 10 * sqrt(count / most):.1f}H{n + 1}" for n, count in enumerate(heat))
    return f"M0 10{''.join(steps)}V10Z"


def _records(lines: Iterator[Line]) -> Iterator[Line]:
    return (line for line in lines if line["type"] == "record")


def _line(record: Line, reader_id: str, said: dict[int, Said]) -> Said | Happened | None:
    kind, payload, actor = record["kind"], record["payload"], record["actor"]
    if kind == "chat.message":
        said[record["seq"]] = _said(record, reader_id, said)
        return said[record["seq"]]
    if kind == "chat.reaction" and payload["seq"] in said and actor:
        _put_sign(said[payload["seq"]].signs, payload, actor["name"])
        return None
    text = sentence(kind, actor["name"] if actor else None, payload)
    return Happened(record["seq"], _time(record), text) if text else None


def _put_sign(signs: dict[str, list[str]], payload: dict[str, Any], name: str) -> None:
    people = signs.setdefault(payload["emoji"], [])
    if payload.get("on", True):
        people.append(name)
    elif name in people:
        people.remove(name)
    if not people:
        del signs[payload["emoji"]]


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
        seconds=round(record["position"] or 0.0, 1),
    )


def _time(record: Line) -> datetime:
    return datetime.fromisoformat(record["at"])
