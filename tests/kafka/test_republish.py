"""`manage.py republish`: a cleared room's records come to Kafka again, from its archive."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka.admin import AdminClient
from django.utils import timezone

from activity.consumer import Event, GroupReader
from activity.kafka import client_config
from activity.topics import make_topics
from cinema.embedded.processes import wait_for
from rooms.archive import archive_room
from rooms.models import Archive, Room, RoomRecord
from rooms.relay.work import Relay
from tests.commands import printed, refused
from tests.kafka.broker import read_all, seqs_by_room, values
from tests.rooms.evenings import make_closed_room

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]

republish = partial(printed, "republish")
refusal = partial(refused, "republish")


@pytest.fixture
def room(kafka: Any, settings: Any, tmp_path: Path) -> Room:
    """An evening of thirty records: published, archived, its rows gone."""
    settings.MEDIA_ROOT = tmp_path / "media"
    room = make_closed_room(30)
    Relay().drain()
    archive_room(room.pk)
    assert Archive.objects.get(room=room).cleared_at is not None
    assert not RoomRecord.objects.filter(room=room).exists()
    return room


def test_lost_topic_is_filled_from_the_archive(broker, room, settings):
    """F11, I8: what Kafka lost comes again, the same to the byte, key and headers too."""
    topic = settings.KAFKA_ROOM_TOPIC
    before = read_all(topic)
    admin = AdminClient(client_config())
    admin.delete_topics([topic])[topic].result(30)
    assert wait_for(lambda: bool(make_topics()) or topic_is_empty(topic), 60)
    assert f"30 records of room {room.pk} published to {topic}" in republish(room.token)
    again = read_all(topic)
    assert [(m.key(), m.value(), m.headers()) for m in again] == [
        (m.key(), m.value(), m.headers()) for m in before
    ]


def topic_is_empty(topic: str) -> bool:
    return read_all(topic) == []


def test_readers_drop_what_they_had(kafka, room, settings):
    """R108, I8: the tail holds the room in order, under the ids of the first time."""
    seen: list[Event] = []
    with GroupReader("again", settings.KAFKA_ROOM_TOPIC, seen.append) as reader:
        assert wait_for(lambda: reader.step() >= 0 and len(seen) == 30, 60)
        republish(room.pk)
        messages = read_all(settings.KAFKA_ROOM_TOPIC)
        assert [value["seq"] for value in values(messages)] == [*range(1, 31), *range(1, 31)]
        assert seqs_by_room(messages) == {str(room.pk): list(range(1, 31))}
        end = max(message.offset() or 0 for message in messages)
        assert wait_for(lambda: reader.step() >= 0 and place(reader) > end, 60)
    assert len(seen) == 30


def place(reader: GroupReader) -> int:
    """How far the group has come: the offset after the last record that it worked off."""
    consumer = reader._consumer
    return max(at.offset for at in consumer.committed(consumer.assignment(), timeout=20))


def test_dry_run_verifies_and_publishes_nothing(kafka, room, settings):
    """R117: how many it would be; the topic stays as it is."""
    assert "30 records" in republish(room.token, "--dry-run")
    assert "would be published" in republish(room.token, "--dry-run")
    assert len(read_all(settings.KAFKA_ROOM_TOPIC)) == 30


def test_rows_that_are_there_are_the_relays(kafka, settings):
    """D11: one way for each record; of a room without an archive there is nothing to publish."""
    room = make_closed_room(3)
    assert refusal(room.token) == (2, f"{room.token}: no room with a sealed archive")
    Archive.objects.create(room=room, key="k", records=3, messages=1, size=1, sha256="0" * 64)
    assert refusal(room.token)[0] == 2
    assert "the relay publishes them" in refusal(room.token)[1]


def test_damaged_archive_is_not_published(kafka, room, settings):
    """I7: it is verified as a whole before the first record goes."""
    path = Path(settings.MEDIA_ROOT) / "archives" / Archive.objects.get(room=room).key
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(content[:-9])
    assert refusal(room.token)[0] == 4
    assert len(read_all(settings.KAFKA_ROOM_TOPIC)) == 30


def test_without_kafka_it_says_so(settings):
    """F36: nothing is looked for."""
    assert settings.KAFKA_BOOTSTRAP_SERVERS == ""
    assert "KAFKA_BOOTSTRAP_SERVERS is empty" in refusal("nothing")[1]


def test_kafka_away_is_told(settings, tmp_path):
    """F09: exit code 5: repeat it; a repeat is harmless."""
    settings.MEDIA_ROOT = tmp_path / "media"
    room = make_closed_room(3)
    archive_room(room.pk)
    Archive.objects.filter(room=room).update(cleared_at=timezone.now())
    settings.KAFKA_BOOTSTRAP_SERVERS, settings.KAFKA_PATIENCE_SECONDS = "127.0.0.1:1", 2.0
    code, said = refusal(room.token)
    assert code == 5
    assert "no answer within 2 s" in said
