"""What the two sockets of a room share: entering, answering, catching up, going.

A subclass names its stream and its frames, gives the snapshot, and turns records into frames. What
the room says comes from the hub past this class, straight into the outbox; what the client says
comes through the inbox, one after another. Database work runs in threads of its own.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import msgspec
from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer
from django.utils import translation

from accounts.sockets import Identity, Receive, Scope, Send
from accounts.threads import QUEUE_SECONDS, in_thread, in_turn
from rooms import events, goodbye, hub, limits, log, seat, selectors, services, waiting
from rooms.close_codes import CLOSE_HINTS, Close
from rooms.denial import EXTENSION, denial
from rooms.errors import RateLimited, RoomError, Unavailable
from rooms.inbox import Inbox
from rooms.live_room import LiveRoom
from rooms.models import Room
from rooms.outbox import Outbox
from rooms.reader import Bad
from rooms.seat import BROKEN_DATABASE
from rooms.wire import RecordWire, Stream, streams_of

T = TypeVar("T")

STRIKES = 20
CATCH_UP_MOST = 1000  # further behind than this, a client begins again from a snapshot
SYNC_COST = 5.0  # in frames: a sync reads the log
LAST_WORD_SECONDS = 0.1  # daphne stops its loop at once when we end; the close must be out by then

logger = logging.getLogger(__name__)


class RoomSocket(AsyncConsumer):
    """One socket of one person in one room."""

    stream: ClassVar[Stream]
    decoder: ClassVar[msgspec.json.Decoder[Any]]
    handlers: ClassVar[dict[type, str]]  # frame → name of the method that obeys it

    identity: Identity
    outbox: Outbox
    live_room: LiveRoom
    room_id: UUID

    def __init__(self) -> None:
        self.inbox = Inbox(self.decoder, pong=self.say, came=self._set_to_work)
        self.work: asyncio.Task[None] | None = None  # while there are events to handle
        self.accepted = self.closed = False
        self.greeted = 0  # the number of the welcome
        self.strikes = 0
        self.name = secrets.token_hex(6)  # among the sockets of its person
        self.checked = time.monotonic()

    # What a subclass gives.

    def snapshot(self) -> events.Welcome:
        """Return the first frame, read from the database (in a thread)."""
        raise NotImplementedError

    def frame_of(self, record: RecordWire) -> events.Outgoing | None:
        """Return a record as a frame of this stream, None if the stream does not show it.

        The same for every socket of the stream.
        """
        raise NotImplementedError

    def synced(self, room: Room) -> events.Synced:
        """Return what ends the answer to `sync`: number and state of one and the same reading."""
        return events.Synced(seq=room.last_seq)

    # The life of the socket.

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.identity = scope, scope["identity"]
        self.base_send = send
        self.outbox = Outbox(send, shown=self._react, slow=self._too_slow)
        try:
            await self._read(receive)
            while self.work is not None:
                await asyncio.wait({self.work})
        except asyncio.CancelledError:
            # The server is going away: the close must be out before anything is tidied up.
            self.close(Close.GOING_AWAY)
            await asyncio.sleep(LAST_WORD_SECONDS)
            raise
        finally:
            if self.work is not None:
                self.work.cancel()
            self._stop()

    async def _read(self, receive: Receive) -> None:
        try:
            await self.inbox.read(receive)
        except Exception:  # without a reader nobody would ever hear that the client has gone
            logger.exception("socket_reader_failed")
            self.close(Close.FAILED)
            self.inbox.hang_up()

    def _set_to_work(self) -> None:
        if self.work is None:
            self.work = asyncio.create_task(self._obey())

    async def _obey(self) -> None:
        """Handle what has come, one after another; an idle socket has no task for it."""
        try:
            while (event := self.inbox.take()) is not None:
                await self.dispatch(event)
        except StopConsumer:
            return
        finally:
            self.work = None

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one event. Not Channels' own: that takes a thread before each message."""
        try:
            await getattr(self, get_handler_name(message))(message)
        except (StopConsumer, asyncio.CancelledError):
            raise
        except Exception:  # one broken frame must not end the evening of its sender
            logger.exception("socket_failed type=%s", message["type"])
            self.close(Close.FAILED)

    async def websocket_connect(self, _message: dict[str, Any]) -> None:
        """Refuse, or accept and send the snapshot; nothing that comes meanwhile is lost."""
        token = self.scope["url_route"]["kwargs"]["token"]
        try:
            self.room_id = await self.database(seat.take, token, self.identity.user, self.name)
            self.live_room = await hub.enter(self)
            welcome = await self.database(self.snapshot)
        except RateLimited as refusal:
            logger.info("socket_refused error=%r", refusal)
            await self._turn_away(refusal)
            return
        except (RoomError, *BROKEN_DATABASE) as refusal:
            logger.info("socket_refused error=%r", refusal)
            self.close(Close.REMOVED)
            return
        if self.closed:
            return
        await self.base_send({"type": "websocket.accept"})
        self.accepted = True
        self.scope["headers"].clear()  # the server's own list: an evening long nobody asks for it
        self._greet(welcome)

    async def _turn_away(self, refusal: RateLimited) -> None:
        """Refuse the handshake with a time to come back, where the server can say one."""
        if EXTENSION not in self.scope.get("extensions", {}):
            self.close(Close.TOO_MANY)
            return
        self.closed = True
        self._stop()
        for event in denial(refusal, self._words(refusal.detail)):
            await self.base_send(event)

    async def websocket_disconnect(self, _message: dict[str, Any]) -> None:
        """Say good-bye after a grace: a reload is not a leaving."""
        self.closed = True
        self._stop()
        if self.accepted:
            seat.later(goodbye.say(self.room_id, self.identity))
        if hasattr(self, "room_id"):
            with suppress(*BROKEN_DATABASE):  # no thread was free: the lease ends by itself
                await self.database(limits.free_place, *self._place)
        raise StopConsumer

    def close(self, code: Close) -> None:
        """Close the socket once; before it was accepted this is a refusal."""
        if self.closed:
            return
        self.closed = True
        self._stop()
        hint = CLOSE_HINTS.get(code)
        reason = {"reason": hint} if hint else {}
        self.outbox.end({"type": "websocket.close", "code": int(code), **reason})

    def say(self, frame: events.Outgoing) -> None:
        """Send a frame to this socket alone, unless it is closed."""
        self.outbox.say(events.encode(frame))

    async def push(self, frame: events.Outgoing) -> None:
        """Send a frame to this socket alone and wait until it is taken."""
        self.say(frame)
        await self.outbox.flushed()

    async def database(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run `work` in a thread, in the person's language; who comes in waits for his turn."""

        def speaking() -> T:
            with translation.override(self.identity.language):
                return work(*args, **kwargs)

        return await (in_thread if self.accepted else in_turn)(speaking)

    # What the client sends.

    async def socket_frame(self, message: dict[str, Any]) -> None:
        """Obey a frame that was read well; a request that waited too long for it is refused."""
        if self.closed:
            return
        frame = message["frame"]
        if hasattr(frame, "id") and time.monotonic() - message["came"] > QUEUE_SECONDS:
            await self.refuse(frame.id, Unavailable())  # or the queue of a busy site never ends
            return
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
            self.close(Close.TOO_LARGE)
        elif self.strikes >= STRIKES:
            self.close(Close.BAD_FRAMES)

    async def answer(self, request_id: str, work: Callable[[], Any]) -> Any:
        """Do what a request asks and send its ack after the commit, or a nack (D04).

        `work` returns something with `seq` and perhaps `version`; None is returned on a nack.
        What the room hears of it comes to this socket after its answer.
        """
        self.outbox.hold()
        try:
            return await self._answer(request_id, work)
        finally:
            self.outbox.release(self.outbox.seen)

    async def _answer(self, request_id: str, work: Callable[[], Any]) -> Any:
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
        if not self.inbox.affords(SYNC_COST):
            await self._deny(RateLimited())
            return
        self.outbox.hold()
        try:
            await self._sync(frame.after)
        except (RoomError, *BROKEN_DATABASE) as problem:
            logger.warning("sync_failed error=%r", problem)
            await self._deny(Unavailable())
        finally:
            self.outbox.release(self.outbox.seen)

    async def _deny(self, refusal: RoomError) -> None:
        """Refuse what has no id, and is no strike (I11)."""
        detail = self._words(refusal.detail)
        await self.push(events.Error(code=refusal.code, detail=detail))

    async def _sync(self, after: int) -> None:
        found = await self.database(self._missing, after)
        if found is None:
            self._greet(await self.database(self.snapshot))
            return
        missing, synced = found
        for record in missing:
            frame = self.frame_of(record)
            if frame is not None and self.stream in streams_of(record["kind"]):
                await self.push(frame)
            self.outbox.seen = max(self.outbox.seen, record["seq"])
            self._react(record)
        await self.push(synced)

    def _missing(self, after: int) -> tuple[list[RecordWire], events.Synced] | None:
        room = selectors.by_key(self.room_id)
        if not room.last_seq - CATCH_UP_MOST <= after <= room.last_seq:
            return None
        return log.wires_after(room, after, CATCH_UP_MOST), self.synced(room)

    # What the hub needs of a listener.

    @property
    def room(self) -> str:
        """Internal key of the room, hex."""
        return self.room_id.hex

    async def last_seq(self) -> int:
        """Read the number of the room's last record."""
        return (await self.database(selectors.by_key, self.room_id)).last_seq

    async def go_on(self) -> None:
        """Let the room go on if it waits for nobody any more, or has waited for long enough."""
        await self.database(waiting.go_on, room_id=self.room_id)

    async def records_after(self, seq: int, limit: int) -> list[RecordWire]:
        """Read the records above a number, ascending."""

        def read() -> list[RecordWire]:
            return log.wires_after(selectors.by_key(self.room_id), seq, limit)

        return await self.database(read)

    @property
    def last_told(self) -> int:
        """The number up to which this socket was told, or the whole room if that is more."""
        return max(self.outbox.seen, self.live_room.seen or 0)

    # Inside.

    def _greet(self, welcome: events.Welcome) -> None:
        self.greeted = welcome.seq
        self.say(welcome)
        self.outbox.release(welcome.seq)

    def _react(self, record: RecordWire) -> None:
        """Look at what the room was just told: it may be about this very socket.

        What lies before the welcome is history, asked for by `sync`: who was put out then and is
        here now was let in again.
        """
        if record["seq"] <= self.greeted:
            return
        kind, said = record["kind"], record["payload"]
        if kind == "room.closed":
            self.close(Close.ROOM_CLOSED)
        elif kind in ("member.left", "member.removed") and self._is_me(said["user"]):
            if said.get("reason") == "lost":  # taken for dead, and yet here: sit down again
                seat.later(self._sit_down())
            else:
                self.close(Close.REMOVED)

    def _is_me(self, person: dict[str, str]) -> bool:
        return person["id"] == str(self.identity.user.pk)

    async def _sit_down(self) -> None:
        try:
            user = self.identity.user
            await self.database(services.join_room, room_key=self.room_id, user=user)
        except RoomError:
            self.close(Close.REMOVED)
        except BROKEN_DATABASE as problem:  # the next look at the rights decides
            logger.warning("sit_down_failed error=%r", problem)

    def _too_slow(self) -> None:
        logger.info("socket_too_slow stream=%s", self.stream)
        self.close(Close.TOO_SLOW)

    def _stop(self) -> None:
        if hasattr(self, "room_id"):
            hub.leave(self)
            limits.forget_place(*self._place)

    @property
    def _place(self) -> tuple[UUID, limits.Place]:
        return self.identity.user.pk, (self.room, self.name)

    def _words(self, text: Any) -> str:
        with translation.override(self.identity.language):
            return str(text)
