"""The chat over HTTP."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from chat import services
from rooms.archive import archive_room
from rooms.models import Member, Room
from rooms.services import close_room, leave_room
from tests.factories import open_room

BAD_BODIES = [
    {},
    {"id": "1"},
    {"text": "привет"},
    {"id": "1", "text": ""},
    {"id": "1", "text": " \u200b "},
    {"id": "1", "text": "a\x00b"},
    {"id": "1", "text": "я" * 501},
    {"id": "1", "text": "я" + "\u0301" * 10_000},
    {"id": "1", "text": None},
    {"id": "1", "text": 5},
    {"id": "1", "text": ["a"]},
    {"id": "1", "text": {"a": 1}},
    {"id": "", "text": "a"},
    {"id": " ", "text": "a"},
    {"id": "x" * 65, "text": "a"},
    {"id": {"a": 1}, "text": "a"},
    {"id": "1", "text": "a", "reply_to": "x"},
    {"id": "1", "text": "a", "reply_to": -1},
    {"id": "1", "text": "a", "reply_to": 2**70},
    ["not", "an", "object"],
]


@pytest.fixture
def room(host, friend) -> Room:
    return open_room(host, friend)


@pytest.fixture
def api(friend) -> APIClient:
    return client_of(friend)


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def address(room: Room, seq: int | None = None) -> str:
    return f"/api/v1/rooms/{room.token}/messages" + (f"/{seq}" if seq else "")


def fill(room: Room, author, count: int, monkeypatch) -> list[int]:
    monkeypatch.setattr(services, "check_pace", lambda *_: None)
    said = {"room_id": room.pk, "author": author}
    return [
        services.send_message(**said, text=f"{n}", client_id=f"c{n}")[0].seq for n in range(count)
    ]


def test_message_is_sent_once(api, room, friend) -> None:
    """R096, A35: 201, then 200 and the same; other words are a conflict."""
    body = {"id": "one", "text": "<b>привет</b> {{ 7*7 }}", "author": "x", "seq": 1}
    made = api.post(address(room), body, format="json")
    assert (made.status_code, made.data["id"]) == (201, "one")
    again = api.post(address(room), body, format="json")
    assert (again.status_code, again.data) == (200, made.data)
    other = api.post(address(room), {**body, "text": "другое"}, format="json")
    assert (other.status_code, other.data["code"]) == (409, "conflict")
    (shown,) = api.get(address(room)).data["results"]
    assert shown["text"] == body["text"]
    assert shown["author"] == {"id": str(friend.pk), "name": friend.name}
    assert (shown["type"], shown["seq"], shown["id"]) == ("chat.message", made.data["seq"], "one")


@pytest.mark.parametrize("body", BAD_BODIES)
def test_bad_body_gets_a_clear_400(api, room, body) -> None:
    """A11: the one shape of errors, never a 500."""
    answer = api.post(address(room), body, format="json")
    assert answer.status_code == 400
    assert answer.data["code"] == "invalid"
    assert answer.data["detail"]
    assert Room.objects.get(pk=room.pk).last_seq == room.last_seq


def test_flood_gets_429_with_a_time(api, room) -> None:
    """A12: `retry_after` in the body and in the header."""
    for n in range(5):
        assert (
            api.post(address(room), {"id": f"{n}", "text": "a"}, format="json").status_code == 201
        )
    answer = api.post(address(room), {"id": "6", "text": "a"}, format="json")
    assert (answer.status_code, answer.data["code"]) == (429, "rate_limited")
    assert 0 < answer.data["retry_after"] <= 3
    assert int(answer.headers["Retry-After"]) >= 1


def test_stranger_sees_no_room(room, stranger, friend) -> None:
    """R097, I9: the answers to a stranger, to a removed one and for no room are one."""
    Member.objects.filter(room=room, user=friend).update(state=Member.State.REMOVED)
    missing = client_of(stranger).get("/api/v1/rooms/nothing-here/messages")
    for client in (client_of(stranger), client_of(friend)):
        for answer in (
            client.get(address(room)),
            client.post(address(room), {"id": "1", "text": "a"}, format="json"),
            client.post(address(room), {}, format="json"),
            client.delete(address(room, 3)),
        ):
            assert answer.status_code == 404
            assert answer.data == missing.data
    assert APIClient().get(address(room)).status_code in (401, 403)


def test_history_is_paged_both_ways(api, room, host, monkeypatch) -> None:
    """R100: the last fifty, then back; every message once, order as in the log."""
    numbers = fill(room, host, 120, monkeypatch)
    last = api.get(address(room)).data
    assert [m["seq"] for m in last["results"]] == numbers[-50:]
    assert last["next"] is None
    middle = api.get(last["previous"]).data
    first = api.get(middle["previous"]).data
    assert first["previous"] is None
    got = [m["seq"] for page in (first, middle, last) for m in page["results"]]
    assert got == numbers
    assert [m["seq"] for m in api.get(first["next"]).data["results"]] == numbers[20:70]
    after = api.get(address(room), {"after": numbers[-3]}).data
    assert [m["seq"] for m in after["results"]] == numbers[-2:]
    assert after["next"] is None


def test_page_of_messages_costs_the_same_for_all(
    api, room, host, monkeypatch, django_assert_max_num_queries
) -> None:
    """R100: place in the room, messages, their signs."""
    fill(room, host, 60, monkeypatch)
    with django_assert_max_num_queries(4):
        assert len(api.get(address(room)).data["results"]) == 50


@pytest.mark.parametrize(
    "query", ["before=x", "after=-1", "limit=0", "limit=201", "before=1&after=2", f"after={2**70}"]
)
def test_bad_cursor_gets_400(api, room, query) -> None:
    """R019: limits are said, not guessed."""
    answer = api.get(f"{address(room)}?{query}")
    assert (answer.status_code, answer.data["code"]) == (400, "invalid")


def test_deleted_message_shows_no_words(api, room, host, friend) -> None:
    """R099: author may, another may not; the place in the talk stays."""
    seq = api.post(address(room), {"id": "1", "text": "тайна"}, format="json").data["seq"]
    mine = (
        client_of(host).post(address(room), {"id": "1", "text": "моё"}, format="json").data["seq"]
    )
    refused = api.delete(address(room, mine))
    assert (refused.status_code, refused.data["code"]) == (403, "forbidden")
    assert api.delete(address(room, seq)).status_code == 204
    assert api.delete(address(room, seq)).status_code == 204
    assert api.delete(address(room, 999)).status_code == 404
    shown = api.get(address(room)).data["results"][0]
    assert (shown["seq"], shown["text"], shown["deleted"]) == (seq, "", True)


def test_signs_stand_with_the_message(api, room, host, friend) -> None:
    """R103: who put which."""
    seq = api.post(address(room), {"id": "1", "text": "смешно"}, format="json").data["seq"]
    for who in (host, friend):
        services.react(room_id=room.pk, seq=seq, emoji="😂", by=who)
    (shown,) = api.get(address(room)).data["results"]
    (sign,) = shown["reactions"]
    assert sign["emoji"] == "😂"
    assert [person["name"] for person in sign["by"]] == [host.name, friend.name]


def test_talk_is_read_on_after_the_evening(
    api, room, host, friend, monkeypatch, settings, tmp_path
) -> None:
    """R120, R100: closing, archived: the same list, for one who had left too."""
    settings.MEDIA_ROOT = tmp_path
    numbers = fill(room, host, 30, monkeypatch)
    services.react(room_id=room.pk, seq=numbers[-1], emoji="🔥", by=host)
    open_list = api.get(address(room), {"limit": 10}).data
    leave_room(room_key=room.pk, user=friend)
    close_room(room_key=room.pk, by=host, reason="host")
    assert api.get(address(room), {"limit": 10}).data == open_list
    archive_room(room.pk)
    assert api.get(address(room), {"limit": 10}).data == open_list
    earlier = api.get(open_list["previous"]).data["results"]
    assert [m["seq"] for m in earlier] == numbers[10:20]
    later = api.get(address(room), {"after": numbers[24], "limit": 3}).data["results"]
    assert [m["seq"] for m in later] == numbers[25:28]
    answer = api.post(address(room), {"id": "late", "text": "a"}, format="json")
    assert (answer.status_code, answer.data["code"]) == (409, "closing")
