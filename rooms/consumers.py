"""The player socket: in goes a wish, out come the anchor, who is here and what the room does."""

import asyncio
from typing import Any

import msgspec
from redis.exceptions import RedisError

from accounts.sockets import Identity
from rooms import events, frames, hub, presence, selectors, wire
from rooms.api.serializers import RoomShape
from rooms.models import Room
from rooms.playback import Command
from rooms.services import command_playback
from rooms.socket import RoomSocket
from rooms.wire import RecordWire

TELL_SECONDS = 0.5  # a player that stutters is told of at most this often


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
        self.told_stalled = False
        self.telling: asyncio.TimerHandle | None = None

    def snapshot(self) -> events.Welcome:
        """Everything a player needs to begin, or to begin again."""
        token = self.scope["url_route"]["kwargs"]["token"]
        room, member = selectors.room_of(token, self.identity.user)
        [shown] = selectors.shown(
            Room.objects.filter(pk=room.pk), self.identity.user, self.identity.language
        )
        return events.Welcome(
            protocol=events.PROTOCOL,
            epoch=room.epoch,
            seq=room.last_seq,
            you=events.You(**selectors.you(member, room.control)),
            room=dict(RoomShape(shown).data),
            playback=dict(wire.playback_wire(wire.state_of(room), presence.now_ms())),
            members=selectors.roster(room),
        )

    def frame_of(self, record: RecordWire) -> events.Outgoing | None:
        """As in rooms.frames."""
        return frames.player_frame(record)

    def synced(self, seq: int) -> events.Synced:
        """With the state now: it is right whatever was missed."""
        state = wire.state_of(selectors.by_key(self.room_id))
        return events.Synced(seq=seq, playback=dict(wire.playback_wire(state, presence.now_ms())))

    async def on_command(self, frame: events.PlaybackCommand) -> None:
        """Wish → service; everybody, the sender too, hears of it from the log."""
        command = Command(frame.action, frame.position, frame.rate, frame.version)
        await self.answer(
            frame.id,
            lambda: command_playback(
                room_key=self.room_id,
                user=self.identity.user,
                command=command,
                client_id=frame.id,
            ),
        )

    async def on_report(self, frame: events.PlayerReport) -> None:
        """Remember what the player says; tell the room when it begins or ends to stall."""
        self.said = frame
        if self.telling is None and self._stalled() != self.told_stalled:
            await self._tell()

    async def socket_tell(self, _message: dict[str, Any]) -> None:
        """After a tell: whatever has changed meanwhile."""
        self.telling = None
        if self._stalled() != self.told_stalled:
            await self._tell()

    def _stalled(self) -> bool:
        return self.said is not None and (self.said.buffering or not self.said.ready)

    async def _tell(self) -> None:
        self.told_stalled = self._stalled()
        self.telling = asyncio.get_running_loop().call_later(TELL_SECONDS, self._tell_again)
        member = await self.database(self._noted)
        event = "buffering" if self.told_stalled else "ready"
        frame = events.Presence(seq=self.last_told, event=event, member=member)
        await hub.whisper(self.room, "player", frame)

    def _tell_again(self) -> None:
        if not self.inbox.offer({"type": "socket.tell"}):
            self.telling = None

    def _noted(self) -> dict[str, Any]:
        user = self.identity.user
        try:
            presence.report(self.room_id.hex, str(user.pk), msgspec.to_builtins(self.said))
        except RedisError:
            self.bus_down = True
        member = selectors.standing(selectors.by_key(self.room_id), user)
        return selectors.member_wire(member, self.told_stalled)
