"""The log explains the room: replaying its records gives the row (I3, I6)."""

import random
from datetime import timedelta

from django.utils import timezone

from rooms import errors, playback, presence, wire
from rooms.gate import Report
from rooms.models import Member, RoomRecord
from rooms.playback import Command, Playback, apply, held
from rooms.services import close_room, command_playback, join_room, leave_room
from rooms.waiting import go_on, hold_room
from tests.factories import open_room


def replay(room):
    """Build playhead and seats from nothing but the log."""
    state, seats = Playback(duration=room.duration), {}
    for record in RoomRecord.objects.filter(room=room).order_by("seq"):
        if record.kind.startswith("playback."):
            state = replayed(state, record)
            assert state.version == record.version
        elif record.kind == "member.joined":
            seats[record.payload["user"]["id"]] = True
        elif record.kind in ("member.left", "member.removed"):
            seats[record.payload["user"]["id"]] = False
    return state, seats


def replayed(state, record):
    """The state after one record: a command of somebody, or what the ready gate did."""
    said, at = record.payload, wire.to_ms(record.at)
    if record.kind == "playback.wait":
        return playback.wait(state, at, said["waiting_for"], said["wait_until"])
    if record.kind == "playback.go":
        return playback.go_on(state, at, said["lead"])
    moved = apply(state, Command(**said["asked"]), at, said["lead"])
    if said["waiting_for"] and not moved.waiting_for:
        return held(moved, at, said["waiting_for"], said["wait_until"])
    return moved


def says_unready(room, person, now):
    """Let a player be loading for a second."""
    ms = wire.to_ms(now)
    presence.report(room.pk.hex, str(person.pk), Report(ms, 0, False, unready_since=ms - 1000))


def test_any_evening_can_be_replayed(host, friend, stranger):
    """R088, R090, R101, I6: some hundred random steps of three people; the log says all of it."""
    chance = random.Random(3)
    room = open_room(host, friend)
    now = timezone.now().replace(microsecond=0)
    for _ in range(450):
        now += timedelta(milliseconds=chance.randrange(20_000))
        person = chance.choice([host, friend, stranger])
        step = chance.choice(["play", "pause", "seek", "rate", "join", "leave", "stall", "knock"])
        try:
            if step == "stall":
                says_unready(room, person, now)
                hold_room(room_id=room.pk, user=person, now=now)
                continue
            if step == "knock":
                go_on(room_id=room.pk, now=now)
                continue
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
    room.refresh_from_db()  # a host who left has passed his role on
    close_room(room_key=room.pk, by=room.host, reason="host", now=now)
    room.refresh_from_db()
    state, seats = replay(room)
    assert state == wire.state_of(room)
    assert state.version > 50
    gate_kinds = ("playback.wait", "playback.go")
    assert RoomRecord.objects.filter(room=room, kind__in=gate_kinds).count() > 3
    records = RoomRecord.objects.filter(room=room).order_by("seq")
    assert [r.seq for r in records] == list(range(1, room.last_seq + 1))
    assert set(seats) <= {str(m.user_id) for m in Member.objects.filter(room=room)}
