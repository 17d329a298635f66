"""The road between processes: one Redis channel for each room that has sockets somewhere.

At most once, like every doorbell. A process without sockets (Celery, a command) rings by itself
and waits for it; one that has sockets rings by the bell of their event loop, and nobody waits.
"""

import asyncio
import contextlib
import functools
import itertools
import logging
import random
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from redis.asyncio.connection import Connection, ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

RING_SECONDS = 1.0  # for connecting and for the answer each: an ack waits two at the very most
WAITING_MOST = 10_000  # words that wait for their turn; rooms whose word was lost look into the log
AT_ONCE = 200  # words sent together
COMPLAINT_SECONDS = 10.0  # a Redis that refuses is logged this often
CONFIRM_SECONDS = 2.0  # a socket waits this long for its subscription, then goes on without
SILENCE_SECONDS = 5.0  # a line that says nothing is asked whether it lives; twice, and it is dead
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0  # between attempts to get a dead line back
PREFIX = "kino:room:"
DEAD_BUS = (RedisError, OSError, asyncio.TimeoutError)

log = logging.getLogger(__name__)


Command = tuple[Any, ...]  # of Redis, with its arguments


def ring(room: str, word: bytes, *after: Command) -> None:
    """Send a word to everybody who listens to a room (hex key), and further commands with it.

    Waits for the answer. Raises one of DEAD_BUS.
    """
    with _client().pipeline(transaction=False) as pipe:
        pipe.publish(PREFIX + room, word)
        for command in after:
            pipe.execute_command(*command)  # type: ignore[no-untyped-call]
        pipe.execute()


@functools.cache
def _client() -> "redis.Redis":
    # One try more, at once, for a connection that a restarted Redis has dropped; none after a
    # timeout, or the promise of two seconds would not hold.
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=RING_SECONDS,
        socket_connect_timeout=RING_SECONDS,
        retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionLost,)),
    )


class Line:
    """One listening connection; lives while a room is listened to, comes back by itself.

    `heard(room, word)` is called for each word, `regained()` after a loss, when all rooms are
    listened to again: what was said meanwhile is in the log. `always` is heard beside the rooms.
    """

    def __init__(
        self, heard: Callable[[str, bytes], None], regained: Callable[[], None], always: str
    ) -> None:
        self.is_down = False  # known to be; not so while it is first being made
        self._heard, self._regained, self._always = heard, regained, always
        self._rooms: set[str] = set()
        self._waiting: defaultdict[str, deque[asyncio.Future[None]]] = defaultdict(deque)
        self._unconfirmed: set[str] = set()  # after a loss
        self._connection: Any = None  # a Connection, while there is one
        self._keeper: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()  # commands go out in the order in which they were asked for

    async def listen(self, room: str) -> None:
        """Listen to a room from when this returns on; if that cannot be had in time, later."""
        self._rooms.add(room)
        confirmed = asyncio.get_running_loop().create_future()
        self._waiting[room].append(confirmed)
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        await self._command("SUBSCRIBE", room)
        if not self.is_down:
            await asyncio.wait({confirmed}, timeout=CONFIRM_SECONDS)

    async def leave(self, room: str) -> None:
        """Listen to a room no more; without any room the line is hung up."""
        self._rooms.discard(room)
        if self._rooms:
            await self._command("UNSUBSCRIBE", room)
        else:
            await self.hang_up()

    async def hang_up(self) -> None:
        """End the line."""
        keeper, self._keeper = self._keeper, None
        self._waiting.clear()
        self.is_down = False
        if keeper is not None:
            keeper.cancel()
            await asyncio.wait({keeper})

    async def _command(self, command: str, room: str) -> None:
        async with self._turn:
            connection = self._connection
            if connection is None:  # all rooms are listened to as soon as there is one
                return
            with contextlib.suppress(*DEAD_BUS):  # the reader notices too, and mends it
                await connection.send_command(command, PREFIX + room, check_health=False)

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._talk()
            except Exception as problem:
                log.warning("bus_lost error=%r", problem)
                self._wait_no_more()
                pause = FIRST_PAUSE if not self.is_down else min(LONGEST_PAUSE, pause * 2)
                self.is_down = True
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 no secret

    async def _talk(self) -> None:
        """Connect, listen to all rooms, pass on what is heard until the line breaks."""
        connection = _connection()
        try:
            async with asyncio.timeout(CONFIRM_SECONDS):
                await connection.connect()  # type: ignore[no-untyped-call]
            async with self._turn:
                await self._listen_to_all(connection)
                self._connection = connection
            await self._pass_on(connection)
        finally:
            if self._connection is connection:
                self._connection = None
            await connection.disconnect(nowait=True)

    async def _listen_to_all(self, connection: Connection) -> None:
        self._unconfirmed = set(self._rooms) if self.is_down else set()
        # One confirmation comes for each time that a room is named: one for each who waits.
        times = {room: max(1, len(self._waiting.get(room, ()))) for room in self._rooms}
        names = [PREFIX + room for room, n in times.items() for _ in range(n)]
        names.append(PREFIX + self._always)
        await connection.send_command("SUBSCRIBE", *names, check_health=False)

    async def _pass_on(self, connection: Connection) -> None:
        asked = False
        while True:
            try:
                said: Any = await connection.read_response(
                    timeout=SILENCE_SECONDS, disconnect_on_error=False, push_request=True
                )
            except (redis.exceptions.TimeoutError, TimeoutError):
                if asked:
                    raise
                asked = True
                await connection.send_command("PING", check_health=False)
            else:
                asked = False
                self._take(said)

    def _take(self, said: Any) -> None:
        if not isinstance(said, list):
            return
        kind, name, what = said[0], said[1], said[-1]
        if kind == b"message":
            self._heard(name.decode().removeprefix(PREFIX), what)
        elif kind == b"subscribe":
            self._confirm(name.decode().removeprefix(PREFIX))

    def _confirm(self, room: str) -> None:
        waiting = self._waiting.get(room)
        if waiting:
            waiting.popleft().set_result(None)
            if not waiting:
                del self._waiting[room]
        self._unconfirmed.discard(room)
        if self.is_down and not self._unconfirmed & self._rooms:
            self.is_down = False
            self._regained()

    def _wait_no_more(self) -> None:
        for waiting in self._waiting.values():
            for confirmed in waiting:
                confirmed.set_result(None)
        self._waiting.clear()


class Bell:
    """Rings for the sockets of other processes over a connection of its own; nobody waits for it.

    Words go out in their order, many at once when they come quickly. While Redis is away they are
    lost, as a doorbell's are; who listens to their rooms is told afterwards by the word `look` to
    look into the log.
    """

    def __init__(self, look: bytes) -> None:
        self._look = look
        self._waiting: deque[tuple[str, Command]] = deque()
        self._missed: set[str] = set()  # rooms of which a word was lost
        self._work, self._idle = asyncio.Event(), asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._is_leaving = False  # nobody has rung since it was to be hung up
        self._complained = float("-inf")

    def ring(self, room: str, word: bytes, *after: Command) -> None:
        """As the function of that name, but later, and it never raises."""
        self._is_leaving = False
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        if self._missed or len(self._waiting) >= WAITING_MOST:
            self._missed.add(room)  # the log has it
        else:
            self._waiting.append((room, ("PUBLISH", PREFIX + room, word)))
            self._waiting.extend((room, command) for command in after)
        self._work.set()
        self._idle.clear()

    async def hang_up(self) -> None:
        """Send what waits, if Redis answers, and end; not if somebody rings again meanwhile."""
        if self._keeper is None:
            return
        self._is_leaving = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), RING_SECONDS)
        keeper = self._keeper
        if keeper is None or not self._is_leaving:
            return
        self._keeper = None
        keeper.cancel()
        await asyncio.wait({keeper})

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            try:
                await self._work.wait()
                await self._talk()
            except Exception as problem:
                log.warning("bell_lost error=%r", problem)
                self._missed.update(room for room, _command in self._waiting)
                self._waiting.clear()
            lasted = time.monotonic() - began > LONGEST_PAUSE
            pause = FIRST_PAUSE if lasted else min(LONGEST_PAUSE, pause * 2)
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 no secret

    async def _talk(self) -> None:
        connection = _connection()
        try:
            async with asyncio.timeout(CONFIRM_SECONDS):
                await connection.connect()  # type: ignore[no-untyped-call]
            while True:
                missed, self._missed = self._missed, set()
                looks = [(room, ("PUBLISH", PREFIX + room, self._look)) for room in missed]
                self._waiting.extendleft(looks)
                await self._send(connection)
                self._work.clear()
                self._idle.set()
                await self._work.wait()
        finally:
            await connection.disconnect(nowait=True)

    async def _send(self, connection: Connection) -> None:
        """Send what waits; it waits on until Redis has answered."""
        while self._waiting:
            some = list(itertools.islice(self._waiting, AT_ONCE))
            async with asyncio.timeout(2 * RING_SECONDS):
                packed = connection.pack_commands(command for _room, command in some)
                await connection.send_packed_command(packed, check_health=False)
                for _ in some:
                    await self._answer(connection)
            for _ in some:
                self._waiting.popleft()

    async def _answer(self, connection: Connection) -> None:
        try:
            await connection.read_response()
        except ResponseError as refusal:  # full, or read-only: the next answer is in its place
            if time.monotonic() - self._complained > COMPLAINT_SECONDS:
                self._complained = time.monotonic()
                log.warning("bell_refused error=%r", refusal)


def _connection() -> Connection:
    # No timeout of the socket's own: redis-py 8 would end a quiet line after five seconds.
    pool = ConnectionPool.from_url(
        settings.REDIS_URL,
        socket_timeout=None,
        socket_connect_timeout=CONFIRM_SECONDS,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
    connection: Connection = pool.make_connection()  # type: ignore[no-untyped-call]
    return connection
