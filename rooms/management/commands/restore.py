"""`manage.py restore FOLDER`: bring a copy of `backup` back; stop the site before."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.backup import manifest
from rooms.backup.errors import BackupError
from rooms.backup.restoring import restore


class Command(BaseCommand):
    """Into an empty database, or with --replace over what is there."""

    help = __doc__
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from, and how far it may go."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--replace", action="store_true", help="remove what is there")
        parser.add_argument("--check", action="store_true", help="only look whether it is whole")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Do it, or say in a sentence why not."""
        try:
            if options["check"]:
                self.stdout.write(f"whole: a copy of {manifest.read(folder)['made_at']}")
                return
            restore(folder, replace=options["replace"], tell=self.stdout.write)
        except (BackupError, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write("done; `manage.py migrate` next, if the code is newer than the copy")
