"""Roles of members: who gives them, how the host passes his own on."""

import uuid

import pytest

from rooms.models import Member, Room, RoomRecord
from rooms.services import close_room, leave_room
from tests.api import API, api_of, refused
from tests.factories import film_to_watch, open_room


def address(room, user):
    return f"{API}rooms/{room.token}/members/{getattr(user, 'pk', user)}"


def role_of(room, user):
    return Member.objects.get(room=room, user=user).role


def test_host_passes_the_room_on(room, host, friend):
    """R066: the new host has all of a host's rights, the old one those of a guest."""
    given = api_of(host).patch(address(room, friend), {"role": "host"})
    assert given.status_code == 200
    assert given.json()["user"] == {"id": str(friend.pk), "name": "Василий"}
    assert (given.json()["role"], given.json()["online"]) == ("host", True)
    assert (role_of(room, host), role_of(room, friend)) == ("guest", "host")
    told = RoomRecord.objects.filter(room=room, kind="member.role").order_by("seq")
    assert [(r.actor, r.payload["user"]["name"], r.payload["role"]) for r in told] == [
        (host, "Аня", "guest"),
        (host, "Василий", "host"),
    ]
    assert api_of(friend).get(f"{API}rooms/{room.token}").json()["host"]["name"] == "Василий"
    assert refused(api_of(host).post(f"{API}rooms/{room.token}/close"), 403, "forbidden")
    assert api_of(friend).post(f"{API}rooms/{room.token}/close").status_code == 202


def test_moderator_is_made_and_unmade_once(room, host, friend):
    """R066: the same role again writes nothing."""
    for role in ("moderator", "moderator", "guest"):
        assert api_of(host).patch(address(room, friend), {"role": role}).status_code == 200
        assert role_of(room, friend) == role
    assert RoomRecord.objects.filter(room=room, kind="member.role").count() == 2


def test_passed_room_does_not_meet_a_key_of_the_new_host(host, friend):
    """R053, R066: both had sent the same key; each keeps his own retry."""
    film = film_to_watch()
    hers = open_room(host, friend, title=film, key="form-1")
    his = open_room(friend, title=film, key="form-1")
    assert api_of(host).patch(address(hers, friend), {"role": "host"}).status_code == 200
    again = api_of(friend).post(
        f"{API}rooms", {"film": str(film.pk)}, HTTP_IDEMPOTENCY_KEY="form-1"
    )
    assert (again.status_code, again.json()["token"]) == (200, his.token)


def test_nobody_else_gives_roles(room, host, friend, stranger):
    """R066, A05: a guest, a stranger, a visitor."""
    assert refused(api_of(friend).patch(address(room, host), {"role": "guest"}), 403, "forbidden")
    assert refused(
        api_of(stranger).patch(address(room, friend), {"role": "host"}), 404, "not_found"
    )
    assert api_of().patch(address(room, friend), {"role": "host"}).status_code == 401
    assert not RoomRecord.objects.filter(kind="member.role").exists()


def test_senseless_roles_are_refused(room, host, friend, stranger):
    """A host always is: he cannot step down, nor hand the room to somebody who is not in it."""
    mine = api_of(host)
    assert refused(mine.patch(address(room, host), {"role": "guest"}), 400, "invalid")
    assert refused(mine.patch(address(room, friend), {"role": "king"}), 400, "invalid")
    assert refused(mine.patch(address(room, friend), {}), 400, "invalid")
    assert refused(mine.patch(address(room, stranger), {"role": "host"}), 404, "not_found")
    assert refused(mine.patch(address(room, uuid.uuid4()), {"role": "host"}), 404, "not_found")
    leave_room(room_key=room.pk, user=friend)
    assert refused(mine.patch(address(room, friend), {"role": "host"}), 400, "invalid")
    close_room(room_key=room.pk, by=host, reason="host")
    assert refused(mine.patch(address(room, friend), {"role": "host"}), 409, "closing")


@pytest.mark.parametrize("enabled", [False, True])
def test_host_switches_the_chat(room, host, friend, enabled):
    """R102: with the other policies of the room, told to everybody by the log."""
    Room.objects.update(chat_enabled=not enabled)
    address = f"{API}rooms/{room.token}"
    body = {"chat_enabled": enabled}
    assert refused(api_of(friend).patch(address, body), 403, "forbidden")
    assert api_of(host).patch(address, body).json()["chat_enabled"] is enabled
    record = RoomRecord.objects.get(room=room, kind="room.settings")
    assert record.payload["chat_enabled"] is enabled
    assert record.payload["changed"] == ["chat_enabled"]
    assert (record.payload["access"], record.payload["control"]) == ("link", "everyone")
