"""A person as a program: signs up by the API, opens sockets by ticket, retries with the same id.

Used by fault tests and benches against a whole running site.
"""

import asyncio
import contextlib
import itertools
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import websockets

from tests import wire_check

Frame = dict[str, Any]
PATIENCE = 30.0  # s for one answer, on a busy machine
LOST = (websockets.ConnectionClosed, OSError, websockets.InvalidHandshake, httpx.TransportError)


class Person:
    """One account and its HTTP session against the site at `origin` (http://host:port)."""

    def __init__(self, origin: str, name: str) -> None:
        self.origin, self.name = origin, name
        self.email = f"{name.lower()}-{uuid.uuid4().hex[:8]}@example.test"
        self.http = httpx.AsyncClient(base_url=f"{origin}/api/v1/", timeout=PATIENCE)
        self.id = ""

    async def sign_up(self) -> "Person":
        """Register and take a token; returns self."""
        password = uuid.uuid4().hex
        body = {"email": self.email, "password": password, "name": self.name}
        self.id = (await self.post("auth/register", body))["id"]
        tokens = await self.post("auth/token", {"email": self.email, "password": password})
        self.http.headers["Authorization"] = f"Bearer {tokens['access']}"
        return self

    async def post(self, path: str, body: Frame | None = None) -> Frame:
        """POST and return the JSON answer; raises for any refusal."""
        answer = await self.http.post(path, json=body or {})
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    async def get(self, path: str) -> Any:
        """GET and return the JSON answer; raises for any refusal."""
        answer = await self.http.get(path)
        answer.raise_for_status()
        return answer.json()

    async def socket(self, token: str, *, chat: bool = False) -> "RoomSocket":
        """Open one of the two sockets of a room; its welcome is already read."""
        ticket = (await self.post("auth/ticket"))["ticket"]
        path = f"/ws/rooms/{token}/{'chat/' if chat else ''}?ticket={ticket}"
        wire = await websockets.connect(
            self.origin.replace("http", "ws", 1) + path, open_timeout=PATIENCE
        )
        socket = RoomSocket(wire, "chat" if chat else "player")
        socket.welcome = await socket.until("welcome")
        return socket

    async def close(self) -> None:
        await self.http.aclose()


class RoomSocket:
    """One open socket: frames in order, requests answered by ack or nack.

    Frames both ways are held against the AsyncAPI document; `wire` takes whatever one likes.
    """

    def __init__(self, wire: websockets.ClientConnection, channel: wire_check.Channel) -> None:
        self.wire, self.channel = wire, channel
        self.welcome: Frame = {}
        self.seen: list[Frame] = []
        self._ids = itertools.count(1)

    async def send(self, **frame: Any) -> None:
        text = json.dumps(frame)
        wire_check.heard(text, self.channel)
        await self.wire.send(text)

    async def receive(self, seconds: float = PATIENCE) -> Frame:
        """Return the next frame, kept in `seen` as well."""
        text = await asyncio.wait_for(self.wire.recv(), seconds)
        frame = wire_check.said(text, self.channel)
        self.seen.append(frame)
        return frame

    async def until(self, *types: str, seconds: float = PATIENCE, **fields: Any) -> Frame:
        """Read frames until one of `types` whose `fields` agree; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while True:
                frame = await self.receive(seconds)
                if frame["type"] in types and all(frame.get(k) == v for k, v in fields.items()):
                    return frame

    async def ask(self, kind: str, *, id: str | None = None, **fields: Any) -> Frame:
        """Send a request and return its ack or nack."""
        request = id or f"{next(self._ids)}-{uuid.uuid4().hex[:8]}"
        await self.send(type=kind, id=request, **fields)
        return await self.until("ack", "nack", id=request)

    async def close(self) -> None:
        with contextlib.suppress(Exception):
            await self.wire.close()


async def reopened(person: Person, token: str, *, chat: bool, seconds: float = 10) -> RoomSocket:
    """Open the socket, trying again until the site answers; raises TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while True:
            try:
                return await person.socket(token, chat=chat)
            except (*LOST, httpx.HTTPStatusError, TimeoutError):
                await asyncio.sleep(0.1)


async def say_until_acked(
    person: Person, token: str, texts: list[str], *, pause: float = 0.7
) -> AsyncIterator[tuple[str, int]]:
    """Send each text with one client id until it is acknowledged; yields (text, seq)."""
    socket = await reopened(person, token, chat=True, seconds=30)
    for text in texts:
        message_id = uuid.uuid4().hex
        while True:
            try:
                answer = await socket.ask("chat.send", id=message_id, text=text)
            except (*LOST, TimeoutError):
                socket = await reopened(person, token, chat=True, seconds=30)
                continue
            if answer["type"] == "ack":
                break
            await asyncio.sleep(answer.get("retry_after") or 0.2)
        yield text, answer["seq"]
        await asyncio.sleep(pause)
    await socket.close()
