"""Calls into rooms by name: which open a door, and whom a member may call."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from friends.selectors import friends_of, hidden_ids
from rooms.models import Invitation, Member, Room
from rooms.selectors.places import KNOWN
from wishlist.models import Wish


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


def is_invited(room: Room, user: User) -> bool:
    """Whether somebody has called the person into the room by name."""
    return Invitation.objects.filter(room=room, user=user).exists()


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
