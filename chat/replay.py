"""A sealed evening played again: its lines by their place in the film, or as they came.

One pass through the object a page; of its lines only those of the page are kept.
"""

import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Any, Literal

import msgspec

from chat.frames import line_frame, message_frame
from rooms import archive_reading
from rooms.evening import has_words
from rooms.models import Room
from rooms.wire import PersonWire, RecordWire

PAGE = 100  # lines
MOST = 200  # lines in one answer
QUOTED = 160  # characters of the words that are answered
KEY = re.compile(r"[0-9]{1,12}(\.[0-9]{1,20})?(e-?[0-9]{1,3})?(_[0-9]{1,15})?")

MESSAGE, REACTION, DELETED = "chat.message", "chat.reaction", "chat.deleted"

Order = Literal["film", "log"]
Key = tuple[float, float]  # place in the film (s; 0 in the order of the log), number
Signs = dict[str, dict[str, PersonWire]]  # emoji → user id → person


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: up to and with `until`, or below `before`, or above `after`; else the first.

    With `words` only messages in which each of them stands, in the text or in the author's name.
    """

    order: Order = "film"
    until: Key | None = None
    before: Key | None = None
    after: Key | None = None
    limit: int = PAGE
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Page:
    """Lines in their order, and whether there are some before and behind them."""

    lines: list[dict[str, Any]]
    has_earlier: bool
    has_later: bool


@dataclass(slots=True)
class _Seen:
    """What the pass remembers of the whole evening: signs, and the beginnings of the words."""

    order: Order
    signs: dict[int, Signs] = field(default_factory=dict)
    said: dict[int, dict[str, Any]] = field(default_factory=dict)

    def feed(self, records: Iterable[RecordWire]) -> Iterator[RecordWire]:
        """Give the lines that stand by themselves; fold the others into what is remembered."""
        for record in records:
            if record["kind"] == REACTION:
                self._put(record)
            elif record["kind"] != DELETED:
                if record["kind"] == MESSAGE:
                    self.said[record["seq"]] = _quoted(record, self.order)
                yield record

    def _put(self, record: RecordWire) -> None:
        actor, put = record["actor"], record["payload"]
        if actor is None:
            return
        by = self.signs.setdefault(put["seq"], {}).setdefault(put["emoji"], {})
        if put.get("on", True):
            by[actor["id"]] = actor
        else:
            by.pop(actor["id"], None)


def read_page(room: Room, wanted: Wanted) -> Page:
    """Return a page of an archived room. Raises Unavailable when the object cannot be read."""
    seen = _Seen(wanted.order)
    lines = (line for line in seen.feed(archive_reading.wires(room)) if _matches(line, wanted))
    chosen, has_earlier, has_later = _choose(lines, wanted)
    return Page([_shown(line, seen) for line in chosen], has_earlier, has_later)


def _choose(lines: Iterator[RecordWire], wanted: Wanted) -> tuple[list[RecordWire], bool, bool]:
    """Read to the end, for the order of the film is another than that of the lines."""
    key = partial(_key, order=wanted.order)
    beyond = 0

    def within() -> Iterator[RecordWire]:
        nonlocal beyond
        for line in lines:
            if _is_within(key(line), wanted):
                yield line
            else:
                beyond += 1

    if wanted.until or wanted.before:
        chosen = heapq.nlargest(wanted.limit + 1, within(), key=key)[::-1]
        return chosen[-wanted.limit :], len(chosen) > wanted.limit, beyond > 0
    chosen = heapq.nsmallest(wanted.limit + 1, within(), key=key)
    return chosen[: wanted.limit], beyond > 0, len(chosen) > wanted.limit


def key_text(key: Key) -> str:
    """Return a key as addresses carry it; `read_key` reads it back exactly."""
    return f"{key[0]!r}_{int(key[1])}"


def read_key(text: str) -> Key:
    """Read `place_number`, or a bare place: then all lines at it are meant. Raises ValueError."""
    if not KEY.fullmatch(text):
        raise ValueError(text)
    place, _, number = text.partition("_")
    return float(place), float(number) if number else inf


def _key(record: RecordWire, order: Order) -> Key:
    return (record["position"] or 0.0 if order == "film" else 0.0, float(record["seq"]))


def _is_within(key: Key, wanted: Wanted) -> bool:
    if wanted.until is not None:
        return key <= wanted.until
    if wanted.before is not None:
        return key < wanted.before
    return wanted.after is None or key > wanted.after


def _matches(record: RecordWire, wanted: Wanted) -> bool:
    if not wanted.words:
        return True
    if record["kind"] != MESSAGE or record["payload"].get("deleted"):
        return False
    author = record["actor"]["name"] if record["actor"] else ""
    return has_words(f"{author} {record['payload']['text']}", wanted.words)


def _quoted(record: RecordWire, order: Order) -> dict[str, Any]:
    return {
        "seq": record["seq"],
        "key": key_text(_key(record, order)),
        "author": record["actor"],
        "text": record["payload"].get("text", "")[:QUOTED],
        "deleted": record["payload"].get("deleted", False),
    }


def _shown(record: RecordWire, seen: _Seen) -> dict[str, Any]:
    """Return a line as the chat's frames show it, with its place, its key and what it answers."""
    if record["kind"] == MESSAGE:
        signs = {emoji: [*by.values()] for emoji, by in seen.signs.get(record["seq"], {}).items()}
        frame: Any = message_frame(record, {emoji: by for emoji, by in signs.items() if by})
    else:
        frame = line_frame(record)
    line = {
        **msgspec.to_builtins(frame),
        "place": record["position"] or 0.0,
        "key": key_text(_key(record, seen.order)),
    }
    answered = seen.said.get(record["payload"].get("reply_to", 0))
    return {**line, "quoted": answered} if answered else line
