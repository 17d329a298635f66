"""Who may read an evening that is over: one rule everywhere (docs/adr/0088)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import Model
from rest_framework.test import APIClient

from accounts.models import User
from friends.models import Block
from rooms.archive import archive_room
from rooms.models import Invitation, Member, Room
from tests.factories import befriend, make_user
from tests.rooms.evenings import guest_of, make_closed_room

pytestmark = pytest.mark.django_db

PAGES = ["archive/", "archive/?q=Реплика", "archive/?page=1", "archive/film/", ""]
API = [
    "",
    "/archive",
    "/archive/object",
    "/archive/text",
    "/archive/subtitles",
    "/archive/lines",
    "/archive/lines?q=Реплика",
    "/messages",
    "/messages?lines=1",
    "/events?after=0",
    "/state",
    "/members",
]


@pytest.fixture(params=["closing", "archived"])
def room(request, tmp_path: Path, settings) -> Room:
    settings.MEDIA_ROOT = tmp_path
    room = make_closed_room(12)
    if request.param == "archived":
        archive_room(room.pk)
        room.refresh_from_db()
    return room


def blocks(blocker: User, blocked: User) -> Model:
    return Block.objects.create(blocker=blocker, blocked=blocked)


def stranger(room: Room) -> User:
    return make_user()


def friend_of_the_host(room: Room) -> User:
    friend = make_user()
    befriend(room.host, friend)
    return friend


def invited_who_never_came(room: Room) -> User:
    invited = make_user()
    Invitation.objects.create(room=room, user=invited, by=room.host)
    return invited


def removed(room: Room) -> User:
    Member.objects.filter(room=room, user=guest_of(room)).update(state=Member.State.REMOVED)
    return guest_of(room)


def banned(room: Room) -> User:
    Member.objects.filter(room=room, user=guest_of(room)).update(state=Member.State.BANNED)
    return guest_of(room)


def blocked_by_the_host(room: Room) -> User:
    blocks(room.host, guest_of(room))
    return guest_of(room)


def staff(room: Room) -> User:
    return make_user(is_staff=True)


OTHERS = [
    stranger,
    friend_of_the_host,
    invited_who_never_came,
    removed,
    banned,
    blocked_by_the_host,
    staff,
]


def host(room: Room) -> User:
    return room.host


def one_who_left(room: Room) -> User:
    return guest_of(room)


def one_who_blocked_the_host(room: Room) -> User:
    blocks(guest_of(room), room.host)
    return guest_of(room)


def one_whom_another_guest_blocked(room: Room) -> User:
    other = Member.objects.create(room=room, user=make_user(), state=Member.State.LEFT)
    blocks(other.user, guest_of(room))
    return guest_of(room)


ALLOWED = [host, one_who_left, one_who_blocked_the_host, one_whom_another_guest_blocked]


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


@pytest.mark.parametrize("who", OTHERS)
def test_others_get_the_answer_of_no_room(room, who) -> None:
    """A05, A44, R120: strangers, the removed, banned and blocked: as if there were no room."""
    client = client_of(who(room))
    for path in API:
        theirs = client.get(f"/api/v1/rooms/{room.token}{path}")
        none = client.get(f"/api/v1/rooms/{'n' * 32}{path}")
        assert (theirs.status_code, theirs.json()) == (404, none.json()), path
    for path in PAGES:
        assert client.get(f"/rooms/{room.token}/{path}").status_code == 404, path
        assert client.get(f"/rooms/{'n' * 32}/{path}").status_code == 404, path
    assert room.token not in client.get("/rooms/").content.decode()
    assert client.get("/api/v1/rooms").json()["results"] == []


@pytest.mark.parametrize("who", ALLOWED)
def test_those_who_were_there_may_read(room, who) -> None:
    """R120: a former member may, also one who blocked the host, or whom a guest has blocked."""
    client = client_of(who(room))
    for path in API:
        answer = client.get(f"/api/v1/rooms/{room.token}{path}")
        early = path.startswith("/archive/") and room.state == Room.State.CLOSING
        assert answer.status_code in ((404, 409) if early else (200, 202)), path
    for path in PAGES:
        assert client.get(f"/rooms/{room.token}/{path}").status_code in (200, 302), path
    assert room.token in client.get("/rooms/").content.decode()


def test_visitors_are_asked_to_sign_in(room) -> None:
    """R007: nothing of an evening is public."""
    for path in API:
        assert APIClient().get(f"/api/v1/rooms/{room.token}{path}").status_code == 401, path
    for path in PAGES:
        answer = APIClient().get(f"/rooms/{room.token}/{path}")
        assert answer.headers["Location"].startswith("/accounts/login/"), path


def test_a_block_in_an_open_room_closes_the_evening_after_it(room) -> None:
    """R120: while the room is open its own rules hold (removal); the archive asks for the block."""
    Room.objects.filter(pk=room.pk).update(state=Room.State.OPEN)
    client = client_of(blocked_by_the_host(room))
    assert client.get(f"/api/v1/rooms/{room.token}").status_code == 200
    Room.objects.filter(pk=room.pk).update(state=Room.State.CLOSING)
    assert client.get(f"/api/v1/rooms/{room.token}").status_code == 404


def test_a_block_taken_back_opens_it_again(room) -> None:
    """R120: the rule is asked at each reading."""
    guest = blocked_by_the_host(room)
    address = f"/api/v1/rooms/{room.token}/archive"
    assert client_of(guest).get(address).status_code == 404
    Block.objects.all().delete()
    assert client_of(guest).get(address).status_code in (200, 202)
