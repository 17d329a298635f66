"""The one door between the room log and the sockets (D09).

At most once, like every doorbell: what is missed is read from PostgreSQL. A hub belongs to an
event loop; it has one line to Redis and holds the rooms that have sockets here.
"""

import asyncio
import contextlib
import logging
from weakref import WeakKeyDictionary

import msgspec
from redis.exceptions import RedisError

from rooms import bus, events
from rooms.live import keep_record
from rooms.live_room import Listener, LiveRoom
from rooms.wire import RecordWire, Stream

log = logging.getLogger(__name__)


class Record(msgspec.Struct, tag="record"):
    """A word on the bus: something was written in the log."""

    record: RecordWire


class Whisper(msgspec.Struct, tag="whisper"):
    """A word on the bus: a frame, ready to be sent, that is in no log."""

    stream: Stream
    text: str


ENCODER = msgspec.json.Encoder()
WORD = msgspec.json.Decoder(Record | Whisper)


def publish(record: RecordWire) -> None:
    """Tell every socket of the room about a committed record. Never raises, waits 2 s at most."""
    if not _ring(record["room"], ENCODER.encode(Record(record))):
        return  # the copy would not be taken either, and the ack has waited enough
    try:
        keep_record(record)
    except RedisError as problem:
        log.warning("live_copy_failed room=%s error=%r", record["room"], problem)


async def whisper(room: str, stream: Stream, frame: events.Outgoing) -> None:
    """Send a frame that is in no log (typing, buffering) to one stream of a room."""
    word = ENCODER.encode(Whisper(stream, events.encode(frame)))
    await asyncio.to_thread(_ring, room, word)


async def enter(listener: Listener) -> LiveRoom:
    """Let a socket hear its room. What it reads of the log after this has no hole to what it hears.

    Raises what reading the database raises.
    """
    return await _here().enter(listener)


def leave(listener: Listener) -> None:
    """Let a socket hear its room no more; may be said twice."""
    _here().leave(listener)


class RoomHub:
    """The rooms with sockets in this event loop."""

    def __init__(self) -> None:
        self.rooms: dict[str, LiveRoom] = {}
        self.line = bus.Line(self.hear, self.look)
        self._leaving: set[asyncio.Task[None]] = set()

    async def enter(self, listener: Listener) -> LiveRoom:
        """As the module's."""
        live = self.rooms.get(listener.room)
        if live is None:
            live = self.rooms[listener.room] = LiveRoom(listener.room)
            live.opening = asyncio.create_task(self._open(live, listener))
        live.listeners[listener.stream][listener] = None
        if live.opening is not None:
            await asyncio.shield(live.opening)
        return live

    def leave(self, listener: Listener) -> None:
        """As the module's."""
        live = self.rooms.get(listener.room)
        if live is None or listener not in live.listeners[listener.stream]:
            return
        del live.listeners[listener.stream][listener]
        if live.is_empty:
            self._drop(live)

    def hear(self, room: str, word: bytes) -> None:
        """Take a word from the bus."""
        live = self.rooms.get(room)
        if live is None:
            return
        try:
            said = WORD.decode(word)
        except msgspec.DecodeError as problem:  # another version of ours, or nobody we know
            log.warning("hub_word_unread error=%r", problem)
            live.doubt()
            return
        try:
            self._tell(live, said)
        except Exception:  # one broken frame must not end the line of all rooms
            log.exception("hub_word_failed")

    def _tell(self, live: LiveRoom, said: Record | Whisper) -> None:
        if isinstance(said, Record):
            live.hear(said.record)
        else:
            live.pass_on(said.stream, said.text)

    def look(self) -> None:
        """The line was cut: let every room look into the log."""
        for live in list(self.rooms.values()):
            live.look()

    async def _open(self, live: LiveRoom, first: Listener) -> None:
        try:
            await self.line.listen(live.key)
            live.start(await first.last_seq())
        except BaseException:
            if self.rooms.get(live.key) is live:
                self._drop(live)
            raise
        live.opening = None

    def _drop(self, live: LiveRoom) -> None:
        del self.rooms[live.key]
        live.end()
        going = asyncio.create_task(self.line.leave(live.key))
        self._leaving.add(going)
        going.add_done_callback(self._leaving.discard)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, RoomHub] = WeakKeyDictionary()


def _here() -> RoomHub:
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = RoomHub()
    return _hubs[loop]


def _ring(room: str, word: bytes) -> bool:
    """Return whether the bus took it; without one, the sockets of this process at least hear it."""
    try:
        bus.ring(room, word)
    except bus.DEAD_BUS as problem:
        log.warning("hub_ring_failed error=%r", problem)
        _tell_here(room, word)
        return False
    return True


def _tell_here(room: str, word: bytes) -> None:
    for loop, hub in list(_hubs.items()):
        with contextlib.suppress(RuntimeError):  # a loop that has ended
            loop.call_soon_threadsafe(hub.hear, room, word)
