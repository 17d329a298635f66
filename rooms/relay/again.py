"""Publishing a cleared room's records once more, from its archive: for a Kafka that lost them."""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from rooms.archive_check import shaped_lines
from rooms.relay.publisher import Publisher
from rooms.relay.records import LogRecord, from_archive

BATCH = 500  # records that are waited for together


def publish_archive(room: UUID, stream: BinaryIO) -> int:
    """Publish all records of an archive in their order, as the relay did; return how many.

    Always from the first to the last: so the tail of the topic holds the whole room in order.
    Event ids are those of the first time, and whoever reads drops what he had. Raises KafkaAway,
    after which a beginning of them may be there, and BrokenArchive.
    """
    publisher = Publisher(settings.KAFKA_ROOM_TOPIC, patience=settings.KAFKA_PATIENCE_SECONDS)
    lines = (line for line in shaped_lines(stream) if line["type"] == "record")
    records: Iterator[LogRecord] = (from_archive(room, line) for line in lines)
    count = 0
    try:
        while batch := list(islice(records, BATCH)):
            count += len(publisher.publish(batch, lambda: True))
    finally:
        publisher.close()
    return count
