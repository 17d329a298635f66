"""What broke others (field.md), each by name. The endless gate is in test_ready_gate.py, the slow
reader in test_hub.py, a save that comes later than a crash in tests/faults/test_traps_of_others.py.
"""

import asyncio

import pytest
from channels.db import database_sync_to_async

from catalog.models import Video
from rooms import selectors
from rooms.models import Member, Room, RoomRecord
from rooms.playback import Command
from rooms.services import command_playback, join_room
from tests.api import api_of, refused
from tests.factories import make_users, open_room
from tests.rooms.sockets import knock, path_of

pytestmark = pytest.mark.django_db(transaction=True)


def call(work, *arguments, **named):
    """Run a service in a thread, as a view would."""
    return database_sync_to_async(work, thread_sensitive=False)(*arguments, **named)


async def test_position_is_never_taken_from_the_slowest(lobby, room, host, friend):
    """Syncplay pulls all back to its slowest member; here reports move nobody but their sender."""
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    await anya.ask(type="playback.command", id="c", action="seek", position=300.0)
    anchor = await vasily.until("playback", version=1)
    for late in (0.0, 12.0, 299.9, 599.0):
        await vasily.send(
            type="player.report", position=late, buffering=False, ready=True, version=1
        )
    await vasily.send(type="sync", after=0)
    told = (await vasily.until("synced"))["playback"]
    assert (told["version"], told["position"], told["at"]) == (1, 300.0, anchor["at"])
    assert (await Room.objects.aget(pk=room.pk)).position == 300.0


async def test_join_is_one_frame_and_no_roster(lobby, room, host):
    """Roster storms: fifty come, each is one frame for who is here; not a list of all each time."""
    await Room.objects.filter(pk=room.pk).aupdate(seats=100)
    anya = await lobby.enter(room, host)
    users = await call(make_users, 50)
    await asyncio.gather(*(call(join_room, room_key=room.pk, user=user) for user in users))
    frames = [await anya.next() for _ in range(50)]
    assert {(frame["type"], frame["event"]) for frame in frames} == {("presence", "joined")}
    assert {frame["member"]["user"]["id"] for frame in frames} == {str(u.pk) for u in users}
    assert max(len(str(frame)) for frame in frames) < 400  # bytes do not grow with the room
    assert await anya.silent()


async def test_socket_of_one_who_sits_tells_nobody(lobby, room, host, friend):
    """Roster storms: a reload, a second tab, a reconnect of somebody who is here are no news."""
    anya = await lobby.enter(room, host)
    for _ in range(5):
        await lobby.enter(room, friend)
    assert await anya.silent()


async def test_what_a_client_repeats_is_no_new_command(lobby, room, host, friend):
    """The echo loop, seen from the server: told states do not come back as wishes of their own.

    A page answers a `playback` frame with a report at most; if it did command the same again, the
    version that it saw would make the second of two such pages stale: it ends by itself.
    """
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    await anya.ask(type="playback.command", id="first", action="play")
    echoes = [
        await page.ask(type="playback.command", id=f"echo {name}".replace(" ", "-"), action="play",
                       version=1)
        for page, name in ((anya, "a"), (vasily, "v"))
    ]  # fmt: skip
    assert [answer["type"] for answer in echoes] == ["ack", "nack"]
    assert echoes[1]["code"] == "stale"


async def test_film_that_goes_during_the_evening_spoils_no_other(lobby, room, host, friend):
    """F31: its file is lost: the room says so, still obeys and can end; the others play on."""
    other = await call(open_room, host)
    anya = await lobby.enter(room, host)
    await Video.objects.filter(title_id=room.title_id).adelete()
    video = await call(lambda: api_of(host).get(f"/api/v1/films/{room.title_id}/video"))
    assert video.status_code == 404
    again = await lobby.enter(room, friend)
    assert again.welcome["room"]["film"]["has_video"] is False
    assert (await anya.ask(type="playback.command", id="c", action="pause"))["type"] == "ack"
    listed = await call(lambda: api_of(host).get("/api/v1/rooms"))
    assert {r["token"] for r in listed.json()["results"]} >= {room.token, other.token}
    for address in ("/", f"/rooms/{room.token}/", f"/rooms/{other.token}/"):
        page = await call(lambda address=address: page_of(host, address))
        assert page.status_code == 200, address
    closed = await call(lambda: api_of(host).post(f"/api/v1/rooms/{room.token}/close"))
    assert closed.status_code == 202
    assert await anya.closed() == 4410
    mine = await lobby.enter(other, host)
    assert (await mine.ask(type="playback.command", id="d", action="play"))["type"] == "ack"


def page_of(user, address):
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.get(address)


# Attacks on the room over HTTP, and across rooms.

DEEP = {
    "deep list": b"[" * 100_000,
    "deep object": b'{"a":' * 100_000,
    "deep in a field": b'{"id":"a","text":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "invalid UTF-8": b'{"id":"a","action":"play","text":"\xff\xfe"}',
    "lone surrogate": b'{"id":"\\ud800","action":"play","text":"\\ud800"}',
    "lone surrogate for a choice": b'{"id":"a","action":"\\ud800","text":"a","\\ud800":1}',
    "huge int": b'{"id":"a","action":"seek","text":"a","version":' + b"9" * 5_000 + b"}",
    "NaN": b'{"id":"a","action":"seek","text":"a","position":NaN,"reply_to":NaN}',
    "NUL": b'{"id":"a\\u0000","action":"play","text":"a\\u0000"}',
    "nothing": b"",
    "not an object": b'"play"',
}


@pytest.mark.parametrize("path", ["commands", "messages"])
@pytest.mark.parametrize("body", DEEP.values(), ids=DEEP)
def test_nonsense_over_http_is_a_plain_400(room, host, path, body):
    """A09, A14: one shape of refusal, nothing written; never a 500."""
    api = api_of(host)
    api.raise_request_exception = False
    answer = api.generic("POST", f"/api/v1/rooms/{room.token}/{path}", body, "application/json")
    assert answer.status_code == 400, answer.content[:300]
    assert answer.json()["code"]
    assert Room.objects.get(pk=room.pk).last_seq == room.last_seq


def test_choice_that_is_no_text_is_a_plain_400(room, host, friend):
    """A14: an answer that names the wrong choice could not be written."""
    api = api_of(host)
    api.raise_request_exception = False
    url = f"/api/v1/rooms/{room.token}/members/{friend.pk}"
    answer = api.generic("PATCH", url, b'{"role":"\\ud800"}', "application/json")
    assert refused(answer, 400, "parse_error")


def test_twice_the_same_key_is_the_last_one(room, host):
    """A14: defined, not dangerous: checks see the value that is obeyed."""
    raw = b'{"id":"a","action":"seek","position":-1,"position":5,"action":"seek"}'
    url = f"/api/v1/rooms/{room.token}/commands"
    assert api_of(host).generic("POST", url, raw, "application/json").status_code == 200
    assert Room.objects.get(pk=room.pk).position == 5.0


async def test_nothing_leads_from_one_room_into_another(lobby, room, host, friend):
    """A36: room in a frame, numbers of another log, names of groups in the path."""
    other = await call(open_room, friend)
    await call(command_playback, room_key=other.pk, user=friend, command=Command("seek", 9.0))
    chat, player = await lobby.enter(room, host, chat=True), await lobby.enter(room, host)
    for frame in (
        {"type": "chat.send", "id": "a", "text": "тут"},
        {"type": "chat.react", "id": "b", "seq": 4, "emoji": "👍"},
    ):
        ack = await chat.ask(**frame, room=str(other.pk), token=other.token, room_id=other.pk.hex)
        assert ack["type"] == "ack"
    await player.send(type="sync", after=10**9, room=other.token)
    assert (await player.until("welcome"))["room"]["token"] == room.token
    assert await RoomRecord.objects.filter(room=other).acount() == 3
    cookie_path = path_of(room).replace(room.token, "{}")
    from tests.rooms.sockets import cookie_of

    cookie = await call(cookie_of, host)
    for name in ("room:*", other.pk.hex, str(other.pk), "hub:" + other.pk.hex, "é" * 300, "x" * 300,
                 other.token, "..%2F" + room.token, room.token + "%00"):  # fmt: skip
        assert isinstance(await knock(cookie_path.format(name), cookie=cookie), int), name


def test_cursor_of_another_room_shows_only_ones_own(room, host, friend):
    """A36: `after`, `before`, `reply_to` and `seq` are numbers of this room and nothing else."""
    other = open_room(friend)
    for position in range(5):
        command_playback(room_key=other.pk, user=friend, command=Command("seek", float(position)))
    api = api_of(host)
    log = api.get(f"/api/v1/rooms/{room.token}/events", {"after": "0"}).json()
    assert log["last_seq"] == room.last_seq == len(log["results"])
    assert api.get(f"/api/v1/rooms/{room.token}/events", {"after": 3}).json()["results"] == []
    assert api.get(f"/api/v1/rooms/{other.token}/events").status_code == 404
    reply = {"id": "r", "text": "ответ", "reply_to": 6}
    assert api.post(f"/api/v1/rooms/{room.token}/messages", reply).status_code == 400
    assert Member.objects.filter(room=other, user=host).count() == 0
    assert selectors.by_key(room.pk).last_seq == room.last_seq


def test_replay_over_http_is_answered_and_not_obeyed(room, host):
    """A35: the same id: the same number; the same id with anything else: conflict, for both."""
    api, base = api_of(host), f"/api/v1/rooms/{room.token}"
    wind = {"id": "w", "action": "seek", "position": 7.0}
    say = {"id": "s", "text": "раз"}
    for path, body, other in (
        ("commands", wind, {**wind, "position": 8.0}),
        ("messages", say, {**say, "text": "два"}),
    ):
        first = api.post(f"{base}/{path}", body)
        again = api.post(f"{base}/{path}", body)
        refused = api.post(f"{base}/{path}", other)
        assert (first.status_code // 100, again.status_code) == (2, 200)
        assert first.json()["seq"] == again.json()["seq"]
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    crossed = api.post(f"{base}/messages", {"id": "w", "text": "чужой номер"})
    assert (crossed.status_code, crossed.json()["code"]) == (409, "conflict")
    assert Room.objects.get(pk=room.pk).last_seq == room.last_seq + 2
