"""Gives records to Kafka and waits until it has them all in order, or says that it has not."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from activity.kafka import producer_config
from rooms.relay.records import LogRecord, headers_of, key_of, value_of

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.1
COMPLAINT_SECONDS = 10.0


class KafkaAway(Exception):
    """A batch did not arrive, or nobody knows whether it did; it is to be sent again whole."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a record stands. `offset` is None where the broker had it already and does not say."""

    record: LogRecord
    partition: int
    offset: int | None


class Publisher:
    """One producer, made anew after a failure; holds one batch at a time and nothing else."""

    def __init__(self, topic: str, *, patience: float) -> None:
        self.topic, self.patience = topic, patience
        self._producer: Producer | None = None
        self._told = float("-inf")

    def publish(self, records: Sequence[LogRecord], tick: Callable[[], bool]) -> list[Placed]:
        """Return where the records are once all of them are there.

        `tick` is called several times a second while waiting; False from it ends the waiting.
        Raises KafkaAway: some may be there. What is there then is a beginning of each room's part
        of the batch: the broker takes an idempotent producer's records without a gap, and this
        producer sends nothing any more.
        """
        batch = _Batch(len(records))
        try:
            self._wait(self._send(records, batch), batch, tick)
        except KafkaException as trouble:
            self.close()
            raise KafkaAway(trouble.args[0].str()) from trouble
        except BaseException:  # of `tick` too: what waits must not come behind a later batch
            self.close()
            raise
        return [Placed(record, *place) for record, place in zip(records, batch.places, strict=True)]

    def close(self) -> None:
        """Forget the producer, with all that it may still hold."""
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.purge(in_queue=True, in_flight=True, blocking=True)
            producer.poll(0)

    def _send(self, records: Sequence[LogRecord], batch: "_Batch") -> Producer:
        producer = self._producer or Producer({**producer_config(), "error_cb": self._tell})
        self._producer = producer
        for at, record in enumerate(records):
            producer.produce(
                self.topic,
                value_of(record),
                key_of(record),
                on_delivery=partial(batch.note, at),
                headers=headers_of(record),
            )
        return producer

    def _wait(self, producer: Producer, batch: "_Batch", tick: Callable[[], bool]) -> None:
        end = time.monotonic() + self.patience
        while batch.waiting and batch.trouble is None:
            producer.poll(POLL_SECONDS)
            if not tick():
                raise KafkaAway("asked to stop")
            if time.monotonic() > end:
                raise KafkaAway(f"no answer within {self.patience:g} s")
        if batch.trouble is not None:
            raise KafkaAway(batch.trouble.str())

    def _tell(self, error: KafkaError) -> None:
        """Pass on what the client says of its brokers; it may say it again and again."""
        if time.monotonic() - self._told > COMPLAINT_SECONDS:
            self._told = time.monotonic()
            logger.warning("relay_kafka_says %s", error.str())


class _Batch:
    """What came of the records that were sent together."""

    def __init__(self, size: int) -> None:
        self.waiting = size
        self.places: list[tuple[int, int | None]] = [(-1, None)] * size
        self.trouble: KafkaError | None = None

    def note(self, at: int, error: KafkaError | None, message: Message) -> None:
        self.waiting -= 1
        if error is not None:
            self.trouble = self.trouble or error
            return
        partition, offset = message.partition(), message.offset()
        known = offset is not None and offset >= 0
        self.places[at] = (-1 if partition is None else partition, offset if known else None)
