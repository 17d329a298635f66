"""Ready frames on daphne: the bytes that the standard asks for, and nothing out of turn."""

import asyncio
from types import SimpleNamespace

import pytest
from websockets.frames import Frame, Opcode

from cinema.daphne_frames import _at_once, frame_of


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 70_000])
def test_frame_is_what_the_standard_says(size) -> None:
    """Each of the three forms of a length."""
    assert frame_of("x" * size) == Frame(Opcode.TEXT, b"x" * size).serialize(mask=False)


def test_length_is_counted_in_bytes() -> None:
    assert frame_of("ёж 🍿") == Frame(Opcode.TEXT, "ёж 🍿".encode()).serialize(mask=False)


class Wire:
    """A transport that takes at most so many bytes at once."""

    connected, disconnecting = True, False

    def __init__(self, takes: int | Exception) -> None:
        self.takes, self.sent = takes, b""
        self._tempDataBuffer: list[bytes] = []
        self.dataBuffer = b""

    def writeSomeData(self, data: bytes) -> int | Exception:
        if isinstance(self.takes, Exception):
            return self.takes
        self.sent += data[: self.takes]
        return min(self.takes, len(data))

    def write(self, data: bytes) -> None:
        self._tempDataBuffer.append(data)


def send(wire: Wire, *texts: str, **more) -> list[str]:
    """Send texts to a socket; return those that went daphne's own way."""
    left = []
    protocol = SimpleNamespace(
        transport=wire, gate=object(), state=3, STATE_OPEN=3, _perMessageCompress=None,
        send_queue=[], **more,
    )  # fmt: skip

    async def reply(_server, _protocol, message) -> None:
        left.append(message["text"])

    server = SimpleNamespace(connections=Everybody())
    for text in texts:
        asyncio.run(_at_once(reply)(server, protocol, {"type": "websocket.send", "text": text}))
    return left


class Everybody(dict):
    def get(self, _protocol, _default=None):
        return {}


def test_whole_frame_goes_at_once() -> None:
    wire = Wire(1000)
    assert send(wire, "один", "два") == []
    assert wire.sent == frame_of("один") + frame_of("два")


def test_rest_of_a_frame_waits_and_nothing_overtakes_it() -> None:
    """F24: what a slow client has not taken goes through Twisted, whose buffer closes the gate."""
    wire = Wire(3)
    assert send(wire, "один", "два") == ["два"]
    assert wire.sent + b"".join(wire._tempDataBuffer) == frame_of("один")


def test_lost_connection_is_left_to_the_reactor() -> None:
    wire = Wire(ConnectionError())
    assert send(wire, "один") == []
    assert wire._tempDataBuffer == [frame_of("один")]
