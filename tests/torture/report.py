"""The table of faults and promises, written between marks of docs/reliability.md by the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.torture.checkers import CHECKERS
from tests.torture.history import Round

BEGIN, END = "<!-- torture: begin -->", "<!-- torture: end -->"
COUNTS = ("ok", "refused", "unknown", "shown", "settled, s")
HEAD = ["fault", *COUNTS, *CHECKERS, "how it bit", "the run"]


@dataclass(frozen=True, slots=True)
class Row:
    """What one round showed. `run` says how large it was, and when."""

    number: str
    name: str
    seen: Round | None  # None: not run
    broken: dict[str, list[str]]
    proof: str  # or why it was not run
    run: str = ""

    @property
    def is_good(self) -> bool:
        return not any(self.broken.values())

    def cells(self) -> list[str]:
        """The row's cells, in the order of HEAD."""
        if self.seen is None:
            nothing = ["—"] * (len(HEAD) - 3)
            return [f"{self.number} {self.name}", *nothing, f"not run: {self.proof}", self.run]
        types = Counter(event.type for event in self.seen.events)
        counts = [str(types[name]) for name in ("ok", "fail", "unknown", "shown")]
        settled = max((end.settled for end in self.seen.ends), default=0.0)
        has_kafka = any(end.published is not None for end in self.seen.ends)
        marks = [
            "—" if name == "I8" and not has_kafka else "**no**" if self.broken[name] else "✓"
            for name in CHECKERS
        ]
        name = f"{self.number} {self.name}"
        return [name, *counts, f"{settled:.1f}", *marks, self.proof, self.run]


def merged(page: Path, rows: Iterable[Row], numbers: Iterable[str]) -> str:
    """The table of a page with these rows in it, those of before kept, in the order of `numbers`.

    A row that was not run does not replace one that was.
    """
    found = {cells[0].split()[0]: cells for cells in _kept(page)}
    for row in rows:
        if row.seen is not None or row.number not in found:
            found[row.number] = row.cells()
    lines = [HEAD, ["---"] * len(HEAD), *(found[n] for n in numbers if n in found)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def write(page: Path, words: str) -> None:
    """Put `words` between the marks of a page."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{words}\n{END}{after}", encoding="utf-8")


def _kept(page: Path) -> list[list[str]]:
    """The rows that stand in a page and were played."""
    table = page.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| F")]
    return [row for row in rows if len(row) == len(HEAD) and not row[-2].startswith("not run")]
