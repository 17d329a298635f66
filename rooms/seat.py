"""The seat under a socket: taken at its opening, looked at again; `goodbye` gives it up.

Plain functions over the database and Redis, for threads; the event loop is not theirs.
"""

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError

from accounts.models import User
from accounts.sockets import Identity, still_good
from rooms import clock, limits, memory, presence, services
from rooms.close_codes import Close
from rooms.errors import Closing
from rooms.models import Member, Room

BROKEN_DATABASE = (DatabaseError, InterfaceError)

Place = tuple[UUID, Identity]  # a room and who sits at a socket of it

goodbyes: set[asyncio.Task[Any]] = set()  # the loop itself keeps no hold of its tasks


def take(token: str, user: User, socket: str) -> UUID:
    """Find the room, sit down again if the seat was given up; return the room's key.

    `socket` names the socket among the person's own. Raises RoomError: no such room, not a member,
    no seat, closing, too many sockets or openings.
    """
    clock.keep()
    limits.check_opening(user.pk)
    room, member = memory.look(token, user)
    if not room.is_open:
        raise Closing
    place = (room.pk.hex, socket)
    limits.take_place(user.pk, place)
    if member.state == Member.State.LEFT:
        try:
            services.join_room(room_key=room.pk, user=user)
        except Exception:  # whatever it was, no socket will give the place back
            limits.free_place(user.pk, place)
            raise
    presence.touch(room.pk.hex, str(user.pk))
    return room.pk


def objections(places: Collection[Place]) -> dict[Place, Close]:
    """Return why sockets may stay no longer, for those that may not (A04).

    Four queries for any number of them, so that a whole process is looked at in one go.
    """
    rooms, people = {room for room, _who in places}, {who.user.pk for _room, who in places}
    good = still_good(who for _room, who in places)
    is_open = Room.objects.filter(pk__in=rooms, state=Room.State.OPEN)
    opened = set(is_open.values_list("pk", flat=True))
    here = Member.objects.filter(room__in=rooms, user__in=people, state=Member.State.HERE)
    seated = set(here.values_list("room_id", "user_id"))

    def against(room: UUID, who: Identity) -> Close | None:
        if who not in good:
            return Close.SIGNED_OUT
        if room not in opened:
            return Close.ROOM_CLOSED
        return None if (room, who.user.pk) in seated else Close.REMOVED

    found = {place: against(*place) for place in places}
    return {place: code for place, code in found.items() if code is not None}


def later(work: Coroutine[Any, Any, None]) -> None:
    """Let something go on after the socket that asked for it."""
    task = asyncio.ensure_future(work)
    goodbyes.add(task)
    task.add_done_callback(goodbyes.discard)
