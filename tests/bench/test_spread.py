"""The measure measures: known courses give known spreads."""

import pytest

from tests.bench import networks
from tests.bench.spread import Sample, jumps, percentile, position_at, settled_after, spreads


def course(late: float = 0.0, seconds: float = 2.0) -> list[Sample]:
    return [Sample(t / 50, max(0.0, t / 50 - late), False) for t in range(int(seconds * 50))]


def test_position_lies_between_its_samples() -> None:
    assert position_at([Sample(1, 10, False), Sample(1.1, 10.1, False)], 1.05) == pytest.approx(
        10.05
    )


def test_hole_is_no_course() -> None:
    assert position_at([Sample(1, 10, False), Sample(3, 12, False)], 2) is None
    assert position_at([], 2) is None


def test_spread_is_first_less_last() -> None:
    found = spreads([course(), course(0.004), course(0.010)], 0.5, 1.5)
    assert [spread for _, spread in found] == pytest.approx([10.0] * len(found))


def test_settling_ends_with_the_last_look_above() -> None:
    looks = [(0.0, 0.0), (0.2, 90.0), (0.4, 5.0), (0.6, 50.0), (0.8, 3.0)]
    assert settled_after(looks, 0.0, within=42) == pytest.approx(0.62)
    assert settled_after(looks, 0.0, within=100) == 0.0


def test_settling_that_is_not_seen_is_endless() -> None:
    assert settled_after([(0.0, 5.0), (0.2, 90.0)], 0.0, within=42) == float("inf")
    assert settled_after([], 0.0, within=42) == float("inf")


def test_who_has_no_film_yet_is_not_together_with_anybody() -> None:
    assert settled_after([(1.5, 5.0), (1.52, 5.0)], 0.0, within=42) == 1.5


def test_jump_is_a_step_beyond_a_frame_of_a_film_that_moves() -> None:
    one = course()
    one[30:] = [Sample(s.at, s.position + 0.1, s.paused) for s in one[30:]]
    assert jumps(one, 0.0, 2.0) == 1
    assert jumps(one, 1.0, 2.0) == jumps(course(0.03), 0.1, 2.0) == 0
    still = [Sample(s.at, s.position, True) for s in one]
    assert jumps(still, 0.0, 2.0) == 0


@pytest.mark.parametrize("name", networks.NAMES)
def test_saved_network_is_a_road(name: str) -> None:
    network = networks.load(name)
    with network.proxy(4, 80) as proxy:
        assert bool(proxy.up.course) is (name != "quiet")
    assert (network.half_asymmetry < 1) == (name != "uneven")


def test_percentile_of_few_is_the_worst() -> None:
    assert percentile([3, 1, 2], 0.95) == 3
    assert percentile(list(range(100)), 0.5) == 50
