"""The seat under open sockets: who may stay, looked at for a whole process in one go."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.services import sign_out_everywhere
from accounts.sockets import Identity, identify
from chat.following import chat_welcome
from chat.services import send_message
from rooms import clock, seat
from rooms.close_codes import Close
from rooms.errors import NotFound
from rooms.models import Member
from rooms.services import close_room, leave_room
from tests.factories import make_users, open_room

pytestmark = pytest.mark.django_db


def signed_in(user) -> Identity:
    client = Client()
    client.force_login(user)
    return Identity(user, client.session.session_key, "ru")


def by_ticket(user) -> Identity:
    return Identity(user, None, "ru")


@pytest.mark.parametrize("people", [2, 9])
def test_who_comes_back_asks_five_times_whatever_the_crowd(
    people, django_assert_num_queries
) -> None:
    """F26: session, person, welcome and its room; his place comes by the ledger, uncounted."""
    host, *guests = make_users(people)
    room = open_room(host, *guests)
    for who in (host, *guests):
        send_message(room_id=room.pk, author=who, text="Привет", client_id="1")
    client = Client()
    client.force_login(host)
    headers = [(b"origin", settings.SITE_ORIGIN.encode())]
    headers.append((b"cookie", f"sessionid={client.session.session_key}".encode()))
    clock.keep()
    with django_assert_num_queries(5):
        identity = identify({"headers": headers})
        assert identity is not None
        assert seat.take(room.token, identity.user, "one") == room.pk
        welcome = chat_welcome(room.token, identity.user)
    assert len(welcome.messages) == people
    with django_assert_num_queries(0):
        send_message(room_id=room.pk, author=identity.user, text="Снова здесь", client_id="2")


def test_removed_and_strangers_find_no_seat() -> None:
    """I9: by no link, the present one or a former one."""
    host, removed, stranger = make_users(3)
    room = open_room(host, removed)
    Member.objects.filter(room=room, user=removed).update(state=Member.State.REMOVED)
    for token, who in ((room.token, removed), (room.token, stranger), ("\0", host)):
        with pytest.raises(NotFound):
            seat.take(token, who, "one")


def test_whole_process_is_looked_at_in_four_queries(django_assert_num_queries) -> None:
    """A04: any number of sockets costs as much as one; those who may stay are not named."""
    host, *guests = make_users(5)
    rooms = [open_room(host, *guests) for _ in range(3)]
    people = [signed_in(host), *(by_ticket(guest) for guest in guests)]
    places = [(room.pk, who) for room in rooms for who in people]
    with django_assert_num_queries(4):
        assert seat.objections(places) == {}


def test_each_reason_to_go_is_told() -> None:
    """A04: signed out, blocked, gone from the room, room closed; and nobody else."""
    host, out, blocked, gone, stays = make_users(5)
    room, shut = open_room(host, out, blocked, gone, stays), open_room(host)
    places = {
        name: (room.pk, who)
        for name, who in {
            "out": signed_in(out), "out by ticket": by_ticket(out), "blocked": by_ticket(blocked),
            "gone": signed_in(gone), "stays": signed_in(stays), "by ticket": by_ticket(stays),
        }.items()
    }  # fmt: skip
    places["shut"] = (shut.pk, by_ticket(host))
    sign_out_everywhere(user=out)
    type(blocked).objects.filter(pk=blocked.pk).update(is_active=False)
    leave_room(room_key=room.pk, user=gone)
    close_room(room_key=shut.pk, by=host, reason="host")
    found = seat.objections(list(places.values()))
    assert {name: found.get(place) for name, place in places.items()} == {
        "out": Close.SIGNED_OUT, "out by ticket": Close.SIGNED_OUT, "blocked": Close.SIGNED_OUT,
        "gone": Close.REMOVED, "shut": Close.ROOM_CLOSED, "stays": None, "by ticket": None,
    }  # fmt: skip


def test_sign_ins_of_one_person_are_judged_apart() -> None:
    """A04: a ticket of before he signed out everywhere opens nothing, one of after it does; in
    whatever order, and in whatever rooms, they stand.
    """
    [host] = make_users(1)
    rooms = [open_room(host) for _ in range(4)]
    before = by_ticket(host)
    sign_out_everywhere(user=host)
    after = by_ticket(type(host).objects.get(pk=host.pk))
    old, new = [(room.pk, before) for room in rooms], [(room.pk, after) for room in rooms]
    for places in ([*old, *new], [*new, *old], [*old[:2], *new[2:]]):
        found = seat.objections(places)
        assert set(found) == {place for place in places if place in old}
        assert set(found.values()) == {Close.SIGNED_OUT}


def test_session_that_ended_or_is_another_persons_vouches_for_nobody() -> None:
    """A04: signed out by the very session, or its key under another name."""
    host, friend = make_users(2)
    room = open_room(host, friend)
    ended, stolen = signed_in(host), signed_in(friend)
    Session.objects.filter(pk=ended.session_key).delete()
    swapped = Identity(host, stolen.session_key, "ru")
    for who in (ended, swapped):
        assert seat.objections([(room.pk, who)]) == {(room.pk, who): Close.SIGNED_OUT}
    his = (room.pk, stolen)
    assert seat.objections([his]) == {}
    Member.objects.filter(room=room, user=friend).update(state=Member.State.BANNED)
    assert seat.objections([his]) == {his: Close.REMOVED}
