"""What beat asks for."""

from celery import shared_task

from activity.services import forget_seen_events


@shared_task
def forget_seen() -> None:
    """Keep the memory of the readers small."""
    forget_seen_events()
