"""The room hub: order, holes, slow sockets, a bus that comes and goes; on a real Redis."""

from __future__ import annotations

import asyncio
import json

import pytest
from channels.db import database_sync_to_async

from rooms import bus, events, hub, log
from rooms.live_room import LiveRoom
from rooms.outbox import MOST_BYTES, MOST_FRAMES, Outbox, Told
from rooms.playback import Command
from rooms.services import command_playback
from tests.proxy import Proxy, Road

pytestmark = pytest.mark.django_db(transaction=True)


def call(work, *arguments, **named):
    """Run a service in a thread, as a view would."""
    return database_sync_to_async(work, thread_sensitive=False)(*arguments, **named)


def seek(room, user, position: float):
    command = Command("seek", position=position)
    return call(command_playback, room_key=room.pk, user=user, command=command)


async def until(condition, seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 Redis tells nobody
            await asyncio.sleep(0.02)


def subscribed(redis_connection, room) -> int:
    [(_, count)] = redis_connection.pubsub_numsub(bus.PREFIX + room.pk.hex)
    return count


async def test_one_subscription_for_all_sockets_of_a_room(
    lobby, room, host, friend, redis_connection
) -> None:
    """D09: as long as there is a socket, and not longer; nothing of the room stays behind."""
    sockets = [
        await lobby.enter(room, who, chat=chat) for who in (host, friend) for chat in (False, True)
    ]
    rooms = hub._here().rooms
    assert list(rooms) == [room.pk.hex]
    assert subscribed(redis_connection, room) == 1
    for socket in sockets:
        assert rooms
        await socket.hang_up()
    await until(lambda: subscribed(redis_connection, room) == 0)
    assert not rooms
    assert hub._here().line._keeper is None
    await until(lambda: hub._here().bell._keeper is None)


async def test_storm_comes_in_order_and_whole(lobby, room, host, friend) -> None:
    """I3, I4: 200 records made by eight at once: each socket has each once, in the log's order."""
    sockets = [
        await lobby.enter(room, who, chat=chat) for who in (host, friend) for chat in (False, True)
    ]
    gate = asyncio.Semaphore(8)

    async def wind(number: int) -> None:
        async with gate:
            await seek(room, host if number % 2 else friend, float(number))

    await asyncio.gather(*(wind(number) for number in range(200)))
    for socket in sockets:
        frames = [await socket.next() for _ in range(200)]
        assert [frame["seq"] for frame in frames] == list(range(4, 204))
        assert [frame["prev"] for frame in frames] == list(range(3, 203))


async def test_hole_is_filled_once_for_all(lobby, room, host, friend, monkeypatch) -> None:
    """D05: two records lost, the third comes: one look into the log serves every socket."""
    sockets = [await lobby.enter(room, who) for who in (host, friend)]
    monkeypatch.setattr(LiveRoom, "doubt", lambda self: None)  # a heartbeat would look besides
    publish, looks = hub.publish, []
    read = log.wires_after
    monkeypatch.setattr(hub, "publish", lambda record: None)
    await seek(room, host, 1.0)
    await seek(room, host, 2.0)
    monkeypatch.setattr(log, "wires_after", lambda *a: looks.append(a) or read(*a))
    monkeypatch.setattr(hub, "publish", publish)
    await seek(room, host, 3.0)
    for socket in sockets:
        assert [(await socket.until("playback"))["seq"] for _ in range(3)] == [4, 5, 6]
    assert len(looks) == 1


async def test_cut_line_comes_back_and_catches_up(
    lobby, room, host, redis_connection, monkeypatch
) -> None:
    """F05: what was said while the line was cut comes at once when it is back."""
    player = await lobby.enter(room, host)
    monkeypatch.setattr(LiveRoom, "doubt", lambda self: None)  # not by the heartbeat
    redis_connection.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    await until(lambda: hub._here().line.is_down)
    await seek(room, host, 1.0)
    assert (await player.until("playback"))["seq"] == 4
    await until(lambda: not hub._here().line.is_down)
    await seek(room, host, 2.0)
    assert (await player.until("playback"))["seq"] == 5


async def test_without_a_bus_this_process_still_hears(lobby, room, host, friend, settings):
    """F05, D03: Redis dead: the ack comes, and so do the frames of those in the same process."""
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    for number in range(3):
        ack = await anya.ask(type="playback.command", id=f"c{number}", action="play")
        assert ack["type"] == "ack"
        assert (await vasily.until("playback"))["seq"] == ack["seq"]


async def test_bell_that_was_away_lets_the_others_look(redis_connection, settings):
    """F23: words are lost while Redis is away; then each room is told once to look."""
    url, settings.REDIS_URL = settings.REDIS_URL, "redis://127.0.0.1:1/0"
    heard: list[tuple[str, bytes]] = []
    line = bus.Line(lambda *said: heard.append(said), lambda: None, hub.PEOPLE)
    bell = bus.Bell(b"look")
    for word in (b"one", b"two"):
        bell.ring("here", word)
    await until(lambda: bell._missed)
    settings.REDIS_URL = url
    await line.listen("here")
    bell.ring("here", b"three")
    await until(lambda: heard)
    bell.ring("here", b"four", ("SET", "beside", "1"))
    await until(lambda: redis_connection.get("beside"))
    assert heard[0] == ("here", b"look")
    assert ("here", b"four") in heard
    assert not {b"one", b"two"} & {word for _room, word in heard}
    await bell.hang_up()
    await line.hang_up()


LOOK = -1  # as that bell says it


async def test_bell_that_is_wanted_again_is_not_hung_up(redis_connection, settings):
    """I4: the last socket went, and another came before Redis had taken the last words: each word
    comes once and in its order, or the room is told to look.
    """
    url, heard = settings.REDIS_URL, []
    line = bus.Line(lambda *said: heard.append(int(said[1])), lambda: None, hub.PEOPLE)
    await line.listen("here")
    bell = bus.Bell(str(LOOK).encode())
    with Proxy.before(url, up=Road(delay=0.2)) as road:
        settings.REDIS_URL = road.through(url)
        bell.ring("here", b"0")
        await until(lambda: heard)
        bell.ring("here", b"1")
        leaving = asyncio.create_task(bell.hang_up())
        for number in range(2, 14):
            await asyncio.sleep(0.07)  # each while an answer is under way
            bell.ring("here", str(number).encode())
        await leaving
        bell.ring("here", b"14")
        await until(lambda: {14, LOOK} & set(heard))
        told = [word for word in heard if word != LOOK]
        assert told == sorted(set(told))
        assert LOOK in heard or told == [*range(15)]
        await bell.hang_up()
        assert bell._keeper is None
    await line.hang_up()


async def test_words_of_strangers_on_the_bus_harm_nobody(lobby, room, host, redis_connection):
    """Another version's word is passed over; the room goes on."""
    player = await lobby.enter(room, host)
    for word in (b"", b"{}", b'{"type":"record","record":{}}', b"\xff", b"7"):
        redis_connection.publish(bus.PREFIX + room.pk.hex, word)
    await seek(room, host, 1.0)
    assert (await player.until("playback"))["seq"] == 4


async def test_whisper_reaches_its_stream_only(lobby, room, host, friend) -> None:
    """Typing is for the chat, buffering for the player."""
    player, chat = await lobby.enter(room, host), await lobby.enter(room, host, chat=True)
    author = events.Person(id=str(friend.pk), name=friend.name)
    await hub.whisper(room.pk.hex, "chat", events.ChatTypingFrame(author=author))
    assert (await chat.next())["author"]["name"] == friend.name
    assert await player.silent()


# The outbox alone, on a server that takes nothing until it is told to.


class Server:
    """Stands where an ASGI server would."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.open = asyncio.Event()
        self.open.set()
        self.slow = 0

    async def send(self, message) -> None:
        await self.open.wait()
        self.taken.append(message.get("text") or f"close {message['code']}")

    def outbox(self) -> Outbox:
        def given_up() -> None:
            self.slow += 1
            box.end({"type": "websocket.close", "code": 4408})

        box = Outbox(self.send, shown=lambda record: None, slow=given_up)
        box.release(0)
        return box


def told(seq: int, text: str | None = None) -> Told:
    text = text or str(seq)
    return Told({"type": "websocket.send", "text": text}, len(text), seq)


async def test_writable_socket_is_written_without_a_task() -> None:
    """D09: no thread, no queue, no task between the bus and the server."""
    server = Server()
    box = server.outbox()
    before = len(asyncio.all_tasks())
    for seq in (1, 2, 2, 3):
        box.give(told(seq))
    assert server.taken == ["1", "2", "3"]
    assert len(asyncio.all_tasks()) == before


async def test_frame_overtakes_none_that_waits() -> None:
    """A socket that can take frames again gets the old ones first."""
    server = Server()
    box = server.outbox()
    server.open.clear()
    box.give(told(1))
    box.give(told(2))
    server.open.set()
    box.give(told(3))
    box.say("own")
    await box.flushed()
    box.give(told(4))
    assert server.taken == ["1", "2", "3", "own", "4"]


@pytest.mark.parametrize(("count", "size"), [(MOST_FRAMES + 2, 5), (5, MOST_BYTES // 3)])
async def test_socket_that_takes_nothing_is_given_up_once(count, size) -> None:
    """F24: bounded by frames and by bytes; its memory goes, the close waits for it."""
    server = Server()
    box = server.outbox()
    server.open.clear()
    for seq in range(1, count + 10):
        box.give(told(seq, "x" * size))
    assert server.slow == 1
    assert len(box._queue) == 1
    server.open.set()
    await until(lambda: len(server.taken) >= 2)
    assert server.taken == ["x" * size, "close 4408"]


async def test_held_frames_follow_the_snapshot() -> None:
    """What came while the snapshot was read: only what it does not show."""
    server = Server()
    box = server.outbox()
    box.hold()
    for seq in (5, 6, 7):
        box.give(told(seq))
    box.say("welcome up to 6")
    box.release(6)
    assert server.taken == ["welcome up to 6", "7"]
    assert json.loads(server.taken[1]) == box.seen == 7
