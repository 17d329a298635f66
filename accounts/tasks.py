"""Celery tasks of accounts."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def forget_ended() -> None:
    """Delete sessions and tokens that have run out; may run twice."""
    call_command("clearsessions")
    call_command("flushexpiredtokens")
