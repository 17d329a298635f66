"""`make bench-rooms`: a thousand rooms of four, one message a room-second, every one committed.

ROOMS (1000) and SECONDS (300) change the size; SERVER is uvicorn (two workers, as in the full
stack) or daphne (one). Each socket sees each number of its room's log once, or the bench says so.
"""

import asyncio
import os
import sys
import time
import uuid

from tests.bench.site import CORES, Web, engines, headers_of, judge  # isort: skip

import msgspec
import uvloop

from rooms.models import Room, RoomRecord
from tests.bench.evenings import evenings
from tests.bench.spread import percentile
from tests.bench.wire import Line, opened

ROOMS = int(os.environ.get("ROOMS", "1000"))
SECONDS = float(os.environ.get("SECONDS", "300"))
SERVER = os.environ.get("SERVER", "uvicorn")
PEOPLE = 4
JOINING = 50  # sockets that are opened at once
PATIENCE = 30.0  # s for what is still on its way at the end
TEXT = "Сообщение, как люди пишут, не длиннее"


class Seat:
    """One socket: the numbers that it was told, and what it waits for."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.last = 0  # number of the last record
        self.holes = self.doubles = self.refused = 0
        self.sent: dict[str, float] = {}  # by client id
        self.acks: list[float] = []  # ms
        line.hear(self._hear)

    def say(self) -> None:
        """Send a message."""
        key = uuid.uuid4().hex
        self.sent[key] = time.monotonic()
        self.line.say(msgspec.json.encode({"type": "chat.send", "id": key, "text": TEXT}))

    def _hear(self, text: bytes) -> None:
        frame = msgspec.json.decode(text)
        kind, seq = frame["type"], frame.get("seq")
        if kind in ("ack", "nack"):
            took = 1000 * (time.monotonic() - self.sent.pop(frame["id"]))
            self.refused += kind == "nack"
            if kind == "ack":
                self.acks.append(took)
        elif kind == "welcome":
            self.last = seq
        elif kind == "chat.message":  # the only records made meanwhile
            self._count(seq)

    def _count(self, seq: int) -> None:
        self.holes += seq > self.last + 1
        self.doubles += seq <= self.last
        self.last = max(self.last, seq)


async def take_seats(web: Web, rooms: list[Room], cookies: list[str]) -> list[list[Seat]]:
    """Open a chat socket for each person in each room."""
    gate = asyncio.Semaphore(JOINING)

    async def take(room: Room, cookie: str) -> Seat:
        async with gate:
            path = f"/ws/rooms/{room.token}/chat/"
            return Seat(await opened(web.origin, path, headers_of(cookie)))

    async def fill(room: Room) -> list[Seat]:
        return await asyncio.gather(*(take(room, cookie) for cookie in cookies))

    return await asyncio.gather(*(fill(room) for room in rooms))


async def talk(seats: list[list[Seat]]) -> int:
    """Let each room say one thing a second, all rooms in turn; return how many were sent."""
    began, sent = time.monotonic(), 0
    while (passed := time.monotonic() - began) < SECONDS:
        while sent < passed * len(seats):
            room = seats[sent % len(seats)]
            room[sent // len(seats) % PEOPLE].say()
            sent += 1
        await asyncio.sleep(0.002)
    until = time.monotonic() + PATIENCE
    everybody = [seat for room in seats for seat in room]
    while any(seat.sent for seat in everybody) and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    return sent


async def evening(web: Web, rooms: list[Room], cookies: list[str]) -> int:
    """Run it whole; return how many targets were missed."""
    began = time.monotonic()
    seats = await take_seats(web, rooms, cookies)
    everybody = [seat for room in seats for seat in room]
    print(f"  {len(everybody)} sockets joined in {time.monotonic() - began:.1f} s", flush=True)
    await asyncio.sleep(5)
    memory, cpu, began = web.pss(), web.cpu(), time.monotonic()
    sent = await talk(seats)
    took, used = time.monotonic() - began, web.cpu() - cpu
    grown = (web.pss() - memory) / 2**20
    show([ms for seat in everybody for ms in seat.acks], sent, took, used)
    print(f"  memory of the server: {memory / 2**20:.0f} MiB, grown by {grown:.1f} MiB", flush=True)
    missed = await judged(seats, grown)
    for seat in everybody:
        seat.line.hear(lambda text: None)
    await asyncio.gather(*(seat.line.hang_up() for seat in everybody))
    return missed


def show(acks: list[float], sent: int, took: float, used: float) -> None:
    """Print what was carried, and what it cost."""
    figures = " ".join(f"{percentile(acks, p):.1f}" for p in (0.5, 0.95, 0.99))
    print(f"  sent {sent}, acknowledged {len(acks)}: {len(acks) / took:.0f}/s", flush=True)
    print(f"  ack, ms p50 p95 p99: {figures}; {1000 * used / max(1, len(acks)):.2f} ms of", end="")
    print(f" the server's CPU a message ({used / took:.0%} of a core of {CORES})", flush=True)


async def judged(seats: list[list[Seat]], grown: float) -> int:
    """A plain word on each target: lost, doubled, refused, memory."""
    lost = doubled = refused = 0
    for room in seats:
        last = max(seat.last for seat in room)
        lost += sum(seat.holes + (last - seat.last) + len(seat.sent) for seat in room)
        doubled += sum(seat.doubles for seat in room)
        refused += sum(seat.refused for seat in room)
    stored = await RoomRecord.objects.filter(kind="chat.message").acount()
    acked = sum(len(seat.acks) for room in seats for seat in room)
    return sum(
        (
            judge("frames lost or messages without an answer", lost, 0, ""),
            judge("frames doubled", doubled, 0, ""),
            judge("messages refused", refused, 0, ""),
            judge("stored but not acknowledged, or the reverse", abs(stored - acked), 0, ""),
            judge("growth of memory (buffers of a busy process)", grown, 32, "MiB"),
        )
    )


def main() -> int:
    """Print what was carried; return how many targets were missed."""
    with engines():
        rooms, cookies = evenings(ROOMS, PEOPLE)
        workers = 2 if SERVER == "uvicorn" else 1
        web = Web(SERVER, workers=workers)
        print(f"\n{SERVER}, {workers} processes: {ROOMS} rooms, {SECONDS:g} s", flush=True)
        missed = uvloop.run(evening(web, rooms, cookies))
        web.stop()
        return missed


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
