"""Who is whose friend, who asked whom, who may be found by whom."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from friends.models import Block, FriendRequest, Friendship

SEARCH_LIMIT = 20  # people of one search: enough to find somebody, too few to copy the directory
SEARCH_SHORTEST = 2  # letters of a name

Ids = QuerySet[Any, uuid.UUID]


def friend_ids(user: User) -> Ids:
    """Return the ids of a person's friends, as a query to put into others."""
    one = Friendship.objects.filter(low=user).values_list("high_id", flat=True)
    other = Friendship.objects.filter(high=user).values_list("low_id", flat=True)
    return one.union(other, all=True)


def friends_of(user: User) -> QuerySet[User]:
    """Return a person's friends by name; accepted both ways, blocked ones are none (R041)."""
    return User.objects.filter(pk__in=friend_ids(user), is_active=True).order_by("name", "pk")


def are_friends(one: User, other: User) -> bool:
    """Return whether two people are friends."""
    low, high = sorted((one.pk, other.pk))
    return Friendship.objects.filter(low=low, high=high).exists()


def is_blocked_between(one: User, other: User) -> bool:
    """Return whether either of two people blocked the other."""
    pairs = Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)
    return Block.objects.filter(pairs).exists()


def hidden_ids(user: User) -> Ids:
    """Return the ids of everybody whom a block hides from this person, either way."""
    mine = Block.objects.filter(blocker=user).values_list("blocked_id", flat=True)
    theirs = Block.objects.filter(blocked=user).values_list("blocker_id", flat=True)
    return mine.union(theirs)


def blocker_ids(user: User) -> Ids:
    """Return the ids of those who blocked this person."""
    return Block.objects.filter(blocked=user).values_list("blocker_id", flat=True)


def visible_people(user: User) -> QuerySet[User]:
    """Return everybody whom this person may meet: active, not himself, nobody blocked."""
    return User.objects.filter(is_active=True).exclude(pk=user.pk).exclude(pk__in=hidden_ids(user))


def requests_to(user: User) -> QuerySet[FriendRequest]:
    """Return the requests that wait for this person's answer, newest first."""
    waiting = FriendRequest.objects.filter(
        addressee=user, status=FriendRequest.Status.PENDING, sender__is_active=True
    )
    return waiting.select_related("sender", "addressee").order_by("-created_at", "pk")


def requests_from(user: User) -> QuerySet[FriendRequest]:
    """Return this person's requests that nobody has answered yet, newest first."""
    waiting = FriendRequest.objects.filter(
        sender=user, status=FriendRequest.Status.PENDING, addressee__is_active=True
    )
    return waiting.select_related("sender", "addressee").order_by("-created_at", "pk")


def blocks_of(user: User) -> QuerySet[Block]:
    """Return whom this person blocked, newest first."""
    return Block.objects.filter(blocker=user).select_related("blocked").order_by("-created_at")


def search_people(user: User, text: str) -> list[User]:
    """Return at most 20 people by the beginning of a name, or one by his whole address (A34).

    Never the asker himself, nobody hidden by a block; too short a text finds nobody.
    """
    text = text.replace("\x00", "").strip()
    if len(text) < SEARCH_SHORTEST:
        return []
    found = visible_people(user)
    found = (
        found.filter(email=text.lower()) if "@" in text else found.filter(name__istartswith=text)
    )
    return list(found.order_by("name", "pk")[:SEARCH_LIMIT])


def relations(user: User, people: Collection[User]) -> dict[uuid.UUID, str]:
    """Say what each of these people is to `user`: "friend", "asked" (by user), "asks" (user)."""
    ids = [person.pk for person in people]
    pending = FriendRequest.objects.filter(status=FriendRequest.Status.PENDING)
    asked = pending.filter(sender=user, addressee__in=ids).values_list("addressee_id", flat=True)
    asks = pending.filter(addressee=user, sender__in=ids).values_list("sender_id", flat=True)
    friends = friends_of(user).filter(pk__in=ids).values_list("pk", flat=True)
    return {**_marked(asked, "asked"), **_marked(asks, "asks"), **_marked(friends, "friend")}


def _marked(ids: Iterable[uuid.UUID], mark: str) -> dict[uuid.UUID, str]:
    return dict.fromkeys(ids, mark)
