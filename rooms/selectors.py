"""Reading rooms: who stands where, which rooms a person sees, what a room looks like now."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    When,
)

from accounts.models import User
from catalog.selectors import get_title, titles
from friends.selectors import (
    are_friends,
    blocker_ids,
    friend_ids,
    friends_of,
    hidden_ids,
    is_blocked_between,
)
from rooms import clock, permissions, presence, wire
from rooms.errors import Closing, Forbidden, NotFound
from rooms.models import FormerLink, Invitation, Member, Room, RoomRecord, is_token
from rooms.shapes import Place, You
from wishlist.models import Wish

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
    if not is_token(token):
        raise NotFound
    mine = places_of(user).values("room")
    rooms = shown(Room.objects.filter(pk__in=mine), user, language)
    room = rooms.filter(token=token).first() or rooms.filter(former_links__token=token).first()
    if room is None:
        raise NotFound
    return room


def visible_rooms(user: User) -> QuerySet[Room]:
    """Return the person's rooms, open ones of friends, and those he is called to, newest first."""
    mine = Q(pk__in=places_of(user).values("room"))
    open_to_me = Q(host__in=friend_ids(user), state=Room.State.OPEN) & ~Q(
        access=Room.Access.INVITED
    )
    called = Q(pk__in=calls_to(user).values("room"), state=Room.State.OPEN)
    shut_out = Member.objects.filter(user=user).exclude(state__in=KNOWN).values("room")
    rooms = Room.objects.filter(called | (mine | open_to_me) & ~Q(pk__in=shut_out))
    return rooms.order_by("-created_at", "pk")


def open_rooms(user: User, language: str) -> QuerySet[Room]:
    """Return the open ones of `visible_rooms`, each with `people`: how many sit in it (R061)."""
    here = Count("members", filter=Q(members__state=Member.State.HERE))
    rooms = visible_rooms(user).filter(state=Room.State.OPEN).annotate(people=here)
    return shown(rooms.exclude(pk__in=pending_calls(user).values("room")), user, language)


def called_rooms(user: User, language: str) -> QuerySet[Room]:
    """Return the open rooms into which somebody calls the person, each with `calls` (R062)."""
    here = Count("members", filter=Q(members__state=Member.State.HERE))
    mine = pending_calls(user)
    rooms = Room.objects.filter(pk__in=mine.values("room")).annotate(people=here)
    by = Prefetch("invitations", mine.select_related("by"), to_attr="calls")
    return shown(rooms, user, language).prefetch_related(by).order_by("-created_at", "pk")


def calls_to(user: User) -> QuerySet[Invitation]:
    """Return the calls that open a door to the person: of nobody whom a block hides."""
    hidden = hidden_ids(user)
    banned = Member.objects.filter(user=user, state=Member.State.BANNED).values("room")
    calls = Invitation.objects.filter(user=user, room__state=Room.State.OPEN)
    return calls.exclude(room__in=banned).exclude(room__host__in=hidden).exclude(by__in=hidden)


def pending_calls(user: User) -> QuerySet[Invitation]:
    """Return the calls that the person has neither followed nor put off."""
    known = Member.objects.filter(user=user, state__in=KNOWN).values("room")
    return calls_to(user).filter(dismissed_at=None).exclude(room__in=known)


def invitable(room: Room, by: User) -> QuerySet[User]:
    """Return the friends whom a member may call: not here, not banned, not hidden by the host."""
    out = Member.objects.filter(room=room, state__in=[Member.State.HERE, Member.State.BANNED])
    return friends_of(by).exclude(pk__in=out.values("user")).exclude(pk__in=hidden_ids(room.host))


def guest_list(room: Room, by: User) -> QuerySet[User]:
    """Return whom a member may call, each with `wants` and `called`; who wants the film first."""
    wishes = Wish.objects.filter(title=room.title_id, user=OuterRef("pk"))
    calls = Invitation.objects.filter(room=room, user=OuterRef("pk"))
    people = invitable(room, by).annotate(wants=Exists(wishes), called=Exists(calls))
    return people.order_by("called", "-wants", "name", "pk")


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
    if member is not None and member.state != Member.State.REMOVED:
        return room if member.state in KNOWN else None
    welcome = is_welcome(room, user) and not is_blocked_between(room.host, user)
    return room if welcome else None


def is_welcome(room: Room, user: User) -> bool:
    """Whether the room's policy lets in a person who is not known in it (R059)."""
    if room.access == Room.Access.LINK or is_invited(room, user):
        return True
    return room.access == Room.Access.FRIENDS and are_friends(room.host, user)


def is_invited(room: Room, user: User) -> bool:
    """Whether somebody has called the person into the room by name."""
    return Invitation.objects.filter(room=room, user=user).exists()


def moved_room(token: str, user: User) -> Room | None:
    """Return the room that had this link once, to those who were called into it by name."""
    if not is_token(token):
        return None
    return Room.objects.filter(former_links__token=token, invitations__user=user).first()


def was_removed(token: str, user: User) -> bool:
    """Whether the person was put out of the room with this link."""
    removed = Member.objects.filter(user=user, state=Member.State.REMOVED)
    return is_token(token) and removed.filter(room__token=token).exists()


def banned_from(room: Room) -> QuerySet[Member]:
    """Return those who may not come back, by name."""
    banned = Member.objects.filter(room=room, state=Member.State.BANNED)
    return banned.select_related("user").order_by("user__name", "pk")


def _open_room(token: str) -> Room | None:
    if not is_token(token):
        return None
    open_rooms = Room.objects.filter(token=token, state=Room.State.OPEN)
    return open_rooms.select_related("host").first()


def members_of(room: Room) -> QuerySet[Member]:
    """Return everybody who may read the room, those who came first at the front."""
    members = Member.objects.filter(room=room, state__in=KNOWN).select_related("user")
    return members.order_by("first_joined_at", "pk")


def member_wire(member: Member, buffering: bool = False) -> Place:
    """Return a member as all frames and answers show him."""
    return {
        "user": wire.person(member.user),
        "role": member.role,
        "may_control": member.may_control,
        "online": member.state == Member.State.HERE,
        "buffering": buffering,
        "muted": member.muted,
    }


def roster(room: Room) -> list[Place]:
    """Return those who are here and who were, with what their players say. One query."""
    stalled = presence.stalled(room.pk.hex)
    return [member_wire(m, str(m.user_id) in stalled) for m in members_of(room)]


def state(room: Room) -> dict[str, Any]:
    """Return what a player needs to stand on the right frame, with the server's clock (R076)."""
    clock.keep()
    now = clock.now_ms()
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


def is_archived(room: Room) -> bool:
    """Whether the room is archived by now, whatever it was when it was read."""
    return Room.objects.filter(pk=room.pk, state=Room.State.ARCHIVED).exists()


def people_in(room: Room) -> QuerySet[User]:
    """Return everybody who sits in the room."""
    return User.objects.filter(memberships__room=room, memberships__state=Member.State.HERE)


def seats_taken(room: Room) -> int:
    """Return how many people sit in the room; exact only while the room is locked."""
    return Member.objects.filter(room=room, state=Member.State.HERE).count()


def heir(room: Room) -> Member | None:
    """Return who takes over from a host that has gone: moderators first, then who sits longest."""
    here = Member.objects.filter(room=room, state=Member.State.HERE, visits__left_at=None)
    helps_first = Case(When(role=Member.Role.MODERATOR, then=0), default=1)
    others = here.exclude(role=Member.Role.HOST).select_related("user")
    return others.order_by(helps_first, "visits__came_at", "pk").first()


def without_host(before: datetime) -> QuerySet[Room]:
    """Return open rooms whose host went before that moment while somebody else sits there."""
    gone = Member.objects.filter(role=Member.Role.HOST).exclude(state=Member.State.HERE)
    gone = gone.annotate(went=Max("visits__left_at")).filter(went__lt=before)
    sat_in = Member.objects.filter(state=Member.State.HERE).values("room")
    rooms = Room.objects.filter(state=Room.State.OPEN, pk__in=gone.values("room"))
    return rooms.filter(pk__in=sat_in)


def you(member: Member, room: Room) -> You:
    """Return the person's own place with his rights, as `welcome` and the pages give it."""
    return {
        **wire.person(member.user),
        "role": member.role,
        "can_control": permissions.is_allowed("control", member, room),
        "can_speak": permissions.is_allowed("speak", member, room),
        "can_moderate": permissions.is_allowed("moderate", member, room),
        "may": permissions.rights(member, room),
        "below": permissions.below(member),
    }


def key_of(key: str | UUID) -> UUID:
    """Return the internal key of a room that is named by its token or by that key already.

    Raises NotFound.
    """
    if isinstance(key, UUID):
        return key
    if not is_token(key):
        raise NotFound
    room_id = Room.objects.filter(token=key).values_list("pk", flat=True).first()
    if room_id is None:  # a link that was replaced leads those who are known in the room
        former = FormerLink.objects.filter(token=key)
        room_id = former.values_list("room_id", flat=True).first()
    if room_id is None:
        raise NotFound
    return room_id


def by_key(key: UUID) -> Room:
    """Return a room by its internal key. Raises NotFound."""
    room = Room.objects.filter(pk=key).first()
    if room is None:
        raise NotFound
    return room


def last_seqs(keys: Collection[str]) -> dict[str, int]:
    """Return the number of the last record of each room (hex keys), in one query."""
    rows = Room.objects.filter(pk__in=keys).values_list("pk", "last_seq")
    return {key.hex: seq for key, seq in rows} if keys else {}
