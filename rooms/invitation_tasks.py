"""Celery's part in invitations: a letter now, and those that were left behind."""

from celery import shared_task
from django.utils import timezone

from rooms import invitations


@shared_task(name="rooms.tasks.send_invitation")
def send_invitation(invitation_id: int) -> None:
    """Send one letter."""
    invitations.send_letter(invitation_id)


@shared_task(name="rooms.tasks.send_invitations")
def send_invitations() -> None:
    """Send what a lost hint or a dead post left behind."""
    for invitation_id in invitations.unsent(timezone.now()):
        invitations.send_letter(invitation_id)
