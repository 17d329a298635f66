"""The seat after the last socket: given up only when no process has another one of the person.

A heartbeat may be late where much is to do, so that silence alone says little. Who judges looks at
the sockets of his own process, and calls the roll: all others write their people down at once.
"""

import asyncio
import logging
from uuid import UUID

from django.conf import settings
from redis.exceptions import RedisError

from accounts.models import User
from accounts.sockets import Identity
from accounts.threads import in_thread
from rooms import clock, hub, presence, services
from rooms.errors import NotFound
from rooms.seat import BROKEN_DATABASE

log = logging.getLogger(__name__)


async def say(room_id: UUID, identity: Identity) -> None:
    """Free the seat of a person whose socket has gone, unless he has another or comes in time."""
    went = clock.now_ms()
    answer = presence.heartbeat_seconds()
    await asyncio.sleep(settings.ROOM_LEAVE_GRACE_SECONDS - answer)
    try:
        if await _is_missed(room_id, identity.user, went):
            await in_thread(hub.call_the_roll, room_id.hex)
            await asyncio.sleep(answer)
            await _let_go(room_id, identity.user, went)
    except (RedisError, NotFound, *BROKEN_DATABASE) as problem:
        log.info("goodbye_left_to_the_sweep error=%r", problem)


async def _is_missed(room_id: UUID, user: User, since: float) -> bool:
    if hub.is_here(room_id.hex, user.pk):
        return False
    return await in_thread(presence.is_silent, room_id.hex, str(user.pk), since)


async def _let_go(room_id: UUID, user: User, since: float) -> None:
    if not hub.is_here(room_id.hex, user.pk):
        await in_thread(services.leave_if_gone, room_key=room_id, user=user, since=since)
