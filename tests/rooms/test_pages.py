"""Pages of rooms: the button, the invitation, the door, the room, the way out."""

import json
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from friends.models import Block, Friendship
from rooms.models import Member, Room
from rooms.services import close_room, leave_room
from tests.factories import befriend, film_to_watch, make_title, open_room


def page_of(room):
    return reverse("rooms:room", args=[room.token])


def config_of(response):
    text = response.content.decode()
    return json.loads(re.search(r'<script id="room_config"[^>]*>(.*?)</script>', text, re.S)[1])


def test_double_click_leads_to_one_room(client, host):
    """R053: the form carries a key; sent twice, it comes to the same room."""
    client.force_login(host)
    address = reverse("rooms:create", args=[film_to_watch().pk])
    first = client.post(address, {"idempotency_key": "form-1"})
    again = client.post(address, {"idempotency_key": "form-1"})
    assert first.status_code == 302
    assert first.url == again.url == page_of(Room.objects.get())


def test_room_is_not_made_by_get_nor_for_nothing(client, host):
    client.force_login(host)
    assert client.get(reverse("rooms:create", args=[film_to_watch().pk])).status_code == 405
    assert client.post(reverse("rooms:create", args=[uuid.uuid4()])).status_code == 404
    bare = make_title()
    refused = client.post(reverse("rooms:create", args=[bare.pk]))
    assert refused.url == reverse("catalog:film", args=[bare.pk])
    assert not Room.objects.exists()


def test_member_gets_the_room(client, host, friend, settings):
    """R057, R064: the page gives the scripts all they need; the video's address is his own."""
    room = open_room(host, friend)
    client.force_login(friend)
    answer = client.get(page_of(room))
    assert answer.status_code == 200
    config = config_of(answer)
    assert config["link"] == f"{settings.SITE_ORIGIN}{page_of(room)}"
    assert config["me"] == {
        "id": str(friend.pk), "name": "Василий", "role": "guest", "can_control": True,
        "can_speak": True, "can_moderate": False,
        "may": ["read", "speak", "control", "invite"], "below": [],
    }  # fmt: skip
    assert config["sockets"]["player"] == f"/ws/rooms/{room.token}/"
    assert config["video"]["url"].startswith("/video/")
    assert "no-store" in answer["Cache-Control"]
    assert room.pk.hex not in answer.content.decode().replace("-", "")


def test_friend_sees_a_live_room_and_is_in_it_by_one_click(client, host, friend, stranger):
    """R061: the front page has a form that seats; strangers, and friends later, see none."""
    befriend(host, friend)
    room = open_room(host)
    for person, seen in ((friend, True), (stranger, False)):
        client.force_login(person)
        assert (f"{page_of(room)}join/" in client.get("/").content.decode()) is seen
    client.force_login(friend)
    assert client.post(f"{page_of(room)}join/").url == page_of(room)
    page = client.get("/").content.decode()
    assert f'href="{page_of(room)}"' in page
    assert "2 человека в комнате" in page
    close_room(room_key=room.pk, by=host, reason="host")
    assert room.token not in client.get("/").content.decode()


def test_live_rooms_cost_the_same_however_many(client, host, friend):
    """R061: rooms with hosts and seats, titles, genres, places."""
    befriend(host, friend)
    titles = [film_to_watch() for _ in range(2)]
    client.force_login(friend)
    costs = []
    for title in titles:
        open_room(host, title=title)
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 12


def test_visitor_is_told_who_invites_to_what(client, host):
    """R070: name and film, ways in that come back here; nothing more leaks."""
    room = open_room(host)
    answer = client.get(page_of(room))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Аня" in text
    assert room.title.name("ru") in text
    assert f"{reverse('account_login')}?next=" in text
    assert f"{reverse('account_signup')}?next=" in text
    for secret in (host.email, str(host.pk), str(room.pk), "room_config", "/video/"):
        assert secret not in text
    assert not Member.objects.filter(room=room).exclude(user=host).exists()


@pytest.mark.parametrize("entrance", ["account_login", "account_signup"])
def test_pages_of_signing_in_repeat_the_invitation(client, host, entrance):
    """R070: on the way into a room; a `next` that is no open room, or not ours, says nothing."""
    room = open_room(host)
    said = client.get(reverse(entrance), {"next": page_of(room)}).content.decode()
    assert "Аня зовёт вас посмотреть" in said
    assert room.title.name("ru") in said
    assert host.email not in said
    close_room(room_key=room.pk, by=host, reason="host")
    for after in (page_of(room), "/rooms/x/", "/", "//evil.example/", "\x00", "https://evil/", ""):
        silent = client.get(reverse(entrance), {"next": after})
        assert silent.status_code == 200
        assert "зовёт вас" not in silent.content.decode()


@pytest.mark.parametrize("kind", ["unknown", "closed", "invited"])
def test_visitor_learns_nothing_of_other_rooms(client, host, kind):
    """R070, A03: unknown, closed and not entered by link: the same way to the sign-in page."""
    room = open_room(host, access="invited" if kind == "invited" else "link")
    if kind == "closed":
        close_room(room_key=room.pk, by=host, reason="host")
    token = "x" * 32 if kind == "unknown" else room.token
    address = reverse("rooms:room", args=[token])
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_door_opens_by_post_only(client, host, friend):
    """R058, A18: looking at the link seats nobody; the button does, and leads in."""
    room = open_room(host)
    client.force_login(friend)
    door = client.get(page_of(room))
    assert door.status_code == 200
    assert 'data-testid="enter-room"' in door.content.decode()
    # A refusal is shown at this address: loaded again, it leads to the door and seats nobody.
    assert client.get(reverse("rooms:join", args=[room.token])).url == page_of(room)
    assert not Member.objects.filter(user=friend).exists()
    entered = client.post(reverse("rooms:join", args=[room.token]))
    assert entered.url == page_of(room)
    assert "room_config" in client.get(page_of(room)).content.decode()


def test_full_room_says_so_at_the_door(client, host, friend):
    """R069."""
    room = open_room(host)
    Room.objects.update(seats=1)
    client.force_login(friend)
    answer = client.post(reverse("rooms:join", args=[room.token]))
    assert answer.status_code == 409
    assert "нет свободных мест" in answer.content.decode()


def test_unknown_and_forbidden_rooms_look_the_same(client, host, friend):
    """A03: guessed, closed, banned from: 404."""
    closed, banned, invited = (
        open_room(host),
        open_room(host, friend),
        open_room(host, access="invited"),
    )
    close_room(room_key=closed.pk, by=host, reason="host")
    Member.objects.filter(user=friend).update(state=Member.State.BANNED)
    client.force_login(friend)
    for token in ("x" * 32, closed.token, banned.token, invited.token):
        address = reverse("rooms:room", args=[token])
        assert client.get(address).status_code == 404
        if token != invited.token:
            assert client.post(reverse("rooms:join", args=[token])).status_code == 404


def test_leaving_and_the_door_after_it(client, host, friend):
    """R068."""
    room = open_room(host, friend)
    client.force_login(friend)
    assert client.post(reverse("rooms:leave", args=[room.token])).url == "/"
    assert 'data-testid="enter-room"' in client.get(page_of(room)).content.decode()
    leave_room(room_key=room.pk, user=host)


def test_host_closes_and_is_led_to_the_archive(client, host, friend):
    """R114, R115: a guest may not; members find the archive under the room's address."""
    room = open_room(host, friend)
    client.force_login(friend)
    client.post(reverse("rooms:close", args=[room.token]))
    room.refresh_from_db()
    assert room.state == Room.State.OPEN
    client.force_login(host)
    client.post(reverse("rooms:close", args=[room.token]))
    room.refresh_from_db()
    assert room.state == Room.State.CLOSING
    assert client.get(page_of(room)).url == f"{page_of(room)}archive/"


def test_strangers_cannot_leave_or_close(client, host, stranger):
    """A05."""
    room = open_room(host)
    client.force_login(stranger)
    for name in ("rooms:leave", "rooms:close"):
        assert client.post(reverse(name, args=[room.token])).status_code == 404
        assert client.post(reverse(name, args=["unknown"])).status_code == 404


def test_rooms_of_friends_are_entered_by_one_click(client, host, friend, stranger):
    """R061: open rooms of friends with a button; a stranger's are not shown; past ones below."""
    Friendship.objects.create(low=min(host, friend, key=key), high=max(host, friend, key=key))
    theirs, mine, over = open_room(host), open_room(friend), open_room(friend)
    hidden = open_room(stranger)
    close_room(room_key=over.pk, by=friend, reason="host")
    client.force_login(friend)
    text = client.get(reverse("rooms:list")).content.decode()
    assert f'action="{reverse("rooms:join", args=[theirs.token])}"' in text
    assert f'href="{page_of(mine)}"' in text
    assert f'href="{reverse("rooms:archive", args=[over.token])}"' in text
    assert hidden.token not in text
    assert client.post(reverse("rooms:join", args=[theirs.token])).url == page_of(theirs)


def key(user):
    return user.pk


def test_empty_list_invites(client, friend):
    client.force_login(friend)
    assert "Выберите фильм" in client.get(reverse("rooms:list")).content.decode()


def test_list_costs_the_same_for_any_number(client, friend, django_assert_num_queries):
    """Session, person, count; rooms, titles, genres, places for each of the two lists."""
    client.force_login(friend)
    for _ in range(4):
        open_room(friend)
        close_room(room_key=open_room(friend).pk, by=friend, reason="host")
    with django_assert_num_queries(12):
        client.get(reverse("rooms:list"))


def test_blocked_person_finds_no_room(client, host, friend):
    """R041, A03: a block hides both, whoever holds the link."""
    room = open_room(host)
    Block.objects.create(blocker=host, blocked=friend)
    client.force_login(friend)
    assert client.get(page_of(room)).status_code == 404
    assert client.post(reverse("rooms:join", args=[room.token])).status_code == 404


def test_pages_cost_little(client, host, friend, django_assert_max_num_queries):
    room = open_room(host, friend)
    with django_assert_max_num_queries(4):
        client.get(page_of(room))
    client.force_login(friend)
    with django_assert_max_num_queries(8):
        client.get(page_of(room))
