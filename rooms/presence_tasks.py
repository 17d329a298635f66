"""Celery's part in rooms while they are open: who has gone without a word, which film is over."""

import logging
import time
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.models import User
from rooms import clock, ending, hub, lifecycle, presence, selectors, services, waiting
from rooms.errors import RoomError
from rooms.models import Room

SWEEP_SECONDS = 12  # with the time for answers shorter than the time between two sweeps

logger = logging.getLogger(__name__)


class Suspect(NamedTuple):
    """Somebody in a room of whom nothing was heard after `heard` (ms)."""

    room: UUID
    user: User
    heard: float


@shared_task(name="rooms.tasks.settle_presence")
def settle_presence() -> None:
    """Do what a process left undone that died: end waitings, free seats (R067, R093)."""
    waiting.go_on_everywhere()
    try:
        judge(list(suspects()))
    except RedisError as problem:
        logger.warning("settle_presence_without_redis error=%r", problem)


def suspects() -> Iterator[Suspect]:
    """Yield those in open rooms who were not heard for longer than the grace.

    Of whom nothing is known nothing is said: he gets a heartbeat now and is judged next time. If
    there are more rooms than a sweep has time for, each has its turn by chance. Raises RedisError.
    """
    until = time.monotonic() + SWEEP_SECONDS
    for room in Room.objects.filter(state=Room.State.OPEN).order_by("?").iterator():
        if time.monotonic() > until:
            return
        beats = presence.last_beats(room.pk.hex)
        oldest = clock.now_ms() - presence.silence_seconds() * 1000
        unknown = []
        for user in selectors.people_in(room):
            heard = beats.get(str(user.pk))
            if heard is None:
                unknown.append(str(user.pk))
            elif heard < oldest:
                yield Suspect(room.pk, user, heard)
        presence.assume_here(room.pk.hex, unknown)


def judge(silent: Collection[Suspect]) -> None:
    """Let go of those who are still not heard after the roll was called. Raises RedisError."""
    for room in {suspect.room for suspect in silent}:
        hub.call_the_roll(room.hex)
    if silent:
        time.sleep(presence.heartbeat_seconds())
    for room, user, heard in silent:
        try:
            services.leave_if_gone(room_key=room, user=user, since=heard)
        except RoomError as refusal:  # put out meanwhile
            logger.info("judge_failed room=%s error=%r", room.hex, refusal)


@shared_task(name="rooms.tasks.replace_absent_hosts")
def replace_absent_hosts() -> None:
    """Let a room go on under another host when its own was lost for long."""
    before = timezone.now() - timedelta(seconds=settings.ROOM_HOST_GRACE_SECONDS)
    for room in selectors.without_host(before):
        try:
            services.replace_absent_host(room_key=room.pk, before=before)
        except RoomError as refusal:
            logger.warning("replace_host_failed room=%s error=%r", room.pk.hex, refusal)


@shared_task(name="rooms.tasks.close_ended_rooms")
def close_ended_rooms() -> None:
    """Close rooms whose film has been over for a while (R114)."""
    clock.keep()
    grace = settings.ROOM_CLOSE_AFTER_END_SECONDS * 1000.0
    _close(ending.ended_rooms(clock.now_ms() - grace), lifecycle.Reason.ENDED)


@shared_task(name="rooms.tasks.close_idle_rooms")
def close_idle_rooms() -> None:
    """Close rooms that nobody needs any more: left empty, forgotten, without their film (R119)."""
    now = clock.moment()
    empty_since = now - timedelta(seconds=settings.ROOM_CLOSE_EMPTY_SECONDS)
    still_since = now - timedelta(seconds=settings.ROOM_CLOSE_STILL_SECONDS)
    _close(ending.idle_rooms(empty_since, still_since), lifecycle.Reason.IDLE)
    _close(ending.rooms_without_film(), lifecycle.Reason.FILM)


def _close(rooms: QuerySet[Room], reason: lifecycle.Reason) -> None:
    """Close them one by one; what is wrong with one room stops no other."""
    for room_id in rooms.values_list("pk", flat=True):
        try:
            services.close_if(room_key=room_id, still=rooms, reason=reason)
        except RoomError as refusal:
            logger.warning("close_failed room=%s reason=%s error=%r", room_id, reason, refusal)
