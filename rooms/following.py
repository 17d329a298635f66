"""A stream of the room by HTTP, for pages whose sockets do not get through (R089).

The same frames that a socket would have sent, in the same order: `welcome` to begin with, then what
came after a number, closed by `synced`. One place makes them for both ways.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from accounts.models import User
from rooms import clock, events, frames, log, presence, selectors, wire
from rooms.api.serializers import room_info
from rooms.errors import Closing, Forbidden
from rooms.models import Member, Room
from rooms.wire import RecordWire, Stream, streams_of

MOST = 200  # records in one answer; who lacks more asks again at once

FrameOf = Callable[[RecordWire], events.Outgoing | None]


def seated(token: str, user: User) -> Room:
    """Return the open room in which the person sits, and note that he is here.

    Raises NotFound, Closing, Forbidden (he left, or was taken for gone: he may join again).
    """
    room, member = selectors.room_of(token, user)
    if not room.is_open:
        raise Closing
    if member.state != Member.State.HERE:
        raise Forbidden
    presence.touch(room.pk.hex, str(user.pk))
    return room


def player_welcome(token: str, user: User, language: str) -> events.Welcome:
    """Return everything that a player needs to begin, or to begin again."""
    room, member = selectors.room_of(token, user)
    [shown] = selectors.shown(Room.objects.filter(pk=room.pk), user, language)
    return events.Welcome(
        protocol=events.PROTOCOL,
        epoch=room.epoch,
        seq=room.last_seq,
        you=selectors.you(member, room),
        room=room_info(shown),
        playback=wire.playback_wire(wire.state_of(room), clock.now_ms()),
        members=selectors.roster(room),
    )


def player_frames(room: Room, after: int) -> list[Any]:
    """Return what the player stream showed after a number, and the state now."""
    told, seq = frames_after(room, after, "player", frames.player_frame)
    return builtin([*told, player_synced(room, seq)])


def player_synced(room: Room, seq: int | None = None) -> events.Synced:
    """Return the end of an answer: all up to `seq`, and the state, both as `room` was read."""
    now = wire.playback_wire(wire.state_of(room), clock.now_ms())
    return events.Synced(seq=room.last_seq if seq is None else seq, playback=now)


def frames_after(
    room: Room, after: int, stream: Stream, frame_of: FrameOf
) -> tuple[list[events.Outgoing], int]:
    """Return a stream's frames above a number, and the number up to which that is all.

    No query when nothing has come since, two otherwise.
    """
    if after >= room.last_seq:
        return [], room.last_seq
    told = []
    seq = after
    for record in log.wires_after(room, after, MOST):
        seq = record["seq"]
        frame = frame_of(record) if stream in streams_of(record["kind"]) else None
        if frame is not None:
            told.append(frame)
    return told, seq


def builtin(told: list[events.Outgoing]) -> list[Any]:
    """Return frames as an answer carries them."""
    return [msgspec.to_builtins(frame) for frame in told]
