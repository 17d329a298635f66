"""The live copy of an open room in Redis: its last number and its anchor (R118).

PostgreSQL is the truth and this a copy: whoever hears a heartbeat can see for nothing whether his
socket lacks something. Lost with Redis, it is written anew by the next record or heartbeat.
"""

import json
from typing import Any

from redis.exceptions import RedisError

from rooms import bus, presence, wire
from rooms.clock import now_ms
from rooms.models import Room

# Two workers may tell of two records in the other order: what is older changes nothing.
KEEP = """
local room, seq, version, playback, seconds = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if tonumber(seq) > tonumber(redis.call('HGET', room, 'seq') or '-1') then
  redis.call('HSET', room, 'seq', seq)
end
if version ~= '' and tonumber(version) > tonumber(redis.call('HGET', room, 'version') or '-1') then
  redis.call('HSET', room, 'version', version, 'playback', playback)
end
redis.call('EXPIRE', room, seconds)
"""


def keeping(record: wire.RecordWire) -> bus.Command:
    """Return the command that notes a committed record; the last one clears all of the room."""
    room = record["room"]
    if record["kind"] == "room.closed":
        return ("DEL", key(room), *presence.keys(room))
    if record["kind"].startswith("playback."):
        return _keeping(room, record["seq"], wire.anchor_in(record["payload"]))
    return _keeping(room, record["seq"], None)


def rebuild(room: Room) -> None:
    """Write the copy anew from the room's row, if Redis answers."""
    try:
        anchor = wire.playback_wire(wire.state_of(room), now_ms())
        command = _keeping(room.pk.hex, room.last_seq, anchor)
        presence.client().execute_command(*command)  # type: ignore[no-untyped-call]
    except RedisError:
        return


def read(room: str) -> dict[str, Any] | None:
    """Return `{seq, playback?}` of a room (hex), None when Redis has no copy. Raises RedisError."""
    kept: Any = presence.client().hgetall(key(room))
    if "seq" not in kept:
        return None
    anchor = kept.get("playback")
    return {"seq": int(kept["seq"]), "playback": json.loads(anchor) if anchor else None}


def key(room: str) -> str:
    """Return the name under which the copy of a room (hex) lies."""
    return f"live:{room}"


def _keeping(room: str, seq: int, anchor: wire.PlaybackWire | None) -> bus.Command:
    version = "" if anchor is None else anchor["version"]
    text = "" if anchor is None else json.dumps(anchor)
    return ("EVAL", KEEP, 1, key(room), seq, version, text, presence.KEPT_SECONDS)
