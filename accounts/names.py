"""What may stand in a name and in a time zone. Pure."""

import unicodedata
import zoneinfo
from functools import cache

REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


def tidy_name(text: str) -> str:
    """Return a name without control and direction marks, spaces single; may become empty."""
    spaced = " ".join(text.split())
    kept = "".join(letter for letter in spaced if unicodedata.category(letter) not in UNSEEN)
    return unicodedata.normalize("NFC", kept).strip()


UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


@cache
def time_zones() -> list[str]:
    """Return every time zone that a person may live in, by region."""
    known = zoneinfo.available_timezones()
    return ["UTC", *sorted(zone for zone in known if zone.startswith(REGIONS))]
