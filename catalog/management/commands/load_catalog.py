"""`manage.py load_catalog partner_movies.json`: load or reload the partner's films (R026, R029)."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.errors import CatalogError
from catalog.etl.loading import load_catalog

SOME_ROWS_SKIPPED, UNUSABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Load films and people from a partner's JSON file (plain or gzip). May be repeated. "
        "Exit code: 0 all rows loaded, 1 some rows were bad and skipped, 2 the file is unusable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the file, like partner_movies.json")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            report = load_catalog(path, self._progress)
        except CatalogError as error:
            raise CommandError(f"{path}: {error}", returncode=UNUSABLE) from error
        for line in report.lines():
            self.stdout.write(line)
        if report.skipped:
            sys.exit(SOME_ROWS_SKIPPED)

    def _progress(self, done: int, of: int) -> None:
        if done < of:
            self.stdout.write(f"{done} of {of} titles …")
            self.stdout.flush()
