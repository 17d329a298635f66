"""What the measured courses of several players say: how far apart they are, and how long it lasts.

Pure: lists of samples in, numbers out. Times are seconds of one monotonic clock, positions seconds
of film, spreads milliseconds.
"""

import itertools
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STEP = 0.02  # s between two looks at the spread
FRAME = 0.042  # s
BRIDGE = 0.25  # s; a longer hole between two samples is a hole, not a course


@dataclass(frozen=True, slots=True)
class Sample:
    """Where a player's film was at a moment."""

    at: float
    position: float
    paused: bool


Course = Sequence[Sample]


def position_at(course: Course, moment: float) -> float | None:
    """Return where a film was, between its two nearest samples; None where there are none."""
    after = bisect_right(course, moment, key=lambda sample: sample.at)
    if after == 0 or after == len(course):
        return None
    one, two = course[after - 1], course[after]
    if two.at - one.at > BRIDGE:
        return None
    share = (moment - one.at) / (two.at - one.at)
    return one.position + share * (two.position - one.position)


def spread_at(courses: Iterable[Course], moment: float) -> float | None:
    """Return how far the first player is ahead of the last (ms)."""
    places = [position_at(course, moment) for course in courses]
    known = [place for place in places if place is not None]
    return (max(known) - min(known)) * 1000 if len(known) == len(places) else None


def spreads(courses: Sequence[Course], start: float, end: float) -> list[tuple[float, float]]:
    """Return (moment, spread) every `STEP` from `start` to `end`, where it is known."""
    moments = (start + STEP * number for number in range(int((end - start) / STEP)))
    looks = ((moment, spread_at(courses, moment)) for moment in moments)
    return [(moment, spread) for moment, spread in looks if spread is not None]


def settled_after(course: Sequence[tuple[float, float]], start: float, within: float) -> float:
    """Return how long after `start` (s) the spread was above `within` ms for the last time.

    Before the first look nobody knew (a newcomer had no film yet): that counts as above. Endless
    if it still was above at the last look.
    """
    above = [moment for moment, spread in course if spread > within]
    if not course or (above and above[-1] == course[-1][0]):
        return math.inf
    known = course[0][0] if course[0][0] - start > BRIDGE else start
    return max(0.0, known - start, above[-1] + STEP - start if above else 0.0)


def jumps(course: Course, start: float, end: float) -> int:
    """Return how often the film stepped by more than a frame beyond what it moves by itself."""
    count = 0
    for before, after in itertools.pairwise(s for s in course if start <= s.at <= end):
        took = after.at - before.at
        if took <= BRIDGE and not before.paused and not after.paused:
            count += abs(after.position - before.position - took) > max(FRAME, took)
    return count


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0..1) of the values lie; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
