"""Celery tasks of rooms; each is a few lines around a service."""

from rooms.archive_tasks import archive_closing_rooms, archive_room, expire_archives
from rooms.erasure_tasks import finish_erasures
from rooms.invitation_tasks import send_invitation, send_invitations
from rooms.presence_tasks import (
    close_ended_rooms,
    close_idle_rooms,
    replace_absent_hosts,
    settle_presence,
)

__all__ = [
    "archive_closing_rooms",
    "archive_room",
    "close_ended_rooms",
    "close_idle_rooms",
    "expire_archives",
    "finish_erasures",
    "replace_absent_hosts",
    "send_invitation",
    "send_invitations",
    "settle_presence",
]
