"""The published log of a run: a real Kafka behind a road, its topic, and what stands in it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from pathlib import Path

import msgspec
from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from cinema.embedded import kafka_files
from cinema.embedded.problems import Problem
from cinema.embedded.processes import wait_for
from tests.kafka.engine import Broker
from tests.torture.history import Published

TOPIC, PARTITIONS = "watch_together", 3
SECONDS = 30.0  # for an answer of the broker
MAKING = 150.0  # s: a broker that has just come takes its time on a busy machine


class Log:
    """The broker and its topic."""

    def __init__(self, folder: Path) -> None:
        self.broker = Broker(folder)
        self._is_open = False

    def start(self) -> None:
        """Start the broker and make the topic. Raises Problem."""
        kafka_files.fetch()
        self._is_open = True
        self.broker.start()
        self.make_topic()

    def stop(self) -> None:
        """End it; may be called again."""
        if self._is_open:
            self._is_open = False
            self.broker.stop()

    def environment(self) -> dict[str, str]:
        """Where the site's processes find it."""
        return {
            "KAFKA_BOOTSTRAP_SERVERS": self.broker.servers,
            "KAFKA_ROOM_TOPIC": TOPIC,
            "KAFKA_PARTITIONS": str(PARTITIONS),
        }

    def mend(self) -> None:
        """Make whole what a fault broke; the topic too."""
        self.broker.mend()
        if not self.has_topic():
            self.make_topic()

    def has_topic(self) -> bool:
        admin = self._admin()
        return TOPIC in admin.list_topics(timeout=SECONDS).topics

    def make_topic(self) -> None:
        """Make the topic; of one that was just deleted the name may be taken for a moment yet.

        Raises Problem.
        """
        if not wait_for(self._made, MAKING, 0.5):
            raise Problem("the topic could not be made")

    def delete_topic(self) -> None:
        admin = self._admin()
        admin.delete_topics([TOPIC])[TOPIC].result(SECONDS)

    def held(self, rooms: set[str]) -> dict[str, list[Published]]:
        """What Kafka holds of these rooms (keys), each in the order of its partition."""
        found: defaultdict[str, list[Published]] = defaultdict(list)
        config = {"bootstrap.servers": self.broker.servers, "group.id": f"look-{uuid.uuid4().hex}"}
        consumer = Consumer({**config, "enable.auto.commit": False})
        try:
            for partition in range(PARTITIONS):
                self._read(consumer, TopicPartition(TOPIC, partition, 0), rooms, found)
        finally:
            consumer.close()
        return found

    def _read(
        self,
        consumer: Consumer,
        place: TopicPartition,
        rooms: set[str],
        found: defaultdict[str, list[Published]],
    ) -> None:
        low, high = consumer.get_watermark_offsets(place, timeout=SECONDS)
        consumer.assign([TopicPartition(place.topic, place.partition, low)])
        at = low
        while at < high:
            message = consumer.poll(SECONDS)
            assert message is not None, f"Kafka does not give {place} from {at} on"
            assert message.error() is None, message.error()
            at = (message.offset() or 0) + 1
            key = (message.key() or b"").decode()
            if key in rooms:
                said = msgspec.json.decode(message.value() or b"{}")
                found[key].append(Published(said["room"], said["seq"], said["event_id"]))

    def _made(self) -> bool:
        admin = self._admin()
        try:
            wanted = [NewTopic(TOPIC, PARTITIONS, 1)]
            admin.create_topics(wanted, request_timeout=10)[TOPIC].result(15)
        except (KafkaException, TimeoutError) as refusal:
            return "ALREADY_EXISTS" in str(refusal)
        return True

    def _admin(self) -> AdminClient:
        return AdminClient({"bootstrap.servers": self.broker.servers})
