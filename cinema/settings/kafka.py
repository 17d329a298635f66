"""Kafka; empty servers mean none, the room log waits then (docs/adr/0080)."""

from cinema.settings.env import env

KAFKA_BOOTSTRAP_SERVERS = env.str("KAFKA_BOOTSTRAP_SERVERS", default="")
KAFKA_OPTIONS = env.dict("KAFKA_OPTIONS", default={})  # of librdkafka: security.protocol and others
KAFKA_ROOM_TOPIC = env.str("KAFKA_ROOM_TOPIC", default="watch_together")
KAFKA_PARTITIONS = env.int("KAFKA_PARTITIONS", default=12)  # fixed: keys keep their places
KAFKA_REPLICATION = env.int("KAFKA_REPLICATION", default=1)
KAFKA_MIN_INSYNC = env.int("KAFKA_MIN_INSYNC", default=1)
KAFKA_RETENTION_HOURS = env.int("KAFKA_RETENTION_HOURS", default=7 * 24)
KAFKA_PATIENCE_SECONDS = env.float("KAFKA_PATIENCE_SECONDS", default=120)  # for one batch
KAFKA_LAG_ALARM_SECONDS = env.float("KAFKA_LAG_ALARM_SECONDS", default=60)
