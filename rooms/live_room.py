"""A room as one process sees it: the sockets here, and how far the log was told to them.

Each record is told in its turn, once, made into a frame once for each stream. A hole is filled
from the log once for all sockets.
"""

import asyncio
import logging
import time
from collections.abc import Iterator
from itertools import chain
from typing import Any, Protocol
from uuid import UUID

from django.db import DatabaseError, InterfaceError

from accounts.sockets import Identity
from rooms import events, presence
from rooms.close_codes import Close
from rooms.errors import RoomError
from rooms.gatekeeper import Gatekeeper
from rooms.outbox import Outbox, Told
from rooms.wire import RecordWire, Stream, streams_of

GAP_PATIENCE = 0.02  # s: two commits at once may ring in the other order
BATCH = 200
EARLY_MOST = 1000  # records that came before those before them; the log has them all
CONCERNING = frozenset({"room.closed", "member.left", "member.removed"})

log = logging.getLogger(__name__)


class Listener(Protocol):
    """A socket, as the room needs it."""

    name: str
    stream: Any
    outbox: Outbox
    identity: Identity
    room_id: UUID
    checked: float  # when his rights were looked at last, monotonic seconds

    @property
    def room(self) -> str:
        """Internal key of the room, hex."""

    def frame_of(self, record: RecordWire) -> events.Outgoing | None:
        """Return a record as a frame of the socket's stream; the same for all its sockets."""

    def close(self, code: Close) -> None:
        """Close the socket, once."""

    async def last_seq(self) -> int:
        """Read the number of the room's last record."""

    async def go_on(self) -> None:
        """Let the room go on if it waits for nobody any more, or has waited for long enough."""

    async def records_after(self, seq: int, limit: int) -> list[RecordWire]:
        """Read the records above a number, ascending."""


class LiveRoom:
    """Dropped with its last socket."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.listeners: dict[Stream, dict[Listener, None]] = {"player": {}, "chat": {}}
        self.seen: int | None = None  # None until the room is listened to
        self.gate = Gatekeeper(self._go_on)
        self.opening: asyncio.Task[None] | None = None
        self._early: dict[int, RecordWire] = {}
        self._filling: asyncio.Task[None] | None = None
        self._doubting: asyncio.TimerHandle | None = None
        self._filled = float("-inf")
        self._again = False  # asked to look while a look was under way

    @property
    def is_empty(self) -> bool:
        """Whether no socket listens."""
        return not any(self.listeners.values())

    def all(self) -> Iterator[Listener]:
        """Everybody who listens."""
        return chain.from_iterable(self.listeners.values())

    def start(self, seq: int) -> None:
        """Tell everything after `seq`."""
        self.seen = seq
        self._tell_in_turn()

    def end(self) -> None:
        """Stop what is under way."""
        self.gate.end()
        for work in (self.opening, self._filling, self._doubting):
            if work is not None:
                work.cancel()

    def hear(self, record: RecordWire) -> None:
        """Tell a record in its turn; one that comes too early brings those before it (D05)."""
        seq = record["seq"]
        if self.seen is not None and seq <= self.seen:
            return
        if len(self._early) < EARLY_MOST:
            self._early[seq] = record
        self._tell_in_turn()
        if self._early and self.seen is not None:
            self._fill_soon(GAP_PATIENCE)

    def pass_on(self, stream: Stream, text: str) -> None:
        """Tell a frame that is in no log."""
        self._give(stream, Told({"type": "websocket.send", "text": text}, len(text)))

    def doubt(self) -> None:
        """Look into the log soon; once for all who doubt within a pulse."""
        if self._doubting is None:
            rest = self._filled + presence.heartbeat_seconds() - time.monotonic()
            loop = asyncio.get_running_loop()
            self._doubting = loop.call_later(max(0.0, rest), self.look)

    def look(self) -> None:
        """Look into the log now: something may have been lost."""
        if self._doubting is not None:
            self._doubting.cancel()
            self._doubting = None
        if self.seen is not None:
            self._again = self._filling is not None
            self._fill_soon(0.0)

    def _fill_soon(self, patience: float) -> None:
        if self._filling is None:
            self._filling = asyncio.create_task(self._fill(patience))

    async def _fill(self, patience: float) -> None:
        try:
            await asyncio.sleep(patience)
            if self._early or not patience:
                await self._read_on()
        except (RoomError, DatabaseError, InterfaceError) as problem:  # the next pulse tries again
            log.warning("hub_fill_failed error=%r", problem)
            return
        finally:
            self._filling = None
        if self._again or self._early:
            self._fill_soon(0.0 if self._again else GAP_PATIENCE)
            self._again = False

    async def _read_on(self) -> None:
        self._filled = time.monotonic()
        more = True
        while more and (reader := self._anybody()) is not None and self.seen is not None:
            known = max(self._early, default=0)
            records = await reader.records_after(self.seen, BATCH)
            self._early |= {record["seq"]: record for record in records}
            self._tell_in_turn()
            more = len(records) == BATCH
            if not more:  # what lies before `known` and was not found is nowhere
                for seq in sorted(seq for seq in self._early if seq <= known):
                    self._tell(self._early.pop(seq))

    async def _go_on(self) -> None:
        knocker = self._anybody()
        if knocker is not None:
            await knocker.go_on()

    def _anybody(self) -> Listener | None:
        return next((one for here in self.listeners.values() for one in here), None)

    def _tell_in_turn(self) -> None:
        if self.seen is None:
            return
        while (record := self._early.pop(self.seen + 1, None)) is not None:
            self._tell(record)
        if self._early:
            self._early = {s: r for s, r in self._early.items() if s > self.seen}

    def _tell(self, record: RecordWire) -> None:
        self.seen = record["seq"]
        self.gate.hear(record)
        for stream in streams_of(record["kind"]):
            here = next(iter(self.listeners[stream]), None)
            frame = here.frame_of(record) if here is not None else None
            if frame is not None:
                self._give(stream, _told(record, events.encode(frame)))

    def _give(self, stream: Stream, told: Told) -> None:
        for listener in tuple(self.listeners[stream]):
            listener.outbox.give(told)


def _told(record: RecordWire, text: str) -> Told:
    concerning = record if record["kind"] in CONCERNING else None
    message = {"type": "websocket.send", "text": text}
    return Told(message, len(text), record["seq"], concerning)
