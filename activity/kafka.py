"""How Kafka is spoken to: whether there is one, and the settings of our clients.

Without `KAFKA_BOOTSTRAP_SERVERS` there is none, and nobody asks for one.
"""

from typing import Any

from django.conf import settings

RECONNECT_MS = 1000  # at most between two attempts to reach a broker that is away
ANSWER_MS = 10_000  # a broker that keeps silent for so long is asked again


def is_configured() -> bool:
    """Whether this site publishes to a Kafka at all."""
    return bool(settings.KAFKA_BOOTSTRAP_SERVERS)


def client_config(**more: Any) -> dict[str, Any]:
    """Return what all our clients have in common, `more` (with `_` for `.`) on top."""
    return {
        "bootstrap.servers": settings.KAFKA_BOOTSTRAP_SERVERS,
        "socket.timeout.ms": ANSWER_MS,
        "socket.keepalive.enable": True,
        "reconnect.backoff.max.ms": RECONNECT_MS,
        "log_level": 2,
        **settings.KAFKA_OPTIONS,
        **{name.replace("_", "."): value for name, value in more.items()},
    }


def producer_config() -> dict[str, Any]:
    """Return the settings of a producer that neither loses nor reorders what it was given.

    Every record waits for all in-sync replicas; repeats by the producer itself are dropped by the
    broker. Nothing is given up by time here (a record that is given up lets later ones pass it):
    who publishes has a deadline of its own and then throws the whole producer away.
    """
    return client_config(
        acks="all",
        enable_idempotence=True,
        enable_gapless_guarantee=True,
        message_timeout_ms=0,
        linger_ms=2,
        compression_type="lz4",
        partitioner="murmur2_random",  # as in Java: the same key, the same partition
        topic_metadata_propagation_max_ms=5000,  # so soon a topic that is gone is told of
    )


def consumer_config(group: str) -> dict[str, Any]:
    """Return the settings of a reader that says by itself how far it has come."""
    return client_config(
        group_id=group,
        enable_auto_commit=False,
        enable_auto_offset_store=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        partition_assignment_strategy="cooperative-sticky",
    )
