"""Makes a room after its evening: members, a whole log, closed, not yet archived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from accounts.models import User
from catalog.models import Title, TitleText
from rooms.archive import archive_room
from rooms.models import Member, Room, RoomRecord, Visit

START = datetime(2026, 3, 6, 19, 0, tzinfo=UTC)


def make_person(name: str) -> User:
    return User.objects.create(email=f"{name}-{uuid4().hex[:8]}@example.test", name=name)


def make_film() -> Title:
    film = Title.objects.create(
        external_id=uuid4().hex, original_title="Трип", year=1928, duration=600
    )
    TitleText.objects.create(title=film, language="ru", name="Путешествие")
    TitleText.objects.create(title=film, language="en", name="A Trip")
    return film


def make_closed_room(records: int = 12, *, state: str = Room.State.CLOSING) -> Room:
    """A room of Василий and Аня whose log is 1..records: made, talk, closed."""
    host, friend = make_person("Василий"), make_person("Аня")
    room = Room.objects.create(
        title=make_film(),
        host=host,
        state=state,
        duration=600.0,
        created_at=START,
        closed_at=START + timedelta(hours=2),
        close_reason="host",
        last_seq=records,
        player_seq=records,
    )
    for user, role in ((host, Member.Role.HOST), (friend, Member.Role.GUEST)):
        member = Member.objects.create(room=room, user=user, role=role, state=Member.State.LEFT)
        Visit.objects.create(member=member, came_at=START, left_at=START + timedelta(hours=2))
    people = (host, friend)
    RoomRecord.objects.bulk_create(_record(room, people, n, records) for n in range(1, records + 1))
    return room


def make_sealed_room(records: int = 12) -> Room:
    """As `make_closed_room`, archived since."""
    room = make_closed_room(records)
    archive_room(room.pk)
    room.refresh_from_db()
    return room


def guest_of(room: Room) -> User:
    """Аня of `make_closed_room`."""
    return room.members.get(user__name="Аня").user


def _record(room: Room, people: tuple[User, User], seq: int, last: int) -> RoomRecord:
    kind, payload = "chat.message", {"text": f"Реплика {seq} <b>& прочее</b>"}
    if seq == 1:
        kind, payload = "room.created", {}
    elif seq == last:
        kind, payload = "room.closed", {"reason": "host"}
    return RoomRecord(
        room=room,
        seq=seq,
        kind=kind,
        actor=people[seq % 2],
        client_id=f"client-{seq}",
        at=START + timedelta(seconds=seq, microseconds=123),
        position=float(min(seq, 600)),
        version=0,
        payload=payload,
    )
