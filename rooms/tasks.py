"""Celery tasks of rooms; each is a few lines around a service."""

from rooms.archive_tasks import archive_closing_rooms, archive_room

__all__ = ["archive_closing_rooms", "archive_room"]
