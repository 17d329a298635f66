"""What a client sends, on its way to the socket's handlers: judged, counted, in order."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec
from django.conf import settings

from accounts.sockets import Receive
from rooms import clock, events
from rooms.errors import RateLimited
from rooms.reader import Bad, Bucket, read_frame

FRAMES_A_SECOND, FRAMES_AT_ONCE = 50, 100
AHEAD = 64  # frames read ahead of their handling; then the reader waits, and TCP with it

Event = dict[str, Any]


class Inbox:
    """Events of one socket: those of the server, the client's frames, the socket's own clocks.

    `pong` is called with the answer to a clock ping, past the queue: whatever waits there would
    look like network. `came` is called when there is an event to take.
    """

    __slots__ = ("_bucket", "_came", "_decoder", "_events", "_pong", "_space")

    def __init__(
        self,
        decoder: msgspec.json.Decoder[Any],
        *,
        pong: Callable[[events.ClockPong], None],
        came: Callable[[], None],
    ) -> None:
        self._decoder, self._pong, self._came = decoder, pong, came
        self._events: list[Event] = []  # short and most often empty
        self._space: asyncio.Future[None] | None = None  # what a reader too far ahead waits for
        self._bucket = Bucket(FRAMES_A_SECOND, FRAMES_AT_ONCE, last=time.monotonic())

    async def read(self, receive: Receive) -> None:
        """Take what the server receives until the client has gone."""
        while True:
            event = await receive()
            if event["type"] == "websocket.receive":
                read = self._judge(event, clock.now_ms())
                if read is None:
                    continue
                event = read
            while len(self._events) >= AHEAD:
                self._space = asyncio.get_running_loop().create_future()
                await self._space
            self._put(event)
            if event["type"] == "websocket.disconnect":
                return

    def hang_up(self) -> None:
        """Put the end behind what came, as if the client had gone."""
        self._put({"type": "websocket.disconnect", "code": 1011})

    def take(self) -> Event | None:
        """Return the next event, None if there is none."""
        if not self._events:
            return None
        if self._space is not None and not self._space.done():
            self._space.set_result(None)
        return self._events.pop(0)

    def offer(self, event: Event) -> bool:
        """Put an event of the socket's own behind the others; whether there was room."""
        if len(self._events) >= AHEAD:
            return False
        self._put(event)
        return True

    def holds(self, wanted: Callable[[Any], bool]) -> bool:
        """Whether a frame of that kind waits to be taken."""
        return any("frame" in event and wanted(event["frame"]) for event in self._events)

    def _put(self, event: Event) -> None:
        self._events.append(event)
        self._came()

    def affords(self, cost: float) -> bool:
        """Whether the client may have something that costs as much as `cost` frames; takes it."""
        return self._bucket.take(time.monotonic(), cost)

    def _judge(self, event: Event, received: float) -> Event | None:
        frame = read_frame(event.get("text"), self._decoder, settings.SOCKET_MAX_BYTES)
        came = time.monotonic()
        if not self._bucket.take(came):
            slow = Bad("rate_limited", RateLimited.detail, id=getattr(frame, "id", None))
            return {"type": "socket.bad", "bad": slow}
        if isinstance(frame, Bad):
            return {"type": "socket.bad", "bad": frame}
        if isinstance(frame, events.ClockPing):
            self._pong(events.ClockPong(t0=frame.t0, t1=received, t2=clock.now_ms()))
            return None
        return {"type": "socket.frame", "frame": frame, "came": came}
