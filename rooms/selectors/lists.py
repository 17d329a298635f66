"""Which rooms a person sees, loaded as they are shown."""

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from catalog.selectors import titles
from friends.selectors import friend_ids
from rooms.errors import NotFound
from rooms.models import Member, Room, is_token
from rooms.selectors.calls import calls_to, pending_calls
from rooms.selectors.places import KNOWN, places_of


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


def live_rooms(user: User, language: str) -> QuerySet[Room]:
    """Return those of `open_rooms` in which somebody sits right now."""
    sat_in = Member.objects.filter(state=Member.State.HERE).values("room")
    return open_rooms(user, language).filter(pk__in=sat_in)
