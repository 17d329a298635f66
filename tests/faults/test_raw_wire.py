"""Frames that no library writes, over plain TCP, at both servers: ended, and nobody notices."""

import asyncio
import json
import time

import pytest

from tests.faults.raw_wire import (
    BINARY,
    COMPRESSED,
    CONTINUED,
    FIN,
    GONE,
    PING,
    TEXT,
    RawWire,
    frame,
    memory_of,
)
from tests.faults.webs import SERVERS, an_evening, web

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

MORE_MEMORY = 24 * 2**20  # a process may grow by as much while it is being attacked
TOO_LARGE, NO_UTF8, BAD_PROTOCOL, TOO_BAD = 1009, 1007, 1002, 1008


@pytest.fixture(scope="module", params=SERVERS)
def site(request, django_db_setup, tmp_path_factory):
    """Address and log of one web process."""
    folder = tmp_path_factory.mktemp(request.param)
    with web(SERVERS[request.param], folder) as url:
        yield url, folder


class Attack:
    """A room with a quiet member whose socket must notice nothing, and the attacker's lines."""

    def __init__(self, url, host, friend, token) -> None:
        self.url, self.host, self.friend, self.token = url, host, friend, token
        self.port = int(url.rpartition(":")[2])
        self.before = memory_of(self.port)

    async def line(self, *headers: str, chat: bool = False) -> RawWire:
        """An open socket of the attacker, its welcome read."""
        ticket = (await self.friend.post("auth/ticket"))["ticket"]
        path = f"/ws/rooms/{self.token}/{'chat/' if chat else ''}?ticket={ticket}"
        wire = await (await RawWire.connect(self.url)).shake_hands(path, *headers)
        kind, payload = await wire.read()
        assert kind == TEXT
        assert json.loads(payload)["type"] == "welcome"
        return wire

    def grown(self) -> int:
        return memory_of(self.port) - self.before


@pytest.fixture
async def attack(site):
    url, folder = site
    async with an_evening(url, url) as (host, friend, token):
        quiet = await host.socket(token)
        under = Attack(url, host, friend, token)
        yield under
        ack = await quiet.ask("playback.command", action="seek", position=1.0)
        assert ack["type"] == "ack"
        assert under.grown() < MORE_MEMORY
        written = "".join(log.read_text() for log in folder.glob("*.log"))
        own = written.count("Invalid UTF-8 sequence received")  # uvicorn tells of it with its trace
        assert written.count("Traceback") == own, written[-4000:]
        await quiet.close()


async def test_frame_above_the_wall(attack):
    """A13: 64 KiB and one byte: 1009."""
    wire = await attack.line()
    await wire.send(frame(b"x" * (64 * 1024 + 1)))
    assert await wire.ended() in (TOO_LARGE, GONE)


async def test_gigabyte_that_is_only_declared(attack):
    """A13: told at its head already; the server neither waits for it nor makes room."""
    wire = await attack.line()
    await wire.send(frame(b"x" * 1024, declared=2**30))
    assert await wire.ended() in (TOO_LARGE, GONE)


async def test_fragments_without_end(attack):
    """A13: the parts of one message are counted together."""
    wire = await attack.line()
    await wire.send(frame(b"x" * 1024, flags=0))
    for _ in range(2000):
        await wire.send(frame(b"x" * 1024, CONTINUED, flags=0))
    assert await wire.ended() in (TOO_LARGE, GONE)


async def test_empty_fragments_without_end(attack):
    """A13: parts with nothing in them make no message and take nothing."""
    wire = await attack.line()
    await wire.send(frame(b"", flags=0))
    for _ in range(200):
        await wire.send(frame(b"", CONTINUED, flags=0) * 100)
    await wire.send(frame(b"", CONTINUED))
    wire.drop()


async def test_compressed_bomb(attack):
    """A13: compression is not offered to those who ask for it, and its frames are refused."""
    wire = await attack.line("Sec-WebSocket-Extensions: permessage-deflate")
    assert "permessage-deflate" not in wire.answer
    await wire.send(frame(b"\xec\xc1\x01\x01" + bytes(1000), flags=FIN | COMPRESSED))
    assert await wire.ended() in (BAD_PROTOCOL, GONE)


async def test_binary_frames(attack):
    """A13: an error each, and 1008 after twenty."""
    wire = await attack.line()
    await wire.send(frame(b'{"type":"sync","after":0}', BINARY) * 30)
    assert await wire.ended() == TOO_BAD


async def test_ping_flood(attack):
    """A13: 300,000 pings by one who takes no pong: he is cut off, others go on, memory is flat."""
    wire, quiet = await attack.line(), await attack.host.socket(attack.token)
    flood = asyncio.create_task(_flood(wire, frame(b"x" * 125, PING) * 100, 3_000))
    waits = []
    for number in range(10):
        began = time.monotonic()
        await quiet.ask("playback.command", action="seek", position=float(number))
        waits.append(time.monotonic() - began)
    await flood
    assert await wire.ended() == GONE
    assert sorted(waits)[5] < 2.0
    wire.drop()
    await quiet.close()


async def _flood(wire: RawWire, data: bytes, times: int) -> None:
    for _ in range(times):
        await wire.send(data)


async def test_handshakes_that_stop_half_way(attack):
    """A13: two hundred lines on which nothing more comes; others get in at once."""
    lines = [await RawWire.connect(attack.url) for _ in range(200)]
    for number, line in enumerate(lines):
        await line.send(f"GET /ws/rooms/{attack.token}/ HTTP/1.1\r\nHost: x"[: number + 5].encode())
    wire = await attack.line()
    await wire.send(frame(b'{"type":"clock.ping","t0":1}'))
    assert json.loads((await wire.read())[1])["type"] == "clock.pong"
    for line in [*lines, wire]:
        line.drop()


async def test_frames_that_break_the_rules_of_the_protocol(attack):
    """A13: reserved bits and kinds, control frames in parts or too long: 1002, or cut."""
    for broken in (
        frame(b"x", 0x3),
        frame(b"x", 0xB),
        frame(b"x", flags=FIN | 0x20),
        frame(b"x", PING, flags=0),
        frame(b"x" * 126, PING),
        frame(b"x", CONTINUED),
    ):
        wire = await attack.line()
        await wire.send(broken)
        assert await wire.ended() in (BAD_PROTOCOL, GONE)


async def test_text_that_is_no_text(attack):
    """A14: invalid UTF-8 is 1007 already at the server."""
    for nonsense in (b"\xff\xfe", b'{"type":"\xc3\x28"}', b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"):
        wire = await attack.line()
        await wire.send(frame(nonsense))
        assert await wire.ended() in (NO_UTF8, GONE)


async def test_json_a_hundred_thousand_deep(attack):
    """A14: too long for a frame; what fits into one gets an error, and the socket lives."""
    for chat in (False, True):
        wire = await attack.line(chat=chat)
        for opening in (b"[", b'{"a":', b'{"type":"sync","after":['):
            await wire.send(frame(opening * (16_000 // len(opening))))
            _kind, payload = await wire.read()
            assert json.loads(payload)["type"] == "error"
        await wire.send(frame(b"[" * 100_000))
        assert await wire.ended() in (TOO_LARGE, GONE)


async def test_ten_thousand_bad_frames(site, attack):
    """F25: of all kinds, by one socket at one go: 1008; others are answered, the log is short."""
    kinds = [
        b"nonsense", b"[]", b"7", b'{"type":"room.destroy"}', b'{"type":"sync","after":NaN}',
        b"[" * 5_000, b'{"type":"playback","version":9}', b'{"type":"player.report"}', b"", b"{}",
    ]  # fmt: skip
    _url, folder = site
    quiet = await attack.host.socket(attack.token)
    before = lines_of(folder)
    calm = await _answers(quiet, 20, 100)
    wire = await attack.line()
    flood = asyncio.create_task(_flood(wire, b"".join(frame(kind) for kind in kinds), 1_000))
    under_fire = await _answers(quiet, 20, 200)
    assert await wire.ended() in (TOO_BAD, GONE)
    await flood
    assert under_fire < 10 * calm + 0.5  # of a busy machine; hung would be seconds
    assert lines_of(folder) - before < 100
    wire.drop()
    await quiet.close()


async def _answers(quiet, count: int, first: int) -> float:
    """The middle of so many waits (s) for an ack."""
    waits = []
    for number in range(first, first + count):
        began = time.monotonic()
        answer = await quiet.ask("playback.command", action="seek", position=float(number))
        waits.append(time.monotonic() - began)
        if answer["type"] == "nack":
            await asyncio.sleep(answer.get("retry_after", 0.1))
    return sorted(waits)[count // 2]


def lines_of(folder) -> int:
    return sum(log.read_text().count("\n") for log in folder.glob("*.log"))
