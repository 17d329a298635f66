"""One clock for all processes: the database's, kept on a clock that nobody can set."""

import pytest
from django.db import connection

from rooms import clock
from rooms.clock import SLEW, CommonClock


class Machine:
    """A machine with a monotonic clock and one that people set, both in seconds."""

    def __init__(self, wall: float) -> None:
        self.up, self.wall = 100.0, wall

    def clock(self) -> CommonClock:
        return CommonClock(lambda: self.up, lambda: self.wall)

    def live(self, seconds: float) -> None:
        self.up += seconds
        self.wall += seconds


def test_unmeasured_clock_is_the_machines_own():
    """R076: before the first look at the database the time is at least that of the machine."""
    machine = Machine(wall=5000.0)
    common = machine.clock()
    machine.live(2.0)
    assert common.now() == pytest.approx(5_002_000.0)


@pytest.mark.parametrize("jump", [5.0, -5.0, 3600.0])
def test_jump_of_the_machines_clock_moves_nothing(jump):
    """F27: somebody sets the wall clock; the common time goes on as if nothing were."""
    machine = Machine(wall=5000.0)
    common = machine.clock()
    common.take(offset=4_900_000.0)
    before = common.now()
    machine.wall += jump
    assert common.now() == before
    machine.live(1.0)
    assert common.now() == pytest.approx(before + 1000.0)


@pytest.mark.parametrize("jump", [5000.0, -5000.0])
def test_jump_of_the_databases_clock_is_slewed(jump):
    """F27: also the reference may be set; time neither jumps nor runs backwards, and gets there."""
    machine = Machine(wall=5000.0)
    common = machine.clock()
    common.take(4_900_000.0)
    before = common.now()
    common.take(4_900_000.0 + jump)
    assert common.now() == before
    for _ in range(100):
        machine.live(0.1)
        step = common.now() - before
        assert 100.0 * (1 - SLEW) - 0.01 <= step <= 100.0 * (1 + SLEW) + 0.01
        before = common.now()
    machine.live(abs(jump) / SLEW / 1000.0)
    assert common.now() == pytest.approx(machine.up * 1000 + 4_900_000.0 + jump, abs=0.01)


def test_first_measurement_is_believed_at_once():
    """Two machines whose clocks differ by hours agree as soon as each has looked."""
    one, two = Machine(wall=5000.0).clock(), Machine(wall=99_000.0).clock()
    one.take(4_900_000.0)
    two.take(4_900_000.0)
    assert one.now() == two.now()


@pytest.mark.django_db
def test_process_takes_the_databases_time(monkeypatch):
    """F27: measured over the connection at hand, to within milliseconds, and seldom."""
    monkeypatch.setattr(clock, "_common", CommonClock(wall=lambda: 77.0))
    clock.keep()
    before = clock.now_ms()
    with connection.cursor() as cursor:
        cursor.execute(clock.ASK)
        [theirs] = cursor.fetchone()
    assert before - 50 <= theirs <= clock.now_ms() + 50  # the question itself may take its time
    measured = clock._common.measured
    clock.keep()
    assert clock._common.measured == measured


@pytest.mark.django_db
def test_measuring_is_no_query_of_the_one_who_works(django_assert_num_queries, monkeypatch):
    """A command that happens to measure costs the statements that it costs."""
    monkeypatch.setattr(clock, "_common", CommonClock())
    with django_assert_num_queries(0):
        clock.keep()
    assert clock._common.measured is not None
