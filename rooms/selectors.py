"""Reading rooms: who stands where, which rooms a person sees, what a room looks like now."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, ExpressionWrapper, F, FloatField, Prefetch, Q, QuerySet

from accounts.models import User
from catalog.selectors import get_title, titles
from friends.selectors import are_friends, friend_ids, is_blocked_between
from rooms import permissions, presence, wire
from rooms.errors import Closing, Forbidden, NotFound
from rooms.models import Member, Room, RoomRecord, is_token

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
    member = places.select_related("room__host", "user").first()
    if member is None:
        raise NotFound
    return member.room, member


def shown(rooms: QuerySet[Room], user: User, language: str) -> QuerySet[Room]:
    """Load what `RoomShape` shows: host, title in that language, the person's own place.

    Four queries for any number of rooms: rooms, titles, genres, places.
    """
    places = Member.objects.filter(user=user, state__in=KNOWN).select_related("user")
    return rooms.select_related("host").prefetch_related(
        Prefetch("title", titles(language)), Prefetch("members", places, to_attr="places")
    )


def shown_room(token: str, user: User, language: str) -> Room:
    """Return one of the person's rooms loaded by `shown`, in any state. Raises NotFound."""
    mine = Member.objects.filter(user=user, state__in=KNOWN).values("room")
    rooms = (
        Room.objects.filter(token=token, pk__in=mine) if is_token(token) else Room.objects.none()
    )
    room = shown(rooms, user, language).first()
    if room is None:
        raise NotFound
    return room


def visible_rooms(user: User) -> QuerySet[Room]:
    """Return the person's rooms and the open ones of his friends, newest first (R061)."""
    mine = Q(pk__in=Member.objects.filter(user=user, state__in=KNOWN).values("room"))
    open_to_me = Q(host__in=friend_ids(user), state=Room.State.OPEN) & ~Q(
        access=Room.Access.INVITED
    )
    shut_out = Member.objects.filter(user=user).exclude(state__in=KNOWN).values("room")
    rooms = Room.objects.filter(mine | open_to_me).exclude(pk__in=shut_out)
    return rooms.order_by("-created_at", "pk")


def open_rooms(user: User, language: str) -> QuerySet[Room]:
    """Return the open ones of `visible_rooms`, each with `people`: how many sit in it (R061)."""
    here = Count("members", filter=Q(members__state=Member.State.HERE))
    rooms = visible_rooms(user).filter(state=Room.State.OPEN).annotate(people=here)
    return shown(rooms, user, language)


def live_rooms(user: User, language: str) -> QuerySet[Room]:
    """Return those of `open_rooms` in which somebody sits right now."""
    sat_in = Member.objects.filter(state=Member.State.HERE).values("room")
    return open_rooms(user, language).filter(pk__in=sat_in)


def invitation(token: str, language: str) -> dict[str, str] | None:
    """Return who invites to what by this link, to be shown to anybody who holds it (R070).

    Keys: host, film, poster. None for a room that is closed, not there, or not entered by link.
    """
    room = _open_room(token)
    if room is None or room.access != Room.Access.LINK:
        return None
    return invitation_of(room, language)


def invitation_of(room: Room, language: str) -> dict[str, str]:
    """Return who invites to what into this room."""
    title = get_title(room.title_id, language)
    return {"host": room.host.name, "film": title.display_name, "poster": title.poster_large}


def enterable_room(token: str, user: User) -> Room | None:
    """Return the open room that the person may try to enter; None as if there were none."""
    room = _open_room(token)
    if room is None:
        return None
    member = Member.objects.filter(room=room, user=user).first()
    if member is not None:
        return room if member.state in KNOWN else None
    welcome = is_welcome(room, user) and not is_blocked_between(room.host, user)
    return room if welcome else None


def is_welcome(room: Room, user: User) -> bool:
    """Whether the room's policy lets in a person who was never in it."""
    if room.access == Room.Access.FRIENDS:
        return are_friends(room.host, user)
    return room.access == Room.Access.LINK


def _open_room(token: str) -> Room | None:
    if not is_token(token):
        return None
    open_rooms = Room.objects.filter(token=token, state=Room.State.OPEN)
    return open_rooms.select_related("host").first()


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


def state(room: Room) -> dict[str, Any]:
    """Return what a player needs to stand on the right frame, with the server's clock (R076)."""
    now = presence.now_ms()
    return {
        "epoch": room.epoch,
        "seq": room.last_seq,
        "server_time": now,
        "playback": wire.playback_wire(wire.state_of(room), now),
        "members": roster(room),
    }


def records_since(room: Room, after: int | datetime, limit: int) -> QuerySet[RoomRecord]:
    """Return up to `limit` records after a number or a moment, ascending (R109)."""
    later = Q(seq__gt=after) if isinstance(after, int) else Q(at__gt=after)
    records = RoomRecord.objects.filter(later, room=room).select_related("actor")
    return records.order_by("seq")[:limit]


def people_in(room: Room) -> QuerySet[User]:
    """Return everybody who sits in the room."""
    return User.objects.filter(memberships__room=room, memberships__state=Member.State.HERE)


def ended_rooms(moment: float) -> QuerySet[Room]:
    """Return open rooms whose film had come to its end at `moment` (ms) and stood there."""
    seconds_left = F("duration") - F("position")
    ends_at = F("anchor_at") + seconds_left / F("rate") * 1000.0
    at_end = Q(playing=False, position__gte=F("duration"), anchor_at__lte=moment)
    rooms = Room.objects.filter(state=Room.State.OPEN).annotate(
        ends_at=ExpressionWrapper(ends_at, output_field=FloatField())
    )
    return rooms.filter(at_end | Q(playing=True, ends_at__lte=moment))


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
