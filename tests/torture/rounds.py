"""One round: people and a fault, quiet, final reads, closing, archives, the checks."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tests.torture import finals, report
from tests.torture.checkers import judge
from tests.torture.generators import Crowd
from tests.torture.history import RoomEnd, Round, without_undone
from tests.torture.nemesis import Fault, Nemesis
from tests.torture.report import Row
from tests.torture.site import Site

CALM = 2.0  # s of load before and after a fault


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a round is, how long its faults last (s), and where a bad history is kept."""

    rooms: int
    seconds: float
    seed: str
    kept: Path


def play(site: Site, faults: list[Fault], plan: Plan) -> Row:
    """One round: load with the fault, quiet, final reads, closing, archives, checks."""
    number, name = ("+".join(f.number for f in faults), "; ".join(f.name for f in faults))
    site.mend()
    site.wait_ready()
    people = site.people[: plan.rooms * 4 + 1]
    crowd = Crowd([web.url for web in site.webs], site.film, people, f"{plan.seed}:{number}")
    nemesis = Nemesis(site, crowd, random.Random(f"{plan.seed}:{number}:faults"), plan.seconds)
    try:
        seen = _evening(site, crowd, nemesis, faults, number)
    finally:
        crowd.stop()
    row = Row(number, name, seen, judge(seen), ", ".join(nemesis.proof))
    _tell(row)
    if not row.is_good:
        _keep(row, crowd, plan)
    return row


def _evening(site: Site, crowd: Crowd, n: Nemesis, faults: list[Fault], number: str) -> Round:
    crowd.run(crowd.come())
    before = finals.weigh(site)
    crowd.run(crowd.begin())
    time.sleep(CALM)
    _let(n, faults, "load")
    site.mend()
    time.sleep(CALM)
    crowd.run(crowd.calm())
    ends = finals.read_rooms(site, crowd, finals.settled(site, crowd))
    published_after = finals.wait_published(site)
    crowd.run(crowd.close())
    _let(n, faults, "closing")
    site.mend()
    n.proof += filter(None, [published_after])
    n.proof.append(f"archived in {finals.wait_archived(site, crowd):.0f} s")
    ends = _with_copies(site, crowd, ends)
    finals.drained(site)
    deaths = [part.name for part in site.parts if part.died()]
    grown = finals.growth(before, finals.weigh(site))
    events = without_undone(crowd.journal.events, crowd.undone)
    special = (any(getattr(f, n) for f in faults) for n in ("silence", "forgets", "restores"))
    return Round(number, events, ends, grown, deaths, *special)


def _with_copies(site: Site, crowd: Crowd, ends: list[RoomEnd]) -> list[RoomEnd]:
    """The ends with what the archive and Kafka have of each room."""
    published = finals.read_published(site, crowd)
    return [
        msgspec.structs.replace(
            end,
            archived=finals.read_archive(site, room),
            published=None if published is None else published[end.room],
        )
        for end, room in zip(ends, crowd.rooms, strict=True)
    ]


def _let(n: Nemesis, faults: list[Fault], when: str) -> None:
    """Let the faults of this part of the round come, one within the other's time."""
    for fault in faults:
        if fault.when == when:
            n.crowd.note("fault", "", "", fault.number, value={"begins": True})
            fault.act(n)
            n.crowd.note("fault", "", "", fault.number, value={"begins": False})


def _tell(row: Row) -> None:
    cells = dict(zip(report.HEAD, row.cells(), strict=True))
    counts = " ".join(f"{name} {cells[name]}" for name in report.HEAD[1:6])
    print(
        f"{'kept  ' if row.is_good else 'BROKEN'} {cells['fault']}: {counts}; {row.proof}",
        flush=True,
    )
    for promise, problems in row.broken.items():
        for problem in problems[:4]:
            print(f"    {promise} ({len(problems)}): {problem}", flush=True)


def _keep(row: Row, crowd: Crowd, plan: Plan) -> None:
    assert row.seen is not None
    path = plan.kept / f"{row.number}-{plan.seed}.jsonl"
    crowd.journal.save(path, row.seen.ends)
    print(f"    history: {path}; again: make torture FAULTS={row.number} SEED={plan.seed}", end="")
    print(f" ROOMS={plan.rooms} SECONDS={plan.seconds:g}", flush=True)
