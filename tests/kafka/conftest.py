"""One broker for all tests of Kafka, in one worker; a topic for each test."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from activity.topics import make_topics
from cinema.embedded import kafka_files
from cinema.embedded.problems import Problem
from tests.kafka.broker import Broker, Imitation, RelayProcess
from tests.services import NOT_RUN, services

WHY_NOT: list[str] = []


@pytest.fixture(scope="session")
def why_no_kafka() -> str:
    """Why Kafka's program cannot be had here; empty where it is there now, for all tests."""
    try:
        kafka_files.fetch(patience=90)
    except (Problem, OSError) as trouble:
        return str(trouble).splitlines()[0]
    return ""


@pytest.fixture(scope="session")
def _broker(why_no_kafka: str) -> Iterator[Broker | Imitation]:
    broker: Broker | Imitation
    try:
        if why_no_kafka:
            raise Problem(why_no_kafka)
        broker = Broker(services.folder / "kafka")
        broker.start()
    except (Problem, OSError) as trouble:
        WHY_NOT.append(str(trouble).splitlines()[0])
        broker = Imitation()
    yield broker
    broker.stop()


@pytest.fixture(scope="session")
def _imitation() -> Iterator[Imitation]:
    imitation = Imitation()
    yield imitation
    imitation.stop()


@pytest.fixture
def kafka(request: pytest.FixtureRequest, settings: Any) -> Broker | Imitation:
    """A Kafka with a topic for this test alone, to which the settings lead.

    The real one where it can be had; a test marked `on_both` runs on each of the two.
    """
    wanted = getattr(request, "param", "")
    found = request.getfixturevalue("_imitation" if wanted == "imitation" else "_broker")
    if wanted == "real":
        require_real(found)
    found.mend()
    settings.KAFKA_BOOTSTRAP_SERVERS = found.servers
    settings.KAFKA_ROOM_TOPIC = f"rooms-{uuid.uuid4().hex[:12]}"
    settings.KAFKA_PARTITIONS = 3
    if found.is_real:
        make_topics()
    return found


def require_real(found: Broker | Imitation) -> Broker:
    """A broker of which everything may be asked; without one the test is not run."""
    if not isinstance(found, Broker):
        pytest.skip(f"{NOT_RUN}Kafka broker ({WHY_NOT[0]})")
    return found


@pytest.fixture
def broker(kafka: Broker | Imitation) -> Broker:
    """A real one, to be broken."""
    return require_real(kafka)


@pytest.fixture
def relays(kafka: Broker | Imitation, settings: Any, tmp_path: Path) -> Iterator[Any]:
    """Start relays as processes; whatever a test leaves running is ended."""
    started: list[RelayProcess] = []

    def start(**more: str) -> RelayProcess:
        environment = {
            "KAFKA_BOOTSTRAP_SERVERS": settings.KAFKA_BOOTSTRAP_SERVERS,
            "KAFKA_ROOM_TOPIC": settings.KAFKA_ROOM_TOPIC,
            "REDIS_URL": os.environ["REDIS_URL"],
            "DB_POOL_MAX": "14",  # as in life, unlike other tests: the pool brings options along
        }
        started.append(RelayProcess(tmp_path, f"relay-{len(started)}", **environment, **more))
        return started[-1]

    yield start
    for relay in started:
        relay.kill()
