"""The ready gate: when a common start lies, for whom the room waits, and when it goes on.

Pure: what the players said and the time go in, a decision comes out. Players may be late, flap or
lie: whatever they say, nobody delays a start by more than a second, makes the room wait for more
than ten, or more often than once a minute; and all together spend a room's patience, which comes
back slowly. Times are milliseconds of the common clock.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

FRESH = 30_000.0  # an older report says nothing
STALL = 500.0  # shorter than this nobody calls it a stall
LIMIT = 10_000.0  # of one waiting
AGAIN = 60_000.0  # one member makes the room wait at most once in so long
STEADY = 5_000.0  # who was ready for less before he stalled is a newcomer, or flaps
BUDGET = 30_000.0  # of waiting a room has patience for at once…
REFILL = 0.1  # …and gets back, ms a ms
SHORTEST = 1_000.0  # with less patience than this a stop would only be a stutter

TRIPS, MARGIN = 1.5, 100.0  # a start lies so many worst round trips and so much ahead
EARLIEST, LATEST = 150.0, 1_000.0


@dataclass(frozen=True, slots=True)
class Report:
    """What a member's player said last. `rtt` is ms, `wait` False says «не ждите меня».

    `ready_since` is the memory of one who comes by HTTP; `told`, that the room was told that he
    loads, is for his next socket too.
    """

    at: float
    version: int
    ready: bool
    unready_since: float | None = None
    rtt: float | None = None
    wait: bool = True
    ready_since: float | None = None
    told: bool = False

    def standing(self) -> "Standing":
        """Return how the player did, as of this report."""
        return Standing(self.ready_since, self.unready_since)


Reports = dict[str, Report]


@dataclass(frozen=True, slots=True)
class Standing:
    """How long a player has been ready, as the server saw it; short hiccups are forgiven."""

    ready_since: float | None = None
    unready_since: float | None = None

    def next(self, ready: bool, now: float) -> "Standing":
        """Return the standing after a report."""
        if not ready:
            return self if self.unready_since is not None else replace(self, unready_since=now)
        if self.ready_since is None or self.stalled(now):
            return Standing(ready_since=now)
        return replace(self, unready_since=None)

    def stalled(self, now: float) -> bool:
        """Whether the player has had nothing to show for long enough to be called so."""
        return self.unready_since is not None and now - self.unready_since >= STALL

    def was_steady(self) -> bool:
        """Whether the player was ready for a while before it stalled: no newcomer, no flapper."""
        if self.ready_since is None or self.unready_since is None:
            return False
        return self.unready_since - self.ready_since >= STEADY


def start_lead(reports: Iterable[Report], now: float, default: float) -> float:
    """Return how far (ms) ahead a start lies, so that the slowest member hears of it in time (D07).

    `default` is for a room in which nobody has measured yet.
    """
    fresh = (r.rtt for r in reports if now - r.at <= FRESH)
    trips = [rtt for rtt in fresh if rtt is not None and math.isfinite(rtt) and rtt >= 0]
    if not trips:
        return default
    return min(max(TRIPS * max(trips) + MARGIN, EARLIEST), LATEST)


def not_ready(reports: Reports, now: float) -> list[str]:
    """Return who would not begin with the others; who never said anything is not waited for."""
    return [
        user
        for user, said in reports.items()
        if now - said.at <= FRESH
        and said.wait
        and said.unready_since is not None
        and now - said.unready_since >= STALL
    ]


def is_awaited(said: Report | None, version: int, now: float) -> bool:
    """Whether a room that waits for a member at `version` still has to.

    «Ready» counts when it was said of this very state. Who has gone is not waited for.
    """
    if said is None or not said.wait or now - said.at > FRESH:
        return False
    return not (said.ready and said.version >= version)


def may_hold(held_at: float | None, now: float) -> bool:
    """Whether a member for whom the room waited at `held_at` may make it wait again."""
    return held_at is None or now - held_at >= AGAIN


@dataclass(frozen=True, slots=True)
class Patience:
    """How much waiting (ms) a room had left at a moment."""

    left: float
    at: float

    def now(self, now: float) -> "Patience":
        """Return the same as of `now`: some came back."""
        back = max(0.0, now - self.at) * REFILL
        return Patience(min(BUDGET, self.left + back), max(now, self.at))

    def limit(self) -> float:
        """Return how long (ms) a waiting that begins now may last; 0: it is not worth beginning."""
        return min(LIMIT, self.left) if self.left >= SHORTEST else 0.0

    def after(self, waited: float) -> "Patience":
        """Return what a waiting of so many ms leaves."""
        waited = max(0.0, waited)
        return Patience(max(0.0, self.left - waited), self.at + waited)
