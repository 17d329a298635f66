"""`manage.py load_sample`: everything that `make run` shows. Lives on the lowest floor that
knows both films and people.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from catalog.sample_films import add_length
from wishlist.sample import load_sample_people


class Command(BaseCommand):
    help = (
        "Load the sample cinema: films with posters and video and, in the embedded mode only, "
        "the sample people. May be repeated; does nothing when all is there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_length(parser)

    def handle(self, *args: Any, video_seconds: float | None, **options: Any) -> None:
        call_command("load_sample_films", video_seconds=video_seconds, stdout=self.stdout)
        if settings.EMBEDDED:
            load_sample_people()
