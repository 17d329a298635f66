"""A WebSocket as a load sees it: frames are found in the bytes and handed on unparsed.

Fast enough for tens of thousands of frames a second in one process; no more of the standard than
our servers use (no compression, no fragments).
"""

import asyncio
import base64
import os
from collections.abc import Callable
from typing import cast

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
SHORT, LONG = 126, 127  # lengths that say: the length itself follows


class Line(asyncio.Protocol):
    """One open socket. `heard` is called with each text frame, until it is `None`."""

    def __init__(self) -> None:
        self.heard: Callable[[bytes], None] | None = None
        self.closed = asyncio.get_running_loop().create_future()
        self.code = 0  # of the close, once there was one
        self._opened = asyncio.get_running_loop().create_future()
        self._rest = b""
        self._early: list[bytes] = []

    async def shake_hands(self, host: str, path: str, headers: dict[str, str]) -> None:
        """Open the socket. Raises ConnectionRefusedError with what the server answered."""
        key = base64.b64encode(os.urandom(16)).decode()
        lines = {
            "Host": host, "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13", **headers,
        }  # fmt: skip
        text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._transport.write(f"GET {path} HTTP/1.1\r\n{text}\r\n".encode())
        await self._opened

    def say(self, text: bytes) -> None:
        """Send a text frame."""
        self._send(TEXT, text)

    def hear(self, heard: Callable[[bytes], None]) -> None:
        """Hand every frame on, those first that came meanwhile."""
        self.heard = heard
        for text in self._early:
            heard(text)
        self._early.clear()

    async def hang_up(self) -> None:
        """Close, and wait for the end of the connection."""
        if not self.closed.done():
            self._send(CLOSE, (1000).to_bytes(2))
            await asyncio.wait({self.closed}, timeout=10)
            self._transport.abort()

    # What the loop tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, problem: Exception | None) -> None:
        if not self._opened.done():
            self._opened.set_exception(ConnectionRefusedError("hung up"))
        if not self.closed.done():
            self.closed.set_result(None)

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        if not self._opened.done():
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            self._answered(head)
        self._rest = self._cut(data)

    def _answered(self, head: bytes) -> None:
        if head.startswith(b"HTTP/1.1 101"):
            self._opened.set_result(None)
        else:
            answer = head.split(b"\r\n")[0].decode()
            self._opened.set_exception(ConnectionRefusedError(answer))

    def _cut(self, data: bytes) -> bytes:
        at, end = 0, len(data)
        while end - at >= 2:
            size, head = data[at + 1], 2
            if size == SHORT:
                size, head = int.from_bytes(data[at + 2 : at + 4]), 4
            elif size == LONG:
                size, head = int.from_bytes(data[at + 2 : at + 10]), 10
            after = at + head + size
            if end < after or end - at < head:
                break
            self._take(data[at] & 15, data[at + head : after])
            at = after
        return data[at:]

    def _take(self, kind: int, body: bytes) -> None:
        if kind == TEXT:
            if self.heard is None:
                self._early.append(body)
            else:
                self.heard(body)
        elif kind == PING:
            self._send(PONG, body)
        elif kind == CLOSE:
            self.code = int.from_bytes(body[:2])
            self._transport.close()

    def _send(self, kind: int, body: bytes) -> None:
        size = len(body)
        long = b"" if size < SHORT else size.to_bytes(2)
        head = bytes((128 | kind, 128 | (SHORT if long else size))) + long
        self._transport.write(head + bytes(4) + body)  # a mask of zeros leaves it as it is


async def opened(origin: str, path: str, headers: dict[str, str]) -> Line:
    """Open a socket of the site at `origin` (http://host:port)."""
    host, port = origin.removeprefix("http://").split(":")
    loop = asyncio.get_running_loop()
    _transport, line = await loop.create_connection(Line, host, int(port))
    await line.shake_hands(f"{host}:{port}", path, {"Origin": origin, **headers})
    return line
