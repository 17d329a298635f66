"""The table of cases that both twins of the playback arithmetic pass.

The other twin, static/js/room/playback.js, runs it in tests/js/playback.test.mjs.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from rooms import playback
from rooms.playback import BadCommand, Command, Playback, StaleCommand

CASES = json.loads((Path(__file__).parent / "playback_cases.json").read_text())
ERRORS = {"bad": BadCommand, "stale": StaleCommand}


def name(case: dict[str, Any]) -> str:
    return str(case["name"])


def state_of(written: dict[str, Any]) -> Playback:
    return Playback(**{**written, "waiting_for": tuple(written.get("waiting_for", ()))})


@pytest.mark.parametrize("case", CASES["moments"], ids=name)
def test_state_at_a_moment(case: dict[str, Any]) -> None:
    """R076 R090: position, phase and end follow from the anchor and the time alone."""
    state = state_of(case["state"])
    assert playback.position_at(state, case["now"]) == pytest.approx(case["position"])
    assert playback.phase_at(state, case["now"]) == case["phase"]
    assert playback.ends_at(state) == pytest.approx(case["ends_at"])


@pytest.mark.parametrize("case", CASES["commands"], ids=name)
def test_command_makes_the_next_state(case: dict[str, Any]) -> None:
    """R081 R082 R083 R090: a command gives one version more, or a named error."""
    state, command = state_of(case["state"]), Command(**case["command"])
    if "error" in case:
        with pytest.raises(ERRORS[case["error"]]):
            playback.apply(state, command, case["now"], case["lead"])
    else:
        after = playback.apply(state, command, case["now"], case["lead"])
        assert after == state_of(case["expect"])
