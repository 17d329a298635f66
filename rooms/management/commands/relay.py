"""`manage.py relay`: bring the room log to Kafka until SIGTERM. Several may run at once."""

import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activity import kafka
from activity.topics import make_topics
from rooms.relay.work import Relay


class Command(BaseCommand):
    help = "Publish the room log to Kafka, in order per room, until SIGTERM or SIGINT."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", action="store_true", help="publish what waits, and end")
        parser.add_argument("--make-topics", action="store_true", help="make lacking topics first")
        parser.add_argument("--alive", type=Path, help="a file to touch each second while working")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        if not kafka.is_configured():
            raise CommandError("KAFKA_BOOTSTRAP_SERVERS is empty: there is nothing to publish to")
        if options["alive"] is not None:
            _touch(options["alive"])
        prepare = make_topics if options["make_topics"] else None
        relay = Relay(alive=options["alive"], prepare=prepare)
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda number, frame: relay.stop())
        if options["drain"]:
            relay.drain()
        else:
            relay.run()


def _touch(file: Path) -> None:
    try:
        file.touch()
    except OSError as problem:
        raise CommandError(f"--alive: {problem}") from problem
