"""The whole way of a partner's file, for the command and for the task.

A row that says what is stored already causes no write at all, so a loading can be repeated at
any time, after a crash too. Texts of the editors (source «cms») are never touched (R023).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from catalog.errors import CatalogError
from catalog.etl.cleaning import BadRow, Draft, clean, shown
from catalog.etl.merging import TitlePlan, plan_people, plan_titles
from catalog.etl.reading import FileUnusable, read_rows
from catalog.etl.report import BadRowNote, Report
from catalog.etl.storing import store_people, store_titles
from catalog.models import Genre

BATCH = 500  # titles or people in one transaction
BAD_ROWS_LIMIT = 1000  # more of them, and this is not our file
LOCK = 0x6B696E6F  # "kino"; one loading at a time in one database

Progress = Callable[[int, int], None]  # titles done, titles in all
Item = TypeVar("Item")


class AlreadyLoading(CatalogError):
    """Another loading is at work."""

    code = "conflict"
    status = 409
    detail = "another loading of the catalogue is at work: wait until it is done"


def load_catalog(path: Path, progress: Progress = lambda done, of: None) -> Report:
    """Load the partner's file; bad rows are reported and skipped, the others are stored.

    The file is read and cleaned to its end before anything is written. Raises FileUnusable (and
    nothing is written) and AlreadyLoading.
    """
    report = Report()
    drafts = _clean_rows(read_rows(path), timezone.localdate(), report)
    report.warnings += _unknown_genres(drafts)
    with _alone():
        people = _store_all_people(drafts)
        _store_all_titles(plan_titles(drafts), people, report, progress)
    return report


def _clean_rows(rows: Iterator[Any], today: date, report: Report) -> list[Draft]:
    drafts: list[Draft] = []
    seen: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows, start=1):
        report.read = number
        try:
            draft = clean(row, today)
            first = seen.setdefault((draft.external_id, draft.language), number)
            if first != number:
                raise BadRow(f"movie_id: is in row {first} already, in the same language")
            drafts.append(draft)
        except BadRow as error:
            _note(report, number, row, str(error))
    return drafts


def _note(report: Report, number: int, row: Any, reason: str) -> None:
    name = row.get("movie_id") if isinstance(row, dict) else None
    report.bad.append(BadRowNote(number, "no movie_id" if name is None else shown(name), reason))
    if report.skipped > BAD_ROWS_LIMIT:
        raise FileUnusable(f"more than {BAD_ROWS_LIMIT} rows are bad; the last: {report.bad[-1]}")


def _unknown_genres(drafts: Sequence[Draft]) -> list[str]:
    told = {slug for draft in drafts for slug in draft.genres or ()}
    known = set(Genre.objects.filter(slug__in=told).values_list("slug", flat=True))
    return [f"genre {slug}: is not known here and was left out" for slug in sorted(told - known)]


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the right to load. It ends with the connection, so a crash leaves no lock behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise AlreadyLoading
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _store_all_people(drafts: Sequence[Draft]) -> dict[str, UUID]:
    """Everybody of the file first: one person may be in films of many batches."""
    people: dict[str, UUID] = {}
    for batch in _batches(list(plan_people(drafts).values())):
        with transaction.atomic():
            people |= store_people(batch)
    return people


def _store_all_titles(
    plans: list[TitlePlan], people: dict[str, UUID], report: Report, progress: Progress
) -> None:
    done = 0
    for batch in _batches(plans):
        with transaction.atomic():
            outcome = store_titles(batch, people, timezone.now())
        for plan in batch:
            for language in plan.texts:
                report.count(outcome.of(plan.external_id, language))
        done += len(batch)
        progress(done, len(plans))


def _batches(items: list[Item]) -> Iterator[list[Item]]:
    return (items[at : at + BATCH] for at in range(0, len(items), BATCH))
