"""People of an evening by model: their sockets, and the picture that each makes of the room."""

import asyncio
import json
import random
from typing import Any

from rooms.models import Room
from tests import wire_check
from tests.rooms.picture import ChatPicture, Frame, Picture, PlayerPicture
from tests.rooms.sockets import Socket, knock, path_of

SETTLES = 20.0  # seconds that frames may take on a busy machine


class Client:
    """One socket of one person, its reader and the picture that it has made."""

    def __init__(self, socket: Socket, picture: Picture, loses: random.Random | None) -> None:
        self.socket, self.picture, self.loses = socket, picture, loses
        self.answers: dict[str, asyncio.Future[Frame]] = {}
        self.closed = self.asking = False
        self.heard: list[Frame] = []
        self.reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            await self._read_on()
        except Exception as problem:
            for answer in self.answers.values():
                answer.set_exception(problem)
            raise

    async def _read_on(self) -> None:
        while True:
            event = await self.socket.line.output_queue.get()
            if event["type"] == "websocket.close":
                self._end()
                return
            frame = wire_check.said(event["text"], self.socket.channel)
            self.heard = [*self.heard[-40:], frame]
            if frame["type"] in ("ack", "nack"):
                self.answers.pop(frame["id"]).set_result(frame)
            elif not self._is_lost(frame):
                await self._take(frame)

    async def _take(self, frame: Frame) -> None:
        missing = self.picture.take(frame)
        if frame["type"] in ("synced", "welcome", "error"):
            self.asking = False
        if missing:
            assert self.loses is not None, f"a gap that nobody made: {frame}"
            await self.catch_up()

    def _is_lost(self, frame: Frame) -> bool:
        # What answers a `sync` comes from the log; what the bus brings may be lost.
        if self.loses is None or self.asking or frame["type"] in ("welcome", "synced", "error"):
            return False
        return self.loses.random() < 0.3

    async def catch_up(self) -> None:
        """Ask for what came after the last number seen, unless that is under way."""
        if not self.asking and not self.closed:
            self.asking = True
            await self.socket.send(type="sync", after=self.picture.seq)

    async def ask(self, **frame: Any) -> Frame:
        """Send a request; returns its ack or nack, or a close."""
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self.answers[frame["id"]] = answer
        await self.socket.send_text(json.dumps(frame))
        return await asyncio.wait_for(answer, SETTLES)

    def _end(self) -> None:
        self.closed = True
        for answer in self.answers.values():
            answer.set_result({"type": "close"})

    async def hang_up(self) -> None:
        self.reader.cancel()
        self._end()
        await self.socket.hang_up()


class Guest:
    """Somebody of the evening: signed in, perhaps in the room, perhaps with sockets."""

    def __init__(self, user: Any, cookie: str, loses: random.Random | None) -> None:
        self.user, self.cookie, self.loses = user, cookie, loses
        self.player: Client | None = None
        self.chat: Client | None = None

    async def come(self, room: Room) -> None:
        """Open what is not open; a refusal leaves it so."""
        if self.player is None or self.player.closed:
            self.player = await self._open(room, PlayerPicture(), chat=False)
        if self.chat is None or self.chat.closed:
            self.chat = await self._open(room, ChatPicture(), chat=True)

    async def _open(self, room: Room, picture: Picture, *, chat: bool) -> Client | None:
        socket = await knock(path_of(room, chat=chat), cookie=self.cookie)
        if isinstance(socket, int):
            return None
        picture.take(await socket.next())
        return Client(socket, picture, self.loses)

    async def vanish(self) -> None:
        """Both lines are cut."""
        for client in self.clients():
            await client.hang_up()
        self.player = self.chat = None

    def clients(self) -> list[Client]:
        both = (self.player, self.chat)
        return [client for client in both if client is not None and not client.closed]
