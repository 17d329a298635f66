"""The one door between the room log and the sockets.

At most once, like every doorbell: a socket knows its last number, sees a gap and fetches what
it lacks from PostgreSQL. Groups are named by the room's internal key only.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Literal

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from rooms import live
from rooms.wire import RecordWire

Stream = Literal["player", "chat"]
PUBLISH_SECONDS = 2.0  # a Redis that does not answer must not hold an acknowledgement longer
DEAD_BUS = (RedisError, OSError, asyncio.TimeoutError)

log = logging.getLogger(__name__)


def group(room: str, stream: Stream) -> str:
    """Return the name of the group of sockets that read `stream` of a room (hex key)."""
    return f"room.{room}.{stream}"


def publish(record: RecordWire) -> None:
    """Tell every socket of the room about a committed record. From sync code; never raises."""
    try:
        live.keep_record(record)
    except RedisError as problem:
        log.warning("live_copy_failed room=%s error=%r", record["room"], problem)
    async_to_sync(announce)(record)


async def announce(record: RecordWire) -> None:
    """Tell every socket of the room about a committed record; a dead bus is only logged."""
    for stream in streams_of(record["kind"]):
        message = {"type": "room.record", "record": record}
        await _send(group(record["room"], stream), message)


async def whisper(room: str, stream: Stream, frame: Mapping[str, Any]) -> None:
    """Send a frame that is in no log (typing, buffering) to one stream of a room."""
    await _send(group(room, stream), {"type": "room.whisper", "frame": dict(frame)})


async def join(channel: str, room: str, stream: Stream) -> None:
    """Let a socket's channel hear a stream of a room."""
    await get_channel_layer().group_add(group(room, stream), channel)


async def leave(channel: str, room: str, stream: Stream) -> None:
    """Let a socket's channel hear a stream no more; a dead bus is only logged."""
    try:
        async with asyncio.timeout(PUBLISH_SECONDS):
            await get_channel_layer().group_discard(group(room, stream), channel)
    except DEAD_BUS as problem:
        log.warning("hub_leave_failed error=%r", problem)


def streams_of(kind: str) -> tuple[Stream, ...]:
    """Return who hears a kind of record: the chat all of them, the player all but chat's own."""
    return ("chat",) if kind.startswith("chat.") else ("player", "chat")


async def _send(name: str, message: dict[str, Any]) -> None:
    try:
        async with asyncio.timeout(PUBLISH_SECONDS):
            await get_channel_layer().group_send(name, message)
    except DEAD_BUS as problem:
        log.warning("hub_send_failed group=%s error=%r", name, problem)
