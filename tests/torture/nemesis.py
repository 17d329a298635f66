"""What a fault is and what it gets: it begins, bites, ends, and proves that it bit."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cinema.embedded.processes import wait_for
from tests.proxy import Proxy
from tests.torture.generators import Crowd
from tests.torture.part import Part
from tests.torture.site import Site

PATIENCE = 60.0  # s until a state is reached that a fault needs


class Nemesis:
    """What a fault gets: the site, the people, chance, and how long it shall last (s)."""

    def __init__(self, site: Site, crowd: Crowd, luck: random.Random, seconds: float) -> None:
        self.site, self.crowd, self.luck, self.seconds = site, crowd, luck, seconds
        self.proof: list[str] = []

    def rest(self, share: float = 1.0) -> None:
        """Let the fault last."""
        time.sleep(self.seconds * share)

    def until(self, reached: Callable[[], bool], words: str, patience: float = PATIENCE) -> None:
        """Wait for a state; without it the fault is none."""
        assert wait_for(reached, patience, 0.05), f"it never came to this: {words}"

    def proves(self, bit: bool, words: str) -> None:
        """Note what shows that the fault bit."""
        assert bit, f"the fault did not bite: {words}"
        self.proof.append(words)


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of docs/reliability.md. `when` says in which part of the round it comes."""

    number: str
    name: str
    act: Callable[[Nemesis], None]
    when: str = "load"  # or "closing"
    silence: bool = False  # answers may be swallowed on their way
    forgets: bool = False  # Kafka loses what it had
    restores: bool = False  # the past comes back, and Kafka is newer
    needs: Callable[[Site], str] = lambda site: ""  # why it can't be played on this site


def killed(part: Part) -> str:
    """Kill -9 a part; say which process it was."""
    pid = part.pid
    part.kill()
    return f"{part.name} ({pid}) dead"


def hole(n: Nemesis, roads: Iterable[Proxy]) -> None:
    """Swallow all bytes for a while, then let them find out at once."""
    roads = list(roads)
    lines = sum(road.open for road in roads)
    for road in roads:
        road.swallow()
    n.proves(lines > 0, f"{lines} connections swallowed")
    n.rest(2)
    for road in roads:
        road.heal()
