"""`make torture`: round after round of people and faults; returns how many rounds broke a promise.

SECONDS (8) is how long a fault lasts, FAULTS «all» or «F01,F05+F13», SEED any word, ROOMS (20) how
many rooms of four, WHOLE=0 leaves Kafka, the relays and the small disk out; where there can be
none, that is said and the rest goes on. A round that broke something leaves its history in
VAR/torture, with the command that plays it again. WRITE=1 writes the rows of this run into the
table of docs/reliability.md; those of other faults stay.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.torture import report
from tests.torture.faults import FAULTS, PAIRS, chosen
from tests.torture.nemesis import Fault
from tests.torture.part import ROOT
from tests.torture.report import Row
from tests.torture.rounds import Plan, play
from tests.torture.site import Site, a_site

WORDS = os.environ.get("FAULTS") or "all"
PLAN = Plan(
    rooms=int(os.environ.get("ROOMS") or 20),
    seconds=float(os.environ.get("SECONDS") or 8),
    seed=os.environ.get("SEED") or "1",
    kept=Path(os.environ.get("VAR") or "var") / "torture",
)


def main() -> int:
    """Play all rounds; return how many broke a promise."""
    began, rows, failed, asked = time.monotonic(), list[Row](), 0, chosen(WORDS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # in order: the site goes with us
    print(f"{PLAN.rooms} rooms of four, faults of {PLAN.seconds:g} s, seed {PLAN.seed}", flush=True)
    with a_site(PLAN.rooms * 4 + 1, whole=os.environ.get("WHOLE") != "0") as site:
        if site.log is None:
            print(f"not run: Kafka broker ({site.why_no_log}); no relay, no I8", flush=True)
        for faults in asked:
            try:
                rows.append(_played(site, faults))
                failed += not rows[-1].is_good
            except Exception:  # the next fault is still worth a look
                traceback.print_exc()
                failed += 1
            if os.environ.get("WRITE"):
                _write(rows)
    took = f"{time.monotonic() - began:.0f} s"
    print(f"{len(rows)} rounds, {failed} broke a promise or could not be played; {took}")
    return failed


def _played(site: Site, faults: list[Fault]) -> Row:
    """Play a round, or say by name why it can't be."""
    for fault in faults:
        if why := fault.needs(site):
            print(f"not run: {fault.number} {fault.name}: {why}", flush=True)
            name = "; ".join(f.name for f in faults)
            return Row("+".join(f.number for f in faults), name, None, {}, why)
    row = play(site, faults, PLAN)
    size = f"{PLAN.rooms} × 4, {PLAN.seconds:g} s, seed {PLAN.seed}"
    return replace(row, run=f"{size}; {datetime.now(UTC):%Y-%m-%d}")


def _write(rows: list[Row]) -> None:
    """Put the rows of what was played, and what never was, into the table of the document."""
    page = ROOT / "docs" / "reliability.md"
    never = [Row(f.number, f.name, None, {}, "not asked for") for f in FAULTS]
    played = {row.number for row in rows}
    told = [*rows, *(row for row in never if row.number not in played)]
    report.write(page, report.merged(page, told, [*(f.number for f in FAULTS), *PAIRS]))


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
