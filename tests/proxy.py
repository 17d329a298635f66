"""A bad road between a client and a server: slow, crooked, silent, broken, as the test wants it.

A TCP proxy on a loop in a thread of its own; tests put it in front of the web port, of Redis or of
PostgreSQL and change it while it runs. Within a direction bytes keep their order. Times are
seconds, sizes bytes; the same seed makes the same delays for the same bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from django.db import connection

T = TypeVar("T")

CHUNK = 64 * 1024
LOOK = 0.01  # s between two looks at a road that is closed
TICKS = 20  # pieces a second that a narrow road is given


@dataclass(frozen=True, slots=True)
class Road:
    """One direction of the way."""

    delay: float = 0.0
    jitter: float = 0.0  # evenly within ± this
    bandwidth: float | None = None  # bytes a second
    slice: int | None = None  # at most so many bytes at once
    loss: float = 0.0  # share of pieces that come only after they were sent again,
    again: float = 0.25  # which takes so long; what is behind them waits
    window: int = 4 * 1024 * 1024  # bytes on the way at once; then the sender feels it
    course: tuple[float, ...] = ()  # a recorded trace: delays, in the place of `delay` and `jitter`
    step: float = 0.1  # s between two delays of it

    def takes(self, luck: random.Random, since: float) -> float:
        """How long a piece is under way that sets out `since` seconds after the beginning."""
        if self.course:
            return self.course[int(since / self.step) % len(self.course)]
        late = self.again if self.loss and luck.random() < self.loss else 0.0
        return max(0.0, self.delay + luck.uniform(-self.jitter, self.jitter)) + late

    @property
    def piece(self) -> int:
        """The most that is read at once."""
        narrow = CHUNK if self.bandwidth is None else max(1, int(self.bandwidth / TICKS))
        return min(CHUNK, narrow, self.slice or CHUNK)


class Proxy:
    """The road to one port; `with Proxy(port) as proxy:` and clients go to `proxy.port`."""

    def __init__(
        self, port: int | str, *, up: Road | None = None, down: Road | None = None, seed: int = 0
    ) -> None:
        self.target = port  # of this machine; or the path of a socket
        self.up, self.down = up or Road(), down or Road()  # may be replaced at any time
        self.seed = seed
        self.accepted = 0  # connections so far
        self.carried = {"up": 0, "down": 0}  # bytes that came out
        self.hole = False
        self.still_until = 0.0
        self.links: set[_Link] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def before(cls, url: str, **options: Any) -> Self:
        """A road to what lives at `url`."""
        return cls(urlsplit(url).port or 80, **options)

    @classmethod
    def before_database(cls) -> Self:
        """A road to the PostgreSQL of this test, which may listen at a socket of the disk."""
        server = connection.get_connection_params()
        host, port = str(server["host"]), server.get("port") or 5432
        return cls(f"{host}/.s.PGSQL.{port}" if host.startswith("/") else int(port))

    def database_url(self) -> str:
        """The address of this test's database by way of that road."""
        server = connection.get_connection_params()
        return f"postgres://{server['user']}@127.0.0.1:{self.port}/{server['dbname']}"

    def through(self, url: str) -> str:
        """The same address by way of this road."""
        parts = urlsplit(url)
        signed, at, _ = parts.netloc.rpartition("@")
        return parts._replace(netloc=f"{signed}{at}127.0.0.1:{self.port}").geturl()

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.began = self._loop.time()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    # What a test does to the road.

    def both(self, road: Road) -> None:
        """The same road there and back."""
        self.up = self.down = road

    def stall(self, seconds: float) -> None:
        """Hold all bytes for so long; then they come."""
        self.still_until = self._loop.time() + seconds

    def cut(self) -> int:
        """Reset every connection; return how many there were."""
        return self._ask(self._cut)

    def swallow(self) -> None:
        """Let nothing through and tell nobody: a black hole.

        A connection that loses a byte in it never speaks again, so that only a heartbeat can find
        out; a new one is made when the hole is over.
        """
        self.hole = True

    def heal(self) -> None:
        """End the black hole."""
        self.hole = False

    def widen(self) -> None:
        """Make the way down a good one, the kernel's window too: what was held back comes now."""
        self.down = Road()
        self._ask(self._widen)

    def begin(self) -> None:
        """Let recorded courses begin at this moment."""
        self.began = self._loop.time()

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Call `act` (cut, stall, swallow, heal…) so long from now, unless the proxy ended."""

        def due() -> None:
            self._loop.call_later(seconds, act)

        self._loop.call_soon_threadsafe(due)

    @property
    def open(self) -> int:
        """How many connections there are."""
        return len(self.links)

    # Inside: on the loop's thread.

    def _ask(self, work: Callable[[], T]) -> T:
        if threading.current_thread() is self._thread:
            return work()

        async def asked() -> T:
            return work()

        return asyncio.run_coroutine_threadsafe(asked(), self._loop).result(10)

    def _cut(self) -> int:
        links = list(self.links)
        for link in links:
            link.reset()
        return len(links)

    def _widen(self) -> None:
        for link in self.links:
            link.widen()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._accept, "127.0.0.1", 0)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.accepted += 1
        link = _Link(self, self.accepted)
        self.links.add(link)
        try:
            await link.carry(reader, writer)
        except asyncio.CancelledError:
            pass  # the proxy ends
        finally:
            self.links.discard(link)
            self._tasks.discard(task)

    async def _end(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        self._cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def closed(self) -> None:
        """Wait while nothing passes."""
        while self.hole or self._loop.time() < self.still_until:  # noqa: ASYNC110  any thread changes it
            await asyncio.sleep(LOOK)


class _Link:
    """One connection: two lanes."""

    def __init__(self, proxy: Proxy, number: int) -> None:
        self.proxy, self.number = proxy, number
        self.writers: list[asyncio.StreamWriter] = []
        self.lost = False  # a byte is missing: nothing after it makes sense

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Connect, and pass bytes on until both sides ended."""
        self.writers.append(writer)
        up, down = (_Lane(self, name) for name in ("up", "down"))
        try:
            await self.proxy.closed()
            await asyncio.sleep(up.takes() + down.takes())  # a handshake takes the road twice
            far_reader, far_writer = await self._reach()
            self.writers.append(far_writer)
            for one in self.writers:
                _at_once(one)
            async with asyncio.TaskGroup() as lanes:
                lanes.create_task(up.run(reader, far_writer))
                lanes.create_task(down.run(far_reader, writer))
        except* OSError:
            self.reset()
        finally:
            for one in self.writers:
                one.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to the target; a narrow window is the kernel's too."""
        by_path = isinstance(self.proxy.target, str)
        far = socket.socket(socket.AF_UNIX if by_path else socket.AF_INET)
        far.setblocking(False)
        if self.proxy.down.window < Road().window:
            far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.proxy.down.window)
        try:
            loop = asyncio.get_running_loop()
            target = self.proxy.target
            await loop.sock_connect(far, target if by_path else ("127.0.0.1", target))
        except OSError:
            far.close()
            raise
        return await asyncio.open_connection(sock=far, limit=CHUNK)

    def widen(self) -> None:
        """Give up the narrow window of the far side."""
        for writer in self.writers[1:]:
            far = writer.get_extra_info("socket")
            far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, CHUNK)

    def reset(self) -> None:
        """End both sides with a reset."""
        for writer in self.writers:
            near = writer.get_extra_info("socket")
            if near is not None:
                with contextlib.suppress(OSError):
                    linger = struct.pack("ii", 1, 0)
                    near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()


class _Lane:
    """One direction of a connection: what was read waits in a queue until it is due."""

    def __init__(self, link: _Link, name: str) -> None:
        self.link, self.proxy, self.name = link, link.proxy, name
        self.luck = random.Random(f"{link.proxy.seed}:{link.number}:{name}")
        self.queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        self.under_way = 0
        self.last_due = 0.0

    @property
    def road(self) -> Road:
        road: Road = getattr(self.proxy, self.name)
        return road

    def takes(self) -> float:
        """How long a piece is under way that sets out now."""
        return self.road.takes(self.luck, asyncio.get_running_loop().time() - self.proxy.began)

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass everything on until the end of `reader`."""
        reading = asyncio.create_task(self._read(reader))
        try:
            await self._write(writer)
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await reading

    async def _read(self, reader: asyncio.StreamReader) -> None:
        data = b"?"
        while data:
            while self.under_way > self.road.window:  # noqa: ASYNC110  the road may change
                await asyncio.sleep(LOOK)
            try:
                data = await reader.read(self.road.piece)
            except OSError:
                data = b""
            self.under_way += len(data)
            self.queue.put_nowait((self._due(len(data)), data))

    def _due(self, size: int) -> float:
        """When a piece of so many bytes comes out (s of the loop); never before the one before."""
        due = max(self.last_due, asyncio.get_running_loop().time() + self.takes())
        if self.road.bandwidth is not None:
            due = max(due, self.last_due + size / self.road.bandwidth)
        self.last_due = due
        return due

    async def _write(self, writer: asyncio.StreamWriter) -> None:
        while True:
            due, data = await self.queue.get()
            await self._until(due)
            self.under_way -= len(data)
            if self.proxy.hole or self.link.lost:
                self.link.lost = True
            elif data:
                self.proxy.carried[self.name] += len(data)  # before anybody can have read it
                writer.write(data)
                await writer.drain()
            else:
                writer.write_eof()
            if not data:
                return

    async def _until(self, due: float) -> None:
        """Wait for a moment, and for the end of a stall that was called for meanwhile."""
        now = asyncio.get_running_loop().time
        while (wait := max(due, self.proxy.still_until) - now()) > 0:  # noqa: ASYNC110  as above
            await asyncio.sleep(wait)


def _at_once(writer: asyncio.StreamWriter) -> None:
    """No gathering of small pieces: a slice is a slice."""
    near = writer.get_extra_info("socket")
    if near.family != socket.AF_UNIX:
        near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
