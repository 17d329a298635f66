"""A short run of `make torture`: few rooms, short faults, the same checkers."""

import pytest

from tests.torture import checkers
from tests.torture.faults import chosen
from tests.torture.rounds import Plan, play
from tests.torture.site import a_site

pytestmark = [
    pytest.mark.stack,
    pytest.mark.timeout(400),
    pytest.mark.xdist_group("torture"),
]
PATIENCE = 3  # × ten seconds of I4: other tests run beside this one


@pytest.fixture(scope="module")
def site():
    """A site of its own, engines too: others must not feel what happens to it."""
    with a_site(9) as whole:
        yield whole


@pytest.mark.parametrize("words", ["F01+F17", "F06+F15", "F13", "F14"])
def test_promises_are_kept(site, words, tmp_path, monkeypatch):
    """F01, F06, F13, F14, F15, F17, F20, I1–I7, I9–I11: all promises hold, whatever breaks."""
    monkeypatch.setattr(checkers, "SETTLED", 10.0 * PATIENCE)
    [faults] = chosen(words)
    row = play(site, faults, Plan(rooms=2, seconds=2.0, seed="1", kept=tmp_path))
    assert row.is_good, row.broken
    assert row.proof
