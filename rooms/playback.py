"""The playback arithmetic: where the film is, and what a command makes of it.

Pure: no Django, no clock, no input or output. Times are milliseconds of server time, positions
are seconds of film. The twin in `static/js/room/playback.js` passes the same table of cases
(`tests/rooms/playback_cases.json`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Action = Literal["play", "pause", "seek", "rate"]
Phase = Literal["scheduled", "playing", "paused", "waiting", "ended"]

MIN_RATE = 0.5
MAX_RATE = 2.0


class BadCommand(ValueError):
    """The command makes no sense: unknown action, a number missing or not finite."""


class StaleCommand(ValueError):
    """The command was made for an older version of the state; it changes nothing."""


@dataclass(frozen=True, slots=True)
class Playback:
    """The anchor: the film stands at `position` s at `at` ms and moves at `rate` while playing."""

    duration: float
    playing: bool = False
    position: float = 0.0
    at: float = 0.0
    rate: float = 1.0
    version: int = 0
    waiting_for: tuple[str, ...] = ()  # the film stands until they are ready…
    wait_until: float = 0.0  # …or this moment (ms) has come


@dataclass(frozen=True, slots=True)
class Command:
    """A wish of a member. `version`, if given, is the state's version that he saw."""

    action: str
    position: float | None = None
    rate: float | None = None
    version: int | None = None


def position_at(state: Playback, now: float) -> float:
    """Return the position (s) at `now` (ms), clamped to the film.

    Before an anchor that lies ahead the film stands still at the anchor's position.
    """
    moved = max(0.0, now - state.at) / 1000.0 * state.rate if state.playing else 0.0
    return clamp(state.position + moved, state.duration)


def phase_at(state: Playback, now: float) -> Phase:
    """Return what the film is doing at `now` (ms)."""
    if position_at(state, now) >= state.duration:
        return "ended"
    if state.waiting_for:
        return "waiting"
    if not state.playing:
        return "paused"
    return "scheduled" if now < state.at else "playing"


def ends_at(state: Playback) -> float | None:
    """Return when (ms) the film reaches its end, None while it stands still."""
    if not state.playing:
        return None
    return state.at + (state.duration - state.position) / state.rate * 1000.0


def apply(state: Playback, command: Command, now: float, lead: float = 0.0) -> Playback:
    """Return the state after `command` at `now` (ms), one version higher.

    What moves starts at `now + lead` (ms), so that everybody can begin on the same frame; a new
    rate of a film that runs begins where the film will have come to by then.
    Play at the end starts over. Play and pause end a waiting, the others leave it. Raises
    BadCommand, StaleCommand; the old state stays good.
    """
    if command.version is not None and command.version != state.version:
        raise StaleCommand(f"made for version {command.version}, now {state.version}")
    change = CHANGES.get(command.action)
    if change is None:
        raise BadCommand(f"unknown action {command.action!r}")
    changed = change(state, command, now, now + lead)
    starts = now + lead if changed.playing else now
    return replace(changed, at=starts, version=state.version + 1)


def held(state: Playback, now: float, waiting_for: Sequence[str], until: float) -> Playback:
    """Return a state that was about to move, standing until those are ready or until `until`."""
    return replace(
        state,
        playing=False,
        position=position_at(state, now),
        at=now,
        waiting_for=tuple(waiting_for),
        wait_until=until,
    )


def wait(state: Playback, now: float, waiting_for: Sequence[str], until: float) -> Playback:
    """Return the state of a room that stops for somebody, one version higher."""
    return replace(held(state, now, waiting_for, until), version=state.version + 1)


def go_on(state: Playback, now: float, lead: float = 0.0) -> Playback:
    """Return the state after a waiting: it moves from `now + lead` (ms), one version higher."""
    return replace(_moving(state), at=now + lead, version=state.version + 1)


def clamp(position: float, duration: float) -> float:
    """Return `position` moved into 0..duration."""
    return min(max(position, 0.0), duration)


def _play(state: Playback, command: Command, now: float, _later: float) -> Playback:
    here = _given_or_now(state, command, now)
    return replace(_moving(state), position=0.0 if here >= state.duration else here)


def _pause(state: Playback, command: Command, now: float, _later: float) -> Playback:
    here = _given_or_now(state, command, now)
    return replace(state, playing=False, position=here, waiting_for=(), wait_until=0.0)


def _moving(state: Playback) -> Playback:
    return replace(state, playing=True, waiting_for=(), wait_until=0.0)


def _seek(state: Playback, command: Command, now: float, _later: float) -> Playback:
    if command.position is None:
        raise BadCommand("a seek needs a position")
    return replace(state, position=_given_or_now(state, command, now))


def _rate(state: Playback, command: Command, _now: float, later: float) -> Playback:
    if command.rate is None or not MIN_RATE <= command.rate <= MAX_RATE:
        raise BadCommand(f"a rate lies between {MIN_RATE} and {MAX_RATE}")
    return replace(state, position=position_at(state, later), rate=command.rate)


def _given_or_now(state: Playback, command: Command, now: float) -> float:
    if command.position is None:
        return position_at(state, now)
    if not math.isfinite(command.position) or command.position < 0:
        raise BadCommand("a position is a finite number of seconds, not below zero")
    return clamp(command.position, state.duration)


CHANGES = {"play": _play, "pause": _pause, "seek": _seek, "rate": _rate}
