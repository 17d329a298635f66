"""All that changes friendships. Every change of a pair holds the lock of that pair."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from friends.errors import (
    BlockedByYou,
    NoSuchPerson,
    NoSuchRequest,
    RequestAnswered,
    TooManyRequests,
    Yourself,
)
from friends.models import Block, FriendRequest, Friendship
from friends.selectors import are_friends

REQUESTS_A_DAY = 20
REQUESTS_TO_ONE_A_MONTH = 3  # who was declined may ask again, but not pester

Status = FriendRequest.Status


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking: the request, and whether anything new came of it."""

    request: FriendRequest
    created: bool


@transaction.atomic
def request_friend(*, sender: User, addressee_id: uuid.UUID) -> Asked:
    """Ask a person for friendship; asking again gives the same request (R040).

    Somebody who has already asked the sender becomes his friend at once.
    Raises Yourself, NoSuchPerson (also when he blocked the sender: a block is silent),
    BlockedByYou, TooManyRequests.
    """
    addressee = _lock_pair(sender, addressee_id)
    _refuse_blocked(sender, addressee)
    if are_friends(sender, addressee):
        return Asked(_accepted_request(sender, addressee), created=False)
    waiting = _between(sender, addressee).filter(status=Status.PENDING).first()
    if waiting is None:
        _refuse_flood(sender, addressee)
        new = FriendRequest.objects.create(sender=sender, addressee=addressee)
        return Asked(new, created=True)
    if waiting.sender_id == sender.pk:
        return Asked(waiting, created=False)
    _befriend(waiting)
    return Asked(waiting, created=True)


@transaction.atomic
def accept_request(*, user: User, request_id: uuid.UUID) -> FriendRequest:
    """Turn a request to this person into a friendship; repeatable.

    Raises NoSuchRequest (also for other people's), RequestAnswered when it was declined.
    """
    request = _lock_request(request_id, addressee=user)
    if request.status == Status.PENDING:
        _befriend(request)
    elif request.status != Status.ACCEPTED:
        raise RequestAnswered
    return request


@transaction.atomic
def decline_request(*, user: User, request_id: uuid.UUID) -> FriendRequest:
    """Refuse a request to this person, without telling who asked; repeatable.

    Raises NoSuchRequest (also for other people's), RequestAnswered when it was accepted.
    """
    request = _lock_request(request_id, addressee=user)
    if request.status == Status.PENDING:
        _answer(request, Status.DECLINED)
    elif request.status != Status.DECLINED:
        raise RequestAnswered
    return request


@transaction.atomic
def withdraw_request(*, user: User, request_id: uuid.UUID) -> None:
    """Take back a request of one's own that waits; repeatable. Raises NoSuchRequest."""
    request = _lock_request(request_id, sender=user)
    if request.status == Status.PENDING:
        _answer(request, Status.WITHDRAWN)


@transaction.atomic
def remove_friend(*, user: User, friend_id: uuid.UUID) -> None:
    """End a friendship, if there is one; the same silence when there is none."""
    low, high = sorted((user.pk, friend_id))
    Friendship.objects.filter(low=low, high=high).delete()


@transaction.atomic
def block_person(*, user: User, person_id: uuid.UUID) -> tuple[Block, bool]:
    """Hide two people from each other; ends friendship and requests, tells nobody (R043).

    Returns the block and whether it is new. Raises Yourself, NoSuchPerson.
    """
    person = _lock_pair(user, person_id)
    known = Block.objects.filter(blocker=user, blocked=person).first()
    if known is not None:
        return known, False
    remove_friend(user=user, friend_id=person.pk)
    for request in _between(user, person).filter(status=Status.PENDING):
        _answer(request, Status.DECLINED if request.addressee_id == user.pk else Status.WITHDRAWN)
    return Block.objects.create(blocker=user, blocked=person), True


def unblock_person(*, user: User, person_id: uuid.UUID) -> None:
    """Take back one's own block; friendship does not come back by itself. Repeatable."""
    Block.objects.filter(blocker=user, blocked=person_id).delete()


def _lock_pair(user: User, other_id: uuid.UUID) -> User:
    """Hold both people's rows, lower id first, so that two changes of a pair never cross."""
    if other_id == user.pk:
        raise Yourself
    rows = User.objects.filter(pk__in=[user.pk, other_id]).order_by("pk")
    locked = {row.pk: row for row in rows.select_for_update(no_key=True)}
    other = locked.get(other_id)
    if other is None or not other.is_active:
        raise NoSuchPerson
    return other


def _lock_request(request_id: uuid.UUID, **whose: User) -> FriendRequest:
    found = FriendRequest.objects.filter(pk=request_id, **whose).first()
    if found is None:
        raise NoSuchRequest
    people = [found.sender_id, found.addressee_id]
    list(User.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True))
    # Read again: it may have been answered while we waited for the lock.
    return FriendRequest.objects.select_related("sender", "addressee").get(pk=request_id)


def _refuse_blocked(sender: User, addressee: User) -> None:
    if Block.objects.filter(blocker=addressee, blocked=sender).exists():
        raise NoSuchPerson
    if Block.objects.filter(blocker=sender, blocked=addressee).exists():
        raise BlockedByYou


def _refuse_flood(sender: User, addressee: User) -> None:
    now = timezone.now()
    sent = FriendRequest.objects.filter(sender=sender)
    today = sent.filter(created_at__gt=now - timedelta(days=1)).count()
    to_him = sent.filter(addressee=addressee, created_at__gt=now - timedelta(days=30)).exclude(
        status=Status.ACCEPTED
    )
    if today >= REQUESTS_A_DAY or to_him.count() >= REQUESTS_TO_ONE_A_MONTH:
        raise TooManyRequests


def _between(one: User, other: User) -> QuerySet[FriendRequest]:
    pair = Q(sender=one, addressee=other) | Q(sender=other, addressee=one)
    return FriendRequest.objects.filter(pair).select_related("sender", "addressee")


def _accepted_request(sender: User, addressee: User) -> FriendRequest:
    """Return the request from which this friendship grew; made up if it came another way."""
    accepted = _between(sender, addressee).filter(status=Status.ACCEPTED)
    latest = accepted.order_by("-created_at").first()
    return latest or FriendRequest.objects.create(
        sender=sender, addressee=addressee, status=Status.ACCEPTED, answered_at=timezone.now()
    )


def _befriend(request: FriendRequest) -> None:
    _answer(request, Status.ACCEPTED)
    low, high = sorted((request.sender_id, request.addressee_id))
    Friendship.objects.get_or_create(low_id=low, high_id=high)


def _answer(request: FriendRequest, status: "FriendRequest.Status") -> None:
    request.status = status
    request.answered_at = timezone.now()
    request.save(update_fields=["status", "answered_at"])
