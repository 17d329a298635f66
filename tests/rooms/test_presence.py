"""Sweeps of open rooms: people who vanished, films that are over."""

import time
from functools import partial
from itertools import count
from types import SimpleNamespace

import pytest

from rooms import presence, presence_tasks
from rooms.models import Member, Room, RoomRecord, Visit
from rooms.playback import Command
from rooms.presence_tasks import SWEEP_SECONDS, suspects
from rooms.services import command_playback
from rooms.tasks import close_ended_rooms, settle_presence
from tests.factories import open_room


def state_of(room, user):
    return Member.objects.get(room=room, user=user).state


def beat(redis_connection, room, user, seconds_ago):
    score = (time.time() - seconds_ago) * 1000
    redis_connection.zadd(f"presence:{room.pk.hex}", {str(user.pk): score})


def test_who_is_not_heard_loses_the_seat(room, host, friend, redis_connection):
    """R067, R068: a process died with his good-bye; the visit ends, the others are told."""
    beat(redis_connection, room, host, 0)
    beat(redis_connection, room, friend, 60)
    settle_presence()
    assert state_of(room, host) == Member.State.HERE
    assert state_of(room, friend) == Member.State.LEFT
    assert Visit.objects.get(member__user=friend).left_at is not None
    last = RoomRecord.objects.filter(room=room).latest("seq")
    assert (last.kind, last.payload["reason"]) == ("member.left", "lost")


def test_emptied_redis_judges_nobody(room, host, friend, redis_connection):
    """F06: what is not known is assumed, and judged the next time."""
    redis_connection.flushdb()
    settle_presence()
    assert state_of(room, friend) == Member.State.HERE
    assert set(presence.last_beats(room.pk.hex)) == {str(host.pk), str(friend.pk)}
    beat(redis_connection, room, friend, 60)
    settle_presence()
    assert state_of(room, friend) == Member.State.LEFT


def test_closed_rooms_are_left_alone(room, host, friend, redis_connection):
    beat(redis_connection, room, friend, 60)
    Room.objects.update(state=Room.State.CLOSING)
    settle_presence()
    assert state_of(room, friend) == Member.State.HERE


def test_sweep_that_has_no_time_for_all_comes_to_each(host, friend, redis_connection, monkeypatch):
    """R067 I10: more rooms than one sweep can look at: nobody's seat stays taken for ever."""
    rooms = [open_room(host, friend) for _ in range(6)]
    for room in rooms:
        beat(redis_connection, room, friend, 60)
    seen = set()
    for _ in range(60):
        seen |= {suspect.room for suspect in sweep_of_three(monkeypatch)}
    assert seen == {room.pk for room in rooms}


def sweep_of_three(monkeypatch):
    """What one sweep finds when each room takes a third of its time."""
    clock = SimpleNamespace(monotonic=partial(next, count(0, SWEEP_SECONDS / 3)))
    with monkeypatch.context() as patch:
        patch.setattr(presence_tasks, "time", clock)
        found = list(suspects())
    assert len(found) <= 3
    return found


def run_to(room, host, seconds_after_end, *, playing=True):
    command_playback(room_key=room.pk, user=host, command=Command("seek", position=590.0))
    command_playback(room_key=room.pk, user=host, command=Command("rate", rate=2.0))
    if playing:
        command_playback(room_key=room.pk, user=host, command=Command("play"))
    at = (time.time() - seconds_after_end - 5) * 1000  # ten seconds of film at double speed
    Room.objects.filter(pk=room.pk).update(anchor_at=at)


@pytest.mark.parametrize(("seconds", "state"), [(290, "open"), (301, "closing")])
def test_room_closes_after_its_film(room, host, seconds, state):
    """R114: the last credit, some minutes to talk, then the room closes by itself."""
    run_to(room, host, seconds)
    close_ended_rooms()
    room.refresh_from_db()
    assert room.state == state
    if state == "closing":
        last = RoomRecord.objects.filter(room=room).latest("seq")
        assert (last.kind, last.payload, last.actor) == ("room.closed", {"reason": "ended"}, None)
        assert room.close_reason == "ended"


def test_paused_room_stays(room, host):
    run_to(room, host, 10_000, playing=False)
    close_ended_rooms()
    room.refresh_from_db()
    assert room.state == "open"


def test_room_wound_to_the_end_closes_too(room, host):
    command_playback(room_key=room.pk, user=host, command=Command("seek", position=1e6))
    Room.objects.update(anchor_at=(time.time() - 301) * 1000)
    close_ended_rooms()
    room.refresh_from_db()
    assert room.state == "closing"
