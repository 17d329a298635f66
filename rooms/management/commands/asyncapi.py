"""`manage.py asyncapi > docs/asyncapi.json`: the sockets' protocol for programs."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from rooms.asyncapi import document


class Command(BaseCommand):
    """Print the AsyncAPI document."""

    help = "Print the AsyncAPI document of the sockets (docs/asyncapi.json)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(json.dumps(document(), indent=2, ensure_ascii=False))
