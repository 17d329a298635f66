"""The relay goes on where its notes end: another one, or the same on another broker."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cinema.embedded.processes import wait_for
from rooms.models import RoomRecord
from rooms.relay import clearance
from rooms.relay.work import Relay
from tests.kafka.broker import Imitation, on_both, read_all, seqs_by_room, values
from tests.kafka.progress import PATIENCE, all_published, published, whole
from tests.rooms.evenings import make_closed_room

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]


@on_both
def test_relay_ended_under_load_is_followed_by_another(kafka, relays, settings):
    """F12, R106, R108: SIGTERM in the middle; the next one goes on where the notes end.

    Every record is there under the id of its row, and what was noted stands where it says.
    """
    rooms = [make_closed_room(40) for _ in range(5)]
    first = relays()
    assert published(1), first.said()
    rooms += [make_closed_room(40) for _ in range(10)]
    assert first.stop() == 0, first.said()
    rooms += [make_closed_room(40) for _ in range(5)]
    second = relays()
    assert all_published(), second.said()
    messages = read_all(settings.KAFKA_ROOM_TOPIC)
    assert seqs_by_room(messages) == whole(*((room, 40) for room in rooms))
    told = values(messages)
    ids = {(value["room"], value["seq"]): value["event_id"] for value in told}
    rows = RoomRecord.objects.all()
    assert ids == {(str(row.room_id), row.seq): str(row.event_id) for row in rows}
    places = [(message.partition(), message.offset()) for message in messages]
    at = {place: value["event_id"] for place, value in zip(places, told, strict=True)}
    for row in rows.exclude(kafka_offset=None):
        assert at[row.kafka_partition, row.kafka_offset] == str(row.event_id)


@contextmanager
def working(relay: Relay) -> Iterator[None]:
    """A relay at work in a thread of ours: it lives on while its Kafka changes."""
    thread = threading.Thread(target=relay.run)
    thread.start()
    try:
        yield
    finally:
        relay.stop()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def test_broker_lost_with_all_it_had_loses_nothing(settings, caplog):
    """F09, F11, I8: the log waits; on an empty broker the same relay goes on, in order; what only
    the lost one had is missed before the rows go, and comes again.
    """
    lost = Imitation()
    settings.KAFKA_BOOTSTRAP_SERVERS, settings.KAFKA_ROOM_TOPIC = lost.servers, "rooms-lost"
    with working(Relay(patience=2.0)):
        before = make_closed_room(30)
        assert all_published()
        lost.stop()
        meanwhile = [make_closed_room(100) for _ in range(4)]
        assert wait_for(lambda: "relay_kafka_away" in caplog.text, PATIENCE)
        assert RoomRecord.objects.filter(published_at=None).count() == 400
        assert not clearance.may_clear_rows(before.pk)
        found = Imitation()
        settings.KAFKA_BOOTSTRAP_SERVERS = found.servers
        assert all_published()
        expected = whole(*((room, 100) for room in meanwhile))
        assert seqs_by_room(read_all("rooms-lost")) == expected
        assert all(clearance.may_clear_rows(room.pk) for room in meanwhile)
        assert not clearance.may_clear_rows(before.pk)
        assert all_published()
        assert clearance.may_clear_rows(before.pk)
    assert seqs_by_room(read_all("rooms-lost")) == expected | whole((before, 30))
    found.stop()
