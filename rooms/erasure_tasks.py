"""Celery's part in erasing words: a hint, and the sweep that ends what a killed worker left."""

import logging
import random
import time
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from rooms import erasure

logger = logging.getLogger(__name__)

SWEEP_LIMIT = 500  # rooms
SWEEP_SECONDS = 40  # below the soft time limit of tasks; the next sweep goes on


@shared_task(name="rooms.tasks.finish_erasures")
def finish_erasures() -> None:
    """End the erasures that wait; one room that cannot be rewritten now stops no other.

    In any order: one that takes longer than a task may must not be the first each time.
    """
    until = time.monotonic() + SWEEP_SECONDS
    rooms = erasure.unfinished_rooms(SWEEP_LIMIT)
    random.shuffle(rooms)
    for room_id in rooms:
        if time.monotonic() > until:
            break
        _finish(room_id)


def _finish(room_id: UUID) -> None:
    try:
        erasure.finish_erasures(room_id)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("erasure_failed room=%s", room_id.hex)
