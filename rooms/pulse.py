"""The pulse of the rooms in one event loop: who is here, who may stay, what the bus kept back.

One beat for all sockets together: one pipeline to Redis, one look at the rooms' counters, and four
queries for the rights of those whose turn it is. A socket has no clock of its own.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from uuid import UUID

from redis.exceptions import RedisError

from accounts.threads import in_thread
from rooms import clock, limits, live, presence, seat, selectors
from rooms.live_room import Listener, LiveRoom
from rooms.seat import BROKEN_DATABASE

RECHECK_SECONDS = 30.0  # nobody stays longer than this without a right to
REST_SECONDS = 0.1  # between two beats, however long they take
AT_ONCE = 500  # sockets whose rights are looked at together

log = logging.getLogger(__name__)


class Pulse:
    """Beats while there are rooms."""

    def __init__(self, rooms: Mapping[str, LiveRoom]) -> None:
        self._rooms = rooms
        self._beating: asyncio.Task[None] | None = None
        self._asked: set[str] = set()  # rooms whose roll was called
        self._answering: asyncio.Task[None] | None = None
        self._looking: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin, unless it beats already."""
        if self._beating is None:
            self._beating = asyncio.create_task(self._beat_on())

    def stop(self) -> None:
        """Beat no more."""
        for task in (self._beating, self._answering):
            if task is not None:
                task.cancel()
        self._beating = self._answering = None

    def answer(self, room: str) -> None:
        """Say at once who is in a room; once for all who ask meanwhile."""
        self._asked.add(room)
        if self._answering is None or self._answering.done():
            self._answering = asyncio.create_task(self._answer())

    def look_at(self, user: UUID | None) -> None:
        """Look at the rights of a person's sockets now; None: at everybody's."""
        listeners = (one for room in self._rooms.values() for one in room.all())
        due = [one for one in listeners if user in (None, one.identity.user.pk)]
        if due:
            looking = asyncio.create_task(self._look_now(due))
            self._looking.add(looking)
            looking.add_done_callback(self._looking.discard)

    async def _look_now(self, due: list[Listener]) -> None:
        try:
            await self._judge(due)
        except BROKEN_DATABASE as problem:  # the pulse looks again
            log.warning("look_at_rights_failed error=%r", problem)

    async def _beat_on(self) -> None:
        said = (self._say_who_is_here, self._keep_places)
        parts = (*said, self._look_for_news, self._look_at_rights)
        began = time.monotonic()
        while True:
            # What a beat takes is part of its time: heartbeats of a busy process must not be late.
            took = time.monotonic() - began
            await asyncio.sleep(max(REST_SECONDS, presence.heartbeat_seconds() - took))
            began = time.monotonic()
            for part in parts:
                await _safely(part)

    async def _answer(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, set()
            await _safely(partial(self._say_who_is_here, asked))

    async def _say_who_is_here(self, rooms: Collection[str] | None = None) -> None:
        here = {
            key: {str(one.identity.user.pk) for one in room.all()}
            for key, room in self._rooms.items()
            if rooms is None or key in rooms
        }
        for key in await in_thread(_say, here):
            if key in self._rooms:
                self._rooms[key].doubt()

    async def _keep_places(self) -> None:
        held: dict[UUID, list[limits.Place]] = {}
        for key, room in self._rooms.items():
            for one in room.all():
                held.setdefault(one.identity.user.pk, []).append((key, one.name))
        await in_thread(limits.renew, held)

    async def _look_for_news(self) -> None:
        """Whatever the bus did: what the log has and was not told is fetched."""
        for key, seq in (await in_thread(selectors.last_seqs, list(self._rooms))).items():
            room = self._rooms.get(key)
            if room is not None and room.seen is not None and room.seen < seq:
                room.doubt()

    async def _look_at_rights(self) -> None:
        now = time.monotonic()
        before = now - RECHECK_SECONDS + presence.heartbeat_seconds()
        due = [one for room in self._rooms.values() for one in room.all() if one.checked <= before]
        await self._judge(due)

    async def _judge(self, due: list[Listener]) -> None:
        now = time.monotonic()
        for start in range(0, len(due), AT_ONCE):
            some = due[start : start + AT_ONCE]
            found = await in_thread(seat.objections, {(one.room_id, one.identity) for one in some})
            for one in some:
                one.checked = now
                objection = found.get((one.room_id, one.identity))
                if objection is not None:
                    one.close(objection)


async def _safely(part: Callable[[], Awaitable[None]]) -> None:
    """Do a part of a beat: what fails is told, and the next one comes all the same."""
    try:
        await part()
    except (RedisError, *BROKEN_DATABASE) as problem:
        log.warning("pulse_failed part=%r error=%r", part, problem)
    except Exception:
        log.exception("pulse_broken")


def _say(here: dict[str, set[str]]) -> list[str]:
    """Return the rooms of which Redis had forgotten somebody; their copies are written anew."""
    forgotten = presence.beat(here)  # first: who is here does not need the database
    clock.keep()
    for key in forgotten:
        if live.read(key) is None:
            live.rebuild(selectors.by_key(UUID(key)))
    return forgotten
