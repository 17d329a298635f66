"""The life of a room: which steps there are, and what ends an evening by itself (D12)."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from catalog.models import Video
from rooms import ending, lifecycle, narration
from rooms.lifecycle import Reason, State
from rooms.models import Member, Room, RoomRecord, Visit
from rooms.services import close_if, close_room, join_room, leave_room
from rooms.tasks import close_idle_rooms
from tests.factories import open_room


def test_only_these_steps_are_there() -> None:
    """D12: nothing leads back, nothing past the sealing."""
    steps = {(a, b) for a, b in product(State.values, State.values) if lifecycle.is_step(a, b)}
    assert steps == {
        ("planned", "open"),
        ("planned", "cancelled"),
        ("open", "closing"),
        ("closing", "archived"),
    }


@pytest.mark.django_db
def test_planned_room_that_never_took_place_is_cancelled(host) -> None:
    """D12: no evening, no archive; the record says why."""
    room = open_room(host)
    Room.objects.filter(pk=room.pk).update(state=State.PLANNED)
    assert close_room(room_key=room.pk, by=host).state == State.CANCELLED
    assert close_room(room_key=room.pk, by=host).state == State.CANCELLED
    assert RoomRecord.objects.filter(room=room, kind="room.closed").count() == 1


@pytest.mark.parametrize("reason", Reason.values)
def test_each_reason_has_its_words(reason: str) -> None:
    """R114: the page says why, by more than the plain good-bye."""
    said = narration.sentence("room.closed", "Аня", {"reason": reason})
    assert said
    assert said != narration.sentence("room.closed", "Аня", {})


def emptied(room: Room, minutes: int) -> None:
    """Nobody sits there since so many minutes."""
    went = timezone.now() - timedelta(minutes=minutes)
    Member.objects.filter(room=room).update(state=Member.State.LEFT)
    Visit.objects.filter(member__room=room).update(left_at=went)
    Room.objects.filter(pk=room.pk).update(created_at=went - timedelta(hours=1))


@pytest.mark.parametrize(("minutes", "state"), [(29, "open"), (31, "closing")])
def test_empty_room_closes_by_itself(room, minutes, state) -> None:
    """R119: half an hour without anybody; the reason stands in the log."""
    emptied(room, minutes)
    close_idle_rooms()
    room.refresh_from_db()
    assert room.state == state
    if state == "closing":
        last = RoomRecord.objects.filter(room=room).latest("seq")
        assert (last.kind, last.payload, last.actor) == ("room.closed", {"reason": "idle"}, None)


def test_room_with_somebody_in_it_stays(room, host, friend) -> None:
    emptied(room, 120)
    join_room(room_key=room.token, user=friend)
    close_idle_rooms()
    room.refresh_from_db()
    assert room.is_open


def test_fresh_room_without_anybody_is_given_time(host) -> None:
    room = open_room(host)
    leave_room(room_key=room.pk, user=host)
    close_idle_rooms()
    room.refresh_from_db()
    assert room.is_open


def test_forgotten_tab_does_not_hold_a_room_for_ever(room) -> None:
    """R119: somebody sits there, and nothing was said or done for half a day."""
    Room.objects.update(created_at=timezone.now() - timedelta(days=1))
    close_idle_rooms()
    room.refresh_from_db()
    assert room.is_open
    RoomRecord.objects.update(at=timezone.now() - timedelta(hours=13))
    close_idle_rooms()
    room.refresh_from_db()
    assert (room.state, room.close_reason) == ("closing", "idle")


def test_room_whose_film_was_withdrawn_closes(room, host) -> None:
    """F31: its film is gone for good; other rooms go on."""
    other = open_room(host)
    Video.objects.filter(title=room.title).delete()
    close_idle_rooms()
    room.refresh_from_db()
    other.refresh_from_db()
    assert (room.state, room.close_reason) == ("closing", "film")
    assert other.is_open


def test_who_comes_back_before_the_lock_keeps_the_room(room, friend) -> None:
    """A32: a sweep that saw an empty room does not close a full one."""
    emptied(room, 31)
    moment = timezone.now() - timedelta(minutes=30)
    idle = ending.idle_rooms(moment, moment - timedelta(hours=12))
    assert idle.filter(pk=room.pk).exists()
    join_room(room_key=room.token, user=friend)
    assert not close_if(room_key=room.pk, still=idle, reason=Reason.IDLE)
    room.refresh_from_db()
    assert room.is_open
