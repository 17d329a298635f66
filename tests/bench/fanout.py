"""`make bench-fanout` and `make bench-memory`: what it costs to tell a room something.

One web process on a core of its own, the load on the other; the room hub against plain Channels
groups on the same server and Redis, in one run. SECONDS and SOCKETS change the size.
"""

# ruff: noqa: E402  Django has to be set up before anything of the project is imported

import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.services import services  # first: it prepares the environment for Django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
import django  # isort: skip

django.setup()

import websockets
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from cinema.embedded.ports import free_port
from cinema.embedded.processes import spawn, stop, wait_for
from cinema.embedded.web import daphne, uvicorn
from rooms import bus, hub, wire
from rooms.models import Room
from tests.bench.spread import percentile
from tests.factories import make_users, open_room
from tests.services import child_environment
from tests.stack import ROOT

SECONDS = float(os.environ.get("SECONDS", "5"))
SOCKETS = int(os.environ.get("SOCKETS", "100"))
SIZES = (4, 50)
AHEAD = 2  # frames of a room on their way at once
CALM = 500  # deliveries a second at which latency is measured
SERVERS = {"uvicorn": uvicorn, "daphne": daphne}
TICKS = os.sysconf("SC_CLK_TCK")
TEXT = "x" * 60
IDLE = 500  # sockets of `make bench-memory`


class Web:
    """One web process, alone on the first core if there is a second."""

    def __init__(self, name: str, folder: Path) -> None:
        port = free_port()
        self.origin = f"http://127.0.0.1:{port}"
        argv = SERVERS[name](sys.executable, "127.0.0.1", port)
        argv = [a.replace("cinema.asgi", "tests.bench.fanout_app") for a in argv]
        environment = child_environment(SITE_ORIGIN=self.origin)
        self.log = folder / f"{name}.log"
        self.process = spawn(argv, log=self.log, env=environment, cwd=ROOT)
        assert wait_for(self._lives, 60, step=0.2), self.log.read_text()
        if (os.cpu_count() or 1) > 1:
            for task in os.listdir(f"/proc/{self.process.pid}/task"):
                os.sched_setaffinity(int(task), {0})

    def cpu(self) -> float:
        """Seconds of CPU that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def pss(self) -> int:
        """Bytes of memory that belong to the process, shared ones by their share."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return 1024 * int(next(x for x in text.splitlines() if x.startswith("Pss:")).split()[1])

    def _lives(self) -> bool:
        with contextlib.suppress(OSError):
            return bool(urllib.request.urlopen(f"{self.origin}/healthz/live", timeout=2).status)
        return False


class Listening:
    """The sockets of one room: when each frame came, of the last and of all."""

    def __init__(self, room: Room) -> None:
        self.room, self.key = room, room.pk.hex
        self.sockets: list[websockets.ClientConnection] = []
        self.seq = room.last_seq
        self.late: list[float] = []  # s from the publishing to each socket
        self.delivered = 0
        self.has = asyncio.Semaphore(AHEAD)
        self._left: dict[int, int] = {}

    async def read(self, socket: websockets.ClientConnection) -> None:
        """Count frames until the socket ends."""
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                text = await socket.recv(decode=False)
                if b'"sent":' not in text and TEXT.encode() not in text:
                    continue
                frame = json.loads(text)
                sent = float(frame.get("id") or frame["sent"])
                self.late.append(time.monotonic() - sent)
                self.delivered += 1
                self._took(frame["seq"])

    def frame(self) -> wire.RecordWire:
        """The next record of the room, stamped with the moment."""
        self.seq += 1
        self._left[self.seq] = len(self.sockets)
        who: wire.PersonWire = {"id": str(self.room.host_id), "name": "Аня"}
        return {
            "event_id": "", "room": self.key, "seq": self.seq, "prev": self.seq - 1,
            "kind": "chat.message", "actor": who, "client_id": str(time.monotonic()),
            "at": 0.0, "position": 0.0, "version": 0, "payload": {"text": TEXT},
        }  # fmt: skip

    def _took(self, seq: int) -> None:
        self._left[seq] -= 1
        if not self._left[seq]:
            del self._left[seq]
            self.has.release()


async def tell_hub(room: Listening) -> None:
    """As rooms.hub does, without the database before it."""
    word = hub.ENCODER.encode(hub.Record(room.frame()))
    await asyncio.to_thread(bus.ring, room.key, word)


async def tell_group(room: Listening) -> None:
    """As a project with plain groups does."""
    frame = room.frame()
    shown = {"seq": frame["seq"], "sent": frame["client_id"], **frame}
    del shown["client_id"]
    await get_channel_layer().group_send(
        f"plain.{room.room.token}", {"type": "room.frame", "frame": shown}
    )


WAYS = {"hub": ("/ws/rooms/{}/chat/", tell_hub), "groups": ("/plain/{}/", tell_group)}


async def opened(web: Web, path: str, cookies: list[str]) -> list[websockets.ClientConnection]:
    """A socket for each person; what greets them is read."""
    sockets = []
    for cookie in cookies:
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "Origin": web.origin}
        url = web.origin.replace("http", "ws", 1) + path
        sockets.append(
            await websockets.connect(
                url, additional_headers=headers, compression=None, ping_interval=None
            )
        )
    return sockets


async def measure(web: Web, rooms: list[Room], cookies: list[str], way: str) -> dict[str, float]:
    """Deliveries a second and CPU of each when saturated; latency when calm."""
    path, tell = WAYS[way]
    each = len(cookies)
    listening = [Listening(room) for room in rooms]
    for one in listening:
        one.sockets = await opened(web, path.format(one.room.token), cookies)
    readers = [asyncio.create_task(one.read(s)) for one in listening for s in one.sockets]
    await asyncio.sleep(1)
    cpu, began = web.cpu(), time.monotonic()
    await asyncio.gather(*(saturate(one, tell, began + SECONDS) for one in listening))
    took = time.monotonic() - began
    delivered = sum(one.delivered for one in listening)
    used = web.cpu() - cpu
    for one in listening:
        one.late.clear()
    for number in range(int(SECONDS * CALM / each)):
        one = listening[number % len(listening)]
        await one.has.acquire()
        await tell(one)
        await asyncio.sleep(each / CALM)
    late = [1000 * s for one in listening for s in one.late]
    for one in listening:
        await asyncio.gather(*(s.close() for s in one.sockets))
    await asyncio.gather(*readers)
    return {
        "rate": delivered / took, "cpu": 1e6 * used / max(1, delivered), "busy": used / took,
        **{f"p{p}": percentile(late, p / 100) for p in (50, 95, 99)},
    }  # fmt: skip


async def saturate(room: Listening, tell, until: float) -> None:
    """Keep `AHEAD` frames on their way."""
    while time.monotonic() < until:
        await room.has.acquire()
        await tell(room)


def rooms_of(size: int) -> tuple[list[Room], list[str]]:
    """Rooms with the same people in each, and the people's cookies."""
    people = make_users(size)
    rooms = [open_room(people[0], *people[1:]) for _ in range(max(1, SOCKETS // size))]
    return rooms, [cookie_of(person) for person in people]


def cookie_of(person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextlib.contextmanager
def engines() -> Iterator[Path]:
    """PostgreSQL and Redis for this run, and a folder."""
    setup_test_environment()
    services.start()
    try:
        connection.creation.create_test_db(verbosity=0)
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    finally:
        connection.close()
        services.stop()


def fanout() -> int:
    """Print the table; return how many targets were missed."""
    missed = 0
    with engines() as folder:
        prepared = {size: rooms_of(size) for size in SIZES}
        for name in SERVERS:
            web = Web(name, folder)
            print(f"\n{name}: deliveries/s · CPU µs each · busy · ms p50 p95 p99", flush=True)
            for size, (rooms, cookies) in prepared.items():
                found = {way: asyncio.run(measure(web, rooms, cookies, way)) for way in WAYS}
                for way, figures in found.items():
                    print(f"  room of {size:2} {way:7}", row(figures), flush=True)
                missed += judge(name, size, found)
            stop(web.process)
    print("  not run: the reference on Node (package `ws` is not part of this project)")
    return missed


def row(figures: dict[str, float]) -> str:
    return (
        f"{figures['rate']:8.0f}  {figures['cpu']:6.1f}  {figures['busy']:4.0%}"
        f"  {figures['p50']:6.2f} {figures['p95']:6.2f} {figures['p99']:6.2f}"
    )


def judge(name: str, size: int, found: dict[str, dict[str, float]]) -> int:
    """A plain word on each target; CPU is what one core's capacity goes by."""
    ratio = found["groups"]["cpu"] / found["hub"]["cpu"]
    lines = [
        ("× plain Channels, by CPU (to reach: 5)", ratio, ratio >= 5),
        ("µs of CPU a delivery (to reach: 25)", found["hub"]["cpu"], found["hub"]["cpu"] <= 25),
    ]
    for words, value, reached in lines:
        print(
            f"  {'reached' if reached else 'MISSED':8} {name}, room of {size}: {value:.1f} {words}"
        )
    return sum(not reached for *_, reached in lines)


async def idle_bytes(web: Web, rooms: list[Room], cookies: list[str], count: int) -> float:
    """Bytes of memory for each of `count` sockets that only listen."""
    before = web.pss()
    sockets: list[websockets.ClientConnection] = []
    while len(sockets) < count:
        for room in rooms:
            sockets += await opened(web, f"/ws/rooms/{room.token}/", cookies)
    await asyncio.sleep(3)
    grown = (web.pss() - before) / len(sockets)
    await asyncio.gather(*(socket.close() for socket in sockets))
    return grown


def memory() -> int:
    """Print bytes per idle socket; return how many targets were missed."""
    missed = 0
    with engines() as folder:
        rooms, cookies = rooms_of(4)
        for name in SERVERS:
            web = Web(name, folder)
            # First what is loaded once: with few sockets, or their memory would be used again.
            asyncio.run(idle_bytes(web, rooms[:2], cookies, 8))
            each = asyncio.run(idle_bytes(web, rooms, cookies, IDLE)) / 1024
            missed += each > 32
            word = "MISSED" if each > 32 else "reached"
            print(f"  {word:8} {name}: {each:.1f} KiB an idle socket (to reach: 32)", flush=True)
            stop(web.process)
    return missed


if __name__ == "__main__":
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, set(range(1, os.cpu_count() or 2)))
    sys.exit(1 if (memory if sys.argv[1:] == ["memory"] else fanout)() else 0)
