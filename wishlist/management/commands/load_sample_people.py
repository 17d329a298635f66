"""`manage.py load_sample_people`: the four people of the embedded mode. May be repeated."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.sample import PASSWORD
from wishlist.sample import NotEmbedded, load_sample_people


class Command(BaseCommand):
    help = "Make the sample people of the embedded mode, their friendships and wishes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            people = load_sample_people()
        except NotEmbedded as refusal:
            raise CommandError("Sample people exist in the embedded mode only.") from refusal
        for person in people:
            self.stdout.write(f"{person.email} ({person.name}), password {PASSWORD}")
