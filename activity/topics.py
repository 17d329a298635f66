"""The topics of this site: how many partitions and copies, how long kept; made, never changed."""

from dataclasses import dataclass

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from django.conf import settings

from activity.kafka import client_config

SECONDS = 10.0  # for an answer of the brokers


@dataclass(frozen=True, slots=True)
class Topic:
    """What a topic is made with. `retention` in hours."""

    name: str
    partitions: int
    replication: int
    min_insync: int
    retention: int

    @property
    def config(self) -> dict[str, str]:
        """The topic's own settings, in Kafka's words."""
        return {
            "cleanup.policy": "delete",
            "retention.ms": str(self.retention * 3_600_000),
            "min.insync.replicas": str(self.min_insync),
            "unclean.leader.election.enable": "false",
            "message.timestamp.type": "CreateTime",
        }


def topics() -> list[Topic]:
    """Return what this site publishes to."""
    return [
        Topic(
            settings.KAFKA_ROOM_TOPIC,
            settings.KAFKA_PARTITIONS,
            settings.KAFKA_REPLICATION,
            settings.KAFKA_MIN_INSYNC,
            settings.KAFKA_RETENTION_HOURS,
        )
    ]


def make_topics() -> list[str]:
    """Make the topics that are not there; return the names of those that were made.

    One that is there is left as it is: more partitions would give keys other places. Raises
    KafkaException.
    """
    admin = AdminClient(client_config())
    wanted = [
        NewTopic(topic.name, topic.partitions, topic.replication, config=topic.config)
        for topic in topics()
    ]
    made = []
    for name, future in admin.create_topics(wanted, request_timeout=SECONDS).items():
        try:
            future.result(SECONDS)
        except KafkaException as refusal:
            if refusal.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise
        else:
            made.append(name)
    return made
