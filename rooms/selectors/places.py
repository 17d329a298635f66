"""Where a person stands in a room, and whether he may do what he asks for now."""

from django.db.models import QuerySet

from accounts.models import User
from friends.selectors import blocker_ids
from rooms import permissions
from rooms.errors import Closing, Forbidden, NotFound
from rooms.models import Member, Room, is_token

KNOWN = (Member.State.HERE, Member.State.LEFT)  # may read; removed and banned may not
OVER = (Room.State.CLOSING, Room.State.ARCHIVED)


def standing(room: Room, user: User) -> Member:
    """Return the person's place in the room. Raises NotFound for strangers and removed ones."""
    member = Member.objects.filter(room=room, user=user, state__in=KNOWN).first()
    if member is None:
        raise NotFound
    return member


def places_of(user: User) -> QuerySet[Member]:
    """Return the person's places in the rooms that he may read (docs/adr/0088).

    Those where he sits or sat, without removal and ban; after the evening also not where the host
    has blocked him.
    """
    places = Member.objects.filter(user=user, state__in=KNOWN)
    return places.exclude(room__state__in=OVER, room__host__in=blocker_ids(user))


def require(action: permissions.Action, room: Room, member: Member) -> None:
    """Raise Closing or Forbidden unless the member may do `action` now, sitting in an open room."""
    if not room.is_open:
        raise Closing
    if member.state != Member.State.HERE:
        raise Forbidden
    if not permissions.is_allowed(action, member, room):
        raise Forbidden


def room_of(token: str, user: User) -> tuple[Room, Member]:
    """Return a room by its link and the person's place in it; in any state. One query.

    A link that was replaced still leads those who are known here, by a second query. Raises
    NotFound, the same for a room that is not there and for one that is not his.
    """
    if not is_token(token):
        raise NotFound
    mine = places_of(user).select_related("room__host", "user")
    member = (
        mine.filter(room__token=token).first()
        or mine.filter(room__former_links__token=token).first()
    )
    if member is None:
        raise NotFound
    return member.room, member
