"""Opens sockets through the whole ASGI application, as a browser or as a program would."""

import asyncio
import contextlib
import json
from typing import Any

from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.services import issue_ticket
from cinema.asgi import application
from tests import wire_check

Frame = dict[str, Any]
PATIENCE = 20.0  # seconds for one frame, on a busy machine


class Socket:
    """A socket that reads frames by type and knows how it was closed.

    What it reads is held against the AsyncAPI document.
    """

    def __init__(self, line: WebsocketCommunicator, channel: wire_check.Channel) -> None:
        self.line, self.channel = line, channel
        self.welcome: Frame = {}

    async def send(self, **frame: Any) -> None:
        await self.line.send_to(text_data=json.dumps(frame))

    async def send_text(self, text: str) -> None:
        await self.line.send_to(text_data=text)

    async def next(self) -> Frame:
        """The next frame; a close comes as `{"type": "close", "code"}`."""
        event = await self.line.receive_output(PATIENCE)
        if event["type"] == "websocket.close":
            return {"type": "close", "code": event["code"]}
        return wire_check.said(event["text"], self.channel)

    async def until(self, kind: str, **fields: Any) -> Frame:
        """The next frame of a type with these fields; others before it are passed over."""
        while True:
            frame = await self.next()
            if frame["type"] == kind and all(frame.get(k) == v for k, v in fields.items()):
                return frame
            assert frame["type"] != "close", frame

    async def ask(self, **frame: Any) -> Frame:
        """Send a request and return its ack or nack."""
        await self.send(**frame)
        while True:
            answer = await self.next()
            if answer["type"] in ("ack", "nack") and answer["id"] == frame["id"]:
                return answer
            assert answer["type"] != "close", answer

    async def closed(self) -> int:
        """The code with which the server closes the socket."""
        while True:
            frame = await self.next()
            if frame["type"] == "close":
                return frame["code"]

    async def silent(self) -> bool:
        return await self.line.receive_nothing(0.2)

    async def hang_up(self) -> None:
        await self.line.send_input({"type": "websocket.disconnect", "code": 1001})
        with contextlib.suppress(asyncio.TimeoutError):
            await self.line.wait(2)


def cookie_of(user: User) -> str:
    """The session cookie of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


async def knock(
    path: str,
    *,
    cookie: str = "",
    origin: str | None = settings.SITE_ORIGIN,
    host: str = "testserver",
) -> Socket | int:
    """Open a socket; return it, or the code with which it was refused before it was accepted."""
    headers = [(b"host", host.encode())]
    if cookie:
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()))
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    line = WebsocketCommunicator(application, path, headers=headers)
    accepted, code = await line.connect(PATIENCE)
    if not accepted:
        await line.send_input({"type": "websocket.disconnect", "code": 1006})
        await line.wait(PATIENCE)
        return code
    return Socket(line, wire_check.channel_of(path))


class Lobby:
    """Opens sockets and hangs all of them up at the end."""

    def __init__(self) -> None:
        self.open: list[Socket] = []

    async def enter(self, room: Any, user: User, *, chat: bool = False) -> Socket:
        """Open a socket of the room as this person; its welcome is already read."""
        cookie = await database_sync_to_async(cookie_of)(user)
        socket = await knock(path_of(room, chat=chat), cookie=cookie)
        assert isinstance(socket, Socket), f"refused with {socket}"
        self.open.append(socket)
        socket.welcome = await socket.next()
        return socket

    async def hang_up(self) -> None:
        for socket in self.open:
            await socket.hang_up()


def path_of(room: Any, *, chat: bool = False) -> str:
    return f"/ws/rooms/{room.token}/{'chat/' if chat else ''}"


async def ticket_of(user: User) -> str:
    return await database_sync_to_async(issue_ticket)(user)


@contextlib.asynccontextmanager
async def lobby():
    """Give a `Lobby` whose sockets all end with the test."""
    entered = Lobby()
    try:
        yield entered
    finally:
        await entered.hang_up()
