"""Reading a chat: messages by number with the signs put on them, or the whole feed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

from django.db.models import QuerySet

from chat.frames import line_frame, message_frame
from rooms import archive_reading, events, wire
from rooms.models import Room, RoomRecord
from rooms.selectors import is_whole, log_of
from rooms.wire import PersonWire, RecordWire

HISTORY = 50  # messages in a welcome
MOST = 200  # messages in one answer

MESSAGE, REACTION, DELETED = "chat.message", "chat.reaction", "chat.deleted"
FOLDED = (REACTION, DELETED)  # seen on the messages that they are about

Frame = events.ChatMessage | events.ChatSystem
Frames = list[Frame]
Reactions = dict[int, dict[str, dict[str, PersonWire]]]  # message → emoji → user id → person


def last_messages(
    room: Room, *, before: int | None = None, limit: int = HISTORY, lines: bool = False
) -> Frames:
    """Return up to `limit` messages below the number `before`, newest last, as the socket does.

    With `lines` the system lines stand among them and count as well. Two or three queries; a room
    in the archive is read from its object.
    """
    found = _rows(room, lines) if before is None else _rows(room, lines).filter(seq__lt=before)
    rows = list(reversed(found.order_by("-seq")[:limit]))
    shown = _from_rows(room, rows)
    if is_whole(room, rows):
        return shown
    return _from_archive(room, lines, _Page(limit, before=inf if before is None else before))


def next_messages(room: Room, *, after: int, limit: int = HISTORY, lines: bool = False) -> Frames:
    """Return up to `limit` messages above the number `after`, newest last. Two or three queries."""
    rows = list(_rows(room, lines).filter(seq__gt=after).order_by("seq")[:limit])
    shown = _from_rows(room, rows)
    if is_whole(room, rows):
        return shown
    return _from_archive(room, lines, _Page(limit, after=after))


def _rows(room: Room, lines: bool) -> QuerySet[RoomRecord]:
    records = log_of(room)
    return records.exclude(kind__in=FOLDED) if lines else records.filter(kind=MESSAGE)


def _from_rows(room: Room, rows: list[RoomRecord]) -> Frames:
    if not rows:
        return []
    # None that came after the room was read: the socket will tell them by itself.
    numbers = {"seq__gt": rows[0].seq, "seq__lte": room.last_seq}
    signs = RoomRecord.objects.filter(room=room, kind=REACTION, **numbers)
    put = signs.order_by("seq").select_related("actor")
    reactions = _reactions(wire.wire(record, room=room, prev=0) for record in put)
    return _shown((wire.wire(row, room=room, prev=0) for row in rows), reactions)


@dataclass(slots=True)
class _Page:
    """What is kept of an archive that goes by: the first lines above `after`, else the last ones
    below `before`, and the signs on them, which come later than they do.
    """

    limit: int
    after: float | None = None
    before: float = inf
    shown: dict[int, RecordWire] = field(default_factory=dict)
    signs: dict[int, list[RecordWire]] = field(default_factory=dict)

    def take(self, record: RecordWire) -> None:
        """Keep a line if it is on the page as far as one can know now."""
        if self.after is not None:
            if record["seq"] > self.after and len(self.shown) < self.limit:
                self.shown[record["seq"]] = record
        elif record["seq"] < self.before:
            self.shown[record["seq"]] = record
            if len(self.shown) > self.limit:
                first = next(iter(self.shown))
                del self.shown[first]
                self.signs.pop(first, None)

    def sign(self, record: RecordWire) -> None:
        """Keep a sign on a line of the page."""
        if record["payload"]["seq"] in self.shown:
            self.signs.setdefault(record["payload"]["seq"], []).append(record)


def _from_archive(room: Room, lines: bool, page: _Page) -> Frames:
    """Read the object once; memory does not grow with the evening."""
    for record in archive_reading.wires(room):
        if record["kind"] == REACTION:
            page.sign(record)
        elif record["kind"] == MESSAGE or (lines and record["kind"] not in FOLDED):
            page.take(record)
    reactions = _reactions(sign for signs in page.signs.values() for sign in signs)
    return _shown(page.shown.values(), reactions)


def _reactions(records: Iterable[RecordWire]) -> Reactions:
    """Return whose signs stand on which message once all of `records` are done, in order."""
    found: Reactions = {}
    for record in records:
        actor, said = record["actor"], record["payload"]
        if actor is None:
            continue
        by = found.setdefault(said["seq"], {}).setdefault(said["emoji"], {})
        if said.get("on", True):
            by[actor["id"]] = actor
        else:
            by.pop(actor["id"], None)
    return found


def _shown(records: Iterable[RecordWire], reactions: Reactions) -> Frames:
    return [_frame(record, reactions.get(record["seq"], {})) for record in records]


def _frame(record: RecordWire, signs: dict[str, dict[str, PersonWire]]) -> Frame:
    if record["kind"] != MESSAGE:
        return line_frame(record)
    return message_frame(record, {emoji: [*by.values()] for emoji, by in signs.items() if by})
