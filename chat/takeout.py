"""All that the product holds of one person, line by line, and nothing of others (docs/own-data.md).

Made while it is sent: memory does not grow with the years, and no file of it lies anywhere.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from friends.models import Block, FriendRequest, Friendship
from rooms import archive_reading
from rooms.archive_format import Line
from rooms.errors import Unavailable
from rooms.models import Archive, Erasure, Invitation, Member, Room, RoomRecord
from wishlist.models import Wish

SCHEMA = 1
MESSAGE, REACTION = "chat.message", "chat.reaction"
READ_CHUNK = 500  # rows

Part = Callable[[User], Iterable[Line]]


def own_data(person: User) -> Iterator[bytes]:
    """Give JSON lines: a header, what he is, has and wants, his rooms with his words, a footer.

    Of others there are only the names of those whom he chose himself: friends, asked, blocked.
    What a storage does not give now is told by a line of type `missing`.
    """
    count = 0
    yield _line({"type": "header", "schema": SCHEMA, "made_at": timezone.now()})
    for part in PARTS:
        for told in part(person):
            count += 1
            yield _line(told)
    yield _line({"type": "footer", "lines": count})


def _profile(person: User) -> Iterator[Line]:
    fields = ("id", "email", "name", "language", "time_zone", "date_joined", "is_staff")
    yield {"type": "profile", **{name: getattr(person, name) for name in fields}}


def _friends(person: User) -> Iterator[Line]:
    pairs = Friendship.objects.filter(Q(low=person) | Q(high=person)).select_related("low", "high")
    for pair in pairs.order_by("created_at").iterator(READ_CHUNK):
        other = pair.high if pair.low_id == person.pk else pair.low
        yield {"type": "friend", "name": other.name, "since": pair.created_at}


def _requests(person: User) -> Iterator[Line]:
    asked = FriendRequest.objects.filter(sender=person).select_related("addressee")
    for one in asked.order_by("created_at").iterator(READ_CHUNK):
        yield {
            "type": "friend_request",
            "to": one.addressee.name,
            "at": one.created_at,
            "status": one.status,
        }


def _blocks(person: User) -> Iterator[Line]:
    """Whom he blocked. Who blocked him is theirs and not his."""
    blocks = Block.objects.filter(blocker=person).select_related("blocked")
    for one in blocks.order_by("created_at").iterator(READ_CHUNK):
        yield {"type": "block", "name": one.blocked.name, "since": one.created_at}


def _wishes(person: User) -> Iterator[Line]:
    wishes = Wish.objects.filter(user=person).select_related("title").order_by("created_at")
    for wish in wishes.iterator(READ_CHUNK):
        yield {"type": "wish", "film": wish.title.original_title, "since": wish.created_at}


def _invitations(person: User) -> Iterator[Line]:
    calls = Invitation.objects.filter(Q(user=person) | Q(by=person)).select_related("room__title")
    for call in calls.order_by("created_at").iterator(READ_CHUNK):
        yield {
            "type": "invitation",
            "direction": "received" if call.user_id == person.pk else "sent",
            "film": call.room.title.original_title,
            "at": call.created_at,
        }


def _erasures(person: User) -> Iterator[Line]:
    for one in Erasure.objects.filter(user=person).order_by("asked_at").iterator(READ_CHUNK):
        yield {"type": "erasure", "room": one.room_id, "at": one.asked_at, "done_at": one.done_at}


def _rooms(person: User) -> Iterator[Line]:
    """Every room where he was, also where he may not read any more: his own words are his."""
    places = Member.objects.filter(user=person).select_related("room__title")
    places = places.prefetch_related("visits").order_by("first_joined_at", "pk")
    for place in places.iterator(READ_CHUNK):
        yield _room(place)
        yield from _said(place.room, person)


def _room(place: Member) -> Line:
    room = place.room
    return {
        "type": "room",
        "room": room.pk,
        "film": room.title.original_title,
        "role": place.role,
        "state": place.state,
        "joined_at": place.first_joined_at,
        "closed_at": room.closed_at,
        "visits": [{"came_at": v.came_at, "left_at": v.left_at} for v in place.visits.all()],
    }


def _said(room: Room, person: User) -> Iterator[Line]:
    """Read the rows first: should they go while they are read, the archive has all of them."""
    rows = [_of_row(row) for row in _rows(room, person)]
    archive = Archive.objects.filter(room=room).first()
    try:
        lines = rows if archive is None else _archived(archive, person)
        for line in lines:
            yield from _told(room, line)
    except Unavailable as problem:
        yield {"type": "missing", "room": room.pk, "why": str(problem.detail)}


def _rows(room: Room, person: User) -> QuerySet[RoomRecord]:
    return RoomRecord.objects.filter(room=room, actor=person).order_by("seq")


def _of_row(row: RoomRecord) -> Line:
    names = ("seq", "kind", "at", "position", "payload")
    return {name: getattr(row, name) for name in names}


def _archived(archive: Archive, person: User) -> Iterator[Line]:
    mine = str(person.pk)
    for line in archive_reading.lines(archive):
        if line["type"] == "record" and line["actor"] and line["actor"]["id"] == mine:
            yield line


def _told(room: Room, record: Line) -> Iterator[Line]:
    """Tell what he did; of what others did or are nothing, not even whom he named or answered."""
    kind, payload = record["kind"], record["payload"]
    at: datetime | str = record["at"]
    facts = {"room": room.pk, "seq": record["seq"], "at": at, "position": record["position"]}
    if kind == MESSAGE:
        gone = payload.get("deleted", False)
        yield {
            "type": "message",
            **facts,
            **({"deleted": True} if gone else {"text": payload["text"]}),
        }
    elif kind == REACTION:
        yield {"type": "sign", **facts, "emoji": payload["emoji"], "on": payload.get("on", True)}
    else:
        yield {"type": "act", **facts, "kind": kind}


def _line(told: Line | dict[str, Any]) -> bytes:
    return msgspec.json.encode(told) + b"\n"


PARTS: tuple[Part, ...] = (
    _profile,
    _friends,
    _requests,
    _blocks,
    _wishes,
    _invitations,
    _erasures,
    _rooms,
)
