"""Celery's part in archiving: hints and the sweep. Rows in `closing` are the real queue."""

import logging
import time
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from rooms import archive

logger = logging.getLogger(__name__)

SWEEP_LIMIT = 200  # rooms
SWEEP_SECONDS = 40  # below the soft time limit of tasks; the next sweep goes on


@shared_task(name="rooms.tasks.archive_room")
def archive_room(room_id: str) -> None:
    """Archive one room that has just closed."""
    _archive(UUID(room_id))


@shared_task(name="rooms.tasks.archive_closing_rooms")
def archive_closing_rooms() -> None:
    """End what a lost hint or a killed worker left behind; one broken room stops no other."""
    until = time.monotonic() + SWEEP_SECONDS
    for room_id in archive.unfinished_rooms(SWEEP_LIMIT):
        if time.monotonic() > until:
            break
        _archive(room_id)


def _archive(room_id: UUID) -> None:
    try:
        outcome = archive.archive_room(room_id)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("archive_failed room=%s", room_id.hex)
    else:
        logger.info("archive_%s room=%s", outcome, room_id.hex)
