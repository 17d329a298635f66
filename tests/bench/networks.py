"""The saved networks (tests/bench/traces/) as roads that real browsers take.

The same files are read by the simulator (tests/bench/rules/); what a trace says of a starving
player is left to it: nothing outside a browser can starve a film that it has loaded.
"""

import json
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

from tests.proxy import Proxy, Road

FOLDER = Path(__file__).resolve().parent / "traces"
NAMES = ("quiet", "far", "uneven", "stalls", "cuts")


@dataclass(frozen=True, slots=True)
class Network:
    """One trace: how each member reaches the site, and what befalls him."""

    name: str
    about: str
    seed: int
    step: float  # s for which a delay holds
    cycle: float  # s after which what befalls begins anew
    members: list[dict[str, Any]]

    def proxy(self, seat: int, port: int) -> Proxy:
        """The road of the member in this seat to the web port."""
        way = self.members[seat % len(self.members)]
        up, down = (self._road(way[side]) for side in ("up_ms", "down_ms"))
        return Proxy(port, up=up, down=down, seed=self.seed + seat)

    def happen(self, seat: int, proxy: Proxy, seconds: float) -> None:
        """Let befall the member what the trace says, for so long from now."""
        for event in self.members[seat % len(self.members)]["events"]:
            at = event["at_s"]
            while at < seconds:
                if event["kind"] == "cut":
                    proxy.later(at, proxy.cut)
                elif event["kind"] == "stall":
                    proxy.later(at, partial(proxy.stall, event["seconds"]))
                at += self.cycle

    @property
    def half_asymmetry(self) -> float:
        """How far two clocks may have to differ: nobody knows how a round trip is split (ms)."""
        halves = [(fmean(way["up_ms"]) - fmean(way["down_ms"])) / 2 for way in self.members]
        return max(halves) - min(halves)

    @property
    def most_p95(self) -> float | None:
        """The steady spread that the design asks for (ms), where it names one."""
        if self.name == "quiet":
            return 10.0
        return 20.0 + self.half_asymmetry if self.name in ("far", "uneven") else None

    def _road(self, delays: list[float]) -> Road:
        if not any(delays):
            return Road()
        return replace(Road(), course=tuple(ms / 1000 for ms in delays), step=self.step)


def load(name: str) -> Network:
    """Read a saved trace."""
    trace = json.loads((FOLDER / f"{name}.json").read_text())
    return Network(
        name=trace["name"],
        about=trace["about"],
        seed=trace["seed"],
        step=trace["step_ms"] / 1000,
        cycle=trace["cycle_s"],
        members=trace["members"],
    )


def chosen(words: str) -> list[Network]:
    """The networks named, comma between them, or `all`."""
    names = NAMES if words == "all" else tuple(words.split(","))
    unknown = set(names) - set(NAMES)
    if unknown:
        raise SystemExit(f"no such network: {', '.join(sorted(unknown))} (there are {NAMES})")
    return [load(name) for name in names]
