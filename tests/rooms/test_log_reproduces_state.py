"""The log explains the room: replaying its records gives the row (I3, I6)."""

import random
from datetime import timedelta

from django.utils import timezone

from rooms import errors, wire
from rooms.models import Member, RoomRecord
from rooms.playback import Command, Playback, apply
from rooms.services import close_room, command_playback, join_room, leave_room
from tests.factories import open_room

LEAD = 250.0


def replay(room):
    """Build playhead and seats from nothing but the log."""
    state, seats = Playback(duration=room.duration), {}
    for record in RoomRecord.objects.filter(room=room).order_by("seq"):
        if record.kind.startswith("playback."):
            state = apply(state, Command(**record.payload["asked"]), wire.to_ms(record.at), LEAD)
            assert state.version == record.version
        elif record.kind == "member.joined":
            seats[record.payload["user"]["id"]] = True
        elif record.kind == "member.left":
            seats[record.payload["user"]["id"]] = False
    return state, seats


def test_any_evening_can_be_replayed(host, friend, stranger):
    """R088, R090, R101, I6: three hundred random steps of three people; the log says all of it."""
    chance = random.Random(3)
    room = open_room(host, friend)
    now = timezone.now().replace(microsecond=0)
    for _ in range(300):
        now += timedelta(milliseconds=chance.randrange(20_000))
        person = chance.choice([host, friend, stranger])
        step = chance.choice(["play", "pause", "seek", "rate", "join", "leave"])
        try:
            if step in ("join", "leave"):
                change = join_room if step == "join" else leave_room
                change(room_key=room.pk, user=person, now=now)
                continue
            command = Command(
                step,
                position=chance.choice([None, chance.uniform(-5, 700)]),
                rate=chance.choice([None, 0.5, 1.0, 2.0, 9.0]),
                version=chance.choice([None, None, 0]),
            )
            command_playback(room_key=room.pk, user=person, command=command, now=now)
        except errors.RoomError:
            continue
    close_room(room_key=room.pk, by=host, reason="host", now=now)
    room.refresh_from_db()
    state, seats = replay(room)
    assert state == wire.state_of(room)
    assert state.version > 50
    records = RoomRecord.objects.filter(room=room).order_by("seq")
    assert [r.seq for r in records] == list(range(1, room.last_seq + 1))
    assert set(seats) <= {str(m.user_id) for m in Member.objects.filter(room=room)}
