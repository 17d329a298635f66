"""What the readers of Kafka remember in PostgreSQL."""

from django.db import models
from django.utils import timezone


class SeenEvent(models.Model):
    """An event that a group of readers has worked off; a repeat of it is dropped by this row."""

    group = models.CharField(max_length=100)
    event_id = models.UUIDField()
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "event_id"], name="seen_event_once_a_group"),
        ]
        indexes = [models.Index(fields=["seen_at"], name="seen_event_by_age")]
