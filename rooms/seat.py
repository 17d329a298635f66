"""The seat under a socket: taken at its opening, looked at again, given up after its end.

Plain functions over the database and Redis, for threads; the event loop is not theirs.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from redis.exceptions import RedisError

from accounts.models import User
from accounts.sockets import Identity, is_still_good
from rooms import presence, selectors, services
from rooms.close_codes import Close
from rooms.errors import Closing, NotFound
from rooms.models import Member, Room

BROKEN_DATABASE = (DatabaseError, InterfaceError)

log = logging.getLogger(__name__)
goodbyes: set[asyncio.Task[Any]] = set()  # the loop itself keeps no hold of its tasks


def take(token: str, user: User) -> UUID:
    """Find the room, sit down again if the seat was given up; return the room's key.

    Raises RoomError: no such room, not a member, no seat, closing.
    """
    room, member = selectors.room_of(token, user)
    if not room.is_open:
        raise Closing
    if member.state == Member.State.LEFT:
        services.join_room(room_key=room.pk, user=user)
    presence.touch(room.pk.hex, str(user.pk))
    return room.pk


def objection(room_id: UUID, identity: Identity) -> Close | None:
    """Return why a socket may stay no longer, None if it may (A04)."""
    if not is_still_good(identity):
        return Close.SIGNED_OUT
    if not Room.objects.filter(pk=room_id, state=Room.State.OPEN).exists():
        return Close.ROOM_CLOSED
    here = Member.objects.filter(room=room_id, user=identity.user, state=Member.State.HERE)
    return None if here.exists() else Close.REMOVED


async def goodbye(room_id: UUID, identity: Identity) -> None:
    """Free the seat of a person whose last socket has gone, unless he comes back in time."""
    went = presence.now_ms()
    await asyncio.sleep(settings.ROOM_LEAVE_GRACE_SECONDS)
    work = database_sync_to_async(services.leave_if_gone, thread_sensitive=False)
    try:
        await work(room_key=room_id, user=identity.user, since=went)
    except (RedisError, NotFound, *BROKEN_DATABASE) as problem:
        log.info("goodbye_left_to_the_sweep error=%r", problem)


def later(work: Coroutine[Any, Any, None]) -> None:
    """Let something go on after the socket that asked for it."""
    task = asyncio.ensure_future(work)
    goodbyes.add(task)
    task.add_done_callback(goodbyes.discard)
