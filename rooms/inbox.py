"""What a client sends, on its way to the socket's handlers: judged, counted, in order."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec
from django.conf import settings

from accounts.sockets import Receive
from rooms import events, presence
from rooms.errors import RateLimited
from rooms.reader import Bad, Bucket, read_frame

FRAMES_A_SECOND, FRAMES_AT_ONCE = 50, 100
AHEAD = 64  # frames read ahead of their handling; then the reader waits, and TCP with it

Event = dict[str, Any]


class Inbox:
    """Events of one socket: those of the server, the client's frames, the socket's own clocks.

    `pong` is called with the answer to a clock ping, past the queue: whatever waits there would
    look like network.
    """

    def __init__(
        self, decoder: msgspec.json.Decoder[Any], pong: Callable[[events.ClockPong], None]
    ) -> None:
        self._decoder, self._pong = decoder, pong
        self._events: asyncio.Queue[Event] = asyncio.Queue(AHEAD)
        self._bucket = Bucket(FRAMES_A_SECOND, FRAMES_AT_ONCE, last=time.monotonic())

    async def read(self, receive: Receive) -> None:
        """Take what the server receives until the client has gone."""
        while True:
            event = await receive()
            if event["type"] == "websocket.receive":
                read = self._judge(event, presence.now_ms())
                if read is None:
                    continue
                event = read
            await self._events.put(event)
            if event["type"] == "websocket.disconnect":
                return

    async def hang_up(self) -> None:
        """Put the end behind what came, as if the client had gone."""
        await self._events.put({"type": "websocket.disconnect", "code": 1011})

    async def next(self) -> Event:
        """Return the next event."""
        return await self._events.get()

    def offer(self, event: Event) -> bool:
        """Put an event of the socket's own behind the others; whether there was room."""
        if self._events.full():
            return False
        self._events.put_nowait(event)
        return True

    def affords(self, cost: float) -> bool:
        """Whether the client may have something that costs as much as `cost` frames; takes it."""
        return self._bucket.take(time.monotonic(), cost)

    def _judge(self, event: Event, received: float) -> Event | None:
        frame = read_frame(event.get("text"), self._decoder, settings.SOCKET_MAX_BYTES)
        if not self._bucket.take(time.monotonic()):
            slow = Bad("rate_limited", RateLimited.detail, id=getattr(frame, "id", None))
            return {"type": "socket.bad", "bad": slow}
        if isinstance(frame, Bad):
            return {"type": "socket.bad", "bad": frame}
        if isinstance(frame, events.ClockPing):
            self._pong(events.ClockPong(t0=frame.t0, t1=received, t2=presence.now_ms()))
            return None
        return {"type": "socket.frame", "frame": frame}
