"""What the two sockets of a room share: entering, reading, answering, catching up, going.

A subclass names its stream and its frames, gives the snapshot, and turns records into frames.
Database work runs in threads of its own; everything else stays in the event loop.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from enum import IntEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import msgspec
from channels.consumer import AsyncConsumer, get_handler_name
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.utils import translation
from redis.exceptions import RedisError

from accounts.sockets import Identity, Receive, Scope, Send, is_still_good
from rooms import events, hub, live, log, presence, selectors, services
from rooms.errors import Closing, NotFound, RateLimited, RoomError, Unavailable
from rooms.models import Member, Room
from rooms.reader import Bad, Bucket, read_frame
from rooms.wire import RecordWire

T = TypeVar("T")

STRIKES = 20
FRAMES_A_SECOND, FRAMES_AT_ONCE = 50, 100
INBOX = 64  # frames read ahead of their handling; then the reader waits, and TCP with it
RECHECK_SECONDS = 30.0
CATCH_UP_BATCH = 200
CATCH_UP_MOST = 1000  # further behind than this, a client begins again from a snapshot
SYNC_COST = 5.0  # in frames: a sync reads the log
LAST_WORD_SECONDS = 0.1  # daphne stops its loop at once when we end; the close must be out by then
BROKEN_DATABASE = (DatabaseError, InterfaceError)

logger = logging.getLogger(__name__)
goodbyes: set[asyncio.Task[None]] = set()  # the loop itself keeps no hold of its tasks


class Close(IntEnum):
    """Why a socket was closed by us."""

    BAD_FRAMES = 1008
    TOO_LARGE = 1009
    FAILED = 1011
    GOING_AWAY = 1012
    SIGNED_OUT = 4401
    REMOVED = 4403
    TOO_SLOW = 4408
    ROOM_CLOSED = 4410


class RoomSocket(AsyncConsumer):
    """One socket of one person in one room."""

    stream: ClassVar[hub.Stream]
    decoder: ClassVar[msgspec.json.Decoder[Any]]
    handlers: ClassVar[dict[type, str]]  # frame → name of the method that obeys it

    identity: Identity
    room_id: UUID
    channel_name: str
    base_send: Send

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue(INBOX)
        self.bucket = Bucket(FRAMES_A_SECOND, FRAMES_AT_ONCE, last=time.monotonic())
        self.accepted = self.closed = False
        self.seen = 0  # the last number of the log that this socket has shown or skipped
        self.strikes = 0
        self.checked = time.monotonic()
        self.bus_down = False
        self.pulse: asyncio.Task[None] | None = None

    # What a subclass gives.

    def snapshot(self) -> events.Welcome:
        """Return the first frame, read from the database (in a thread)."""
        raise NotImplementedError

    def frame_of(self, record: RecordWire) -> events.Outgoing | None:
        """Return a record as a frame of this stream, None if the stream does not show it."""
        raise NotImplementedError

    def synced(self) -> events.Synced:
        """Return what ends the answer to `sync` (in a thread)."""
        return events.Synced(seq=self.seen)

    # The life of the socket.

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.identity = scope["identity"]
        self.base_send = send
        reader = asyncio.create_task(self._read(receive))
        evening = asyncio.create_task(super().__call__(scope, self.inbox.get, send))
        try:
            await asyncio.shield(evening)
        except hub.DEAD_BUS as problem:
            logger.warning("socket_without_bus error=%r", problem)
            await self.close(Close.GOING_AWAY)
        except asyncio.CancelledError:
            # The server is going away: the close must be out before anything is tidied up.
            await self.close(Close.GOING_AWAY)
            await asyncio.sleep(LAST_WORD_SECONDS)
            raise
        finally:
            reader.cancel()
            evening.cancel()
            self._stop()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one event. Not Channels' own: that takes a thread before each message."""
        try:
            await getattr(self, get_handler_name(message))(message)
        except (StopConsumer, asyncio.CancelledError):
            raise
        except Exception:  # one broken frame must not end the evening of its sender
            logger.exception("socket_failed type=%s", message["type"])
            await self.close(Close.FAILED)

    async def websocket_connect(self, _message: dict[str, Any]) -> None:
        """Refuse, or accept and send the snapshot; nothing that comes meanwhile is lost."""
        try:
            self.room_id = await self.database(self._enter)
            await hub.join(self.channel_name, self.room_id.hex, self.stream)
            welcome = await self.database(self.snapshot)
        except (RoomError, *BROKEN_DATABASE) as refusal:
            logger.info("socket_refused error=%r", refusal)
            await self.close(Close.REMOVED)
            return
        await self.base_send({"type": "websocket.accept"})
        self.accepted = True
        await self._greet(welcome)
        self.pulse = asyncio.create_task(self._beat())

    async def websocket_disconnect(self, _message: dict[str, Any]) -> None:
        """Say good-bye after a grace: a reload is not a leaving."""
        self.closed = True
        self._stop()
        if self.accepted:
            await hub.leave(self.channel_name, self.room_id.hex, self.stream)
            _later(goodbye(self.room_id, self.identity))
        raise StopConsumer

    async def close(self, code: Close) -> None:
        """Close the socket once; before it was accepted this is a refusal."""
        if not self.closed:
            await self._send({"type": "websocket.close", "code": int(code)})
            self.closed = True

    async def push(self, frame: events.Outgoing) -> None:
        """Send a frame, unless the socket is closed."""
        await self._send_text(events.encode(frame))

    async def database(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run `work` in a thread with a connection of its own, in the person's language."""

        def speaking() -> T:
            with translation.override(self.identity.language):
                return work(*args, **kwargs)

        result: T = await database_sync_to_async(speaking, thread_sensitive=False)()
        return result

    # What the client sends.

    async def socket_frame(self, message: dict[str, Any]) -> None:
        """Obey a frame that was read well."""
        if self.closed:
            return
        frame = message["frame"]
        await getattr(self, self.handlers[type(frame)])(frame)

    async def socket_bad(self, message: dict[str, Any]) -> None:
        """Answer a frame that was not; too many of them end the socket."""
        bad: Bad = message["bad"]
        detail = self._words(bad.detail)
        if bad.id is not None:
            await self.push(events.Nack(id=bad.id, code=bad.code, detail=detail))
            return
        self.strikes += 1
        await self.push(events.Error(code=bad.code, detail=detail))
        if bad.fatal:
            await self.close(Close.TOO_LARGE)
        elif self.strikes >= STRIKES:
            await self.close(Close.BAD_FRAMES)

    async def answer(self, request_id: str, work: Callable[[], Any]) -> Any:
        """Do what a request asks and send its ack after the commit, or a nack (D04).

        `work` returns something with `seq` and perhaps `version`; None is returned on a nack.
        """
        try:
            done = await self.database(work)
        except RoomError as refusal:
            await self.refuse(request_id, refusal)
        except BROKEN_DATABASE as problem:
            logger.warning("request_failed error=%r", problem)
            await self.refuse(request_id, Unavailable())
        else:
            version = getattr(done, "version", None)
            version = msgspec.UNSET if version is None else version
            await self.push(events.Ack(id=request_id, seq=done.seq, version=version))
            return done
        return None

    async def refuse(self, request_id: str, refusal: RoomError) -> None:
        """Send the nack of a refusal."""
        later = msgspec.UNSET if refusal.retry_after is None else refusal.retry_after
        detail = self._words(refusal.detail)
        await self.push(
            events.Nack(id=request_id, code=refusal.code, detail=detail, retry_after=later)
        )

    async def on_sync(self, frame: events.Sync) -> None:
        """Send what came after a number, or everything anew to one who is too far behind."""
        if not self.bucket.take(time.monotonic(), SYNC_COST):
            return
        try:
            missing = await self.database(self._missing, frame.after)
            if missing is None:
                await self._greet(await self.database(self.snapshot))
                return
            for record in missing:
                await self._show_again(record)
            await self.push(await self.database(self.synced))
        except (RoomError, *BROKEN_DATABASE) as problem:
            logger.warning("sync_failed error=%r", problem)
            unavailable = Unavailable()
            await self.push(
                events.Error(code=unavailable.code, detail=self._words(unavailable.detail))
            )

    # What the room says.

    async def room_record(self, message: dict[str, Any]) -> None:
        """Show a record in its turn; one that comes too early brings those before it (D05)."""
        record: RecordWire = message["record"]
        if record["seq"] <= self.seen:
            return
        before = record["prev"] if self.stream == "player" else record["seq"] - 1
        if before > self.seen:
            await self._catch_up()
        if record["seq"] > self.seen:
            await self._show(record)

    async def room_whisper(self, message: dict[str, Any]) -> None:
        """Pass on a frame that is in no log."""
        await self._send_text(msgspec.json.encode(message["frame"]).decode())

    async def socket_pulse(self, _message: dict[str, Any]) -> None:
        """Say that we are here, look whether we still may be, fetch what a dead bus kept back."""
        due = time.monotonic() - self.checked >= RECHECK_SECONDS
        try:
            lost = await self.database(self._beat_once)
            if lost or due:
                await self._catch_up()
            if due:
                self.checked = time.monotonic()
                await self._close_if(await self.database(self._objection))
        except BROKEN_DATABASE as problem:
            logger.warning("pulse_failed error=%r", problem)

    # Inside.

    async def _send_text(self, text: str) -> None:
        if not self.closed:
            await self._send({"type": "websocket.send", "text": text})

    async def _send(self, event: dict[str, Any]) -> None:
        try:
            await self.base_send(event)
        except OSError:  # some servers say so when the client has gone; its disconnect follows
            self.closed = True

    async def _read(self, receive: Receive) -> None:
        try:
            await self._read_on(receive)
        except Exception:  # without a reader nobody would ever hear that the client has gone
            logger.exception("socket_reader_failed")
            await self.inbox.put({"type": "websocket.disconnect"})

    async def _read_on(self, receive: Receive) -> None:
        while True:
            event = await receive()
            if event["type"] == "websocket.receive":
                read = await self._judge(event, presence.now_ms())
                if read is None:
                    continue
                event = read
            await self.inbox.put(event)
            if event["type"] == "websocket.disconnect":
                return

    async def _judge(self, event: dict[str, Any], received: float) -> dict[str, Any] | None:
        frame = read_frame(event.get("text"), self.decoder, settings.SOCKET_MAX_BYTES)
        if not self.bucket.take(time.monotonic()):
            slow = Bad("rate_limited", RateLimited.detail, id=getattr(frame, "id", None))
            return {"type": "socket.bad", "bad": slow}
        if isinstance(frame, Bad):
            return {"type": "socket.bad", "bad": frame}
        if isinstance(frame, events.ClockPing):
            # First thing, past the queue: whatever waits here would look like network.
            pong = events.ClockPong(t0=frame.t0, t1=received, t2=presence.now_ms())
            await self.push(pong)
            return None
        return {"type": "socket.frame", "frame": frame}

    def _enter(self) -> UUID:
        """Find the room and take the seat again if it was given up. In a thread."""
        token = self.scope["url_route"]["kwargs"]["token"]
        room, member = selectors.room_of(token, self.identity.user)
        if not room.is_open:
            raise Closing
        if member.state == Member.State.LEFT:
            services.join_room(room_key=room.pk, user=self.identity.user)
        presence.touch(room.pk.hex, str(self.identity.user.pk))
        return room.pk

    async def _greet(self, welcome: events.Welcome) -> None:
        self.seen = welcome.seq
        await self.push(welcome)

    def _missing(self, after: int) -> list[RecordWire] | None:
        room = selectors.by_key(self.room_id)
        if not room.last_seq - CATCH_UP_MOST <= after <= room.last_seq:
            return None
        return log.wires_after(room, after, CATCH_UP_MOST)

    async def _catch_up(self) -> None:
        while not self.closed:
            room = await self.database(selectors.by_key, self.room_id)
            missing = await self.database(log.wires_after, room, self.seen, CATCH_UP_BATCH)
            for record in missing:
                await self._show(record)
            if len(missing) < CATCH_UP_BATCH:
                return

    async def _show(self, record: RecordWire) -> None:
        self.seen = record["seq"]
        frame = self.frame_of(record)
        if frame is not None and self.stream in hub.streams_of(record["kind"]):
            await self.push(frame)
        await self._react(record)

    async def _show_again(self, record: RecordWire) -> None:
        if record["seq"] > self.seen:
            await self._show(record)
        elif (frame := self.frame_of(record)) is not None:
            await self.push(frame)

    async def _react(self, record: RecordWire) -> None:
        kind, said = record["kind"], record["payload"]
        if kind == "room.closed":
            await self.close(Close.ROOM_CLOSED)
        elif kind in ("member.left", "member.removed") and self._is_me(said["user"]):
            if said.get("reason") == "lost":  # taken for dead, and yet here: sit down again
                await self._sit_down()
            else:
                await self.close(Close.REMOVED)

    def _is_me(self, person: dict[str, str]) -> bool:
        return person["id"] == str(self.identity.user.pk)

    async def _sit_down(self) -> None:
        try:
            user = self.identity.user
            await self.database(services.join_room, room_key=self.room_id, user=user)
        except RoomError:
            await self.close(Close.REMOVED)

    def _beat_once(self) -> bool:
        """Send a heartbeat; return whether the bus has kept something back. In a thread."""
        was_down, room = self.bus_down, self.room_id.hex
        try:
            fresh, seq = presence.beat(room, str(self.identity.user.pk))
            self.bus_down = False
        except RedisError:
            self.bus_down = True
            return True
        if seq is None:  # Redis was emptied: the copy is written anew from the truth
            live.rebuild(selectors.by_key(self.room_id))
        return fresh or was_down or seq is None or seq > self.seen

    def _objection(self) -> Close | None:
        """Return why this socket may stay no longer, None if it may (A04). In a thread."""
        if not is_still_good(self.identity):
            return Close.SIGNED_OUT
        if not Room.objects.filter(pk=self.room_id, state=Room.State.OPEN).exists():
            return Close.ROOM_CLOSED
        here = Member.objects.filter(room=self.room_id, user=self.identity.user)
        return None if here.filter(state=Member.State.HERE).exists() else Close.REMOVED

    async def _close_if(self, code: Close | None) -> None:
        if code is not None:
            await self.close(code)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(presence.heartbeat_seconds())
            if not self.inbox.full():
                self.inbox.put_nowait({"type": "socket.pulse"})

    def _stop(self) -> None:
        if self.pulse is not None:
            self.pulse.cancel()

    def _words(self, text: Any) -> str:
        with translation.override(self.identity.language):
            return str(text)


async def goodbye(room_id: UUID, identity: Identity) -> None:
    """Free the seat of a person whose last socket has gone, unless he comes back in time."""
    went = presence.now_ms()
    await asyncio.sleep(settings.ROOM_LEAVE_GRACE_SECONDS)
    work = database_sync_to_async(services.leave_if_gone, thread_sensitive=False)
    try:
        await work(room_key=room_id, user=identity.user, since=went)
    except (RedisError, NotFound, *BROKEN_DATABASE) as problem:
        logger.info("goodbye_left_to_the_sweep error=%r", problem)


def _later(work: Awaitable[None]) -> None:
    task = asyncio.ensure_future(work)
    goodbyes.add(task)
    task.add_done_callback(goodbyes.discard)
