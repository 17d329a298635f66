"""`manage.py make_topics`: make the topics of Kafka that are not there yet."""

from typing import Any

from confluent_kafka import KafkaException
from django.core.management.base import BaseCommand, CommandError

from activity import kafka
from activity.topics import make_topics, topics


class Command(BaseCommand):
    help = "Make the topics that are lacking, and say how each is made. May be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them."""
        if not kafka.is_configured():
            raise CommandError("KAFKA_BOOTSTRAP_SERVERS is empty: there is no Kafka here")
        try:
            made = make_topics()
        except KafkaException as trouble:
            raise CommandError(f"Kafka refused: {trouble.args[0].str()}") from trouble
        except TimeoutError as silence:
            raise CommandError("Kafka does not answer") from silence
        for topic in topics():
            word = "made" if topic.name in made else "is there"
            self.stdout.write(
                f"{topic.name}: {word}; {topic.partitions} partitions, {topic.replication} copies, "
                f"{topic.min_insync} in sync at least, kept for {topic.retention} h"
            )
