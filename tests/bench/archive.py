"""`make bench-archive`: how soon evenings are sealed, and what people in other rooms feel of it.

RECORDS (10,000) of the long room, ROOMS (1000) that close at once, SECONDS (20) of quiet talk
before that, RATE (50) messages a second. DURABLE=0 takes the disk out of PostgreSQL's way.
"""

import asyncio
import logging
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tests.bench.site import FOLDER, Web, engines, judge  # isort: skip

import uvloop
import zstandard
from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone

from cinema.embedded.processes import spawn, stop
from cinema.embedded.web import beat, worker
from rooms import services
from rooms.models import Archive, Room, RoomRecord
from tests.bench.ack import Answers, at_rate, row, sockets_of
from tests.bench.evenings import evenings
from tests.bench.spread import percentile
from tests.services import child_environment
from tests.stack import ROOT

RECORDS = int(os.environ.get("RECORDS", "10000"))
ROOMS = int(os.environ.get("ROOMS", "1000"))
SECONDS = float(os.environ.get("SECONDS", "20"))
RATE = float(os.environ.get("RATE", "50"))
LONGEST = 900.0  # s for all to be sealed
TALKING, PEOPLE = 20, 4
EVENING = 60  # records of each room that closes
TEXT = "Сообщение номер {}, как люди пишут, не длиннее этого, с парой слов сверху"


def fill(room: Room, records: int) -> None:
    """Let so much be said in a room that has just been made."""
    now = timezone.now()
    RoomRecord.objects.bulk_create(
        (
            RoomRecord(
                room=room, seq=seq, kind="chat.message", actor_id=room.host_id, version=0,
                client_id=uuid.uuid4().hex, at=now + timedelta(seconds=seq), position=seq % 600,
                payload={"text": TEXT.format(seq)},
            )
            for seq in range(room.last_seq + 1, room.last_seq + records)
        ),
        batch_size=2000,
    )  # fmt: skip
    Room.objects.filter(pk=room.pk).update(last_seq=records, player_seq=1)


def closed_room(records: int) -> Room:
    """A room that waits for its archive; nobody was told of it."""
    [room], _ = evenings(1, PEOPLE)
    fill(room, records)
    Room.objects.filter(pk=room.pk).update(state="closing", closed_at=timezone.now())
    return room


def dumped(room: Room) -> tuple[float, int]:
    """The reference: PostgreSQL's own JSON of the same rows through zstd to the disk."""
    began, path = time.monotonic(), FOLDER / "dump.zst"
    rows = "COPY (SELECT row_to_json(r) FROM rooms_roomrecord r WHERE room_id = %s ORDER BY seq)"
    with (
        path.open("wb") as file,
        zstandard.ZstdCompressor(level=10).stream_writer(file, closefd=False) as packed,
        connection.cursor() as cursor,
        cursor.copy(f"{rows} TO STDOUT", [room.pk]) as copy,
    ):
        for block in copy:
            packed.write(bytes(block))
    with path.open("rb+") as written:
        os.fsync(written.fileno())
    return time.monotonic() - began, path.stat().st_size


def archived(room: Room) -> tuple[float, float]:
    """Archive a room in a process of its own; seconds, and MiB of its memory at the peak."""
    program = (
        "import re, sys, time, uuid, django\n"
        "django.setup()\n"
        "from rooms.archive import archive_room\n"
        "began = time.monotonic()\n"
        "assert archive_room(uuid.UUID(sys.argv[1])) == 'sealed'\n"
        "took, told = time.monotonic() - began, open('/proc/self/status').read()\n"
        # not getrusage: its peak begins with that of the process that started this one
        "print(took, int(re.search(r'VmHWM:\\s+(\\d+)', told)[1]) / 1024)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(room.pk)],
        env=child_environment(DJANGO_SETTINGS_MODULE="tests.bench.settings"),
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    took, peak = map(float, told.stdout.split())
    return took, peak


def one_long_room() -> int:
    """A long evening, and one five times as long; return how many targets were missed."""
    reference, size = dumped(room := closed_room(RECORDS))
    took, peak = archived(room)
    longer, higher = archived(closed_room(5 * RECORDS))
    sealed = Archive.objects.get(room=room)
    print(f"\none room, {RECORDS} records: sealed and cleared in {took:.2f} s", flush=True)
    print(f"  a plain dump of the same rows to zstd: {reference:.2f} s (× {took / reference:.1f})")
    print(f"  size {sealed.size} bytes, the dump's {size} (× {sealed.size / size:.2f})")
    print(f"  {5 * RECORDS} records: {longer:.2f} s; memory {peak:.0f} MiB → {higher:.0f} MiB")
    return sum(
        (
            judge(f"archive of {RECORDS} records", took, 10, "s"),
            judge("memory with five times the records", higher / peak, 1.1, "×"),
        )
    )


@contextmanager
def workers() -> Iterator[None]:
    """Celery as `make run` has it: a worker with one child, and beat."""
    environment = child_environment(DJANGO_SETTINGS_MODULE="tests.bench.settings", DB_POOL_MAX="4")
    argvs = {"worker": worker(sys.executable), "beat": beat(sys.executable, FOLDER)}
    running = [
        spawn(argv, log=FOLDER / f"{name}.log", env=environment, cwd=ROOT)
        for name, argv in argvs.items()
    ]
    try:
        yield
    finally:
        for process in running:
            stop(process)


async def talk(sockets: list[Answers], until: asyncio.Event | None) -> list[float]:
    """Say `RATE` things a second, for `SECONDS` or until the event; ms until each ack."""
    took: list[float] = []

    async def say(number: int) -> None:
        frame = {"type": "chat.send", "id": uuid.uuid4().hex, "text": TEXT.format(number)}
        seconds, answer = await sockets[number % len(sockets)].ask(**frame)
        assert answer["type"] == "ack", answer
        took.append(seconds * 1000)

    def numbers() -> Iterator[int]:
        number = 0
        while not until.is_set() if until else number < SECONDS * RATE:
            yield number
            number += 1

    await at_rate(RATE, say, numbers())
    return took


def close_all(rooms: list[Room]) -> None:
    """The end of all evenings at once, by the service, with its record and its hint."""
    for room in rooms:
        services.close_room(room_key=room.pk, by=None, reason="ended")
    connection.close()


def left() -> tuple[int, int]:
    """Rooms that are not sealed, and those whose rows are not cleared."""
    closing = Room.objects.filter(state=Room.State.CLOSING).count()
    uncleared = Archive.objects.filter(cleared_at=None).count()
    connection.close()
    return closing, uncleared


async def wait_sealed(done: asyncio.Event, began: float) -> tuple[float, float]:
    """Seconds until the last seal, and until the last rows went."""
    sealed = 0.0
    while time.monotonic() - began < LONGEST:
        closing, uncleared = await sync_to_async(left)()
        sealed = sealed or (0.0 if closing else time.monotonic() - began)
        if not closing and not uncleared:
            break
        await asyncio.sleep(1)
    done.set()
    return sealed or LONGEST, time.monotonic() - began


async def crowd(web: Web, talking: list[Room], cookies: list[str], rooms: list[Room]) -> int:
    """Talk in quiet, then while all the other rooms close; return how many targets were missed."""
    paths = [f"/ws/rooms/{room.token}/chat/" for room in talking]
    sockets = await sockets_of(web, paths, cookies)
    quiet = await talk(sockets, None)
    row(f"chat ack at {RATE:g}/s, quiet", quiet)
    done, began = asyncio.Event(), time.monotonic()
    loud = asyncio.create_task(talk(sockets, done))
    await sync_to_async(close_all)(rooms)
    closed = time.monotonic() - began
    sealed, cleared = await wait_sealed(done, began)
    busy = await loud
    row("while all close and are sealed", busy, quiet)
    print(f"  {len(rooms)} rooms closed in {closed:.1f} s", flush=True)
    print(f"  all sealed after {sealed:.1f} s, all rows gone after {cleared:.1f} s", flush=True)
    await asyncio.gather(*(socket.line.hang_up() for socket in sockets))
    ratio = percentile(busy, 0.95) / percentile(quiet, 0.95)
    return sum(
        (
            judge(f"{len(rooms)} rooms closed at once, all sealed", sealed, 300, "s"),
            judge("chat ack p95 meanwhile, against quiet", ratio, 2, "×"),
        )
    )


def all_at_once() -> int:
    """Many rooms that end in the same moment."""
    talking, cookies = evenings(TALKING, PEOPLE)
    rooms, _ = evenings(ROOMS, PEOPLE)
    for room in rooms:
        fill(room, EVENING)
    web = Web("uvicorn")
    print(f"\n{ROOMS} rooms of {EVENING} records close at once, one worker", flush=True)
    try:
        with workers():
            missed = uvloop.run(crowd(web, talking, cookies, rooms))
    finally:
        web.stop()
    kept = Archive.objects.filter(room__in=rooms, records=EVENING + 1).count()
    return missed + judge("rooms without a whole archive", len(rooms) - kept, 0, "rooms")


def main() -> int:
    """Print the tables; return how many targets were missed."""
    logging.disable(logging.INFO)
    with engines():
        return one_long_room() + all_at_once()


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
