"""Prints what happens in rooms, each record once, from Kafka; goes on where it was; docs/kafka.md.

python read_room_log.py localhost:9092 my-group [room id] [topic]
Needs confluent-kafka. Each group reads by itself; a group's place and what it has seen outlive it.
"""

import json
import sqlite3
import sys

from confluent_kafka import Consumer

servers, group = sys.argv[1:3]
wanted, topic = [*sys.argv[3:], *["", "watch_together"][len(sys.argv) - 3 :]][:2]
memory = sqlite3.connect(f"{group}.sqlite3")
memory.execute("CREATE TABLE IF NOT EXISTS seen (event_id TEXT PRIMARY KEY)")


def show(record):
    """A line for a person; a program would write into its own tables here."""
    who = (record["actor"] or {"name": "-"})["name"]
    words = record["payload"].get("text", "")
    print(record["room"], record["seq"], record["kind"], who, words, flush=True)


def work_off(message):
    """What is done with a record and the note that it was done are one transaction."""
    record = json.loads(message.value())
    with memory:
        new = memory.execute(
            "INSERT OR IGNORE INTO seen VALUES (?)", (record["event_id"],)
        ).rowcount
        if new and wanted in ("", record["room"]):
            show(record)


consumer = Consumer(
    {
        "bootstrap.servers": servers,
        "group.id": group,
        "auto.offset.reset": "earliest",  # a new group begins with the oldest that Kafka has
        "enable.auto.commit": False,
    }
)
consumer.subscribe([topic])
try:
    while True:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error():
            print(message.error(), file=sys.stderr)
            continue
        work_off(message)
        consumer.commit(
            message, asynchronous=False
        )  # after the transaction: rather twice than never
except KeyboardInterrupt:
    consumer.close()
