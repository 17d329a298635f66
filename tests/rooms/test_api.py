"""Rooms over HTTP: the right person, the stranger (the same as missing), bad input."""

import datetime as dt

import pytest
from django.utils import timezone

from rooms.models import Member, Room, RoomRecord
from rooms.playback import Command
from rooms.services import close_room, command_playback, leave_room
from tests.api import API, api_of, refused
from tests.factories import befriend, film_to_watch, make_title, make_user, open_room

PATHS = ["", "/state", "/members", "/events"]
ACTIONS = ["/leave", "/close", "/commands"]
PLAY = {"id": "c1", "action": "play"}


def url(room, path=""):
    return f"{API}rooms/{room.token}{path}"


def test_opening_a_room(host, settings):
    """R053, R054, R056, R057, R066: 201 and the whole shape, with the link to hand on."""
    film = film_to_watch()
    made = api_of(host).post(f"{API}rooms", {"film": str(film.pk)})
    assert made.status_code == 201
    room = made.json()
    assert room["link"] == f"{settings.SITE_ORIGIN}/rooms/{room['token']}/"
    assert room["state"] == "open"
    assert room["film"]["id"] == str(film.pk)
    shown = "id kind title original_title year duration poster genres has_video"
    assert set(room["film"]) >= set(shown.split())
    assert room["host"] == {"id": str(host.pk), "name": "Аня"}
    assert (room["access"], room["control"], room["seats"]) == ("link", "everyone", 10)
    assert room["you"] == {
        "id": str(host.pk), "name": "Аня", "role": "host", "can_control": True,
        "can_speak": True, "can_moderate": True,
        "may": [
            "read", "speak", "control", "invite", "moderate", "remove", "settings", "roles",
            "close",
        ],
        "below": ["guest", "moderator"],
    }  # fmt: skip
    assert set(room) >= {"created_at", "starts_at"}


def test_same_key_gives_the_same_room(host):
    """R053: a retry with the same Idempotency-Key makes no second room."""
    film = str(film_to_watch().pk)
    client = api_of(host)
    first = client.post(f"{API}rooms", {"film": film}, HTTP_IDEMPOTENCY_KEY="k-1")
    again = client.post(f"{API}rooms", {"film": film}, HTTP_IDEMPOTENCY_KEY="k-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["token"] == again.json()["token"]
    other = {"film": str(film_to_watch().pk)}
    assert refused(client.post(f"{API}rooms", other, HTTP_IDEMPOTENCY_KEY="k-1"), 409, "conflict")
    assert Room.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"film": "no-uuid"},
        {"film": 10**40},
        {"film": None},
        {"film": "00000000-0000-0000-0000-000000000000", "episode": "x"},
        {"film": "00000000-0000-0000-0000-000000000000", "access": "all"},
        [],
        "film",
    ],
)
def test_senseless_rooms_are_not_opened(host, body):
    assert refused(api_of(host).post(f"{API}rooms", body), 400, "invalid")
    assert not Room.objects.exists()


def test_room_needs_a_film_that_can_be_watched(host):
    client = api_of(host)
    unknown = {"film": "00000000-0000-0000-0000-000000000000"}
    assert client.post(f"{API}rooms", unknown).status_code == 404
    assert refused(client.post(f"{API}rooms", {"film": str(make_title().pk)}), 400, "invalid")


@pytest.mark.parametrize("path", PATHS)
def test_strangers_find_nothing(host, stranger, path):
    """R064, R065, A03: who is not in the room gets the answer of a room that is not there."""
    room = open_room(host)
    theirs = api_of(stranger).get(url(room, path))
    missing = api_of(stranger).get(f"{API}rooms/{'x' * 32}{path}")
    assert refused(theirs, 404, "not_found")
    assert theirs.json() == missing.json()
    assert api_of().get(url(room, path)).status_code == 401


@pytest.mark.parametrize("path", ACTIONS)
def test_strangers_change_nothing(host, stranger, path):
    """A05: the same for what changes a room."""
    room = open_room(host)
    theirs = api_of(stranger).post(url(room, path), PLAY)
    missing = api_of(stranger).post(f"{API}rooms/nothing{path}", PLAY)
    assert refused(theirs, 404, "not_found")
    assert theirs.json() == missing.json()
    assert api_of().post(url(room, path), PLAY).status_code == 401
    room.refresh_from_db()
    assert (room.last_seq, room.state) == (2, "open")


def test_removed_member_finds_nothing(host, friend):
    room = open_room(host, friend)
    Member.objects.filter(user=friend).update(state=Member.State.BANNED)
    for path in PATHS:
        assert refused(api_of(friend).get(url(room, path)), 404, "not_found")
    assert refused(api_of(friend).post(url(room, "/join")), 404, "not_found")


def test_joining_by_link(host, friend):
    """R058, R061: POST with the link's token gives a seat; again changes nothing; GET never."""
    room = open_room(host)
    client = api_of(friend)
    assert client.get(url(room, "/join")).status_code == 405
    joined = client.post(url(room, "/join"))
    assert joined.status_code == 200
    assert joined.json()["you"]["role"] == "guest"
    assert client.post(url(room, "/join")).status_code == 200
    assert RoomRecord.objects.filter(room=room, kind="member.joined").count() == 2


def test_full_room_refuses(host, friend):
    """R069."""
    room = open_room(host)
    Room.objects.update(seats=1)
    assert refused(api_of(friend).post(url(room, "/join")), 409, "full")


def test_policy_refuses(host, friend, stranger):
    room = open_room(host, access="friends")
    befriend(host, friend)
    assert refused(api_of(stranger).post(url(room, "/join")), 403, "forbidden")
    assert api_of(friend).post(url(room, "/join")).status_code == 200


def test_leaving_and_coming_back(host, friend):
    """R068: 204 each time; the room can still be read; the seat is free."""
    room = open_room(host, friend)
    client = api_of(friend)
    assert client.post(url(room, "/leave")).status_code == 204
    assert client.post(url(room, "/leave")).status_code == 204
    assert client.get(url(room)).status_code == 200
    assert refused(client.post(url(room, "/commands"), PLAY), 403, "forbidden")
    assert client.post(url(room, "/join")).status_code == 200


def test_host_closes(host, friend):
    """R114, R115: 202 each time; then nobody enters or commands; the room can still be read."""
    room = open_room(host, friend)
    assert refused(api_of(friend).post(url(room, "/close")), 403, "forbidden")
    closed = api_of(host).post(url(room, "/close"))
    assert (closed.status_code, closed.json()["state"]) == (202, "closing")
    assert api_of(host).post(url(room, "/close")).status_code == 202
    assert refused(api_of(friend).post(url(room, "/join")), 409, "closing")
    assert refused(api_of(friend).post(url(room, "/commands"), PLAY), 409, "closing")
    assert refused(api_of(make_user()).post(url(room, "/join")), 404, "not_found")
    assert api_of(friend).get(url(room)).json()["state"] == "closing"


def test_staff_closes_any_room(host, moderator):
    """R072: also one in which he never sat."""
    room = open_room(host)
    closed = api_of(moderator).post(url(room, "/close"))
    assert (closed.status_code, closed.json()["you"]) == (202, None)


def test_commands(host, friend):
    """R081, R084, R090: any member commands; the version grows by one."""
    room = open_room(host, friend)
    done = api_of(friend).post(url(room, "/commands"), {**PLAY, "position": 30})
    assert done.status_code == 200
    assert done.json() == {"id": "c1", "seq": 4, "version": 1}
    state = api_of(host).get(url(room, "/state")).json()
    assert state["playback"]["playing"] is True
    assert state["playback"]["position"] == 30.0


def test_command_refusals_carry_the_codes_of_the_socket(host, friend):
    """A08, A35: 409 stale, 409 conflict, 403 forbidden; the same id gives the same answer."""
    room = open_room(host, friend)
    client = api_of(friend)
    first = client.post(url(room, "/commands"), PLAY)
    assert client.post(url(room, "/commands"), PLAY).json() == first.json()
    assert refused(client.post(url(room, "/commands"), {**PLAY, "position": 9}), 409, "conflict")
    stale = {"id": "c2", "action": "pause", "version": 0}
    assert refused(client.post(url(room, "/commands"), stale), 409, "stale")
    Room.objects.update(control=Room.Control.HOST)
    assert refused(
        client.post(url(room, "/commands"), {"id": "c3", "action": "pause"}), 403, "forbidden"
    )


@pytest.mark.parametrize(
    "body",
    [
        {"action": "play"},
        {"id": "", "action": "play"},
        {"id": "x" * 65, "action": "play"},
        {"id": "nul\x00", "action": "play"},
        {"id": "c", "action": "stop"},
        {"id": "c", "action": "seek"},
        {"id": "c", "action": "seek", "position": -1},
        {"id": "c", "action": "seek", "position": "12"},
        {"id": "c", "action": "seek", "position": True},
        {"id": "c", "action": "seek", "position": 10**400},
        {"id": "c", "action": "seek", "position": [1]},
        {"id": "c", "action": "rate", "rate": 0},
        {"id": "c", "action": "rate", "rate": 1000},
        {"id": "c", "action": "play", "version": -1},
        {"id": "c", "action": "play", "version": 10**30},
        [],
    ],
)
def test_senseless_commands_are_refused(host, body):
    """A09: 400, nothing written."""
    room = open_room(host)
    assert refused(api_of(host).post(url(room, "/commands"), body), 400, "invalid")
    assert RoomRecord.objects.filter(room=room).count() == 2


@pytest.mark.parametrize("number", ["1e309", "NaN", "Infinity", "-Infinity", "9" * 5000])
def test_numbers_that_are_none_are_refused(host, number):
    """A09, A14: written in raw JSON, as a library would refuse to."""
    room = open_room(host)
    raw = f'{{"id": "c", "action": "seek", "position": {number}}}'
    answer = api_of(host).generic("POST", url(room, "/commands"), raw, "application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] in ("invalid", "parse_error")


def test_position_beyond_the_end_is_the_end(host):
    """R082: clamped by rule."""
    room = open_room(host)
    api_of(host).post(url(room, "/commands"), {"id": "c", "action": "seek", "position": 1e9})
    state = api_of(host).get(url(room, "/state")).json()
    assert (state["playback"]["position"], state["playback"]["phase"]) == (600.0, "ended")


def test_state_tells_where_the_film_stands(host, friend):
    """R064, R076, R088: the anchor and the server's clock; the client does the sum."""
    room = open_room(host, friend)
    command_playback(room_key=room.pk, user=host, command=Command("play", position=30.0))
    state = api_of(friend).get(url(room, "/state")).json()
    assert set(state) == {"epoch", "seq", "server_time", "playback", "members"}
    assert (state["epoch"], state["seq"]) == (room.epoch, 4)
    anchor = state["playback"]
    assert set(anchor) == {"version", "playing", "position", "at", "rate", "phase", "waiting_for"}
    assert anchor["at"] - 260 <= state["server_time"] <= anchor["at"] + 5000


def test_members_are_listed_with_role_and_presence(host, friend):
    """R065, R066."""
    room = open_room(host, friend)
    leave_room(room_key=room.pk, user=friend)
    page = api_of(host).get(url(room, "/members")).json()
    assert page["count"] == 2
    anya, vasily = page["results"]
    assert anya == {
        "user": {"id": str(host.pk), "name": "Аня"},
        "role": "host",
        "may_control": False,
        "online": True,
        "buffering": False,
        "muted": False,
    }
    assert (vasily["user"]["name"], vasily["role"], vasily["online"]) == ("Василий", "guest", False)


def test_log_is_read_from_a_number_or_a_moment(host, friend):
    """R109, R110: ascending, only newer, a cursor of one's own."""
    room = open_room(host, friend)
    command_playback(room_key=room.pk, user=host, command=Command("play"))
    client = api_of(friend)
    whole = client.get(url(room, "/events")).json()
    assert [r["seq"] for r in whole["results"]] == [1, 2, 3, 4]
    assert whole["last_seq"] == 4
    assert set(whole["results"][0]) >= {"seq", "kind", "actor", "at", "payload"}
    newer = client.get(url(room, "/events"), {"after": 3}).json()
    assert [r["kind"] for r in newer["results"]] == ["playback.play"]
    middle = RoomRecord.objects.get(room=room, seq=2).at.isoformat()
    since = client.get(url(room, "/events"), {"after": middle}).json()
    assert [r["seq"] for r in since["results"]] == [3, 4]
    later = (timezone.now() + dt.timedelta(hours=1)).isoformat()
    assert client.get(url(room, "/events"), {"after": later}).json()["results"] == []
    assert len(client.get(url(room, "/events"), {"limit": 2}).json()["results"]) == 2
    assert room.pk.hex not in str(whole)
    assert str(room.pk) not in str(whole)


@pytest.mark.parametrize(
    "query", [{"after": "-1"}, {"after": "x"}, {"after": "9" * 30}, {"after": "²"}, {"limit": 0}]
)
def test_senseless_cursor_is_refused(host, query):
    room = open_room(host)
    assert refused(api_of(host).get(url(room, "/events"), query), 400, "invalid")


def test_only_the_host_changes_policies(host, friend):
    """R066: and the change is in the log."""
    room = open_room(host, friend)
    assert refused(api_of(friend).patch(url(room), {"control": "host"}), 403, "forbidden")
    changed = api_of(host).patch(url(room), {"control": "host", "state": "archived", "seats": 99})
    assert (changed.status_code, changed.json()["control"]) == (200, "host")
    room.refresh_from_db()
    assert (room.state, room.seats) == ("open", 10)
    assert RoomRecord.objects.filter(room=room).last().kind == "room.settings"
    assert refused(api_of(host).patch(url(room), {"control": "nobody"}), 400, "invalid")
    assert api_of(friend).get(url(room)).json()["you"]["can_control"] is False


def test_list_shows_mine_and_open_ones_of_friends(host, friend, stranger):
    """R061: a friend's open room is there to be joined; a stranger's, a closed one are not."""
    befriend(host, friend)
    mine, theirs = open_room(friend), open_room(host)
    hidden, closed = open_room(host, access="invited"), open_room(host)
    close_room(room_key=closed.pk, by=host, reason="host")
    open_room(stranger)
    page = api_of(friend).get(f"{API}rooms").json()
    assert {r["token"] for r in page["results"]} == {mine.token, theirs.token}
    assert {r["token"]: r["you"] is None for r in page["results"]}[theirs.token]
    assert hidden.token not in str(page)


def test_list_costs_the_same_for_any_number_of_rooms(host, friend, django_assert_num_queries):
    """Count, rooms, titles, genres, places; and the person of the token."""
    befriend(host, friend)
    client = api_of(friend)
    client.get(f"{API}rooms")
    for _ in range(5):
        open_room(host)
    with django_assert_num_queries(6):
        assert client.get(f"{API}rooms").json()["count"] == 5


def test_room_and_state_cost_little(host, friend, django_assert_max_num_queries):
    room = open_room(host, friend)
    client = api_of(friend)
    with django_assert_max_num_queries(5):
        client.get(url(room))
    with django_assert_max_num_queries(3):
        client.get(url(room, "/state"))
    with django_assert_max_num_queries(4):
        client.get(url(room, "/members"))
    with django_assert_max_num_queries(3):
        client.get(url(room, "/events"))
    with django_assert_max_num_queries(9):  # with the savepoints of a test's own transaction
        client.post(url(room, "/commands"), PLAY)


def test_cookie_without_csrf_changes_nothing(host):
    """A18."""
    from rest_framework.test import APIClient

    room = open_room(host)
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(host)
    assert client.post(url(room, "/close")).status_code == 403
    room.refresh_from_db()
    assert room.state == "open"
