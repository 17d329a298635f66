"""The common clock of all server processes: the database's, kept by each on a monotonic clock.

Anchors are dated by it and pings answered in it, so a room that spans processes has one time. What
a process believes is slewed, never stepped: neither a changed wall clock here nor one at the
database's host moves a film (F27). The only module of rooms that asks what time it is.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
from django.db import connection

PROBES = 5  # the one with the shortest way counts
REFRESH_SECONDS = 30.0
SLEW = 0.005  # ms of correction a ms; browsers follow 0.01 (static/js/room/clock.js)
ASK = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8"

logger = logging.getLogger(__name__)


def boot_seconds() -> float:
    """Return a clock that nobody sets and that goes on while the machine sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@dataclass(frozen=True, slots=True)
class Belief:
    """Offset (ms) of the common clock to ours: `held` at `since`, on its way to `true`."""

    held: float
    true: float
    since: float

    def at(self, ours: float) -> float:
        """Return the offset to be used when our own clock shows `ours` (ms)."""
        allowed = (ours - self.since) * SLEW
        return self.held + min(max(self.true - self.held, -allowed), allowed)


class CommonClock:
    """One process's idea of the common time. Reading takes no lock and does no I/O.

    `monotonic` and `wall` return seconds; the wall clock is looked at once, to begin with.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = boot_seconds,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._monotonic = monotonic
        ours = self.ours()
        self._belief = Belief(wall() * 1000.0 - ours, wall() * 1000.0 - ours, ours)
        self.measured: float | None = None  # when last, on our own clock (ms)

    def ours(self) -> float:
        """Return our own monotonic clock, ms."""
        return self._monotonic() * 1000.0

    def now(self) -> float:
        """Return the common time, ms."""
        ours = self.ours()
        return ours + self._belief.at(ours)

    def take(self, offset: float) -> None:
        """Believe a measured offset (ms): at once the first time, little by little afterwards."""
        ours = self.ours()
        held = offset if self.measured is None else self._belief.at(ours)
        self._belief = Belief(held, offset, ours)
        self.measured = ours

    def is_due(self) -> bool:
        """Whether it is time to measure again."""
        return self.measured is None or self.ours() - self.measured > REFRESH_SECONDS * 1000.0


_common = CommonClock()
_measuring = threading.Lock()


def now_ms() -> float:
    """Return the common time in milliseconds. For everybody, the event loop too."""
    return _common.now()


def moment() -> datetime:
    """Return the common time as a moment."""
    return datetime.fromtimestamp(_common.now() / 1000.0, UTC)


def keep() -> None:
    """Measure anew if it is time, over this thread's connection to the database.

    For threads that work with the database anyway; none waits for another's measuring but before
    the first one.
    """
    if not _common.is_due() or not _measuring.acquire(blocking=_common.measured is None):
        return
    try:
        if _common.is_due():
            _common.take(_measure())
    except psycopg.Error as problem:  # whoever wanted the database will hear of it himself
        logger.warning("clock_not_measured error=%r", problem)
    finally:
        _measuring.release()


def _measure() -> float:
    connection.ensure_connection()
    return min(_probe() for _ in range(PROBES))[1]


def _probe() -> tuple[float, float]:
    """Return the round trip and the offset (ms) of one look at the database's clock."""
    # Not through Django's cursor: this is no query of whoever happens to be at work.
    sent = _common.ours()
    [theirs] = connection.connection.execute(ASK).fetchone()
    received = _common.ours()
    return received - sent, theirs - (sent + received) / 2.0
