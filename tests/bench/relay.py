"""`make bench-relay`: how soon what is committed is in Kafka, and how fast a backlog gets there.

Beside a bare producer on the same broker in the same run. SECONDS and RECORDS change the lengths.
"""

import os
import sys
import threading
import time

from tests.bench.site import FOLDER, engines, judge  # isort: skip

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from activity.kafka import client_config, producer_config
from cinema.embedded.kafka_engine import Kafka
from cinema.embedded.processes import wait_for
from rooms import log
from rooms.log import Entry
from rooms.models import Room, RoomRecord
from tests.bench.ack import row
from tests.bench.evenings import evenings
from tests.bench.spread import percentile
from tests.kafka.broker import RelayProcess, read_all, seqs_by_room, values

SECONDS = float(os.environ.get("SECONDS", "20"))
RECORDS = int(os.environ.get("RECORDS", "50000"))
RATE = 200  # records a second
ROOMS = 50
WORDS = {"text": "Сообщение, как люди пишут, не длиннее и не короче"}


def make_topic(name: str) -> None:
    """A topic on which the broker writes down when it took a record."""
    settings.KAFKA_ROOM_TOPIC = name
    config = {"message.timestamp.type": "LogAppendTime"}
    admin = AdminClient(client_config())
    admin.create_topics([NewTopic(name, 12, 1, config=config)])[name].result(30)


def start_relay(name: str, options: str = "") -> RelayProcess:
    """A relay on the current topic."""
    return RelayProcess(
        FOLDER,
        name,
        options=options,
        DJANGO_SETTINGS_MODULE="tests.bench.settings",
        KAFKA_BOOTSTRAP_SERVERS=settings.KAFKA_BOOTSTRAP_SERVERS,
        KAFKA_ROOM_TOPIC=settings.KAFKA_ROOM_TOPIC,
    )


def waiting() -> int:
    """Records that are not published yet."""
    return RoomRecord.objects.filter(published_at__isnull=True).count()


def commits(rooms: list[Room]) -> dict[str, float]:
    """Write at the rate; return when each record was committed (s), by its event id."""
    done: dict[str, float] = {}

    def write(first: int, step: int) -> None:
        began = time.monotonic()
        for number in range(first, int(RATE * SECONDS), step):
            time.sleep(max(0.0, began + number / RATE - time.monotonic()))
            with transaction.atomic():
                room = log.lock_room(rooms[number % ROOMS].pk)
                entry = Entry("chat.message", room.host, WORDS)
                record = log.append(room, entry, timezone.now())
            done[str(record.event_id)] = time.time()
        connection.close()

    writers = [threading.Thread(target=write, args=(first, 2)) for first in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return done


def latency(rooms: list[Room]) -> list[float]:
    """Milliseconds from a commit to the broker's own time of the record; it counts whole ones."""
    make_topic("latency")
    relay = start_relay("latency")
    assert wait_for(lambda: waiting() == 0, 60), relay.said()
    committed = commits(rooms)
    assert wait_for(lambda: waiting() == 0, 60), relay.said()
    relay.stop()
    messages = read_all("latency")
    taken = {
        value["event_id"]: message.timestamp()[1]
        for message, value in zip(messages, values(messages), strict=True)
    }
    return [max(0.0, taken[event] + 1 - at * 1000) for event, at in committed.items()]


def bare_latency() -> list[float]:
    """The reference: a producer alone at the same rate, from its call to the answer; ms."""
    make_topic("bare-latency")
    producer = Producer(producer_config())
    took: list[float] = []
    send(producer, -1, [])
    producer.flush(30)  # connected, and known to the broker
    began = time.monotonic()
    for number in range(int(RATE * min(SECONDS, 10))):
        due = began + number / RATE
        while (left := due - time.monotonic()) > 0:
            producer.poll(left)
        send(producer, number, took)
    producer.flush(30)
    return took


def send(producer: Producer, number: int, took: list[float]) -> None:
    """Produce one record; the time until its answer is added to `took`, ms."""
    at = time.monotonic()

    def answered(error: object, message: object) -> None:
        took.append((time.monotonic() - at) * 1000)

    key = str(number % ROOMS).encode()
    producer.produce("bare-latency", b"x" * 400, key, on_delivery=answered)


def backlog(rooms: list[Room]) -> None:
    """Records that wait, as after an hour without Kafka."""
    now, each = timezone.now(), RECORDS // ROOMS
    for room in rooms:
        room.refresh_from_db()
        RoomRecord.objects.bulk_create(
            RoomRecord(
                room=room, seq=room.last_seq + n, kind="chat.message", actor_id=room.host_id,
                at=now, position=float(n % 600), version=0, payload=WORDS,
            )
            for n in range(1, each + 1)
        )  # fmt: skip
        Room.objects.filter(pk=room.pk).update(last_seq=room.last_seq + each)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE rooms_roomrecord")


def catching_up(rooms: list[Room]) -> tuple[float, float]:
    """Records a second of one relay with a backlog, and the growth of its memory in MiB."""
    make_topic("backlog")
    backlog(rooms)
    fresh = RoomRecord.objects.filter(published_at__isnull=True)
    keys = fresh.aggregate(first=Min("pk"), last=Max("pk"))
    relay = start_relay("backlog")
    assert wait_for(lambda: waiting() < RECORDS * 0.9, 120), relay.said()
    early = relay.rss
    assert wait_for(lambda: waiting() == 0, 300, step=0.2), relay.said()
    late = relay.rss
    relay.stop()
    rows = RoomRecord.objects.filter(pk__range=(keys["first"], keys["last"]))
    times = rows.aggregate(first=Min("published_at"), last=Max("published_at"))
    seconds = (times["last"] - times["first"]).total_seconds()
    found = seqs_by_room(read_all("backlog"))
    assert len(found) == ROOMS
    assert all(seqs == sorted(seqs) for seqs in found.values())
    return rows.count() / seconds, (late - early) / 1024 / 1024


def bare_rate() -> float:
    """The reference: a producer alone, the same number of records of the same size; a second."""
    make_topic("bare-backlog")
    producer = Producer(producer_config())
    began = time.monotonic()
    for number in range(RECORDS):
        producer.produce("bare-backlog", b"x" * 400, str(number % ROOMS).encode())
        producer.poll(0)
    producer.flush(60)
    return RECORDS / (time.monotonic() - began)


def measure() -> int:
    """Print the figures; return how many targets were missed."""
    rooms, _cookies = evenings(ROOMS, 2)
    print(f"\none relay, one broker, {RATE} records/s: ms p50 p95 p99, and × the reference")
    reference = bare_latency()
    row("a bare producer", reference)
    took = latency(rooms)
    row("commit → record in Kafka", took, reference)
    rate, grown = catching_up(rooms)
    bare = bare_rate()
    print(f"\ncatching up with {RECORDS} records: {rate:.0f} a second", flush=True)
    print(f"  a bare producer: {bare:.0f} a second, × {bare / rate:.1f}", flush=True)
    print(f"  memory from the first tenth to the end: {grown:+.1f} MiB", flush=True)
    return sum(
        (
            judge("commit → Kafka, p50", percentile(took, 0.5), 20, "ms"),
            judge("commit → Kafka, p95", percentile(took, 0.95), 100, "ms"),
            judge("time of 5,000 records, catching up", 5000 / rate, 1, "s"),
            judge("memory while catching up", grown, 8, "MiB"),
        )
    )


def main() -> int:
    """Bring everything up and measure."""
    with engines() as folder:
        kafka = Kafka(folder)
        kafka.start()
        settings.KAFKA_BOOTSTRAP_SERVERS = kafka.servers
        try:
            return measure()
        finally:
            kafka.stop()


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
