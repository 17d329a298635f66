"""What a loading did, in numbers and in words."""

from dataclasses import dataclass, field

SHOWN = 20  # bad rows that are described one by one


@dataclass(frozen=True, slots=True)
class BadRowNote:
    """One row that was skipped: its number in the file (from 1), whose it is, and why."""

    number: int
    movie_id: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.number} ({self.movie_id}): {self.reason}"


@dataclass(slots=True)
class Report:
    """Rows by what became of them; `read` is the sum of the other four."""

    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    bad: list[BadRowNote] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def count(self, what: str) -> None:
        """Count one row that became "inserted", "updated" or "unchanged"."""
        setattr(self, what, getattr(self, what) + 1)

    @property
    def skipped(self) -> int:
        return len(self.bad)

    def __str__(self) -> str:
        return (
            f"read {self.read}, inserted {self.inserted}, updated {self.updated}, "
            f"unchanged {self.unchanged}, skipped {self.skipped}"
        )

    def lines(self) -> list[str]:
        """The numbers, then the reasons, the first ones in full."""
        notes = [str(note) for note in self.bad[:SHOWN]]
        if self.skipped > SHOWN:
            notes.append(f"… and {self.skipped - SHOWN} more rows skipped")
        return [str(self), *notes, *self.warnings]
