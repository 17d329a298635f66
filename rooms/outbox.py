"""What waits for one socket. Most of the time nothing: a frame is written as soon as it is told.

A socket that does not take its frames gets a bounded queue; when that is full it is given up, and
nobody else has noticed (F24).
"""

import asyncio
import logging
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass
from typing import Any, cast

from rooms.wire import RecordWire

MOST_FRAMES = 256
MOST_BYTES = 1024 * 1024

log = logging.getLogger(__name__)

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A frame made once for all sockets of a stream."""

    message: Message  # as ASGI wants it
    size: int
    seq: int | None = None  # None: a passing word, in no log
    record: RecordWire | None = None  # given when it may concern the socket itself


class Outbox:
    """The frames of one socket, in order. Begins on hold, until its snapshot is out.

    `send` is ASGI's; `shown(record)` is called when a frame with a record is out; `slow()` once,
    when the socket is given up.
    """

    __slots__ = (
        "_held",
        "_queue",
        "_send",
        "_sending",
        "_shown",
        "_size",
        "_slow",
        "ended",
        "seen",
    )

    def __init__(
        self,
        send: Callable[[Message], Awaitable[None]],
        *,
        shown: Callable[[RecordWire], None],
        slow: Callable[[], None],
    ) -> None:
        self._send = cast(Callable[[Message], Coroutine[Any, Any, None]], send)
        self._shown, self._slow = shown, slow
        self._held: list[Told] | None = []
        self._queue: deque[Told] | tuple[()] = ()  # made when first needed: even an empty one costs
        self._size = 0
        self._sending: asyncio.Task[None] | None = None
        self.seen = 0  # the last number that this socket was given or has in its snapshot
        self.ended = False

    def give(self, told: Told) -> None:
        """Give what everybody gets, unless this socket has it already. Never waits."""
        if self.ended:
            return
        if self._held is not None:
            self._held.append(told)
            self._count(told)
        elif told.seq is None or told.seq > self.seen:
            self.seen = told.seq or self.seen
            self._pass(told)

    def hold(self) -> None:
        """Keep back what everybody gets: something older is about to be said."""
        if self._held is None:
            self._held = []

    def release(self, seq: int) -> None:
        """Go on after `seq`: what was kept back and is newer follows at once."""
        held, self._held = self._held or [], None
        self.seen = seq
        for told in held:
            self._size -= told.size
        for told in held:
            self.give(told)

    def say(self, text: str) -> None:
        """Give this socket something of its own, hold or not. Never waits."""
        if not self.ended:
            self._pass(Told({"type": "websocket.send", "text": text}, len(text)))

    async def flushed(self) -> None:
        """Wait until the socket has taken all."""
        while self._sending is not None and not self.ended:
            await asyncio.wait({self._sending})

    def end(self, last: Message) -> None:
        """Give the last message of all, after those that wait."""
        if not self.ended:
            self.ended = True
            self._held = None
            self._pass(Told(last, 0))

    def _pass(self, told: Told) -> None:
        if self._sending is None:
            self._write(told)
        else:
            if not isinstance(self._queue, deque):
                self._queue = deque()
            self._queue.append(told)
            self._count(told)

    def _count(self, told: Told) -> None:
        self._size += told.size
        frames = len(self._queue) + len(self._held or ())
        if not self.ended and (frames > MOST_FRAMES or self._size > MOST_BYTES):
            self._queue = ()
            self._held, self._size = None, 0
            self._slow()

    def _write(self, told: Told) -> None:
        """Step the server's `send` to its end without a task; most often it does not wait."""
        sending = self._send(told.message)
        try:
            awaited = sending.send(None)
        except StopIteration:
            self._out(told)
        except Exception as problem:  # the socket has gone; its reader hears of it by itself
            self._give_up(problem)
        else:
            self._sending = asyncio.create_task(self._drain(told, _resumed(sending, awaited)))

    async def _drain(self, told: Told, started: Awaitable[None]) -> None:
        try:
            await started
            self._out(told)
            while isinstance(self._queue, deque) and self._queue:
                told = self._queue.popleft()
                self._size -= told.size
                await self._send(told.message)
                self._out(told)
        except Exception as problem:
            self._give_up(problem)
        finally:
            self._sending = None

    def _out(self, told: Told) -> None:
        if told.record is not None and not self.ended:
            self._shown(told.record)

    def _give_up(self, problem: Exception) -> None:
        log.debug("socket_gone error=%r", problem)
        self.ended, self._held = True, None
        self._queue = ()


@types.coroutine
def _resumed(sending: Coroutine[Any, Any, None], awaited: Any) -> Generator[Any, Any, None]:
    """Go on with a coroutine that was stepped up to its first `await`, now inside a task."""
    try:
        yield awaited
    except BaseException:
        sending.close()
        raise
    yield from sending.__await__()
