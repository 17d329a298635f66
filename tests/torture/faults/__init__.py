"""The faults by the engine that they break, and which of them a run is asked for."""

from __future__ import annotations

import sys

from tests.torture.faults import closing, kafka, postgres, redis, web, whole
from tests.torture.nemesis import Fault

FAULTS = sorted(
    (Fault("F00", "nothing, to compare with", lambda n: n.rest()), *web.FAULTS, *redis.FAULTS,
     *postgres.FAULTS, *kafka.FAULTS, *closing.FAULTS, *whole.FAULTS),
    key=lambda fault: fault.number,
)  # fmt: skip
PAIRS = ("F01+F06", "F13+F05", "F02+F08", "F16+F01", "F17+F19", "F22+F13", "F09+F13", "F12+F01")


def chosen(words: str) -> list[list[Fault]]:
    """Read «F01,F05+F13»; «all» is every fault alone, then the pairs. Ends where one is unknown."""
    known = {fault.number: fault for fault in FAULTS}
    asked = [*known, *PAIRS] if words == "all" else words.split(",")
    try:
        return [[known[number] for number in one.strip().split("+")] for one in asked]
    except KeyError as unknown:
        sys.exit(f"no fault {unknown}; FAULTS is «all» or as «F01,F05+F13», of {', '.join(known)}")
