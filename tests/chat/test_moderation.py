"""Mute, slow mode, the switch: who may write now, and how soon again."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import services
from rooms import selectors
from rooms.errors import Closing, Forbidden, Invalid, NotFound, RateLimited
from rooms.models import Member, Room, RoomRecord
from rooms.muting import mute_member
from rooms.people import change_role
from rooms.playback import Command
from rooms.services import (
    change_settings,
    close_room,
    command_playback,
    join_room,
    leave_room,
)
from tests.api import API, api_of, refused
from tests.factories import make_user


def say(room: Room, author, text: str = "привет", **more) -> RoomRecord:
    record, _ = services.send_message(
        room_id=room.pk, author=author, text=text, client_id=uuid.uuid4().hex, **more
    )
    return record


def mute(room: Room, by, whom, muted: bool = True) -> Member:
    return mute_member(room_key=room.pk, by=by, user_id=whom.pk, muted=muted)


def test_muted_member_reads_and_controls_but_does_not_write(room, host, friend) -> None:
    """R099: at once, with a line in the log; the film is not the chat's to forbid."""
    message = say(room, friend)
    mute(room, host, friend)
    for silenced in (
        lambda: say(room, friend),
        lambda: services.react(room_id=room.pk, seq=message.seq, emoji="👍", by=friend),
    ):
        with pytest.raises(Forbidden, match="помолчать"):
            silenced()
    assert not services.may_be_seen_typing(room_id=room.pk, user=friend)
    told = RoomRecord.objects.get(room=room, kind="member.muted")
    assert (told.actor, told.payload["user"]["name"], told.payload["muted"]) == (
        host, "Василий", True,
    )  # fmt: skip
    fresh, member = selectors.room_of(room.token, friend)
    assert selectors.you(member, fresh)["can_speak"] is False
    assert command_playback(room_key=room.pk, user=friend, command=Command("play")).version == 1
    services.delete_message(room_id=room.pk, seq=message.seq, by=friend)


def test_word_is_given_back_once(room, host, friend) -> None:
    """R099: the same again is no record; leaving and coming does not give the word back."""
    for muted in (True, True):
        mute(room, host, friend, muted)
    leave_room(room_key=room.pk, user=friend)
    join_room(room_key=room.pk, user=friend)
    with pytest.raises(Forbidden):
        say(room, friend)
    for muted in (False, False):
        mute(room, host, friend, muted)
    say(room, friend)
    told = RoomRecord.objects.filter(room=room, kind__startswith="member.").order_by("seq")
    assert [record.kind for record in told][2:] == [
        "member.muted", "member.left", "member.joined", "member.unmuted",
    ]  # fmt: skip


def test_who_may_mute_whom(room, host, friend, stranger, moderator) -> None:
    """R066, R099: moderators guests, the host everybody but himself, nobody the host."""
    petr = make_user(name="Помощник")
    join_room(room_key=room.pk, user=petr)
    change_role(room_key=room.pk, by=host, user_id=petr.pk, role="moderator")
    mute(room, petr, friend)
    mute(room, petr, friend, False)
    mute(room, host, petr)
    refusals = [
        (friend, petr, Forbidden), (petr, host, Forbidden), (host, host, Invalid),
        (stranger, friend, NotFound), (host, stranger, NotFound),
    ]  # fmt: skip
    for by, whom, refusal in refusals:
        with pytest.raises(refusal):
            mute(room, by, whom)
    leave_room(room_key=room.pk, user=friend)
    with pytest.raises(Invalid):
        mute(room, host, friend)
    mute(room, moderator, petr, False)  # of the site's staff
    close_room(room_key=room.pk, by=host, reason="host")
    for by in (host, moderator):
        with pytest.raises(Closing):
            mute(room, by, petr)


def test_muted_guest_who_becomes_host_has_his_word(room, host, friend) -> None:
    """R066: else nobody could give it back."""
    mute(room, host, friend)
    change_role(room_key=room.pk, by=host, user_id=friend.pk, role="host")
    say(room, friend)


def test_muting_over_http(room, host, friend) -> None:
    """R099: by the API, as the members menu does it."""
    address = f"{API}rooms/{room.token}/members/{friend.pk}"
    assert refused(api_of(friend).patch(address, {"muted": True}), 403, "forbidden")
    answer = api_of(host).patch(address, {"muted": True})
    assert (answer.status_code, answer.json()["muted"]) == (200, True)
    body = {"id": "1", "text": "а я?"}
    said = api_of(friend).post(f"{API}rooms/{room.token}/messages", body)
    assert refused(said, 403, "forbidden")


def test_slow_mode_holds_guests(room, host, friend) -> None:
    """A12: one message in ten seconds, the nack says how long; host and moderators are free."""
    change_settings(room_key=room.pk, by=host, slow_mode=10)
    begun = timezone.now()
    say(room, friend, now=begun)
    with pytest.raises(RateLimited) as refusal:
        say(room, friend, now=begun + timedelta(seconds=4))
    assert refusal.value.retry_after == pytest.approx(6.0)
    say(room, friend, now=begun + timedelta(seconds=10))
    for _ in range(3):
        say(room, host, now=begun)


def test_slow_mode_answers_a_retry(room, host, friend) -> None:
    """A35: a lost ack is no second message."""
    change_settings(room_key=room.pk, by=host, slow_mode=60)
    sent = {"room_id": room.pk, "author": friend, "text": "раз", "client_id": "one"}
    first, _ = services.send_message(**sent)
    again, is_new = services.send_message(**sent)
    assert (again.seq, is_new) == (first.seq, False)


def test_slow_mode_is_a_setting_of_the_host(room, host, friend) -> None:
    """R099: told to everybody by the log; only the paces that there are."""
    address = f"{API}rooms/{room.token}"
    assert refused(api_of(friend).patch(address, {"slow_mode": 5}), 403, "forbidden")
    assert refused(api_of(host).patch(address, {"slow_mode": 7}), 400, "invalid")
    assert api_of(host).patch(address, {"slow_mode": 30}).json()["slow_mode"] == 30
    told = RoomRecord.objects.get(room=room, kind="room.settings")
    assert (told.payload["slow_mode"], told.payload["changed"]) == (30, ["slow_mode"])


def test_refused_for_slowness_spends_no_number(room, host, friend) -> None:
    """I3: no gap in the log."""
    change_settings(room_key=room.pk, by=host, slow_mode=60)
    say(room, friend)
    last = Room.objects.get(pk=room.pk).last_seq
    with pytest.raises(RateLimited):
        say(room, friend)
    assert Room.objects.get(pk=room.pk).last_seq == last
