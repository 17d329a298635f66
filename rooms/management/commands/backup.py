"""`manage.py backup FOLDER`: copy the database and the archives, with a list of the media."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.backup.copying import back_up
from rooms.backup.errors import BackupError


class Command(BaseCommand):
    """The site may run meanwhile; docs/operations.md tells what else belongs to a copy."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and what is copied elsewhere."""
        parser.add_argument("folder", type=Path, help="a new folder")
        parser.add_argument(
            "--without-database", action="store_true", help="it is copied where the server is"
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Copy; code 1 when something was not there."""
        try:
            whole = back_up(
                folder, with_database=not options["without_database"], tell=self.stdout.write
            )
        except (BackupError, OSError) as problem:
            raise CommandError(str(problem)) from None
        if not whole:
            raise CommandError(
                "the copy was made, but archives that the database names are missing"
            )
        self.stdout.write(f"whole: {folder}")
