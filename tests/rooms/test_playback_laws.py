"""Laws of the playback arithmetic, for any state and any commands."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import playback
from rooms.playback import BadCommand, Command, Playback, StaleCommand, apply, position_at

DURATIONS = st.floats(1.0, 40_000.0)
MOMENTS = st.floats(0.0, 4e12)  # ms, to the year 2096
RATES = st.floats(playback.MIN_RATE, playback.MAX_RATE)
NUMBERS = st.floats() | st.none()


@st.composite
def states(draw):
    duration = draw(DURATIONS)
    return Playback(
        duration=duration,
        playing=draw(st.booleans()),
        position=draw(st.floats(0.0, duration)),
        at=draw(MOMENTS),
        rate=draw(RATES),
        version=draw(st.integers(0, 10**9)),
    )


ANY_COMMANDS = st.builds(
    Command,
    action=st.sampled_from(["play", "pause", "seek", "rate", "stop", ""]),
    position=NUMBERS,
    rate=NUMBERS,
    version=st.none() | st.integers(0, 5),
)
GOOD_COMMANDS = st.one_of(
    st.builds(Command, st.sampled_from(["play", "pause"]), position=st.none() | DURATIONS),
    st.builds(Command, st.just("seek"), position=st.floats(0.0, 50_000.0)),
    st.builds(Command, st.just("rate"), rate=RATES),
)


def outcome(state, command, now, lead=250.0):
    try:
        return apply(state, command, now, lead)
    except (BadCommand, StaleCommand):
        return None


@given(states(), MOMENTS)
def test_position_stays_in_the_film(state, now):
    """R076: clamped at every moment."""
    assert 0.0 <= position_at(state, now) <= state.duration


@given(states(), ANY_COMMANDS, MOMENTS)
def test_every_command_has_an_outcome(state, command, now):
    """R090: total: one version more and a sound state, or a named refusal; nothing else."""
    after = outcome(state, command, now)
    if after is None:
        return
    assert after.version == state.version + 1
    assert 0.0 <= after.position <= after.duration == state.duration
    assert math.isfinite(after.position)
    assert playback.MIN_RATE <= after.rate <= playback.MAX_RATE
    assert playback.phase_at(after, now) in ("scheduled", "playing", "paused", "ended")


@given(states(), ANY_COMMANDS, MOMENTS)
def test_stale_command_changes_nothing(state, command, now):
    """A08."""
    command = Command(command.action, command.position, command.rate, state.version + 1)
    with pytest.raises(StaleCommand):
        apply(state, command, now)


@given(states(), MOMENTS)
def test_pause_and_play_at_once_change_only_the_version(state, now):
    """Without time passing the film stands where it stood."""
    here = position_at(state, now)
    if here >= state.duration:
        return
    there = apply(apply(state, Command("pause"), now), Command("play"), now)
    assert position_at(there, now) == here
    assert there.version == state.version + 2


@given(states(), st.lists(st.tuples(GOOD_COMMANDS, st.floats(0.0, 60_000.0)), max_size=12))
def test_replay_of_the_commands_gives_the_state(state, steps):
    """R088, I6: the same commands at the same moments give the same anchor, step by step."""

    def run():
        now, reached = state.at, [state]
        for command, pause in steps:
            now += pause
            reached.append(outcome(reached[-1], command, now) or reached[-1])
        return reached

    assert run() == run()
    assert run()[-1].version == state.version + len(steps)


@given(states(), MOMENTS, st.floats(0.0, 1e7))
def test_film_never_runs_backwards(state, now, later):
    """R076: without a command the position only grows, at most as fast as the rate."""
    first, second = position_at(state, now), position_at(state, now + later)
    assert first <= second
    assert second - first <= later / 1000.0 * state.rate + 1e-3


@given(states(), st.floats(0.0, 1000.0), MOMENTS)
def test_what_moves_begins_after_the_lead(state, lead, now):
    """Everybody begins on the same frame: until then the film stands."""
    after = apply(state, Command("play", position=0.0), now, lead)
    assert position_at(after, now) == position_at(after, now + lead) == 0.0
    assert playback.ends_at(after) == pytest.approx(now + lead + state.duration / state.rate * 1000)
