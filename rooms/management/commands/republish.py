"""`manage.py republish ROOM`: bring an archived room's records to Kafka once more."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from activity import kafka
from rooms.archive_check import check
from rooms.archive_copy import archive_named, copy_of
from rooms.archive_format import BrokenArchive
from rooms.models import Archive
from rooms.relay.again import publish_archive
from rooms.relay.publisher import KafkaAway

NOT_THERE, UNREADABLE, DAMAGED, AWAY = 2, 3, 4, 5


class Command(BaseCommand):
    help = (
        "Publish the records of an archived room again, from its archive, under the event ids of "
        "the first time: readers that have them drop them. The archive is verified before. Exit "
        f"code: 0 all are in Kafka, {NOT_THERE} there is no such archive or its rows are still "
        f"the relay's, {UNREADABLE} it cannot be read now, {DAMAGED} it is damaged, {AWAY} Kafka "
        "did not take them all; then repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("room", help="a room's link token, address or id")
        parser.add_argument("--dry-run", action="store_true", help="verify, count, publish nothing")

    def handle(self, *args: Any, room: str, dry_run: bool, **options: Any) -> None:
        if not kafka.is_configured():
            raise CommandError("KAFKA_BOOTSTRAP_SERVERS is empty: there is nothing to publish to")
        archive = _cleared(room)
        try:
            with copy_of(archive) as (stream, promised):
                records = check(stream, promised).summary.records
                stream.seek(0)
                if not dry_run:
                    records = publish_archive(archive.room_id, stream)
        except BrokenArchive as damage:
            raise CommandError(f"{room}: damaged: {damage}", returncode=DAMAGED) from damage
        except KafkaAway as trouble:
            raise CommandError(f"Kafka did not take them: {trouble}", returncode=AWAY) from trouble
        except OSError as problem:
            raise CommandError(f"{room}: {problem}", returncode=UNREADABLE) from problem
        done = "would be published" if dry_run else "published"
        self.stdout.write(f"{records} records of room {archive.room_id} {done} to {_topic()}")


def _cleared(name: str) -> Archive:
    """Find an archive that nothing but itself can be published from."""
    archive = archive_named(name)
    if archive is None:
        raise CommandError(f"{name}: no room with a sealed archive", returncode=NOT_THERE)
    if archive.cleared_at is None:
        raise CommandError(
            f"{name}: its rows are still there, and the relay publishes them", returncode=NOT_THERE
        )
    return archive


def _topic() -> str:
    return str(settings.KAFKA_ROOM_TOPIC)
