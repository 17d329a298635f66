"""The chat socket through the whole ASGI application, on a real Redis and PostgreSQL."""

from __future__ import annotations

import asyncio
import threading

import pytest
from channels.db import database_sync_to_async
from django.db import connection, transaction
from redis.exceptions import RedisError

from chat import services
from cinema.embedded.processes import wait_for
from rooms import hub, log, windows
from rooms.models import Member, Room, RoomRecord
from rooms.playback import Command
from rooms.services import close_room, command_playback, join_room, leave_room
from tests.factories import make_user, open_room
from tests.rooms.sockets import cookie_of, knock, path_of

pytestmark = pytest.mark.django_db(transaction=True)


def call(work, *arguments, **named):
    """Run a service in a thread, as a view would."""
    return database_sync_to_async(work, thread_sensitive=False)(*arguments, **named)


async def both(lobby, room: Room, host, friend) -> list:
    """The chat sockets of Anya and of Vasily."""
    return [await lobby.enter(room, who, chat=True) for who in (host, friend)]


async def test_words_reach_everybody(lobby, room, host, friend) -> None:
    """R096, R098: author from the session, never from the frame; the ack carries the number."""
    anya, vasily = await both(lobby, room, host, friend)
    ack = await vasily.ask(
        type="chat.send", id="v1", text="<b>привет</b>", author={"name": "Аня"}, seq=99, at=1
    )
    assert (ack["type"], ack["seq"]) == ("ack", 4)
    shown = await anya.until("chat.message")
    assert (shown["seq"], shown["prev"], shown["id"]) == (4, 3, "v1")
    assert shown["author"] == {"id": str(friend.pk), "name": "Василий"}
    assert (shown["text"], shown["position"]) == ("<b>привет</b>", 0.0)
    assert room.pk.hex not in str(shown)


async def test_author_hears_his_own_words(lobby, room, friend) -> None:
    """R096: one road for everybody: the sender's feed has the message as the others' do."""
    vasily = await lobby.enter(room, friend, chat=True)
    await vasily.send(type="chat.send", id="v1", text="раз")
    frames = [await vasily.next(), await vasily.next()]
    assert sorted(frame["type"] for frame in frames) == ["ack", "chat.message"]
    assert {frame["seq"] for frame in frames} == {4}


async def test_ack_comes_after_the_commit(lobby, room, friend) -> None:
    """D04, R101: when the ack is here, another connection finds the row."""
    vasily = await lobby.enter(room, friend, chat=True)
    for n in range(5):
        ack = await vasily.ask(type="chat.send", id=f"{n}", text=f"слово {n}")
        row = await call(RoomRecord.objects.get, room=room, seq=ack["seq"])
        assert row.payload == {"text": f"слово {n}"}


async def test_last_fifty_are_in_the_welcome(lobby, room, host, friend, monkeypatch) -> None:
    """R100: history on entry, then pages back; each message once, in the log's order."""
    monkeypatch.setattr(services, "check_pace", lambda *_: None)
    numbers = await call(_fill, room, host, 120)
    vasily = await lobby.enter(room, friend, chat=True)
    hello = vasily.welcome
    assert (hello["type"], hello["seq"]) == ("welcome", numbers[-1])
    assert hello["you"]["name"] == "Василий"
    got = [m["seq"] for m in hello["messages"]]
    assert got == numbers[-50:]
    more = True
    while more:
        await vasily.send(type="chat.history", id="h", before=got[0], limit=50)
        page = await vasily.until("chat.history", id="h")
        got, more = [m["seq"] for m in page["messages"]] + got, page["more"]
    assert got == numbers


async def test_missed_words_come_by_sync(lobby, room, host, friend) -> None:
    """R101, I4: whoever missed something gets the same frames, in order, once."""
    vasily = await lobby.enter(room, friend, chat=True)
    message = await call(_say, room, host, "раз")
    await call(command_playback, room_key=room.pk, user=host, command=Command("play"))
    await call(services.delete_message, room_id=room.pk, seq=message.seq, by=host)
    live = [await vasily.next() for _ in range(3)]
    await vasily.send(type="sync", after=vasily.welcome["seq"])
    again = [await vasily.next() for _ in range(3)]
    assert [f["seq"] for f in again] == [f["seq"] for f in live] == [4, 5, 6]
    assert again[1:] == live[1:]
    assert (live[0]["text"], again[0]["text"], again[0]["deleted"]) == ("раз", "", True)
    assert (await vasily.next())["type"] == "synced"


async def test_lost_doorbell_is_made_good(lobby, room, host, friend, monkeypatch) -> None:
    """D05: a record that the bus lost comes with the next one, before it."""
    vasily = await lobby.enter(room, friend, chat=True)
    publish = hub.publish
    lost: list[object] = []

    def lose_once(record):
        if lost:
            publish(record)
        lost.append(record)

    monkeypatch.setattr(hub, "publish", lose_once)
    await call(_say, room, host, "потеряно")
    await call(_say, room, host, "пришло")
    texts = [(await vasily.until("chat.message"))["text"] for _ in range(2)]
    assert texts == ["потеряно", "пришло"]


async def test_feed_says_what_people_do(lobby, room, host, friend) -> None:
    """R104: who came, left, paused, wound: lines apart from messages, in the same order."""
    anya = await lobby.enter(room, host, chat=True)
    guest = await call(make_user, name="Пётр")
    await call(join_room, room_key=room.pk, user=guest)
    for command in (Command("play"), Command("seek", position=61.5), Command("pause")):
        await call(command_playback, room_key=room.pk, user=friend, command=command)
    await call(leave_room, room_key=room.pk, user=guest)
    lines = [await anya.next() for _ in range(5)]
    assert {line["type"] for line in lines} == {"chat.system"}
    assert [line["event"] for line in lines] == ["joined", "played", "wound", "paused", "left"]
    assert [line["by"]["name"] for line in lines] == ["Пётр", *["Василий"] * 3, "Пётр"]
    assert lines[2]["position"] == 61.5
    assert [line["seq"] for line in lines] == [4, 5, 6, 7, 8]
    again = await lobby.enter(room, friend, chat=True)
    assert again.welcome["messages"] == []  # lines are no messages of anybody


async def test_closing_is_said_and_ends_the_socket(lobby, room, host, friend) -> None:
    """R114: the last line of the log, then 4410; nobody enters after it."""
    vasily = await lobby.enter(room, friend, chat=True)
    await call(close_room, room_key=room.pk, by=host, reason="host")
    line = await vasily.until("chat.system", event="closed")
    assert line["reason"] == "host"
    assert await vasily.closed() == 4410
    assert await knock(path_of(room, chat=True), cookie=await call(cookie_of, friend)) == 4403


async def test_outsiders_are_refused_before_accept(room, friend, stranger) -> None:
    """R097: strangers, the removed, guessed tokens and visitors: one answer."""
    await call(Member.objects.filter(user=friend).update, state=Member.State.REMOVED)
    path = path_of(room, chat=True)
    guessed = path.replace(room.token, "A" * 32)
    for where, who in ((path, stranger), (path, friend), (guessed, stranger)):
        assert isinstance(await knock(where, cookie=await call(cookie_of, who)), int)
    assert isinstance(await knock(path), int)
    evil = await knock(path, cookie=await call(cookie_of, friend), origin="https://evil.example")
    assert isinstance(evil, int)


async def test_chat_switched_off_leaves_the_player_alone(lobby, room, host, friend) -> None:
    """R102: the chat's door is shut, an open one takes no words, and the film goes on."""
    early = await lobby.enter(room, host, chat=True)
    await call(Room.objects.filter(pk=room.pk).update, chat_enabled=False)
    late = await knock(path_of(room, chat=True), cookie=await call(cookie_of, friend))
    assert isinstance(late, int)
    refusal = await early.ask(type="chat.send", id="1", text="слышно?")
    assert (refusal["type"], refusal["code"]) == ("nack", "forbidden")
    player = await lobby.enter(room, friend)
    assert (await player.ask(type="playback.command", id="p", action="play"))["type"] == "ack"


async def test_broken_chat_leaves_the_player_alone(lobby, room, friend, monkeypatch) -> None:
    """R102: a fault in the chat ends the chat's socket only."""
    monkeypatch.setattr(services, "send_message", lambda **_: 1 / 0)
    chat, player = await lobby.enter(room, friend, chat=True), await lobby.enter(room, friend)
    await chat.send(type="chat.send", id="1", text="ой")
    assert await chat.closed() == 1011
    assert (await player.ask(type="playback.command", id="p", action="play"))["type"] == "ack"


@pytest.mark.parametrize(
    "text",
    [
        "", " \n\t", "\u200b\ufeff", "\u3164", "a\x00b", "\x1b[31m", "я" * 501,
        "я" + "\u0301" * 1500,
    ],
)  # fmt: skip
async def test_bad_text_is_nacked(lobby, room, friend, text) -> None:
    """A11: a clear answer, no number spent, and the talk goes on."""
    vasily = await lobby.enter(room, friend, chat=True)
    refusal = await vasily.ask(type="chat.send", id="1", text=text)
    assert (refusal["type"], refusal["code"]) == ("nack", "invalid")
    assert refusal["detail"].endswith(".")
    assert (await vasily.ask(type="chat.send", id="1", text="добро"))["seq"] == 4


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)",
        "</textarea>{{ 7*7 }}", "\u202eRTL\u202c", "👩‍👩‍👧‍👦", "я" * 500, "'; DROP TABLE x; --",
    ],
)  # fmt: skip
async def test_text_comes_out_as_it_went_in(lobby, room, host, friend, text) -> None:
    """A10: text is text."""
    anya, vasily = await both(lobby, room, host, friend)
    await vasily.ask(type="chat.send", id="1", text=text)
    assert (await anya.until("chat.message"))["text"] == text


@pytest.mark.parametrize(
    "fields",
    [
        {"text": 5}, {"text": None}, {"text": ["a"]}, {}, {"text": "a", "reply_to": "x"},
        {"text": "a", "reply_to": -1}, {"text": "a", "reply_to": 2},
    ],
)  # fmt: skip
async def test_wrong_types_are_nacked(lobby, room, friend, fields) -> None:
    """A06, A11: whoever asked by id gets his answer by id."""
    vasily = await lobby.enter(room, friend, chat=True)
    refusal = await vasily.ask(type="chat.send", id="1", **fields)
    assert (refusal["type"], refusal["code"]) == ("nack", "invalid")


async def test_forged_server_frames_are_errors(lobby, room, host, friend) -> None:
    """A07: nobody speaks for the server, and nobody hears it."""
    anya, vasily = await both(lobby, room, host, friend)
    for kind in ("chat.message", "chat.system", "chat.deleted", "ack", "welcome", "no.such"):
        await vasily.send(type=kind, seq=1, text="x", event="closed")
        assert (await vasily.next())["type"] == "error"
    assert await anya.silent()


async def test_retry_gives_the_same_number(lobby, room, friend) -> None:
    """A35: after a cut the same id again; other words are a conflict."""
    vasily = await lobby.enter(room, friend, chat=True)
    first = await vasily.ask(type="chat.send", id="1", text="раз")
    again = await lobby.enter(room, friend, chat=True)
    assert (await again.ask(type="chat.send", id="1", text="раз"))["seq"] == first["seq"]
    refusal = await again.ask(type="chat.send", id="1", text="два")
    assert (refusal["type"], refusal["code"]) == ("nack", "conflict")


async def test_flood_is_nacked_with_a_time(lobby, room, friend) -> None:
    """A12: over two sockets of one person together; acknowledged ones all stand in the log."""
    sockets = [await lobby.enter(room, friend, chat=True) for _ in range(2)]
    answers = [await sockets[n % 2].ask(type="chat.send", id=f"{n}", text="a") for n in range(8)]
    assert [a["type"] for a in answers] == ["ack"] * 5 + ["nack"] * 3
    assert {a["code"] for a in answers[5:]} == {"rate_limited"}
    assert all(0 < a["retry_after"] <= 3 for a in answers[5:])
    kept = await call(RoomRecord.objects.filter(room=room, kind="chat.message").count)
    assert kept == 5


async def test_words_that_waited_too_long_are_refused(lobby, room, friend, monkeypatch) -> None:
    """I11: what a busy site could only answer late it refuses; the same id may come again."""
    vasily = await lobby.enter(room, friend, chat=True)
    held, go_on = threading.Event(), threading.Event()
    holder = asyncio.create_task(call(hold_room, room, held, go_on))
    assert await call(held.wait, 20)
    await vasily.send(type="chat.send", id="1", text="раз")
    assert await call(wait_for, somebody_waits, 20)
    monkeypatch.setattr("rooms.socket.QUEUE_SECONDS", 0.0)
    await vasily.send(type="chat.send", id="2", text="два")
    go_on.set()
    await holder
    assert (await vasily.until("ack"))["id"] == "1"
    refusal = await vasily.until("nack", id="2")
    assert (refusal["code"], refusal["retry_after"]) == ("unavailable", 2.0)
    monkeypatch.undo()
    assert (await vasily.ask(type="chat.send", id="2", text="два"))["type"] == "ack"


def hold_room(room: Room, held: threading.Event, go_on: threading.Event) -> None:
    """Keep the room's row locked."""
    with transaction.atomic():
        log.lock_room(room.pk)
        held.set()
        assert go_on.wait(20)


def somebody_waits() -> bool:
    """Whether a statement in this database waits for a lock."""
    asked = "SELECT FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    with connection.cursor() as cursor:
        cursor.execute(asked, [connection.settings_dict["NAME"]])
        return cursor.fetchone() is not None


async def test_words_are_taken_back_for_all(lobby, room, host, friend) -> None:
    """R099: the host may, a guest may not touch another's."""
    anya, vasily = await both(lobby, room, host, friend)
    seq = (await vasily.ask(type="chat.send", id="1", text="тайна"))["seq"]
    its = (await anya.ask(type="chat.send", id="1", text="моё"))["seq"]
    refusal = await vasily.ask(type="chat.delete", id="d", seq=its)
    assert refusal["code"] == "forbidden"
    await anya.ask(type="chat.delete", id="d", seq=seq)
    told = await vasily.until("chat.deleted")
    assert (told["target"], told["by"]["name"], told["by_moderator"]) == (seq, "Аня", True)
    fresh = await lobby.enter(room, friend, chat=True)
    assert "тайна" not in str(fresh.welcome)


async def test_signs_are_put_on_messages(lobby, room, host, friend) -> None:
    """R103: signs, not voice."""
    anya, vasily = await both(lobby, room, host, friend)
    seq = (await vasily.ask(type="chat.send", id="1", text="смешно"))["seq"]
    await anya.ask(type="chat.react", id="r", seq=seq, emoji="😂")
    told = await vasily.until("chat.reaction")
    assert (told["target"], told["emoji"], told["by"]["name"]) == (seq, "😂", "Аня")
    refusal = await anya.ask(type="chat.react", id="r2", seq=seq, emoji="<b>")
    assert (refusal["type"], refusal["code"]) == ("nack", "invalid")
    fresh = await lobby.enter(room, friend, chat=True)
    assert fresh.welcome["messages"][0]["reactions"][0]["by"][0]["name"] == "Аня"


async def test_typing_is_passed_on_rarely(lobby, room, host, friend) -> None:
    """A43: once in two seconds, kept nowhere."""
    anya, vasily = await both(lobby, room, host, friend)
    for _ in range(10):
        await vasily.send(type="chat.typing")
    told = await anya.until("chat.typing")
    assert told["author"]["name"] == "Василий"
    assert await anya.silent()
    assert (await call(Room.objects.get, pk=room.pk)).last_seq == 3


async def test_no_frames_after_removal(lobby, room, host, friend, monkeypatch) -> None:
    """A04: who was removed says nothing more."""
    vasily = await lobby.enter(room, friend, chat=True)
    await call(Member.objects.filter(user=friend).update, state=Member.State.REMOVED)
    refusal = await vasily.ask(type="chat.send", id="1", text="а я ещё тут")
    assert (refusal["type"], refusal["code"]) == ("nack", "not_found")
    await vasily.send(type="chat.history", id="h", before=100, limit=5)
    assert (await vasily.until("nack", id="h"))["code"] == "not_found"


async def test_chat_goes_on_without_redis_limits(lobby, room, friend, monkeypatch) -> None:
    """F05: the pace is counted in the process; words are acknowledged from PostgreSQL."""
    alone = windows.Local()
    alone.rest(RedisError("away"))
    monkeypatch.setattr(windows, "local", alone)
    vasily = await lobby.enter(room, friend, chat=True)
    answers = [await vasily.ask(type="chat.send", id=f"{n}", text="a") for n in range(6)]
    assert [a["type"] for a in answers] == ["ack"] * 5 + ["nack"]


async def test_emptied_redis_takes_no_words(lobby, room, host, friend, redis_connection) -> None:
    """R118, R101: Redis is a copy: emptied, it takes nothing that was acknowledged."""
    vasily = await lobby.enter(room, friend, chat=True)
    seq = (await vasily.ask(type="chat.send", id="1", text="раз"))["seq"]
    await call(redis_connection.flushall)
    assert (await vasily.ask(type="chat.send", id="1", text="раз"))["seq"] == seq
    assert (await vasily.ask(type="chat.send", id="2", text="два"))["seq"] == seq + 1
    anya = await lobby.enter(room, host, chat=True)
    assert [m["text"] for m in anya.welcome["messages"]] == ["раз", "два"]


async def test_new_room_has_its_chat(lobby, host) -> None:
    """R095, R055: made in one transaction: whoever has the room can talk in it."""
    room = await call(open_room, host)
    anya = await lobby.enter(room, host, chat=True)
    assert anya.welcome["messages"] == []
    assert (await anya.ask(type="chat.send", id="1", text="есть кто?"))["type"] == "ack"


async def test_two_talk_at_once_in_one_order(lobby, room, host, friend, monkeypatch) -> None:
    """I3: both feeds show the same order, without a gap."""
    monkeypatch.setattr(services, "check_pace", lambda *_: None)
    sockets = [await lobby.enter(room, who, chat=True) for who in (host, friend)]
    for n in range(20):
        for socket in sockets:
            await socket.send(type="chat.send", id=f"{n}", text=f"{n}")
    feeds = await asyncio.gather(*(_feed(socket, 40) for socket in sockets))
    assert feeds[0] == feeds[1] == [*range(4, 44)]


async def _feed(socket, count: int) -> list[int]:
    return [(await socket.until("chat.message"))["seq"] for _ in range(count)]


def _say(room: Room, author, text: str) -> RoomRecord:
    said = {"room_id": room.pk, "author": author, "text": text}
    return services.send_message(**said, client_id=f"say-{text}")[0]


def _fill(room: Room, author, count: int) -> list[int]:
    return [_say(room, author, f"{n}").seq for n in range(count)]
