"""The relay on a Kafka: what is published, in which order, and what is noted of it."""

from __future__ import annotations

import re
import threading
from datetime import datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from chat.services import send_message
from cinema.embedded.processes import wait_for
from rooms.commands import command_playback
from rooms.models import RoomRecord
from rooms.own_connection import own_connection
from rooms.playback import Command
from rooms.relay.publisher import Publisher
from rooms.relay.records import LogRecord
from rooms.relay.work import SESSION, Relay
from tests.factories import open_room
from tests.kafka.broker import on_both, read_all, seqs_by_room, values
from tests.rooms.evenings import make_closed_room

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]


def waiting() -> int:
    return RoomRecord.objects.filter(published_at__isnull=True).count()


@on_both
def test_room_log_is_published_in_its_order(kafka, settings, host, friend):
    """R106, R107, R108: each record once, by the room's key in one partition, with its facts."""
    room = open_room(host, friend)
    command_playback(room_key=room.pk, user=host, command=Command("play"))
    send_message(room_id=room.pk, author=friend, text="Привет!", client_id="one")
    other = make_closed_room(30)

    Relay().drain()
    messages = read_all(settings.KAFKA_ROOM_TOPIC)
    rooms = seqs_by_room(messages)
    room.refresh_from_db()
    assert rooms == {
        str(room.pk): list(range(1, room.last_seq + 1)),
        str(other.pk): list(range(1, 31)),
    }
    assert len(messages) == room.last_seq + 30
    said = next(v for v in values(messages) if v["payload"].get("text") == "Привет!")
    row = RoomRecord.objects.get(room=room, seq=said["seq"])
    assert (said["event_id"], said["kind"]) == (str(row.event_id), "chat.message")
    assert said["actor"] == {"id": str(friend.pk), "name": "Василий"}
    assert datetime.fromisoformat(said["at"]) == row.at
    assert (said["position"], said["version"], said["schema"]) == (row.position, row.version, 1)


@on_both
def test_place_in_kafka_is_noted_and_nothing_is_sent_twice(kafka, settings):
    """R106: partition and offset stand in the row; a second run finds nothing to do."""
    room = make_closed_room(12)
    Relay().drain()
    messages = read_all(settings.KAFKA_ROOM_TOPIC)
    told = zip(messages, values(messages), strict=True)
    places = {value["seq"]: (at.partition(), at.offset()) for at, value in told}
    rows = RoomRecord.objects.filter(room=room)
    assert {row.seq: (row.kafka_partition, row.kafka_offset) for row in rows} == places
    assert all(row.published_at for row in rows)
    Relay().drain()
    assert len(read_all(settings.KAFKA_ROOM_TOPIC)) == 12


def test_headers_tell_of_a_record_without_reading_it(kafka, settings):
    """R155 (its beginning): event id, schema and a trace context in the headers."""
    make_closed_room(3)
    Relay().drain()
    for message in read_all(settings.KAFKA_ROOM_TOPIC):
        [value] = values([message])
        headers = {name: text.decode() for name, text in dict(message.headers()).items()}
        assert headers["event_id"] == value["event_id"]
        assert headers["schema"] == str(value["schema"])
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", headers["traceparent"])
        assert value["event_id"].replace("-", "") in headers["traceparent"]


def test_relay_wakes_on_a_commit(kafka, settings, host):
    """R106: nobody asks it; the bell of the rooms rings, and without Redis the poll does."""
    room = open_room(host)
    for redis_url in (settings.REDIS_URL, "redis://127.0.0.1:1/0"):
        settings.REDIS_URL = redis_url
        relay = Relay()
        thread = threading.Thread(target=relay.run)
        thread.start()
        try:
            assert wait_for(lambda: waiting() == 0, 90)
            command_playback(room_key=room.pk, user=host, command=Command("seek", position=9.0))
            assert wait_for(lambda: waiting() == 0, 90)
        finally:
            relay.stop()
            thread.join(30)
        assert not thread.is_alive()


@on_both
def test_two_relays_share_the_rooms(kafka, settings):
    """D11: each holds a fair part; nothing is sent twice while both live."""
    relays = [Relay(), Relay()]
    threads = [threading.Thread(target=relay.run) for relay in relays]
    for thread in threads:
        thread.start()
    try:
        assert wait_for(lambda: [held(relay) for relay in relays] == [8, 8], 90)
        rooms = {str(make_closed_room(5).pk) for _ in range(20)}
        assert wait_for(lambda: waiting() == 0, 90)
    finally:
        for relay, thread in zip(relays, threads, strict=True):
            relay.stop()
            thread.join(30)
    messages = read_all(settings.KAFKA_ROOM_TOPIC)
    assert len(messages) == 100
    assert seqs_by_room(messages) == {room: [1, 2, 3, 4, 5] for room in rooms}


def held(relay: Any) -> int:
    return len(relay._shards.held) if hasattr(relay, "_shards") else 0


def test_relay_has_its_own_line_to_the_sites_database(monkeypatch):
    """D11: with the options that the pool of a site has, and with limits that suit a relay."""
    options = {
        "connect_timeout": 4,
        "options": "-c statement_timeout=7200",
        "pool": {"min_size": 1},
    }
    for name, value in options.items():
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], name, value)
    with own_connection(SESSION) as line:
        assert line.execute("SHOW idle_session_timeout").fetchone() == ("30s",)
        assert line.execute("SHOW statement_timeout").fetchone() == ("7200ms",)


def test_database_that_goes_while_kafka_is_waited_for_leaves_nothing_behind(settings):
    """F09, F13: the batch is forgotten whole; it comes again, and not behind a later one."""
    settings.KAFKA_BOOTSTRAP_SERVERS = "127.0.0.1:1"
    publisher = Publisher("rooms", patience=60)
    record = LogRecord(1, uuid4(), uuid4(), 1, "room.created", None, timezone.now(), None, 0, {}, 1)

    def tick() -> bool:
        raise psycopg.OperationalError

    with pytest.raises(psycopg.OperationalError):
        publisher.publish([record], tick)
    assert publisher._producer is None


def test_without_kafka_the_log_waits(settings, host, friend):
    """F36, D11: not configured, nothing is asked for and nothing changes; the command says why."""
    assert settings.KAFKA_BOOTSTRAP_SERVERS == ""
    room = open_room(host, friend)
    send_message(room_id=room.pk, author=friend, text="Привет!", client_id="one")
    assert waiting() == room.last_seq + 1
    for command in ("relay", "make_topics"):
        with pytest.raises(CommandError, match="KAFKA_BOOTSTRAP_SERVERS is empty"):
            call_command(command)
