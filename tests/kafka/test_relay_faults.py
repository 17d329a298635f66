"""The relay when Kafka, or the relay itself, is killed, silent or gone."""

from __future__ import annotations

import pytest
from confluent_kafka.admin import AdminClient
from django.db import connection, transaction

from activity.kafka import client_config
from activity.topics import make_topics
from chat.services import send_message
from cinema.embedded.processes import wait_for
from rooms.models import RoomRecord
from rooms.relay.work import Relay
from tests.factories import open_room
from tests.kafka.broker import RelayProcess, on_both, read_all, seqs_by_room
from tests.kafka.progress import PATIENCE, all_published, published, whole
from tests.proxy import Proxy, Road
from tests.rooms.evenings import make_closed_room

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]


def says_so(relay: RelayProcess) -> bool:
    """Whether it comes to say that something is wrong with Kafka."""
    return wait_for(lambda: "relay_kafka" in relay.said(), PATIENCE)


def test_kafka_is_away_and_comes_back(broker, relays, settings, host, friend):
    """F09, F36: people notice nothing, the log waits, memory is flat; then all of it in key order.

    A relay that starts without Kafka lives and waits; one that waits ends when it is asked to.
    """
    relay = relays()
    before = make_closed_room(50)
    assert published(50), relay.said()
    rss = relay.rss
    broker.engine.kill()
    late = relays(options="--make-topics")
    room = open_room(host, friend)
    record, is_new = send_message(room_id=room.pk, author=friend, text="Слышно?", client_id="a")
    assert is_new
    crowd = [make_closed_room(500) for _ in range(6)]
    assert says_so(relay)
    assert says_so(late)
    assert relay.rss - rss < 32 * 1024 * 1024
    assert RoomRecord.objects.filter(published_at__isnull=True).count() == 3000 + record.seq
    assert relay.stop() == 0
    assert late.is_alive()
    broker.engine.start()
    assert all_published(), late.said()
    expected = whole((before, 50), (room, record.seq), *((one, 500) for one in crowd))
    assert seqs_by_room(read_all(settings.KAFKA_ROOM_TOPIC)) == expected
    assert late.rss - rss < 64 * 1024 * 1024


def test_broker_is_killed_between_write_and_answer(broker, relays, settings):
    """F10, I8: what was written unanswered is sent again; no hole, no disorder."""
    relay = relays()
    first = make_closed_room(20)
    assert published(20)
    broker.road.down = Road(delay=600)  # from here on no answer comes back
    sent = broker.road.carried["up"]
    second = make_closed_room(200)
    assert wait_for(lambda: broker.road.carried["up"] > sent + 2000, PATIENCE)
    assert not RoomRecord.objects.filter(room=second, published_at__isnull=False).exists()
    broker.engine.kill()
    broker.road.cut()
    broker.road.down = Road()
    broker.engine.start()
    assert all_published(), relay.said()
    messages = read_all(settings.KAFKA_ROOM_TOPIC)
    assert seqs_by_room(messages) == whole((first, 20), (second, 200))


def test_topic_that_is_gone_is_an_alarm_and_no_crash(broker, relays, settings):
    """F11: the log waits and the relay says so; with the topic back it goes on by itself."""
    topic = settings.KAFKA_ROOM_TOPIC
    relay = relays()
    make_closed_room(10)
    assert published(10)
    admin = AdminClient(client_config())
    admin.delete_topics([topic])[topic].result(30)
    room = make_closed_room(10)
    assert wait_for(lambda: "relay_kafka_away" in relay.said(), PATIENCE), relay.said()
    assert relay.is_alive()
    assert RoomRecord.objects.filter(room=room, published_at__isnull=True).count() == 10
    make_topics()
    assert all_published(), relay.said()
    assert seqs_by_room(read_all(topic))[str(room.pk)] == list(range(1, 11))


@on_both
def test_relay_killed_in_the_middle_of_a_batch(kafka, relays, settings):
    """F12: between Kafka's answer and the note of it; another relay repeats, nothing else."""
    room = make_closed_room(300)
    with transaction.atomic():  # holds up the note, and with it the relay
        list(RoomRecord.objects.select_for_update().filter(room=room))
        relay = relays(DB_PATIENCE_SECONDS="60")  # it does not give the note up meanwhile
        assert wait_for(lambda: len(read_all(settings.KAFKA_ROOM_TOPIC)) == 300, PATIENCE, step=0.5)
        relay.kill()
        end_orphaned_sessions()
    assert RoomRecord.objects.filter(published_at__isnull=True).count() == 300
    Relay().drain()
    assert all_published()
    messages = read_all(settings.KAFKA_ROOM_TOPIC)
    assert len(messages) == 600
    assert seqs_by_room(messages) == whole((room, 300))


def end_orphaned_sessions() -> None:
    """End the dead relay's session at once; PostgreSQL would notice when the lock is given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'kino-relay' AND datname = current_database()"
        )


@on_both
def test_one_of_two_relays_is_killed_under_load(kafka, relays, settings):
    """F12, I8: the other takes its rooms over; no hole, no disorder, repeats only."""
    pair = [relays(), relays()]
    rooms = [make_closed_room(20) for _ in range(10)]
    assert published(1)
    for turn in range(20):
        rooms.append(make_closed_room(20))
        if turn == 8:
            pair[0].kill()
    assert all_published(), pair[1].said()
    messages = read_all(settings.KAFKA_ROOM_TOPIC)
    assert seqs_by_room(messages) == whole(*((room, 20) for room in rooms))
    assert pair[1].stop() == 0


def test_silent_database_is_given_up(kafka, relays, settings):
    """F14, I8: its line into a black hole stays open; afterwards the relay goes on by itself."""
    with Proxy.before_database() as road:
        relay = relays(DATABASE_URL=road.database_url(), DB_PATIENCE_SECONDS="1")
        room = make_closed_room(20)
        assert published(20), relay.said()
        road.swallow()
        other = make_closed_room(20)
        assert wait_for(lambda: "no answer" in relay.said(), PATIENCE), relay.said()
        road.heal()
        assert all_published(), relay.said()
        assert relay.stop() == 0
    messages = read_all(settings.KAFKA_ROOM_TOPIC)
    assert seqs_by_room(messages) == whole((room, 20), (other, 20))
