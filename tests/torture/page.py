"""What a page does with its two sockets: open, show in order, fill gaps, come back."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import time
from typing import TYPE_CHECKING, Any

import httpx
import msgspec

from tests.bench.wire import PING, Line, opened

if TYPE_CHECKING:
    from tests.torture.generators import Person

Frame = dict[str, Any]
LOST = (OSError, httpx.TransportError, TimeoutError)
ANSWER_SECONDS = 20.0  # on a line that lives; then it counts as silence
DEAD_SECONDS = 12.0  # nothing heard: the line is dead
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 8.0  # docs/protocol.md, coming back
ROOM_CLOSED = 4410
KINDS = {"chat": "chat.send", "command": "playback.command"}
ANCHOR = ("version", "playing", "position", "at", "rate")
_connections = itertools.count(1)


class Page:
    """Both sockets of one person."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.chat, self.player = Socket(person, "chat"), Socket(person, "player")

    @property
    def version(self) -> int:
        return self.player.anchor.get("version", 0)

    async def come(self) -> None:
        """Open both and keep them open; returns when both are welcome."""
        for socket in (self.chat, self.player):
            socket.keeper = asyncio.create_task(socket.keep())
        await asyncio.gather(self.chat.welcome.wait(), self.player.welcome.wait())

    async def ask(self, op: str, frame: Frame) -> tuple[Any, Frame]:
        """Send a request: («ok» | «fail» | «unknown», what was said)."""
        socket = self.chat if op == "chat" else self.player
        return await socket.ask({"type": KINDS[op], **frame})

    async def hang_up(self) -> None:
        """Lose both lines, as when a train enters a tunnel; they come back by themselves."""
        for socket in (self.chat, self.player):
            socket.drop()

    async def go(self) -> None:
        for socket in (self.chat, self.player):
            if socket.keeper is not None:
                socket.keeper.cancel()
            socket.drop()

    async def can_enter(self, token: str) -> bool:
        """Whether a room opens its door to this person."""
        path = f"/ws/rooms/{token}/chat/"
        try:
            line = await _opened(self.person.url, path, self.person.cookie)
        except ConnectionRefusedError:
            return False
        await line.hang_up()
        return True


class Socket:
    """One of the two: the last number shown, the anchor, and what waits for an answer."""

    def __init__(self, person: Person, stream: str) -> None:
        self.person, self.stream = person, stream
        self.line: Line | None = None
        self.keeper: asyncio.Task[None] | None = None
        self.welcome = asyncio.Event()
        self.last, self.anchor, self.offset = 0, Frame(), 0.0  # ms of the server's clock
        self.name, self.codes = "", list[int]()
        self._asked: dict[str, asyncio.Future[Frame]] = {}
        self._heard, self._syncing = 0.0, False
        self._quickest = float("inf")  # ms there and back, of this line

    async def keep(self) -> None:
        """Stay connected for ever."""
        room, pause = self.person.room, FIRST_PAUSE
        assert room is not None
        path = f"/ws/rooms/{room.token}/{'chat/' if self.stream == 'chat' else ''}"
        while ROOM_CLOSED not in self.codes:
            try:
                self.line = await _opened(self.person.url, path, self.person.cookie)
                await self._live(self.line)
                pause = FIRST_PAUSE
            except LOST:
                self.person.turn += 1
                pause = min(LONGEST_PAUSE, pause * 2)
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))

    async def _live(self, line: Line) -> None:
        """Read until the line is closed or dead."""
        self.name = f"{self.person.name}:{self.stream}:{next(_connections)}"
        self._heard, self._syncing = time.monotonic(), False
        self._quickest = float("inf")
        line.hear(self._take)
        try:
            while not line.closed.done() and time.monotonic() - self._heard < DEAD_SECONDS:
                line._send(PING, b"")
                if self.stream == "player":
                    self._say({"type": "clock.ping", "t0": 1000 * time.monotonic()})
                await asyncio.wait({line.closed}, timeout=4)
        finally:
            self.drop()

    def drop(self) -> None:
        """End the line at once; who waits for an answer never gets it."""
        line, self.line = self.line, None
        self.welcome.clear()
        if line is not None:
            self.codes.append(line.code)
            line._transport.abort()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_result({"type": "lost"})
        self._asked.clear()

    async def ask(self, frame: Frame) -> tuple[Any, Frame]:
        """As the page's."""
        if ROOM_CLOSED in self.codes:
            return "fail", {"code": "closing"}
        try:
            await asyncio.wait_for(self.welcome.wait(), 5)
        except TimeoutError:
            return "unknown", {"why": "not connected"}
        if self.line is None or not self.welcome.is_set():  # lost while we waited our turn
            return "unknown", {"why": "cut"}
        answer = self._asked[frame["id"]] = asyncio.get_running_loop().create_future()
        self._say(frame)
        try:
            said = await asyncio.wait_for(answer, ANSWER_SECONDS)
        except TimeoutError:
            self._asked.pop(frame["id"], None)
            return "unknown", {"why": "silence"}
        if said["type"] == "ack":
            return "ok", {k: said[k] for k in ("seq", "version") if k in said}
        if said["type"] == "nack":
            return "fail", {"code": said["code"], "retry_after": said.get("retry_after")}
        return "unknown", {"why": "cut"}

    def _say(self, frame: Frame) -> None:
        if self.line is not None:
            self.line.say(msgspec.json.encode(frame))

    def _take(self, text: bytes) -> None:
        self._heard = time.monotonic()
        frame = msgspec.json.decode(text)
        kind = frame["type"]
        if kind in ("ack", "nack"):
            answer = self._asked.pop(frame["id"], None)
            if answer is not None and not answer.done():
                answer.set_result(frame)
        elif kind == "clock.pong":
            self._compare_clocks(frame)
        elif kind == "welcome":
            self._begin(frame)
        elif kind in ("synced", "error"):
            self._syncing = False
        elif "prev" in frame:
            self._numbered(frame)

    def _compare_clocks(self, frame: Frame) -> None:
        """Believe the quickest answer of a line: a late one may have waited on one way only."""
        now = 1000 * time.monotonic()
        if now - frame["t0"] <= self._quickest:
            self._quickest = now - frame["t0"]
            self.offset = frame["t1"] - (frame["t0"] + now) / 2

    def _begin(self, frame: Frame) -> None:
        self.last, self._syncing = frame["seq"], False
        self.anchor = frame.get("playback", {})
        self.welcome.set()
        version = {"version": self.anchor["version"]} if self.anchor else {}
        self._note("welcome", seq=frame["seq"], epoch=frame["epoch"], **version)

    def _numbered(self, frame: Frame) -> None:
        """Show what is next; drop a repeat; ask for what is missing."""
        if frame["seq"] <= self.last:
            return
        if frame["prev"] > self.last:
            if not self._syncing:
                self._syncing = True
                self._say({"type": "sync", "after": self.last})
            return
        self.last = frame["seq"]
        more = {}
        if frame["type"] == "playback":
            self.anchor, more = frame, {"version": frame["version"]}
        elif frame["type"] == "chat.message":
            more = {"id": frame["id"], "text": frame["text"]}
        self._note("shown", seq=frame["seq"], **more)

    def _note(self, type: str, **value: Any) -> None:
        person = self.person
        room = person.room.name if person.room else ""
        person.crowd.note(type, person.name, room, self.stream, self.name, value)


async def _opened(url: str, path: str, cookie: str) -> Line:
    with contextlib.suppress(AssertionError):
        return await asyncio.wait_for(opened(url, path, {"Cookie": cookie}), 10)
    raise ConnectionRefusedError
