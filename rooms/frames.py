"""Records of the room log as frames of the player socket."""

from typing import Any

import msgspec

from rooms import events
from rooms.wire import PersonWire, RecordWire

PRESENCE = {
    "member.joined": "joined",
    "member.left": "left",
    "member.removed": "left",
    "member.role": "role",
}
ROOM = {"room.created": "created", "room.settings": "settings", "room.closed": "closing"}


def player_frame(record: RecordWire) -> events.Outgoing | None:
    """Return what the player stream shows of a record, None for what it does not show."""
    kind = record["kind"]
    if kind.startswith("playback."):
        return _playback(record)
    if kind in PRESENCE:
        return _presence(record)
    if kind in ROOM:
        return _room(record)
    return None


def by(actor: PersonWire | None) -> events.Person | None:
    """Return who did it, None for the site itself."""
    return events.Person(**actor) if actor else None


def member(record: RecordWire) -> dict[str, Any]:
    """Return the member that a `member.*` record speaks of, in the shape of `state.members`."""
    said = record["payload"]
    online = record["kind"] in ("member.joined", "member.role")
    return {"user": said["user"], "role": said["role"], "online": online, "buffering": False}


def _playback(record: RecordWire) -> events.PlaybackFrame:
    said = record["payload"]
    return events.PlaybackFrame(
        seq=record["seq"],
        prev=record["prev"],
        version=said["version"],
        playing=said["playing"],
        position=said["position"],
        at=said["at"],
        rate=said["rate"],
        phase=said["phase"],
        waiting_for=said["waiting_for"],
        by=by(record["actor"]),
        action=said["action"],
    )


def _presence(record: RecordWire) -> events.Presence:
    return events.Presence(
        seq=record["seq"],
        prev=record["prev"],
        event=PRESENCE[record["kind"]],
        member=member(record),
    )


def _room(record: RecordWire) -> events.RoomFrame:
    said = record["payload"]
    return events.RoomFrame(
        seq=record["seq"],
        prev=record["prev"],
        event=ROOM[record["kind"]],
        by=by(record["actor"]),
        reason=said.get("reason", msgspec.UNSET),
        settings=said if record["kind"] == "room.settings" else msgspec.UNSET,
    )
