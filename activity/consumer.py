"""Reading a topic as a group: each event is worked off once, though it may come more than once.

What a handler writes, and the row that says that the event was seen, are one transaction; the
group's place in Kafka is moved on after it. Whoever dies in between gets repeats, and drops them.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import msgspec
from confluent_kafka import Consumer, KafkaException, Message, TopicPartition
from django.db import DatabaseError, connection, transaction

from activity.kafka import consumer_config
from activity.models import SeenEvent

logger = logging.getLogger(__name__)

BATCH = 500  # events that are worked off in one transaction
WAIT_SECONDS = 0.5
PAUSE_SECONDS = 1.0  # after a failure

_decoder = msgspec.json.Decoder(dict[str, Any])


@dataclass(frozen=True, slots=True)
class Event:
    """One event, as it was published."""

    event_id: UUID
    partition: int
    offset: int
    value: dict[str, Any]


Handler = Callable[[Event], None]


class GroupReader:
    """One reader of a group; partitions are shared among those that are there."""

    def __init__(self, group: str, topic: str, handle: Handler) -> None:
        self.group = group
        self._topic, self._handle = topic, handle
        self._consumer: Consumer

    def __enter__(self) -> Self:
        self._consumer = Consumer(consumer_config(self.group))
        self._consumer.subscribe([self._topic])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._consumer.close()

    def run(self, over: threading.Event) -> None:
        """Work until `over` is set. What fails is tried again: nothing is passed over."""
        while not over.is_set():
            try:
                self.step()
            except (DatabaseError, KafkaException) as trouble:
                logger.warning("reader_failed group=%s error=%r", self.group, trouble)
                over.wait(PAUSE_SECONDS)

    def step(self) -> int:
        """Work off what has come, in order; return how many events were new.

        Raises what the handler raises; then nothing of the batch was done, and it comes again.
        Raises KafkaException for a trouble that came among the events, once those are worked off.
        """
        come = self._consumer.consume(BATCH, WAIT_SECONDS)
        messages = [message for message in come if message.error() is None]
        done = self._take(messages) if messages else 0
        for message in come:
            trouble = message.error()
            if trouble is not None:
                raise KafkaException(trouble)
        return done

    def _take(self, messages: Sequence[Message]) -> int:
        try:
            done = self._work_off([event for event in map(_event, messages) if event])
        except BaseException:
            self._go_back(messages)
            raise
        self._consumer.commit(offsets=_next_places(messages), asynchronous=False)
        return done

    @transaction.atomic
    def _work_off(self, events: Sequence[Event]) -> int:
        new = _claim(self.group, {event.event_id for event in events})
        done = 0
        for event in events:
            if event.event_id in new:
                new.discard(event.event_id)  # it may stand in the batch twice
                self._handle(event)
                done += 1
        return done

    def _go_back(self, messages: Sequence[Message]) -> None:
        first: dict[int, int] = {}
        for message in messages:
            first.setdefault(message.partition() or 0, message.offset() or 0)
        for partition, offset in first.items():
            try:
                self._consumer.seek(TopicPartition(self._topic, partition, offset))
            except KafkaException as trouble:  # another reader has it now, and gets them from there
                logger.info("reader_lost group=%s partition=%d %r", self.group, partition, trouble)


def _claim(group: str, events: set[UUID]) -> set[UUID]:
    """Note that these events are seen; return those that were not before. One query.

    Another reader of the group that has some of them in hand is waited for.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {SeenEvent._meta.db_table} ("group", event_id, seen_at)'  # noqa: S608
            " SELECT %s, event, clock_timestamp() FROM unnest(%s::uuid[]) AS event ORDER BY event"
            " ON CONFLICT DO NOTHING RETURNING event_id",
            [group, sorted(events)],
        )
        return {row[0] for row in cursor.fetchall()}


def _event(message: Message) -> Event | None:
    """Return the event of a message; None, and a line in the log, for what is none."""
    partition, offset = message.partition() or 0, message.offset() or 0
    try:
        value = _decoder.decode(message.value() or b"")
        return Event(UUID(value["event_id"]), partition, offset, value)
    except (msgspec.MsgspecError, KeyError, ValueError, TypeError, AttributeError) as trouble:
        logger.error("reader_skips partition=%d offset=%d %r", partition, offset, trouble)
        return None


def _next_places(messages: Sequence[Message]) -> list[TopicPartition]:
    last = {(message.topic() or "", message.partition() or 0): message for message in messages}
    return [
        TopicPartition(topic, partition, (message.offset() or 0) + 1)
        for (topic, partition), message in last.items()
    ]
