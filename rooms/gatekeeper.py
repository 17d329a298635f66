"""Watches the ready gate of one room in one process: lets it go on when the time is over.

It only knocks: whether the room may go on is decided under the row's lock (rooms/waiting.py), by
whoever knocks first. Every process with a socket of the room has one, so none is needed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from django.db import DatabaseError, InterfaceError

from rooms import clock
from rooms.errors import RoomError
from rooms.wire import RecordWire

AGAIN_SECONDS = 1.0  # after a knock that the database did not hear
LATER = 0.005  # s after the limit: clocks of processes differ by a little
CHANGING = frozenset({"member.left", "member.removed", "room.settings"})

log = logging.getLogger(__name__)


class Gatekeeper:
    """`until` is when (ms) the room goes on at the latest, None while it does not wait.

    `go_on()` asks the database that it may.
    """

    def __init__(self, go_on: Callable[[], Awaitable[None]]) -> None:
        self._go_on = go_on
        self.until: float | None = None
        self.version = -1
        self._timer: asyncio.TimerHandle | None = None
        self._knocking: asyncio.Task[None] | None = None

    def hear(self, record: RecordWire) -> None:
        """Look at what the room was just told."""
        if record["kind"].startswith("playback."):
            self.know(record["payload"])
        elif self.until is not None and record["kind"] in CHANGING:
            self.knock()

    def know(self, playback: Any) -> None:
        """Learn the room's state; an older one than known says nothing."""
        if playback["version"] <= self.version:
            return
        self.version = playback["version"]
        self.until = playback.get("wait_until")
        self._wind()

    def end(self) -> None:
        """The room has no socket here any more."""
        self.until = None  # a knock that is cut off must not wind the timer again
        for work in (self._timer, self._knocking):
            if work is not None:
                work.cancel()

    def knock(self) -> None:
        """Ask that the room go on."""
        if self._knocking is None:
            self._knocking = asyncio.create_task(self._knock())

    def _wind(self, at_least: float = 0.0) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.until is not None:
            rest = (self.until - clock.now_ms()) / 1000.0 + LATER
            self._timer = asyncio.get_running_loop().call_later(max(at_least, rest), self.knock)

    async def _knock(self) -> None:
        try:
            await self._go_on()
        except (RoomError, DatabaseError, InterfaceError) as problem:
            log.warning("gate_knock_failed error=%r", problem)
        finally:
            self._knocking = None
            self._wind(AGAIN_SECONDS)
