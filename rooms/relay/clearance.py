"""May an archived room's rows go? Asked by the archive before it removes them (docs/adr/0081).

The rule: where Kafka is configured, no row of the log is removed before it was published and is
found there, or has outlived Kafka's retention. A lack is noted and published again. Sealing the
archive does not wait for any of this.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from confluent_kafka import Consumer, KafkaException, TopicPartition
from django.conf import settings

from activity import kafka
from rooms.models import RoomRecord
from rooms.relay.publisher import KafkaAway

logger = logging.getLogger(__name__)

SECONDS = 5.0  # for an answer of the brokers
SPAN_MOST = 50_000  # records of a partition, of all rooms, that are read to find one room's
SPOTS = 8  # records that are looked at where the span is longer
# At the end of a partition an answer comes after so many ms, and a new place waits for it.
QUICK = {"fetch.wait.max.ms": 50}

Row = tuple[int, UUID, int | None, int | None]  # seq, event, partition, offset


@dataclass(frozen=True, slots=True)
class Comparison:
    """What Kafka holds of a room's rows."""

    records: int
    missing: list[int]  # numbers that should be there
    expired: int  # that have outlived Kafka's retention


def may_clear_rows(room_id: UUID) -> bool:
    """Whether the rows of a sealed room may be removed now; if not, ask again in a while.

    Without Kafka configured: always. Looks into Kafka, so not to be called in a transaction. What
    is lacking there is logged and marked to be published again.
    """
    if not kafka.is_configured():
        return True
    if RoomRecord.objects.filter(room_id=room_id, published_at__isnull=True).exists():
        return False
    try:
        found = compare_with_kafka(room_id)
    except KafkaAway as trouble:
        logger.warning("clearance_waits_for_kafka room=%s %s", room_id.hex, trouble)
        return False
    if not found.missing:
        return True
    again = publish_again(room_id, found.missing[0])
    logger.error(
        "kafka_lacks_records room=%s missing=%d first=%d published_again=%d",
        *(room_id.hex, len(found.missing), found.missing[0], again),
    )
    return False


def compare_with_kafka(room_id: UUID) -> Comparison:
    """Look for every row of a room in Kafka, by the places that the relay noted.

    Reads the span of the partition from the room's first place to its last; of a span longer than
    `SPAN_MOST` some spots. Rows that were not published yet are missing. Raises KafkaAway.
    """
    fields = ("seq", "event_id", "kafka_partition", "kafka_offset")
    rows: list[Row] = list(
        RoomRecord.objects.filter(room_id=room_id).order_by("seq").values_list(*fields)
    )
    missing: list[int] = []
    expired = 0
    try:
        with _Reader() as reader:
            for partition in sorted({row[2] for row in rows if row[2] is not None}):
                here = [row for row in rows if row[2] == partition]
                lacking, old = reader.look_for(here, partition)
                missing += lacking
                expired += old
    except KafkaException as trouble:
        raise KafkaAway(trouble.args[0].str()) from trouble
    missing += [seq for seq, _event, partition, _offset in rows if partition is None]
    return Comparison(len(rows), sorted(missing), expired)


def publish_again(room_id: UUID, from_seq: int) -> int:
    """Let the relay publish a room's rows again from that number on; return how many.

    To the end, and not the lacking ones alone: so the tail of the topic holds them in order.
    """
    rows = RoomRecord.objects.filter(room_id=room_id, seq__gte=from_seq)
    return rows.update(published_at=None, kafka_partition=None, kafka_offset=None)


class _Reader:
    """Looks at places of the room log's topic; in no group, so nobody's cursor moves."""

    def __enter__(self) -> "_Reader":
        self._topic = settings.KAFKA_ROOM_TOPIC
        self._consumer = Consumer(kafka.consumer_config("kino-clearance") | QUICK)
        return self

    def __exit__(self, *_: object) -> None:
        self._consumer.close()

    def look_for(self, rows: Sequence[Row], partition: int) -> tuple[list[int], int]:
        """Return the numbers of the rows that are not there, and how many are too old to be.

        A row without an offset (the broker had it already and did not say where) stands among its
        neighbours.
        """
        ends = self._consumer.get_watermark_offsets(
            TopicPartition(self._topic, partition), timeout=SECONDS
        )
        if ends is None:
            raise KafkaAway("the brokers do not tell what there is")
        low, high = ends
        kept = [row for row in rows if row[3] is None or row[3] >= low]
        offsets = [row[3] for row in kept if row[3] is not None and row[3] < high]
        spans, looked_at = _spans(offsets), kept
        if len(spans) > 1:
            wanted = {start for start, _stop in spans}
            looked_at = [row for row in kept if row[3] in wanted]
        beyond = [row for row in kept if row[3] is not None and row[3] >= high]
        found = self._events(partition, spans)
        lacking = {row[0] for row in looked_at if row[1].bytes not in found}
        return sorted(lacking | {row[0] for row in beyond}), len(rows) - len(kept)

    def _events(self, partition: int, spans: Iterable[tuple[int, int]]) -> set[bytes]:
        found: set[bytes] = set()
        for start, stop in spans:
            self._consumer.assign([TopicPartition(self._topic, partition, start)])
            at = start
            while at < stop:
                message = self._consumer.poll(SECONDS)
                if message is None or message.error() is not None:
                    raise KafkaAway("the brokers do not give what there is")
                at = (message.offset() or 0) + 1
                name = dict(message.headers() or {}).get("event_id")
                if name:
                    found.add(UUID(name if isinstance(name, str) else name.decode()).bytes)
        return found


def _spans(offsets: Sequence[int]) -> list[tuple[int, int]]:
    """Return from where to where to read: all of it, or some spots when that is too much."""
    if not offsets:
        return []
    first, last = min(offsets), max(offsets)
    if last - first < SPAN_MOST:
        return [(first, last + 1)]
    step = max(1, len(offsets) // SPOTS)
    return [(spot, spot + 1) for spot in sorted({first, last, *offsets[::step]})]
