"""People of a round: each with the two sockets of a page, doing things and noting all of it.

They live on an event loop in a thread of their own, so that whoever makes the faults may wait. What
a person does comes from the seed; when it happens, from the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import httpx

from tests.torture.history import Event, Journal
from tests.torture.page import LOST, Page

Answer = dict[str, Any]
TRIES = 12
GIVES_UP = 0.15  # share of unknown operations that nobody tries again
CSRF = secrets.token_hex(16)
ACTIONS = {"say": 60, "command": 18, "say by http": 8, "command by http": 5, "out and in": 3,
           "hang up": 4}  # fmt: skip


class Crowd:
    """All rooms and people of a round, and one who belongs to none."""

    def __init__(self, urls: list[str], film: str, people: list[dict[str, str]], seed: str) -> None:
        self.urls, self.film = urls, film
        self.journal, self.began = Journal(), time.monotonic()
        self.luck = random.Random(seed)
        self.rooms = [Room(self, n, people[n * 4 : n * 4 + 4]) for n in range(len(people) // 4)]
        self.stranger = Person(self, None, "stranger", people[-1])
        self.acting = False
        self.undone: list[tuple[float, float]] = []  # times that a restored copy knows nothing of
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Any], patience: float = 120) -> Any:
        """Do something on the people's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(patience)

    def now(self) -> float:
        """Seconds of the round's own clock."""
        return round(time.monotonic() - self.began, 4)

    def note(
        self, type: Any, who: str, room: str, op: str, id: str = "", value: Answer | None = None
    ) -> None:
        """Write an event down."""
        self.journal.note(Event(self.now(), type, who, room, op, id, value or {}))

    async def come(self) -> None:
        """Open the rooms, take the seats, open the pages."""
        await asyncio.gather(*(room.open() for room in self.rooms))
        await asyncio.gather(*(p.page.come() for room in self.rooms for p in room.people))

    async def come_again(self) -> None:
        """Take the seats again that a restored copy does not know of."""
        await asyncio.gather(
            *(p.done("POST", f"rooms/{r.token}/join") for r in self.rooms for p in r.people[1:])
        )

    async def begin(self) -> None:
        """Let everybody act until `calm`."""
        self.acting = True
        everybody = [person for room in self.rooms for person in room.people]
        self.deeds = [asyncio.create_task(person.act()) for person in everybody]
        self.deeds.append(asyncio.create_task(self.stranger.peek()))

    async def calm(self) -> None:
        """Let all end what they are about; nobody begins anything."""
        self.acting = False
        done, late = await asyncio.wait(self.deeds, timeout=45)
        for task in late:
            task.cancel()
        for task in done:
            task.result()

    async def close(self) -> None:
        """Close every room while its people talk (F20)."""
        await asyncio.gather(*(room.close() for room in self.rooms))

    async def end(self) -> None:
        for room in self.rooms:
            for person in room.people:
                await person.leave_page()
        await self.stranger.leave_page()

    def stop(self) -> None:
        """Let everybody go home."""
        with contextlib.suppress(Exception):
            self.run(self.end(), 30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


class Room:
    """Four people and what all their words hold."""

    def __init__(self, crowd: Crowd, number: int, people: list[dict[str, str]]) -> None:
        self.crowd, self.name = crowd, f"r{number}"
        self.canary = f"канарейка-{secrets.token_hex(6)}"
        self.token = ""
        named = enumerate(people)
        self.people = [Person(crowd, self, f"{self.name}p{n}", known) for n, known in named]

    async def open(self) -> None:
        host, *guests = self.people
        self.token = (await host.must("POST", "rooms", {"film": self.crowd.film}))["token"]
        for guest in guests:
            await guest.must("POST", f"rooms/{self.token}/join")

    async def close(self) -> None:
        """The last words and the closing, at once."""
        talk = [asyncio.create_task(p.say()) for p in self.people for _ in range(2)]
        for _ in range(TRIES):
            if await self.people[0].done("POST", f"rooms/{self.token}/close"):
                break
            await asyncio.sleep(1)
        await asyncio.gather(*talk)


class Person:
    """Somebody with a session: operations, each with an id that is tried again."""

    def __init__(self, crowd: Crowd, room: Room | None, name: str, known: dict[str, str]) -> None:
        self.crowd, self.room, self.name, self.id = crowd, room, name, known["id"]
        self.cookie = f"sessionid={known['session']}; csrftoken={CSRF}"
        self.luck = random.Random(crowd.luck.random())
        self.number = 0
        self.turn = self.luck.randrange(len(crowd.urls))  # which web process, until it fails
        headers = {"Cookie": self.cookie, "X-CSRFToken": CSRF}
        self.http = httpx.AsyncClient(headers=headers, timeout=15)
        self.page = Page(self)

    @property
    def url(self) -> str:
        return self.crowd.urls[self.turn % len(self.crowd.urls)]

    async def ask(self, method: str, path: str, body: Answer | None = None) -> tuple[int, Answer]:
        """One request: status and answer; raises one of LOST."""
        try:
            reply = await self.http.request(method, f"{self.url}/api/v1/{path}", json=body)
        except LOST:
            self.turn += 1  # as a balancer would: the other one
            raise
        is_json = "json" in reply.headers.get("content-type", "")
        return reply.status_code, reply.json() if is_json else {"body": reply.text[:2000]}

    async def must(self, method: str, path: str, body: Answer | None = None) -> Answer:
        """One request that has to succeed; again over a new line if the server hung up the old."""
        try:
            status, answer = await self.ask(method, path, body)
        except LOST:
            status, answer = await self.ask(method, path, body)
        assert status < 300, (status, answer)
        return answer

    async def done(self, method: str, path: str) -> bool:
        with contextlib.suppress(*LOST):
            status, answer = await self.ask(method, path)
            return status < 300 or answer.get("code") == "closing"
        return False

    # What people do.

    async def act(self) -> None:
        """Do one thing after another while the round lasts."""
        deeds: dict[str, Callable[[], Awaitable[None]]] = {
            "say": self.say, "say by http": lambda: self.say(by_http=True),
            "command": self.command, "command by http": lambda: self.command(by_http=True),
            "out and in": self.out_and_in, "hang up": self.page.hang_up,
        }  # fmt: skip
        while self.crowd.acting:
            await deeds[self.luck.choices(list(ACTIONS), list(ACTIONS.values()))[0]]()
            await asyncio.sleep(self.luck.uniform(0.3, 1.3))

    async def say(self, *, by_http: bool = False) -> None:
        assert self.room is not None
        self.number += 1
        text = f"{self.room.canary} {self.name}:{self.number}"
        id = f"{self.name}-{self.number}"
        path = f"rooms/{self.room.token}/messages"
        await self._operate("chat", id, path if by_http else "", {"id": id, "text": text})

    async def command(self, *, by_http: bool = False) -> None:
        assert self.room is not None
        self.number += 1
        id = f"{self.name}-{self.number}"
        action = self.luck.choice(["play", "pause", "seek", "rate"])
        frame: Answer = {"id": id, "action": action}
        if action == "seek":
            frame["position"] = self.luck.uniform(0, 500)
        if action == "rate":
            frame["rate"] = self.luck.choice([0.5, 1.0, 1.5, 9.0])  # the last one is refused
        if self.luck.random() < 0.2:
            frame["version"] = self.page.version - self.luck.randrange(2)
        path = f"rooms/{self.room.token}/commands"
        await self._operate("command", id, path if by_http else "", frame)

    async def out_and_in(self) -> None:
        """Leave by the door and come back; the host stays, or he would be host no more."""
        assert self.room is not None
        if self is self.room.people[0]:
            return
        for way in ("leave", "join"):
            while self.crowd.acting or way == "join":
                if await self.done("POST", f"rooms/{self.room.token}/{way}"):
                    break
                await asyncio.sleep(1)

    async def _operate(self, op: str, id: str, path: str, frame: Answer) -> None:
        """Try until it is answered for good, or given up."""
        assert self.room is not None
        for _ in range(TRIES):
            self.crowd.note("invoke", self.name, self.room.name, op, id)
            type, value = await (self._by_http(path, frame) if path else self.page.ask(op, frame))
            self.crowd.note(type, self.name, self.room.name, op, id, value)
            again = type == "unknown" or value.get("code") in ("unavailable", "rate_limited")
            if not again or (type == "unknown" and self.luck.random() < GIVES_UP):
                return
            await asyncio.sleep(float(value.get("retry_after") or 0.5))

    async def _by_http(self, path: str, frame: Answer) -> tuple[Any, Answer]:
        try:
            status, answer = await self.ask("POST", path, frame)
        except LOST as problem:
            return "unknown", {"why": type(problem).__name__}
        if status < 300:
            return "ok", {k: answer[k] for k in ("seq", "version") if k in answer}
        # 502 and 504 would be a balancer's words; a 5xx of ours that is not 503 is a fault of ours.
        code = answer.get("code", f"http_{status}") if status in (503, *range(400, 500)) else ""
        return "fail", {"code": code or f"http_{status}", "retry_after": answer.get("retry_after")}

    # What a stranger tries.

    async def peek(self) -> None:
        """Knock at the rooms of others, in every way."""
        while self.crowd.acting:
            room = self.luck.choice(self.crowd.rooms)
            way = self.luck.choice(["state", "messages", "events", "members", "archive", "socket"])
            with contextlib.suppress(*LOST):
                if way == "socket":
                    entered = await self.page.can_enter(room.token)
                    self.crowd.note("peek", self.name, room.name, way, value={"entered": entered})
                else:
                    status, answer = await self.ask("GET", f"rooms/{room.token}/{way}")
                    told = {"entered": status < 300, "status": status, "body": str(answer)}
                    self.crowd.note("peek", self.name, room.name, way, value=told)
            await asyncio.sleep(0.5)

    async def leave_page(self) -> None:
        await self.page.go()
        await self.http.aclose()
