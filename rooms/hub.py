"""The one door between the room log and the sockets (D09).

At most once, like every doorbell: what is missed is read from PostgreSQL. A hub belongs to an
event loop; it has one line to Redis and holds the rooms that have sockets here.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Coroutine
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec

from rooms import bus, events
from rooms.close_codes import Close
from rooms.live import keeping
from rooms.live_room import Listener, LiveRoom
from rooms.pulse import Pulse
from rooms.wire import RecordWire, Stream

log = logging.getLogger(__name__)


class Record(msgspec.Struct, tag="record"):
    """A word on the bus: something was written in the log."""

    record: RecordWire


class Whisper(msgspec.Struct, tag="whisper"):
    """A word on the bus: a frame, ready to be sent, that is in no log."""

    stream: Stream
    text: str


class Look(msgspec.Struct, tag="look"):
    """A word on the bus: something was lost, look into the log."""


class Roll(msgspec.Struct, tag="roll"):
    """A word on the bus: say at once who is here, for somebody is about to be judged gone."""


class Person(msgspec.Struct, tag="person"):
    """A word on the bus: somebody may be signed in no longer, look at his sockets."""

    user: UUID


Word = Record | Whisper | Look | Roll | Person
PEOPLE = "people"  # where words on people are said; rooms' names are hex
ENCODER = msgspec.json.Encoder()
WORDS = msgspec.json.Decoder(Word)
ORIGIN = secrets.token_hex(4).encode()  # before each word: who said it has told his own sockets


def publish(record: RecordWire) -> None:
    """Tell every socket of the room about a committed record. Never raises, waits 2 s at most.

    The sockets of this process hear it at once and need no bus; where there are some, their loop
    rings for the others and nobody waits. To be called outside event loops.
    """
    _spread(record["room"], Record(record), keeping(record))


def mention(room: str, stream: Stream, frame: events.Outgoing) -> None:
    """Do as `whisper` outside of event loops: for what came by HTTP. Never raises."""
    _spread(room, Whisper(stream, events.encode(frame)))


def call_the_roll(room: str) -> None:
    """Let every process with sockets in a room say at once who is at them. As `publish`."""
    _spread(room, Roll())


async def whisper(room: str, stream: Stream, frame: events.Outgoing) -> None:
    """Send a frame that is in no log (typing, buffering) to one stream of a room."""
    said = Whisper(stream, events.encode(frame))
    _here().say(room, said, spoken(said))


def look_at(user: UUID) -> None:
    """Look at a person's sockets in all processes now: he may be signed in no longer (A04).

    Never raises; what is not heard is seen by the pulse within half a minute.
    """
    _spread(PEOPLE, Person(user))


def _spread(room: str, said: Word, *after: bus.Command) -> None:
    word = spoken(said)
    if _tell_here(room, said, word, *after):
        return
    try:
        bus.ring(room, word, *after)
    except bus.DEAD_BUS as problem:
        log.warning("hub_ring_failed error=%r", problem)


def spoken(said: Word) -> bytes:
    """Return a word as it goes over the bus."""
    return ORIGIN + ENCODER.encode(said)


async def enter(listener: Listener) -> LiveRoom:
    """Let a socket hear its room. What it reads of the log after this has no hole to what it hears.

    Raises what reading the database raises.
    """
    return await _here().enter(listener)


def leave(listener: Listener) -> None:
    """Let a socket hear its room no more; may be said twice."""
    _here().leave(listener)


def is_here(room: str, user: UUID) -> bool:
    """Whether a person has a socket of the room in this event loop."""
    live = _here().rooms.get(room)
    return live is not None and any(one.identity.user.pk == user for one in live.all())


def close_all() -> None:
    """Close the sockets of this event loop: the process goes away."""
    for room in list(_here().rooms.values()):
        for one in list(room.all()):
            one.close(Close.GOING_AWAY)


class RoomHub:
    """The rooms with sockets in this event loop."""

    def __init__(self) -> None:
        self.rooms: dict[str, LiveRoom] = {}
        self.line = bus.Line(self.hear, self.look, PEOPLE)
        self.bell = bus.Bell(spoken(Look()))
        self.pulse = Pulse(self.rooms)
        self._leaving: set[asyncio.Task[None]] = set()

    async def enter(self, listener: Listener) -> LiveRoom:
        """As the module's."""
        live = self.rooms.get(listener.room)
        if live is None:
            live = self.rooms[listener.room] = LiveRoom(listener.room)
            live.opening = asyncio.create_task(self._open(live, listener))
            self.pulse.start()
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

    def say(self, room: str, said: Word, word: bytes, *after: bus.Command) -> None:
        """Tell the sockets here, and ring for those elsewhere."""
        self.tell(room, said)
        self.bell.ring(room, word, *after)

    def hear(self, room: str, word: bytes) -> None:
        """Take a word from the bus."""
        if word.startswith(ORIGIN) or (room != PEOPLE and room not in self.rooms):
            return
        try:
            said = WORDS.decode(memoryview(word)[len(ORIGIN) :])
        except msgspec.DecodeError as problem:  # another version of ours, or nobody we know
            log.warning("hub_word_unread error=%r", problem)
            if room in self.rooms:
                self.rooms[room].doubt()
            return
        self.tell(room, said)

    def tell(self, room: str, said: Word) -> None:
        """Tell the sockets here, if there are any. Never raises."""
        if room == PEOPLE:  # «look» there: a word was lost, it may have been about anybody
            self.pulse.look_at(said.user if isinstance(said, Person) else None)
        live_room = self.rooms.get(room)
        if live_room is None:
            return
        try:
            if isinstance(said, Record):
                live_room.hear(said.record)
            elif isinstance(said, Whisper):
                live_room.pass_on(said.stream, said.text)
            elif isinstance(said, Roll):
                self.pulse.answer(room)
            else:
                live_room.look()
        except Exception:  # one broken frame must not end the line of all rooms
            log.exception("hub_word_failed")

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
        self._later(self.line.leave(live.key))
        if not self.rooms:
            self.pulse.stop()
            self._later(self.bell.hang_up())

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        going = asyncio.create_task(work)
        self._leaving.add(going)
        going.add_done_callback(self._leaving.discard)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, RoomHub] = WeakKeyDictionary()


def _here() -> RoomHub:
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = RoomHub()
    return _hubs[loop]


def _tell_here(room: str, said: Word, word: bytes, *after: bus.Command) -> bool:
    """Tell the sockets of this process; whether one of its loops rings for the others."""
    rung = False
    for loop, hub in list(_hubs.items()):
        with contextlib.suppress(RuntimeError):  # a loop that has ended
            if rung or not hub.rooms or not loop.is_running():
                loop.call_soon_threadsafe(hub.tell, room, said)
            else:
                loop.call_soon_threadsafe(hub.say, room, said, word, *after)
                rung = True
    return rung
