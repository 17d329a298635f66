"""What is changed in the memory of the readers of Kafka."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from activity.models import SeenEvent


def forget_seen_events(now: datetime | None = None) -> int:
    """Forget events that Kafka itself has forgotten for as long again; return how many."""
    kept = timedelta(hours=2 * settings.KAFKA_RETENTION_HOURS)
    before = (now or timezone.now()) - kept
    forgotten, _ = SeenEvent.objects.filter(seen_at__lt=before).delete()
    return forgotten
