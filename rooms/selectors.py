"""Reading rooms: who stands where, which rooms a person sees, what a room looks like now."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from friends.selectors import friend_ids
from rooms import permissions, presence, wire
from rooms.errors import Closing, Forbidden, NotFound
from rooms.models import Member, Room, is_token

KNOWN = (Member.State.HERE, Member.State.LEFT)  # may read; removed and banned may not


def standing(room: Room, user: User) -> Member:
    """Return the person's place in the room. Raises NotFound for strangers and removed ones."""
    member = Member.objects.filter(room=room, user=user, state__in=KNOWN).first()
    if member is None:
        raise NotFound
    return member


def require(action: permissions.Action, room: Room, member: Member) -> None:
    """Raise Closing or Forbidden unless the member may do `action` now, sitting in an open room."""
    if not room.is_open:
        raise Closing
    if member.state != Member.State.HERE:
        raise Forbidden
    if not permissions.is_allowed(action, member, room.control):
        raise Forbidden


def room_of(token: str, user: User) -> tuple[Room, Member]:
    """Return a room by its link and the person's place in it; in any state. One query.

    Raises NotFound, the same for a room that is not there and for one that is not his.
    """
    if not is_token(token):
        raise NotFound
    places = Member.objects.filter(room__token=token, user=user, state__in=KNOWN)
    member = places.select_related("room__title__video", "room__host", "user").first()
    if member is None:
        raise NotFound
    return member.room, member


def visible_rooms(user: User) -> QuerySet[Room]:
    """Return the person's rooms and the open ones of his friends, newest first (R061)."""
    mine = Q(pk__in=Member.objects.filter(user=user, state__in=KNOWN).values("room"))
    open_to_me = Q(host__in=friend_ids(user), state=Room.State.OPEN) & ~Q(
        access=Room.Access.INVITED
    )
    shut_out = Member.objects.filter(user=user).exclude(state__in=KNOWN).values("room")
    rooms = Room.objects.filter(mine | open_to_me).exclude(pk__in=shut_out)
    return rooms.order_by("-created_at", "pk")


def members_of(room: Room) -> QuerySet[Member]:
    """Return everybody who may read the room, those who came first at the front."""
    members = Member.objects.filter(room=room, state__in=KNOWN).select_related("user")
    return members.order_by("first_joined_at", "pk")


def member_wire(member: Member, buffering: bool = False) -> dict[str, Any]:
    """Return a member as all frames and answers show him."""
    return {
        "user": wire.person(member.user),
        "role": member.role,
        "online": member.state == Member.State.HERE,
        "buffering": buffering,
    }


def roster(room: Room) -> list[dict[str, Any]]:
    """Return those who are here and who were, with what their players say. One query."""
    stalled = presence.stalled(room.pk.hex)
    return [member_wire(m, str(m.user_id) in stalled) for m in members_of(room)]


def seats_taken(room: Room) -> int:
    """Return how many people sit in the room; exact only while the room is locked."""
    return Member.objects.filter(room=room, state=Member.State.HERE).count()


def you(member: Member, control: str) -> dict[str, Any]:
    """Return the person's own place with his rights, as `welcome` and the pages give it."""
    return {
        **wire.person(member.user),
        "role": member.role,
        "can_control": permissions.is_allowed("control", member, control),
    }


def by_key(key: UUID) -> Room:
    """Return a room by its internal key. Raises NotFound."""
    room = Room.objects.filter(pk=key).first()
    if room is None:
        raise NotFound
    return room
