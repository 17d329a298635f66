"""Sockets that take their frames slowly or not at all: bounded, given up, nobody else harmed."""

import asyncio
import contextlib
import json
import socket
import time

import pytest
import websockets

from rooms import bus, events, hub
from rooms.models import Room
from rooms.shapes import Person as PersonShape
from rooms.wire import Stream
from tests.faults.raw_wire import memory_of
from tests.faults.webs import SERVERS, an_evening, web
from tests.proxy import Proxy, Road

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

MIB = 2**20
FRAMES = 1200  # of 8 KiB: more than the buffers of the kernel, the server and the outbox together
BURST = 40  # less than an outbox holds, so that one who reads always keeps up, however busy we are
SLOW = 6  # readers at once
CALM_ROUNDS = 10
NO_CLOSE = 1006  # the line was cut before a close was read
SOME = 200  # frames that make room for a close behind all that is on its way
PAUSE = 3.0  # s in the midst of reading them

NARROW = Road(bandwidth=1024, window=1024)


@pytest.fixture(scope="module", params=SERVERS)
def site(request, django_db_setup, tmp_path_factory):
    """Name of a web server, address and log of one process of it."""
    folder = tmp_path_factory.mktemp(request.param)
    with web(SERVERS[request.param], folder) as url:
        yield request.param, url, folder


async def test_readers_of_1_kb_a_second_cost_little_and_harm_nobody(site):
    """F24: each at most 1 MiB of memory, then given up with 4408; chat is as quick as without."""
    server, url, folder = site
    async with an_evening(url, url) as (host, friend, token):
        talk = Talk(await host.socket(token, chat=True), await friend.socket(token, chat=True))
        talk.room = (await Room.objects.aget(token=token)).pk.hex
        calm = [await talk.round() for _ in range(CALM_ROUNDS)]
        port = int(url.rpartition(":")[2])
        before = most = memory_of(port)
        with Proxy.before(url, down=Road(window=NARROW.window)) as road:
            way = road.through(url)
            slow = [await deaf_socket(friend, token, way, chat=True) for _ in range(SLOW)]
            road.down = NARROW
            waits: list[float] = []
            while given_up(folder) < SLOW and len(waits) < FRAMES // talk.burst:
                waits.append(await talk.round())
                most = max(most, memory_of(port))
            assert given_up(folder) == SLOW
            road.widen()  # what was on its way may come now, and the closes behind it
            codes = set(await asyncio.wait_for(asyncio.gather(*map(code_of, slow)), 60))
        # Who is given up has ten seconds to read his close; the first of them may be late.
        assert 4408 in codes <= {4408, NO_CLOSE}
        print(f"{server}: {(most - before) / SLOW / 1024:.0f} KiB a slow reader,", *codes)
        print(f"p95 {p95(calm):.3f} s without, {p95(waits):.3f} s with, {len(waits)} rounds")
        assert most - before < SLOW * MIB
        assert p95(waits) < 10 * p95(calm) + 2  # of a busy machine; held up would be for ever
        await talk.close()


async def test_socket_that_takes_nothing_is_closed_and_harms_nobody(site):
    """F24: one who takes nothing is given up with 4408, and comes to read it though he is slow
    then too; the others' frames flow.
    """
    _server, url, folder = site
    before = given_up(folder)
    async with an_evening(url, url) as (host, friend, token):
        deaf, quick = await deaf_socket(friend, token, url), await host.socket(token)
        room = await Room.objects.aget(token=token)
        ending = asyncio.create_task(ended(deaf, folder, before))
        for _ in range(FRAMES // BURST):
            await asyncio.to_thread(storm, room.pk.hex, "player", BURST)
            await hear(quick, BURST)
            if given_up(folder) > before:
                break
        assert (await quick.ask("playback.command", action="play"))["type"] == "ack"
        assert await asyncio.wait_for(ending, 60) == 4408
        await quick.close()


class Talk:
    """Two people who chat while the room is told large frames: how long a word takes."""

    room = ""
    burst = 24  # large frames before each word

    def __init__(self, *sockets) -> None:
        self.sockets, self.said = sockets, 0

    async def round(self) -> float:
        """Tell the room a burst, say a word; return when the other has heard it (s)."""
        self.said += 1
        speaker, hearer = self.sockets if self.said % 2 else reversed(self.sockets)
        await asyncio.to_thread(storm, self.room, "chat", self.burst)
        began = time.monotonic()
        while (answer := await self.say(speaker))["type"] == "nack":
            await asyncio.sleep(answer["retry_after"])
            began = time.monotonic()
        await hearer.until("chat.message", seq=answer["seq"])
        return time.monotonic() - began

    async def say(self, speaker):
        """Ask once, under an id of its own."""
        await speaker.send(type="chat.send", id=f"{time.monotonic_ns()}", text="слышно?")
        return await speaker.until("ack", "nack")

    async def close(self) -> None:
        for each in self.sockets:
            await each.close()


def p95(waits) -> float:
    return sorted(waits)[round(0.95 * (len(waits) - 1))]


def given_up(folder) -> int:
    """How many sockets the one web process has written to be too slow."""
    return sum(log.read_text().count("socket_too_slow") for log in folder.glob("*.log"))


async def ended(deaf, folder, before):
    """Read again, and not at one go, once a socket is given up; return the code of its end."""
    while given_up(folder) == before:  # noqa: ASYNC110 a log tells nobody
        await asyncio.sleep(0.02)
    for _ in range(SOME):
        await deaf.recv()
    await asyncio.sleep(PAUSE)
    return await code_of(deaf)


async def hear(reader, count):
    """Read until `count` of the large frames have come; past the checks, which take their time."""
    while count:
        text = await asyncio.wait_for(reader.wire.recv(), 45)
        count -= json.loads(text)["type"] == "chat.typing"


def storm(key: str, stream: Stream, count: int) -> None:
    """Whisper a burst of large frames into a room."""
    frame = events.ChatTypingFrame(author=PersonShape(id="", name="x" * 8192))
    word = hub.spoken(hub.Whisper(stream, events.encode(frame)))
    for _ in range(count):
        bus.ring(key, word)


async def deaf_socket(person, token, way, *, chat=False):
    """A socket that reads its welcome and then as good as nothing, into a small buffer."""
    ticket = (await person.post("auth/ticket"))["ticket"]
    host, port = way.removeprefix("http://").split(":")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect((host, int(port)))
    path = f"/ws/rooms/{token}/{'chat/' if chat else ''}?ticket={ticket}"
    opened = await websockets.connect(f"ws://{host}:{port}{path}", sock=line, max_queue=1)
    await opened.recv()
    return opened


async def code_of(opened):
    """Read on until the server closes; return its code."""
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            await opened.recv()
    return opened.close_code
