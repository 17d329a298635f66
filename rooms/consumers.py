"""The player socket: in goes a wish, out come the anchor, who is here and what the room does."""

import asyncio
import contextlib
import logging
from functools import partial
from typing import Any

import msgspec
from django.conf import settings
from redis.exceptions import RedisError

from accounts.sockets import Identity
from rooms import clock, events, following, frames, hub, presence, selectors, waiting
from rooms.errors import RateLimited, RoomError
from rooms.gate import Report, Standing
from rooms.models import Room
from rooms.playback import Command
from rooms.seat import BROKEN_DATABASE
from rooms.services import Outcome, command_before, command_in_turn
from rooms.shapes import Place
from rooms.socket import RoomSocket
from rooms.wire import RecordWire

TRIES = 3  # to get a turn that other tabs of the same person want too
TELL_SECONDS = 0.5  # a player that stutters is told of at most this often

logger = logging.getLogger(__name__)


class TooSoon(Exception):
    """A command whose turn comes in `seconds`; it is not answered yet."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class PlayerConsumer(RoomSocket):
    """Commands and reports of one player."""

    stream = "player"
    decoder = msgspec.json.Decoder(events.PlayerFrame)
    handlers = {
        events.PlaybackCommand: "on_command",
        events.PlayerReport: "on_report",
        events.Sync: "on_sync",
    }
    identity: Identity

    def __init__(self) -> None:
        super().__init__()
        self.said: events.PlayerReport | None = None
        self.noted: events.PlayerReport | None = None  # the last one that was looked at
        self.standing = Standing()
        self.held_version = -1
        self.told_stalled: bool | None = None  # not known yet: of another socket of his, perhaps
        self.telling: asyncio.TimerHandle | None = None

    def snapshot(self) -> events.Welcome:
        """Everything a player needs to begin, or to begin again."""
        token = self.scope["url_route"]["kwargs"]["token"]
        return following.player_welcome(token, self.identity.user, self.identity.language)

    def frame_of(self, record: RecordWire) -> events.Outgoing | None:
        """As in rooms.frames."""
        return frames.player_frame(record)

    def synced(self, room: Room) -> events.Synced:
        """With the state as of that number: it is right whatever was missed."""
        return following.player_synced(room)

    async def on_command(self, frame: events.PlaybackCommand) -> None:
        """Wish → service; everybody, the sender too, hears of it from the log.

        Who is too quick waits for his turn; of seeks that wait, only the last one counts (F32).
        """
        for _ in range(TRIES):
            obey = self._obey_overtaken if self._is_overtaken(frame) else self._obey_in_turn
            try:
                await self.answer(frame.id, partial(obey, frame))
                return
            except TooSoon as early:
                await asyncio.sleep(early.seconds)
        await self.refuse(frame.id, RateLimited(retry_after=1 / settings.ROOM_COMMANDS_A_SECOND))

    def _is_overtaken(self, frame: events.PlaybackCommand) -> bool:
        return frame.action == "seek" and self.inbox.holds(_is_seek)

    def _obey_in_turn(self, frame: events.PlaybackCommand) -> Outcome:
        try:
            return command_in_turn(command=_asked(frame), **self._who(frame))
        except RateLimited as refusal:
            raise TooSoon(refusal.retry_after or 1.0) from None

    def _obey_overtaken(self, frame: events.PlaybackCommand) -> Outcome:
        before = command_before(command=_asked(frame), **self._who(frame))
        if before is None:
            raise RateLimited(retry_after=1 / settings.ROOM_COMMANDS_A_SECOND)
        return before

    def _who(self, frame: events.PlaybackCommand) -> dict[str, Any]:
        return {"room_id": self.room_id, "user": self.identity.user, "client_id": frame.id}

    async def on_report(self, frame: events.PlayerReport) -> None:
        """Remember what the player says; what changes something for others is looked at at once."""
        self.said = frame
        self.standing = self.standing.next(frame.ready and not frame.buffering, clock.now_ms())
        if self.telling is None or self._concerns_the_gate(frame):
            await self._note(frame)

    async def socket_tell(self, _message: dict[str, Any]) -> None:
        """After a note: whatever was said meanwhile, and a stall that has lasted long enough."""
        self.telling = None
        if self.closed or self.said is None:  # the timer may come after the end
            return
        if self.said is not self.noted or self._has_news():
            await self._note(self.said)

    def _greet(self, welcome: events.Welcome) -> None:
        super()._greet(welcome)
        self.live_room.gate.know(welcome.playback)

    def _stalled(self) -> bool:
        claims = self.said is not None and self.said.buffering
        return claims or self.standing.stalled(clock.now_ms())

    def _has_news(self) -> bool:
        return self._stalled() != bool(self.told_stalled)

    def _concerns_the_gate(self, frame: events.PlayerReport) -> bool:
        gate = self.live_room.gate
        if gate.until is not None:
            return frame.version >= gate.version and (frame.ready or not frame.wait)
        return self._wants_to_hold(frame)

    def _wants_to_hold(self, frame: events.PlayerReport) -> bool:
        """Once for each state of the room: a player that stalls, is not new, does not flap."""
        is_new = frame.version > self.held_version and frame.version == self.live_room.gate.version
        return is_new and frame.buffering and frame.wait and self.standing.was_steady()

    async def _note(self, frame: events.PlayerReport) -> None:
        self.noted = frame
        if self.telling is None:
            loop = asyncio.get_running_loop()
            self.telling = loop.call_later(TELL_SECONDS, self._tell_again)
        try:
            member = await self.database(self._keep, frame)
        except (RoomError, *BROKEN_DATABASE) as problem:  # he stays, and will say it again
            logger.warning("report_failed error=%r", problem)
            return
        if self._has_news() and member is not None and not self.closed:
            await self._tell(member)

    def _keep(self, frame: events.PlayerReport) -> Place | None:
        """Do what a report asks for; return the member as others see him if that is news."""
        self._keep_report(frame)
        if self.live_room.gate.until is not None and frame.ready | (not frame.wait):
            waiting.go_on(room_id=self.room_id)
        elif self._wants_to_hold(frame):
            waiting.hold_room(room_id=self.room_id, user=self.identity.user)
            self.held_version = frame.version
        if not self._has_news():
            return None
        member = selectors.standing(selectors.by_key(self.room_id), self.identity.user)
        return selectors.member_wire(member, self._stalled())

    def _keep_report(self, frame: events.PlayerReport) -> None:
        said = Report(
            at=clock.now_ms(),
            version=frame.version,
            ready=frame.ready and not frame.buffering,
            ready_since=self.standing.ready_since,
            unready_since=self.standing.unready_since,
            rtt=frame.rtt,
            wait=frame.wait,
            told=self._stalled(),
        )
        place = self.room_id.hex, str(self.identity.user.pk)
        with contextlib.suppress(RedisError):  # it is only a copy
            if self.told_stalled is None:
                before = presence.report_of(*place)
                self.told_stalled = before is not None and before.told
            presence.report(*place, said)

    async def _tell(self, member: Place) -> None:
        self.told_stalled = member["buffering"]
        event = "buffering" if self.told_stalled else "ready"
        frame = events.Presence(seq=self.last_told, event=event, member=member)
        await hub.whisper(self.room, "player", frame)

    def _tell_again(self) -> None:
        if not self.inbox.offer({"type": "socket.tell"}):
            self.telling = None


def _asked(frame: events.PlaybackCommand) -> Command:
    return Command(frame.action, frame.position, frame.rate, frame.version)


def _is_seek(frame: Any) -> bool:
    return isinstance(frame, events.PlaybackCommand) and frame.action == "seek"
