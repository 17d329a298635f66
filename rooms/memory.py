"""The rooms and places that this process read or wrote last, as they were then.

Nothing may be decided from them alone. A memory need not be right, so nobody has to tell it of a
change: what is written because of it is compared with the rows by the statement that writes.
"""

import copy
from uuid import UUID

from accounts.models import User
from rooms import ledger, selectors
from rooms.models import Member, Room, is_token

PLACES_MOST = 10_000  # then all are forgotten

_rooms: dict[UUID, Room] = {}
_members: dict[tuple[UUID, UUID], Member] = {}


def recall(room_id: UUID, user: User) -> tuple[Room, Member] | None:
    """Return what is remembered of a person's place in a room; the room may be changed."""
    room, member = _rooms.get(room_id), _members.get((room_id, user.pk))
    return None if room is None or member is None else (copy.copy(room), member)


def keep(room: Room, member: Member) -> None:
    """Remember rows as the ledger gave them; neither may be changed any more."""
    if len(_members) >= PLACES_MOST:
        _rooms.clear()
        _members.clear()
    _rooms[room.pk] = room
    _members[room.pk, member.user_id] = member


def look(token: str, user: User) -> tuple[Room, Member]:
    """Return a room by its link and the person's place in it, and remember both. One query.

    So his first word costs as little as his second. Raises NotFound as `selectors.room_of`.
    """
    found = ledger.look(token, user.pk) if is_token(token) else None
    if found is None or found[1].state not in selectors.KNOWN:
        return selectors.room_of(token, user)  # by a link that was replaced, perhaps
    room, member = found
    member.room, member.user = room, user
    keep(room, member)
    return room, member
