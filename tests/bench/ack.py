"""`make bench-ack`: how soon what is committed is acknowledged and told, against a bare commit.

Each rate has a reference of its own: a machine that is asked seldom answers later.

SECONDS changes the length of each part; SERVER names one of the servers.
"""

import asyncio
import itertools
import os
import sys
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence

from tests.bench.site import SERVERS, Web, engines, headers_of, judge  # isort: skip

import msgspec
import psycopg
import uvloop
from django.db import connection

from rooms.models import Room, RoomRecord
from tests.bench.evenings import evenings
from tests.bench.spread import percentile
from tests.bench.wire import Line, opened

SECONDS = float(os.environ.get("SECONDS", "20"))
MESSAGES = 200  # a second
ROOMS, PEOPLE = 50, 4  # each person says one thing a second in each of his rooms
COMMANDS = 10  # a second, in one room
AUDIENCE = 50
ANSWER_SECONDS = 10.0

Figures = dict[str, list[float]]  # milliseconds by what was measured


class Answers:
    """What comes to one socket: answers by request, commands by their number."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.asked: dict[str, asyncio.Future[dict]] = {}
        self.told: dict[int, float] = {}  # seq of a command → when it came
        line.hear(self._hear)

    async def ask(self, **frame: object) -> tuple[float, dict]:
        """Send a request; return the seconds until its answer, and the answer."""
        wait = self.asked[str(frame["id"])] = asyncio.get_running_loop().create_future()
        began = time.monotonic()
        self.line.say(msgspec.json.encode(frame))
        answer = await asyncio.wait_for(wait, ANSWER_SECONDS)
        return answer["came"] - began, answer

    def _hear(self, text: bytes) -> None:
        came = time.monotonic()
        if text.startswith((b'{"type":"ack"', b'{"type":"nack"')):
            answer = msgspec.json.decode(text)
            self.asked.pop(answer["id"]).set_result({**answer, "came": came})
        elif text.startswith(b'{"type":"playback"'):
            self.told[msgspec.json.decode(text)["seq"]] = came


async def chat(web: Web, rooms: list[Room], cookies: list[str]) -> Figures:
    """Say `MESSAGES` things a second, all persons in turn; the time until each ack."""
    paths = [f"/ws/rooms/{room.token}/chat/" for room in rooms]
    sockets = await sockets_of(web, paths, cookies)
    took: list[float] = []
    refused: list[dict] = []

    async def say(number: int) -> None:
        text = f"Сообщение номер {number}, как люди пишут, не длиннее"
        seconds, answer = await sockets[number % len(sockets)].ask(
            type="chat.send", id=uuid.uuid4().hex, text=text
        )
        (took if answer["type"] == "ack" else refused).append(seconds * 1000)

    cpu = web.cpu()
    await at_rate(MESSAGES, say, range(int(SECONDS * MESSAGES)))
    print(f"  {1000 * (web.cpu() - cpu) / len(took):.2f} ms of CPU a message", flush=True)
    await asyncio.gather(*(socket.line.hang_up() for socket in sockets))
    if refused:
        print(f"  refused: {len(refused)}", flush=True)
    return {"ack": took}


async def command(web: Web, room: Room, cookies: list[str]) -> Figures:
    """Wind now here now there; the time until the ack, and until the last member has the frame."""
    sockets = await sockets_of(web, [f"/ws/rooms/{room.token}/"], cookies)
    took: Figures = {"ack": [], "last": []}
    for number in range(int(SECONDS * COMMANDS)):
        began = time.monotonic()
        sender = sockets[number % len(sockets)]
        seconds, answer = await sender.ask(
            type="playback.command", id=uuid.uuid4().hex, action="seek", position=number % 500
        )
        assert answer["type"] == "ack", answer
        seq = answer["seq"]
        while not all(seq in socket.told for socket in sockets):
            assert time.monotonic() - began < ANSWER_SECONDS, "a member was told nothing"
            await asyncio.sleep(0.002)
        took["ack"].append(seconds * 1000)
        took["last"].append((max(socket.told[seq] for socket in sockets) - began) * 1000)
        await asyncio.sleep(max(0.0, began + 1 / COMMANDS - time.monotonic()))
    await asyncio.gather(*(socket.line.hang_up() for socket in sockets))
    return took


async def sockets_of(web: Web, paths: list[str], cookies: list[str]) -> list[Answers]:
    """One socket for each person at each path."""
    return [
        Answers(await opened(web.origin, path, headers_of(cookie)))
        for path, cookie in itertools.product(paths, cookies)
    ]


async def at_rate(rate: float, act: Callable[[int], Awaitable[None]], what: Iterable[int]) -> None:
    """Begin `rate` acts a second, whether those before have ended or not."""
    began, acts = time.monotonic(), []
    for number in what:
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        acts.append(asyncio.ensure_future(act(number)))
    await asyncio.gather(*acts)


def bare_commits(room: Room, rate: float, seconds: float) -> list[float]:
    """The reference: one connection that writes the same rows and commits, nothing else; ms."""
    names = [field.column for field in RoomRecord._meta.concrete_fields if field.column != "id"]
    own = {"event_id": "gen_random_uuid()", "seq": "%(seq)s", "client_id": "%(client)s"}
    values = ", ".join(own.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    copy = (
        f"INSERT INTO rooms_roomrecord ({columns}) SELECT {values} FROM rooms_roomrecord"
        " WHERE room_id = %(room)s AND seq = 1"
    )
    count = "UPDATE rooms_room SET last_seq = %(seq)s, player_seq = 1 WHERE id = %(room)s"
    took = []
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as bare:
        bare.commit()
        began = time.monotonic()
        for number in range(int(rate * seconds)):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            at = time.monotonic()
            what = {"seq": number + 2, "room": room.pk, "client": uuid.uuid4().hex}
            bare.execute(count, what, prepare=True)
            bare.execute(copy, what, prepare=True)
            bare.commit()
            took.append((time.monotonic() - at) * 1000)
    return took


def row(name: str, took: Sequence[float], reference: Sequence[float] | None = None) -> None:
    """Print p50, p95, p99 and, against a reference, the ratio of each."""
    figures = [percentile(took, p) for p in (0.5, 0.95, 0.99)]
    text = "".join(f"{figure:8.2f}" for figure in figures)
    if reference is not None:
        base = [percentile(reference, p) for p in (0.5, 0.95, 0.99)]
        text += "   ×" + "".join(
            f"{figure / bare:6.1f}" for figure, bare in zip(figures, base, strict=True)
        )
    print(f"  {name:34}{text}", flush=True)


def run(name: str) -> int:
    """Measure one server; return how many targets were missed."""
    rooms, cookies = evenings(ROOMS, PEOPLE)
    [large, often, rarely], crowd = evenings(3, AUDIENCE)
    web = Web(name)
    print(f"\n{name}, one process: ms p50 p95 p99, and × the bare commit", flush=True)
    reference = bare_commits(often, MESSAGES, min(SECONDS, 10))
    row(f"a bare commit at {MESSAGES}/s", reference)
    said = uvloop.run(chat(web, rooms, cookies))["ack"]
    row(f"chat ack at {MESSAGES}/s", said, reference)
    wound = uvloop.run(command(web, large, crowd))
    seldom = bare_commits(rarely, COMMANDS, min(SECONDS, 10))  # a disk at rest takes longer
    row(f"a bare commit at {COMMANDS}/s", seldom)
    row("command → ack", wound["ack"], seldom)
    row(f"command → last of {AUDIENCE} sockets", wound["last"], seldom)
    web.stop()
    return sum(
        (
            judge(f"{name}: chat ack, p50", percentile(said, 0.5), 2.5, "ms"),
            judge(f"{name}: chat ack, p99", percentile(said, 0.99), 15, "ms"),
            judge(f"{name}: command → last socket, p50", percentile(wound["last"], 0.5), 3, "ms"),
            judge(f"{name}: command → last socket, p95", percentile(wound["last"], 0.95), 8, "ms"),
        )
    )


def main() -> int:
    """Print the tables; return how many targets were missed."""
    with engines():
        names = [os.environ["SERVER"]] if "SERVER" in os.environ else list(SERVERS)
        return sum(run(name) for name in names)


if __name__ == "__main__":
    threading.current_thread().name = "load"
    sys.exit(1 if main() else 0)
