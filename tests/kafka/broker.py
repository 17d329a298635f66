"""A Kafka for tests: a real broker behind a road that may be spoilt, or librdkafka's imitation."""

from __future__ import annotations

import os
import sys
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from confluent_kafka import Consumer, Message, Producer, TopicPartition

from activity.kafka import consumer_config
from cinema.embedded.problems import last_lines
from cinema.embedded.processes import spawn, stop
from tests.kafka.engine import Broker
from tests.services import child_environment
from tests.stack import ROOT

__all__ = [
    "Broker",
    "Imitation",
    "RelayProcess",
    "on_both",
    "read_all",
    "reading",
    "seqs_by_room",
    "values",
]

QUIET = 60.0  # seconds in which a record that is there has to come, on a busy machine
ENDS = 30.0  # seconds in which a relay ends in order, likewise

# For what the relay itself has to do right: shown on a machine without Java too.
on_both = pytest.mark.parametrize("kafka", ["real", "imitation"], indirect=True)


class Imitation:
    """What librdkafka brings along: it takes and gives records, has no settings and no disk.

    It can be lost, with all that it had; another one is found elsewhere.
    """

    is_real = False

    def __init__(self) -> None:
        mocked = {"bootstrap.servers": "none", "test.mock.num.brokers": 1, "log_level": 2}
        self._holder: Producer | None = Producer(mocked)
        [first, *_] = self._holder.list_topics(timeout=10).brokers.values()
        self.servers = f"{first.host}:{first.port}"

    def stop(self) -> None:
        """It goes with its holder."""
        self._holder = None

    def mend(self) -> None:
        """Nothing of it can be broken."""


class RelayProcess:
    """`manage.py relay` of a test, by itself."""

    def __init__(self, folder: Path, name: str, **more: str) -> None:
        self._log = folder / f"{name}.log"
        argv = [sys.executable, "manage.py", "relay", *more.pop("options", "").split()]
        self._process = spawn(argv, log=self._log, env=child_environment(**more), cwd=ROOT)

    @property
    def rss(self) -> int:
        """Bytes of memory that it holds."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """SIGTERM, and wait; its exit code."""
        stop(self._process, patience=ENDS)
        return self._process.returncode

    def said(self) -> str:
        """The end of what it said."""
        return last_lines(self._log, 60)


@contextmanager
def reading(topic: str) -> Iterator[Consumer]:
    """A reader of all partitions from their beginnings, in no group."""
    consumer = Consumer(consumer_config(f"look-{uuid.uuid4().hex}"))
    try:
        there = consumer.list_topics(topic, timeout=QUIET).topics[topic].partitions
        consumer.assign([TopicPartition(topic, number, 0) for number in there])
        yield consumer
    finally:
        consumer.close()


def read_all(topic: str) -> list[Message]:
    """All records that the topic holds now, each partition's in order."""
    found: list[Message] = []
    with reading(topic) as consumer:
        ends = {}
        for place in consumer.assignment():
            low, high = consumer.get_watermark_offsets(place, timeout=QUIET)
            if high > low:
                ends[place.partition] = high
        while ends:
            message = consumer.poll(QUIET)
            assert message is not None, f"no more records, though partitions {ends} have some"
            assert message.error() is None, message.error()
            found.append(message)
            if (message.offset() or 0) + 1 >= ends.get(message.partition(), sys.maxsize):
                del ends[message.partition()]
    return found


def values(messages: list[Message]) -> list[dict]:
    """The records themselves."""
    return [msgspec.json.decode(message.value()) for message in messages]


def seqs_by_room(messages: list[Message]) -> dict[str, list[int]]:
    """The numbers of each room's records, each at its first appearance; I8's own question.

    Fails if a room stands in two partitions, or under a key that is not its own.
    """
    first: defaultdict[str, dict[int, None]] = defaultdict(dict)
    places: defaultdict[str, set[int]] = defaultdict(set)
    for message, value in zip(messages, values(messages), strict=True):
        assert message.key().decode() == value["room"]
        first[value["room"]].setdefault(value["seq"])
        places[value["room"]].add(message.partition())
    assert all(len(where) == 1 for where in places.values()), places
    return {room: list(seqs) for room, seqs in first.items()}
