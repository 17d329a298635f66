"""The measure measures: known courses give known spreads."""

import pytest

from tests.bench.spread import Sample, percentile, position_at, settled_after, spreads


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


def test_percentile_of_few_is_the_worst() -> None:
    assert percentile([3, 1, 2], 0.95) == 3
    assert percentile(list(range(100)), 0.5) == 50
