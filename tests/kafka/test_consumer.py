"""Readers of the published log: ours, and a stranger's by the example."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import uuid
from collections import Counter
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from confluent_kafka import KafkaException, Message, Producer, TopicPartition
from confluent_kafka import admin as kafka_admin
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from activity.consumer import GroupReader
from activity.kafka import client_config
from activity.models import SeenEvent
from activity.services import forget_seen_events
from cinema.embedded.processes import wait_for
from rooms.models import Room, RoomRecord
from rooms.relay.work import Relay
from tests.rooms.evenings import make_closed_room
from tests.stack import ROOT

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]

EXAMPLE = ROOT / "docs" / "examples" / "read_room_log.py"
# What a shell starts in the background is deaf to Ctrl-C, and so are its children.
HEARS_CTRL_C = """
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
PATIENCE = 120.0


def group() -> str:
    return f"group-{uuid.uuid4().hex[:8]}"


def read(reader: GroupReader, count: int) -> None:
    """Step until so many new events were worked off in all."""
    done = 0

    def all_done() -> bool:
        nonlocal done
        done += reader.step()
        return done >= count

    assert wait_for(all_done, PATIENCE), f"{done} of {count}"


def publish_twice(room) -> None:
    """As after a relay that died before it noted what it had published."""
    Relay().drain()
    RoomRecord.objects.filter(room=room).update(published_at=None)
    Relay().drain()


def test_repeats_are_worked_off_once_and_in_order(kafka, settings):
    """I8: a reader drops what it has seen, by event id."""
    room = make_closed_room(20)
    publish_twice(room)
    found: list[int] = []
    with GroupReader(
        group(), settings.KAFKA_ROOM_TOPIC, lambda event: found.append(event.value["seq"])
    ) as reader:
        read(reader, 20)
        reader.step()
    assert found == list(range(1, 21))


def test_failed_batch_leaves_nothing_and_comes_again(kafka, settings):
    """I8: the handler's rows and the note of the event are one transaction."""
    make_closed_room(10)
    Relay().drain()
    name, troubles = group(), iter([True])

    def handle(event) -> None:
        if event.value["seq"] == 7 and next(troubles, False):
            raise ZeroDivisionError
        User.objects.create(email=f"{event.event_id}@seen.test", name="x")

    seen = User.objects.filter(email__endswith="@seen.test")
    with GroupReader(name, settings.KAFKA_ROOM_TOPIC, handle) as reader:
        with pytest.raises(ZeroDivisionError):
            read(reader, 10)
        assert (seen.count(), SeenEvent.objects.filter(group=name).count()) == (0, 0)
        read(reader, 10)
    assert (seen.count(), SeenEvent.objects.filter(group=name).count()) == (10, 10)


def test_what_came_beside_a_trouble_is_worked_off(kafka, settings):
    """I8: the client tells of troubles among the events; none that came with one is passed over.

    The end of a partition is the trouble that a setting brings about at will.
    """
    make_closed_room(10)
    Relay().drain()
    settings.KAFKA_OPTIONS = {"enable.partition.eof": "true", "fetch.wait.max.ms": "50"}
    found: list[int] = []
    troubles: list[object] = []

    def all_found() -> bool:
        try:
            reader.step()
        except KafkaException as trouble:
            troubles.append(trouble)
        return bool(troubles) and len(found) >= 10

    with GroupReader(
        group(), settings.KAFKA_ROOM_TOPIC, lambda event: found.append(event.value["seq"])
    ) as reader:
        assert wait_for(all_found, 60), (found, troubles)
    assert found == list(range(1, 11))


def test_batch_comes_again_though_a_part_of_it_is_anothers_now(kafka, settings):
    """I8, F12: what was taken away cannot be wound back; the other partitions are all the same."""
    topic = settings.KAFKA_ROOM_TOPIC
    writer = Producer({"bootstrap.servers": settings.KAFKA_BOOTSTRAP_SERVERS})
    for number in range(10):
        value = msgspec.json.encode({"event_id": uuid.uuid4(), "number": number})
        writer.produce(topic, value, partition=number % 2)
    assert writer.flush(30) == 0
    found: list[int] = []
    with GroupReader(group(), topic, lambda event: found.append(event.value["number"])) as reader:
        come: list[Message] = []
        assert wait_for(
            lambda: come.extend(reader._consumer.consume(10, 1.0)) or len(come) == 10, 60
        )
        first = come[0].partition()
        reader._consumer.incremental_unassign([TopicPartition(topic, first)])
        reader._go_back(come)
        read(reader, 5)
    assert found == [number for number in range(10) if number % 2 != first]


def test_two_groups_read_by_themselves_and_go_on_where_they_ended(kafka, settings):
    """R110: each its own cursor; a new reader of a group begins where the last one ended."""
    make_closed_room(10)
    Relay().drain()
    found: dict[str, list[int]] = {group(): [], group(): []}

    def note(name: str):
        return lambda event: found[name].append(event.offset)

    first, second = found
    with GroupReader(first, settings.KAFKA_ROOM_TOPIC, note(first)) as reader:
        read(reader, 10)
    make_closed_room(5)
    Relay().drain()
    SeenEvent.objects.all().delete()  # what is passed over now is so by the group's place alone
    for name, count in ((first, 5), (second, 15)):
        with GroupReader(name, settings.KAFKA_ROOM_TOPIC, note(name)) as reader:
            read(reader, count)
    assert [len(found[name]) for name in (first, second)] == [15, 15]


def test_what_is_no_event_stops_nobody(kafka, settings, caplog):
    """A foreign record in the topic is told of and passed over."""
    stranger = Producer({"bootstrap.servers": settings.KAFKA_BOOTSTRAP_SERVERS})
    for value in (b"\xff", b"[]", b'{"event_id": 5}', None):
        stranger.produce(settings.KAFKA_ROOM_TOPIC, value)
    assert stranger.flush(30) == 0
    make_closed_room(3)
    Relay().drain()
    over = threading.Event()
    found: list[object] = []
    with GroupReader(group(), settings.KAFKA_ROOM_TOPIC, found.append) as reader:
        read(reader, 3)
        over.set()
        reader.run(over)
    assert len(found) == 3
    assert wait_for(lambda: "reader_skips" in caplog.text, 5)


def test_memory_of_readers_is_kept_as_long_as_kafkas_twice(settings):
    """I10: what cannot come again is forgotten."""
    settings.KAFKA_RETENTION_HOURS = 10
    now = timezone.now()
    for hours in (1, 19, 21):
        SeenEvent.objects.create(
            group="g", event_id=uuid.uuid4(), seen_at=now - timedelta(hours=hours)
        )
    assert forget_seen_events(now) == 1
    assert SeenEvent.objects.count() == 2


def test_topics_are_made_once_as_stated(broker, settings, capsys):
    """R106: partitions, copies, retention, copies in sync; again changes nothing."""
    settings.KAFKA_ROOM_TOPIC = f"stated-{uuid.uuid4().hex[:8]}"
    settings.KAFKA_PARTITIONS, settings.KAFKA_RETENTION_HOURS = 5, 48
    call_command("make_topics")
    settings.KAFKA_PARTITIONS = 9
    call_command("make_topics")
    told = capsys.readouterr().out
    assert re.search(r"stated-\w+: made; 5 partitions, 1 copies, 1 in sync", told)
    assert "is there" in told
    admin = kafka_admin.AdminClient(client_config())
    topic = admin.list_topics(settings.KAFKA_ROOM_TOPIC, timeout=20).topics
    assert len(topic[settings.KAFKA_ROOM_TOPIC].partitions) == 5
    resource, kind = (getattr(kafka_admin, name) for name in ("ConfigResource", "ResourceType"))
    asked = resource(kind.TOPIC, settings.KAFKA_ROOM_TOPIC)
    config = admin.describe_configs([asked])[asked].result(20)
    wanted = {"retention.ms": "172800000", "min.insync.replicas": "1", "cleanup.policy": "delete"}
    assert {name: config[name].value for name in wanted} == wanted


def test_example_is_short_and_needs_little():
    """R110: a stranger reads it in a minute."""
    code = EXAMPLE.read_text(encoding="utf-8")
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 55
    assert not re.search(r"django|rooms\.|tests\.|cinema", code)


def test_stranger_reads_a_room_by_the_example(kafka, settings, tmp_path):
    """R110: each record once and in order, though published twice; again it goes on, no repeat."""
    room, other = make_closed_room(12), make_closed_room(4)
    publish_twice(room)
    name = group()
    lines = run_example(tmp_path, settings, name, wanted=str(room.pk), until={room: 12})
    assert [line.split()[:2] for line in lines] == [[str(room.pk), str(n)] for n in range(1, 13)]
    assert lines[1].endswith("Реплика 2 <b>& прочее</b>")
    third = make_closed_room(3)
    Relay().drain()
    again = run_example(tmp_path, settings, name, until={third: 3})
    assert str(room.pk) not in {line.split()[0] for line in again}
    whole = run_example(tmp_path, settings, group(), until={room: 12, other: 4, third: 3})
    assert len(whole) == 19


def run_example(
    folder: Path, settings, name: str, *, until: dict[Room, int], wanted: str = ""
) -> list[str]:
    """What it prints until it was so many lines of each of these rooms; then Ctrl-C."""
    servers, topic = settings.KAFKA_BOOTSTRAP_SERVERS, settings.KAFKA_ROOM_TOPIC
    output = folder / f"{uuid.uuid4().hex}.out"
    command = [sys.executable, "-c", HEARS_CTRL_C, str(EXAMPLE), servers, name, wanted, topic]
    with output.open("wb") as out:
        example = subprocess.Popen(command, cwd=folder, stdout=out)

    def lines() -> list[str]:
        return output.read_text(encoding="utf-8").splitlines()

    def has_said_all() -> bool:
        said = Counter(line.split()[0] for line in lines() if line)
        return all(said[str(room.pk)] >= count for room, count in until.items())

    try:
        assert wait_for(has_said_all, PATIENCE, step=0.1), lines()
        example.send_signal(signal.SIGINT)
        assert example.wait(60) == 0
        return lines()
    finally:
        example.kill()
