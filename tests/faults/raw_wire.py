"""A WebSocket client with bad manners: writes whatever bytes one likes, reads how it is ended."""

import asyncio
import base64
import contextlib
import os
import struct
from pathlib import Path

CONTINUED, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
FIN, COMPRESSED, MASKED = 0x80, 0x40, 0x80
GONE = 0  # the line was cut without a word
HALF_UPGRADE = (
    b"GET /ws/rooms/x/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Up"
)


def frame(
    payload: bytes, kind: int = TEXT, *, flags: int = FIN, declared: int | None = None
) -> bytes:
    """Return the bytes of a client's frame; `declared` lies about its length."""
    length = len(payload) if declared is None else declared
    if length < 126:
        head = struct.pack("!BB", flags | kind, MASKED | length)
    elif length < 1 << 16:
        head = struct.pack("!BBH", flags | kind, MASKED | 126, length)
    else:
        head = struct.pack("!BBQ", flags | kind, MASKED | 127, length)
    return head + bytes(4) + payload  # a mask of zeros leaves the payload as it is


class RawWire:
    """One TCP connection on which the handshake of a WebSocket was made, or begun."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.answer = ""

    @classmethod
    async def connect(cls, origin: str) -> "RawWire":
        host, port = origin.removeprefix("http://").split(":")
        return cls(*await asyncio.open_connection(host, int(port)))

    async def shake_hands(self, path: str, *more: str) -> "RawWire":
        """Ask for the upgrade; what the server says is kept in `answer`."""
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", *more, "", "",
        ]  # fmt: skip
        self.writer.write("\r\n".join(lines).encode())
        self.answer = (await self._patiently(self.reader.readuntil(b"\r\n\r\n"))).decode()
        assert " 101 " in self.answer, self.answer
        return self

    async def send(self, data: bytes) -> None:
        """Write; a line that was cut meanwhile is for `ended` to tell."""
        try:
            self.writer.write(data)
            await self._patiently(self.writer.drain())
        except (ConnectionError, TimeoutError):
            return

    async def read(self) -> tuple[int, bytes]:
        """Return kind and payload of the server's next frame; raises when the line is cut."""
        first, length = await self._patiently(self.reader.readexactly(2))
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return first & 0x0F, await self._patiently(self.reader.readexactly(length))

    async def ended(self) -> int:
        """Read until the server ends it; return its close code, or GONE."""
        try:
            while True:
                kind, payload = await self.read()
                if kind == CLOSE:
                    return struct.unpack("!H", payload[:2])[0]
        except (asyncio.IncompleteReadError, ConnectionError):
            return GONE

    async def cut(self) -> None:
        """Read whatever comes until the server has ended the line."""
        with contextlib.suppress(ConnectionError):
            while await self.reader.read(4096):
                pass

    async def trickle(self) -> None:
        """Send byte by byte, quicker than any limit on silence, until the line is cut."""
        ending = asyncio.create_task(self.cut())
        while not ending.done():
            await self.send(b"x")
            await asyncio.wait({ending}, timeout=0.2)

    def drop(self) -> None:
        self.writer.close()

    async def _patiently(self, waiting):
        return await asyncio.wait_for(waiting, 60)


def memory_of(port: int) -> int:
    """Bytes of memory that the process which was told to serve this port holds."""
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if str(port).encode() in words and b"-m" in words:
                status = (entry / "status").read_text()
                return int(status.split("VmRSS:")[1].split()[0]) * 1024
        except (OSError, IndexError):
            continue
    raise LookupError(f"nobody serves {port}")
