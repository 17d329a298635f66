"""Celery's part in rooms while they are open: who has gone without a word, which film is over."""

import logging
import time

from celery import shared_task
from django.conf import settings
from redis.exceptions import RedisError

from rooms import presence, selectors, services
from rooms.errors import RoomError
from rooms.models import Room

SWEEP_SECONDS = 15  # shorter than the time between two sweeps

logger = logging.getLogger(__name__)


@shared_task(name="rooms.tasks.settle_presence")
def settle_presence() -> None:
    """Free the seats of people whose process died with their good-bye (R067)."""
    until = time.monotonic() + SWEEP_SECONDS
    for room in Room.objects.filter(state=Room.State.OPEN).iterator():
        if time.monotonic() > until:
            break
        try:
            settle_room(room)
        except RedisError as problem:
            logger.warning("settle_presence_without_redis error=%r", problem)
            return


def settle_room(room: Room) -> None:
    """Let go of those in one room who were not heard for longer than the grace.

    Of whom nothing is known nothing is said: he gets a heartbeat now and is judged next time.
    Raises RedisError.
    """
    beats = presence.last_beats(room.pk.hex)
    oldest = presence.now_ms() - presence.silence_seconds() * 1000
    unknown = []
    for user in selectors.people_in(room):
        heard = beats.get(str(user.pk))
        if heard is None:
            unknown.append(str(user.pk))
        elif heard < oldest:
            services.leave_if_gone(room_key=room.pk, user=user, since=heard)
    presence.assume_here(room.pk.hex, unknown)


@shared_task(name="rooms.tasks.close_ended_rooms")
def close_ended_rooms() -> None:
    """Close rooms whose film has been over for a while (R114)."""
    grace = settings.ROOM_CLOSE_AFTER_END_SECONDS * 1000.0
    for room in selectors.ended_rooms(presence.now_ms() - grace):
        try:
            services.close_room(room_key=room.pk, by=None, reason="ended")
        except RoomError as refusal:
            logger.warning("close_ended_failed room=%s error=%r", room.pk.hex, refusal)
