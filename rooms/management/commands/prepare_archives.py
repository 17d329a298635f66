"""`manage.py prepare_archives`: make the bucket of the archives where it is not there yet."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rooms.archive_s3 import S3Store
from rooms.archive_store import archive_store

PATIENCE = 45.0  # seconds


class Command(BaseCommand):
    """Once at each start of the full stack; again changes nothing. A disk needs none."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done."""
        try:
            store = archive_store()
        except OSError as problem:
            raise CommandError(f"the storage of archives: {problem}") from problem
        if not isinstance(store, S3Store):
            self.stdout.write("archives lie on the disk")
            return
        made = self._prepare(store, time.monotonic() + PATIENCE)
        self.stdout.write(f"bucket {store.bucket} {'was made' if made else 'is there'}")

    def _prepare(self, store: S3Store, until: float) -> bool:
        while True:
            try:
                return store.prepare()
            except OSError as problem:  # it may be starting at this very moment
                if time.monotonic() > until:
                    raise CommandError(f"the storage of archives: {problem}") from problem
                time.sleep(1)
