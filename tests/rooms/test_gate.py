"""The ready gate's decisions: pure, a table and laws that no player's words can break."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import gate
from rooms.gate import Patience, Report, Standing

NOW = 1_000_000.0
times = st.floats(0, 2e6)
numbers = st.one_of(st.none(), st.floats())  # also infinite, also not a number
reports = st.builds(
    Report,
    at=times,
    version=st.integers(0, 9),
    ready=st.booleans(),
    unready_since=st.one_of(st.none(), times),
    rtt=numbers,
    wait=st.booleans(),
)


def said(**words):
    return Report(**{"at": NOW - 100, "version": 3, "ready": True, **words})


@pytest.mark.parametrize(
    ("trips", "lead"),
    [
        ([], 250.0),  # nobody has measured: the default
        ([None], 250.0),
        ([2.0, 1.0], 150.0),  # a room on one machine
        ([200.0, 40.0], 400.0),  # one and a half times the slowest, and a margin
        ([5000.0], 1000.0),  # a start is never later than a second
        ([math.inf, math.nan, -5.0], 250.0),  # lies are no measurements
        ([math.inf, 100.0], 250.0),
    ],
)
def test_start_lies_ahead_by_the_slowest(trips, lead):
    """R074, R083: the slowest member hears of a start before it comes (D07)."""
    assert gate.start_lead([said(rtt=trip) for trip in trips], NOW, 250.0) == lead


def test_old_measurement_dates_no_start():
    """Somebody whose train went into a tunnel a minute ago makes nobody wait."""
    old = said(at=NOW - 31_000, rtt=900.0)
    assert gate.start_lead([old], NOW, 250.0) == 250.0


@given(st.lists(reports))
def test_no_words_delay_a_start_by_more_than_a_second(words):
    """R093: whatever players say, a start lies between 150 ms and a second ahead."""
    assert 150.0 <= gate.start_lead(words, NOW, 250.0) <= 1000.0


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ({"ready": True}, False),
        ({"ready": False, "unready_since": NOW - 600}, True),
        ({"ready": False, "unready_since": NOW - 300}, False),  # just seeking
        ({"ready": False, "unready_since": NOW - 600, "wait": False}, False),  # не ждите меня
        ({"ready": False, "unready_since": NOW - 60_000, "at": NOW - 31_000}, False),  # has gone
    ],
)
def test_who_holds_a_start(words, holds):
    """R093: who is present and not ready, and did not say that he need not be waited for."""
    assert gate.not_ready({"anya": said(**words)}, NOW) == (["anya"] if holds else [])


@pytest.mark.parametrize(
    ("words", "awaited"),
    [
        ({"ready": False}, True),
        ({"ready": True, "version": 2}, True),  # ready for what was, not for what is
        ({"ready": True, "version": 3}, False),
        ({"ready": False, "wait": False}, False),
        ({"ready": False, "at": NOW - 31_000}, False),
    ],
)
def test_who_is_awaited(words, awaited):
    """R078: until he is ready for this very state, or says «не ждите меня», or has gone."""
    assert gate.is_awaited(said(**words), 3, NOW) is awaited


def test_who_left_is_not_awaited():
    """R068, R093: no report, no waiting."""
    assert not gate.is_awaited(None, 3, NOW)


def spell(*readiness):
    """The standing after (ready, seconds later) pairs, and the moment."""
    standing, now = Standing(), 0.0
    for ready, seconds in readiness:
        standing = standing.next(ready, now)
        now += seconds * 1000
    return standing, now


def test_newcomer_is_not_steady():
    """R093: who was never ready under this room's play does not stop it."""
    standing, now = spell((False, 8))
    assert standing.stalled(now)
    assert not standing.was_steady()
    assert not spell((True, 2), (False, 1))[0].was_steady()


def test_steady_member_who_stalls_counts():
    """R093: also when he had hiccups of less than half a second on the way."""
    assert spell((True, 6), (False, 1))[0].was_steady()
    assert spell((True, 3), (False, 0.2), (True, 3), (False, 1))[0].was_steady()


def test_flapper_is_not_steady():
    """Endless gate: a player that stalls every second is nobody to wait for."""
    flaps = [(True, 1), (False, 1)] * 20
    assert not spell(*flaps)[0].was_steady()


def test_member_holds_once_a_minute():
    """Endless gate: the same member stops the room again after a minute at the earliest."""
    assert gate.may_hold(None, NOW)
    assert not gate.may_hold(NOW - 59_000, NOW)
    assert gate.may_hold(NOW - 60_000, NOW)


@given(st.lists(st.tuples(st.floats(0, 60_000), st.floats(0, 1)), max_size=60))
def test_no_room_waits_for_ever(stops):
    """Endless gate: whoever stops whenever, a room stands for 30 s and a tenth of the time."""
    patience, now, waited = Patience(gate.BUDGET, 0.0), 0.0, 0.0
    for pause, share in stops:
        now += pause
        patience = patience.now(now)
        limit = patience.limit()
        assert limit == 0.0 or gate.SHORTEST <= limit <= gate.LIMIT
        patience = patience.after(limit * share)
        now += limit * share
        waited += limit * share
        assert waited <= gate.BUDGET + gate.REFILL * now + 1e-6
