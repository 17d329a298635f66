"""`make bench-fanout`: what it costs to tell a room something.

One web process on a core of its own, the load on the other: the room hub, plain Channels groups on
the same server, and a minimal room on Node's `ws`, over one Redis in one run. SECONDS and SOCKETS
change the size, SERVER names one of the servers.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.site import CORES, FOLDER, SERVERS, Web, engines, headers_of, judge  # isort: skip

import msgspec
import uvloop
from channels.layers import get_channel_layer
from django.conf import settings
from hiredis import pack_command
from redis.connection import ConnectionPool

from cinema.embedded.ports import free_port
from cinema.embedded.processes import stop
from rooms import bus, hub, wire
from rooms.models import Room
from tests.bench.evenings import evenings
from tests.bench.spread import percentile
from tests.bench.wire import Line, opened

SECONDS = float(os.environ.get("SECONDS", "5"))
SOCKETS = int(os.environ.get("SOCKETS", "100"))
SIZES = (4, 50)
AHEAD = 2  # frames of a room on their way at once
CALM, GOAL = 500, 30_000  # deliveries a second
TEXT = "x" * 60
STAMP, SEQ = b'"id":', b'"seq":'
MODULES = Path(tempfile.gettempdir()) / "kino-bench-node"  # `ws` and `redis`, kept between runs
HIRED = msgspec.json.Encoder()

Way = Callable[["Listening"], tuple[str, bytes]]  # the next word of a room: channel and bytes


class Bus(asyncio.Protocol):
    """Publishes without waiting for answers."""

    def __init__(self) -> None:
        pool = ConnectionPool.from_url(settings.REDIS_URL)
        self.host, self.port = pool.connection_kwargs["host"], pool.connection_kwargs["port"]
        self.password = pool.connection_kwargs.get("password")

    async def open(self) -> "Bus":
        """Connect; returns self."""
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_connection(lambda: self, self.host, self.port)
        if self.password:
            self.transport.write(pack_command(("AUTH", self.password)))
        return self

    def publish(self, channel: str, word: bytes) -> None:
        """Send a word."""
        self.transport.write(pack_command(("PUBLISH", channel, word)))


class Listening:
    """The sockets of one room: how late each frame came, how many, what is still on its way."""

    def __init__(self, room: Room) -> None:
        self.room, self.key = room, room.pk.hex
        self.lines: list[Line] = []
        self.seq = room.last_seq
        self.late: list[float] = []  # s from the publishing to each socket
        self.delivered = 0
        self.left: dict[int, int] = {}  # by seq: sockets that have it not yet
        self.done: Callable[[], None] = lambda: None  # called when a frame has reached all

    def hear(self, text: bytes) -> None:
        """Count a frame of ours. What it says is cut out of the bytes: parsing costs more."""
        at = text.find(STAMP)
        if at < 0 or TEXT[:8].encode() not in text:
            return
        now, at = time.monotonic(), text.index(b'"', at + len(STAMP)) + 1
        sent = float(text[at : text.index(b'"', at)])
        at = text.index(SEQ) + len(SEQ)
        seq = int(text[at : text.index(b",", at)])
        self.late.append(now - sent)
        self.delivered += 1
        self.left[seq] -= 1
        if not self.left[seq]:
            del self.left[seq]
            self.done()

    def record(self) -> wire.RecordWire:
        """The next record of the room, stamped with the moment."""
        self.seq += 1
        self.left[self.seq] = len(self.lines)
        who: wire.PersonWire = {"id": str(self.room.host_id), "name": "Аня"}
        return {
            "event_id": "", "room": self.key, "seq": self.seq, "prev": self.seq - 1,
            "kind": "chat.message", "actor": who, "client_id": str(time.monotonic()),
            "at": 0.0, "position": 0.0, "version": 0, "payload": {"text": TEXT},
        }  # fmt: skip


def frame_of(room: Listening) -> dict[str, object]:
    """The record as a browser would be shown it."""
    record = room.record()
    return {"seq": record["seq"], "id": record["client_id"], **record}


def by_hub(room: Listening) -> tuple[str, bytes]:
    """As rooms.hub rings, without the database before it."""
    return bus.PREFIX + room.key, hub.spoken(hub.Record(room.record()))


def by_groups(room: Listening) -> tuple[str, bytes]:
    """As `group_send` of channels-redis would."""
    layer = get_channel_layer()
    word = layer.serialize({"type": "room.frame", "frame": frame_of(room)})
    return f"plain__group__plain.{room.room.token}", word


def by_node(room: Listening) -> tuple[str, bytes]:
    """A frame ready to be passed on."""
    return f"node:{room.room.token}", HIRED.encode(frame_of(room))


WAYS: dict[str, tuple[str, Way]] = {
    "hub": ("/ws/rooms/{}/chat/", by_hub), "groups": ("/plain/{}/", by_groups)
}  # fmt: skip


class NodeRoom(Web):
    """The room on Node's `ws`."""

    def __init__(self, core: int) -> None:
        port = free_port()
        self.name, self.origin = "node", f"http://127.0.0.1:{port}"
        node_path = str(MODULES / "node_modules")
        environment = {**os.environ, "ROOM_PORT": str(port), "NODE_PATH": node_path}
        script = Path(__file__).with_name("ws_room.cjs")
        self._start(["node", str(script)], environment, core)


def has_node() -> bool:
    """Whether there is Node with `ws`; npm fetches that once."""
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    if (MODULES / "node_modules" / "ws").exists() and (MODULES / "node_modules" / "redis").exists():
        return True
    MODULES.mkdir(exist_ok=True)
    argv = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(MODULES), "ws", "redis"]
    return subprocess.run(argv, capture_output=True, timeout=180, check=False).returncode == 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What a part came to: deliveries a second, CPU seconds of the server for each, latencies."""

    rate: float
    cpu: float
    busy: float
    late: list[float]  # ms


async def part(web: Web, rooms: list[Listening], work: Callable[[], Awaitable[None]]) -> Figures:
    """Run one part and count."""
    for room in rooms:
        room.late.clear()
        room.delivered = 0
    cpu, began = web.cpu(), time.monotonic()
    await work()
    took, used = time.monotonic() - began, web.cpu() - cpu
    delivered = sum(room.delivered for room in rooms)
    late = [1000 * seconds for room in rooms for seconds in room.late]
    return Figures(delivered / took, used / max(1, delivered), used / took, late)


async def measure(web: Web, path: str, way: Way, rooms: list[Room], cookies: list[str]) -> dict:
    """Three parts: as much as goes, `GOAL` deliveries a second, and `CALM`."""
    listening = [Listening(room) for room in rooms]
    for room in listening:
        for cookie in cookies:
            line = await opened(web.origin, path.format(room.room.token), headers_of(cookie))
            line.hear(room.hear)
            room.lines.append(line)
    await asyncio.sleep(1)
    out = await Bus().open()
    found = {
        "most": await part(web, listening, lambda: saturate(out, listening, way)),
        "goal": await part(web, listening, lambda: at_rate(out, listening, way, GOAL)),
        "calm": await part(web, listening, lambda: at_rate(out, listening, way, CALM)),
    }
    for room in listening:
        for line in room.lines:
            await line.hang_up()
    out.transport.close()
    return found


async def saturate(out: Bus, rooms: list[Listening], way: Way) -> None:
    """Keep `AHEAD` frames of each room on their way."""
    for room in rooms:
        room.done = partial(again, out, room, way)
        for _ in range(AHEAD):
            room.done()
    await asyncio.sleep(SECONDS)
    await arrived(rooms)


def again(out: Bus, room: Listening, way: Way) -> None:
    """Publish the next word of a room."""
    out.publish(*way(room))


async def at_rate(out: Bus, rooms: list[Listening], way: Way, rate: float) -> None:
    """Publish evenly; a room that has enough on its way is passed over."""
    each, began, told = len(rooms[0].lines), time.monotonic(), 0
    while (passed := time.monotonic() - began) < SECONDS:
        while told < passed * rate / each:
            room = rooms[told % len(rooms)]
            if len(room.left) < 4 * AHEAD:
                again(out, room, way)
            told += 1
        await asyncio.sleep(0.001)
    await arrived(rooms)


async def arrived(rooms: list[Listening]) -> None:
    """Wait until nothing is on its way; what was lost is told."""
    for room in rooms:
        room.done = lambda: None
    for _ in range(1000):
        if not any(room.left for room in rooms):
            return
        await asyncio.sleep(0.01)
    lost = sum(sum(room.left.values()) for room in rooms)
    print(f"    lost: {lost} deliveries", flush=True)
    for room in rooms:
        room.left.clear()


def show(size: int, way: str, found: dict[str, Figures]) -> None:
    """Print one row of the table."""
    most, goal, calm = found["most"], found["goal"], found["calm"]
    print(
        f"  {size:4} {way:7}{most.rate:9.0f}{most.cpu * 1e6:8.1f}{most.busy:7.0%}"
        f"   |{goal.rate:8.0f}{goal.cpu * 1e6:8.1f}{goal.busy:6.0%} {percentiles(goal)}"
        f"   |{percentiles(calm)}",
        flush=True,
    )


def percentiles(figures: Figures) -> str:
    return " ".join(f"{percentile(figures.late, p):7.2f}" for p in (0.5, 0.95, 0.99))


def run(prepared: dict[int, tuple[list[Room], list[str]]], name: str) -> int:
    """Measure one server, our hub against plain groups; return how many targets were missed."""
    missed = 0
    web = Web(name, core=0, app="tests.bench.fanout_app")
    for size, (rooms, cookies) in prepared.items():
        found = {}
        for way, (path, told) in WAYS.items():
            found[way] = uvloop.run(measure(web, path, told, rooms, cookies))
            show(size, f"{name[:2]} {way}"[:7], found[way])
        missed += verdict(f"{name}, rooms of {size}", found["hub"], found["groups"])
    web.stop()
    return missed


def verdict(name: str, ours: dict[str, Figures], plain: dict[str, Figures]) -> int:
    """A plain word on each target; CPU is what one core's capacity goes by."""
    ratio = plain["most"].cpu / ours["most"].cpu
    word = "MISSED" if ratio < 5 else "reached"
    print(f"  {word:8} {name}: {ratio:.1f} × plain Channels by CPU (to reach: 5)")
    held = ours["goal"].rate
    word = "MISSED" if held < 0.98 * GOAL else "reached"
    print(f"  {word:8} {name}: {held:.0f} deliveries/s of {GOAL} asked for")
    return (
        (ratio < 5)
        + (held < 0.98 * GOAL)
        + judge(f"{name}: CPU a delivery", ours["most"].cpu * 1e6, 25, "µs")
    )


def main() -> int:
    """Print the table; return how many targets were missed."""
    names = [os.environ["SERVER"]] if "SERVER" in os.environ else list(SERVERS)
    with engines():
        prepared = {size: evenings(max(1, SOCKETS // size), size) for size in SIZES}
        print(f"{'':17}most/s, µs CPU, busy | {GOAL}/s: held, µs, busy, ms p50 p95 p99", end="")
        print(f" | {CALM}/s: ms p50 p95 p99", flush=True)
        if has_node():
            web = NodeRoom(core=0)
            for size, (rooms, cookies) in prepared.items():
                found = uvloop.run(measure(web, "/node/{}/", by_node, rooms, cookies))
                show(size, "Node ws", found)
            stop(web.process)
        else:
            print("  not run: Node ws (no node, no npm, or npm could not fetch it)")
        return sum(run(prepared, name) for name in names)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    if CORES > 1:
        os.sched_setaffinity(0, set(range(1, CORES)))
    sys.exit(1 if main() else 0)
