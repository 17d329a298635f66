"""Rooms with people in them for the benches, written at once, as they would be after an hour."""

from tests.bench.site import cookie_of  # first: it prepares Django

from accounts.models import User  # isort: skip

from django.utils import timezone

from rooms.models import Member, Room, RoomRecord, Visit
from tests.factories import film_to_watch, make_users


def evenings(count: int, size: int) -> tuple[list[Room], list[str]]:
    """Return open rooms with the same people sitting in each, and the cookies of these people.

    Where the load shall be that of many, a person's pace is counted for each room apart.
    """
    people = make_users(size)
    title = film_to_watch()
    now = timezone.now()
    rooms = Room.objects.bulk_create(
        Room(host=people[0], title=title, duration=600.0, seats=100, last_seq=1, player_seq=1)
        for _ in range(count)
    )
    RoomRecord.objects.bulk_create(
        RoomRecord(room=room, seq=1, kind="room.created", actor=people[0], at=now, payload={})
        for room in rooms
    )
    places = [_place(room, person) for room in rooms for person in people]
    members = Member.objects.bulk_create(places)
    Visit.objects.bulk_create(Visit(member=member, came_at=now) for member in members)
    return rooms, [cookie_of(person) for person in people]


def _place(room: Room, person: User) -> Member:
    role = Member.Role.HOST if person.pk == room.host_id else Member.Role.GUEST
    return Member(room=room, user=person, role=role)
