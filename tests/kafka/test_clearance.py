"""Rows of an archived room and what Kafka holds of them."""

from __future__ import annotations

import datetime as dt

import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient
from django.utils import timezone

from activity.kafka import client_config
from rooms.models import RoomRecord
from rooms.relay import clearance
from rooms.relay.lag import lag
from rooms.relay.work import Relay
from tests.kafka.broker import read_all, seqs_by_room
from tests.rooms.evenings import make_closed_room

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]


def test_rows_may_go_once_kafka_holds_them(kafka, settings):
    """R117, I8: not before they were published; then each is looked for and found."""
    room = make_closed_room(30)
    make_closed_room(10)
    assert not clearance.may_clear_rows(room.pk)
    Relay().drain()
    assert clearance.compare_with_kafka(room.pk) == clearance.Comparison(30, [], 0)
    assert clearance.may_clear_rows(room.pk)


def test_without_kafka_rows_may_always_go(settings):
    """D11, F36: nothing waits for a Kafka that nobody has."""
    assert settings.KAFKA_BOOTSTRAP_SERVERS == ""
    assert clearance.may_clear_rows(make_closed_room(3).pk)
    assert lag() is None


def test_lack_is_noted_and_published_again_in_order(kafka, settings, caplog):
    """D12: what Kafka lost goes there again from its first record on; then the rows may go."""
    room = make_closed_room(30)
    Relay().drain()
    # As after a broker's disk was lost: the noted places hold nothing any more.
    lost = RoomRecord.objects.filter(room=room, seq__gte=21)
    for row in lost:
        RoomRecord.objects.filter(pk=row.pk).update(kafka_offset=10**6 + row.seq)
    assert clearance.compare_with_kafka(room.pk).missing == list(range(21, 31))
    assert not clearance.may_clear_rows(room.pk)
    assert "kafka_lacks_records" in caplog.text
    assert lost.filter(published_at__isnull=True).count() == 10
    Relay().drain()
    assert clearance.may_clear_rows(room.pk)
    messages = read_all(settings.KAFKA_ROOM_TOPIC)
    assert len(messages) == 40
    assert seqs_by_room(messages) == {str(room.pk): list(range(1, 31))}


def test_what_outlived_the_retention_is_no_lack(broker, settings):
    """F11: a room that lived longer than Kafka keeps its records is cleared all the same."""
    room = make_closed_room(30)
    Relay().drain()
    row = RoomRecord.objects.get(room=room, seq=12)
    place = TopicPartition(settings.KAFKA_ROOM_TOPIC, row.kafka_partition, row.kafka_offset)
    admin = AdminClient(client_config())
    next(iter(admin.delete_records([place]).values())).result(30)
    assert clearance.compare_with_kafka(room.pk) == clearance.Comparison(30, [], 11)
    assert clearance.may_clear_rows(room.pk)


def test_long_span_is_looked_at_in_spots(kafka, monkeypatch):
    """A busy partition is not read whole for one room's sake."""
    monkeypatch.setattr(clearance, "SPAN_MOST", 10)
    room = make_closed_room(60)
    Relay().drain()
    assert clearance.compare_with_kafka(room.pk) == clearance.Comparison(60, [], 0)
    RoomRecord.objects.filter(room=room, seq=60).update(kafka_offset=10**6)
    assert clearance.compare_with_kafka(room.pk).missing == [60]


def test_kafka_away_is_no_permission(settings, caplog):
    """F09: nobody can look, so the rows stay."""
    settings.KAFKA_BOOTSTRAP_SERVERS = "127.0.0.1:1"
    room = make_closed_room(3)
    rows = RoomRecord.objects.filter(room=room)
    rows.update(published_at=timezone.now(), kafka_partition=0, kafka_offset=0)
    assert not clearance.may_clear_rows(room.pk)
    assert "clearance_waits_for_kafka" in caplog.text


def test_lag_counts_records_and_the_age_of_the_oldest(settings):
    """R106: one query says how far Kafka is behind, and whether somebody should look."""
    settings.KAFKA_BOOTSTRAP_SERVERS = "127.0.0.1:1"
    found = lag()
    assert found is not None
    assert (found.records, found.seconds, found.is_alarming) == (0, 0.0, False)
    fresh, old = make_closed_room(5), make_closed_room(7)
    now = timezone.now()
    RoomRecord.objects.filter(room=fresh).update(at=now)
    RoomRecord.objects.filter(room=old).update(at=now - dt.timedelta(seconds=90))
    found = lag()
    assert found is not None
    assert (found.records, found.is_alarming) == (12, True)
    assert 90 <= found.seconds < 150
