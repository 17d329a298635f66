"""Celery's part in archiving: hints and the sweep. Rows in `closing` are the real queue."""

import logging
import time
from contextlib import suppress
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError

from rooms import archive, archive_queue, archive_retention, services

logger = logging.getLogger(__name__)

SWEEP_LIMIT = 200  # rooms
SWEEP_SECONDS = 40  # below the soft time limit of tasks; the next sweep goes on


@shared_task(name="rooms.tasks.archive_room")
def archive_room(room_id: str) -> None:
    """Archive one room that has just closed; a very long one in several turns."""
    if _archive(UUID(room_id), time.monotonic() + SWEEP_SECONDS) == "paused":
        services.hint_archive(UUID(room_id))


@shared_task(name="rooms.tasks.archive_closing_rooms")
def archive_closing_rooms() -> None:
    """End what a lost hint or a killed worker left behind; one broken room stops no other."""
    until = time.monotonic() + SWEEP_SECONDS
    for room_id in archive_queue.unfinished_rooms(SWEEP_LIMIT):
        if time.monotonic() > until:
            break
        _archive(room_id, until)


@shared_task(name="rooms.tasks.expire_archives")
def expire_archives() -> None:
    """Remove archives whose time is over, where the site sets one (ARCHIVE_DAYS)."""
    archive_retention.expire(until=time.monotonic() + SWEEP_SECONDS)


def _archive(room_id: UUID, until: float) -> archive.Outcome | None:
    try:
        outcome = archive.archive_room(room_id, until=until)
    except SoftTimeLimitExceeded:
        with suppress(DatabaseError):  # the next sweep begins with the others
            archive_queue.put_off(room_id, "it took longer than a task may")
        raise
    except Exception as problem:
        pause = archive_queue.put_off(room_id, problem)
        logger.exception("archive_failed room=%s again_in=%.0f", room_id.hex, pause)
        return None
    if outcome == "waiting":
        archive_queue.put_off(room_id, "sealed; its rows wait for Kafka")
    logger.info("archive_%s room=%s", outcome, room_id.hex)
    return outcome
