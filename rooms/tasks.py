"""Celery tasks of rooms; each is a few lines around a service."""

from rooms.archive_tasks import archive_closing_rooms, archive_room
from rooms.presence_tasks import close_ended_rooms, settle_presence

__all__ = ["archive_closing_rooms", "archive_room", "close_ended_rooms", "settle_presence"]
