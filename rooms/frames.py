"""Records of the room log as frames of the player socket."""

from typing import Any

import msgspec

from rooms import events
from rooms.shapes import Place
from rooms.wire import RecordWire, anchor_in

PRESENCE = {
    "member.joined": "joined",
    "member.left": "left",
    "member.removed": "left",
    "member.unbanned": "left",
    "member.role": "role",
    "member.control": "role",
    "member.muted": "muted",
    "member.unmuted": "unmuted",
}
GONE = ("member.left", "member.removed", "member.unbanned")
ROOM = {
    "room.created": "created",
    "room.settings": "settings",
    "room.link": "link",
    "room.closed": "closing",
}


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


def member(record: RecordWire) -> Place:
    """Return the member that a `member.*` record speaks of, in the shape of `state.members`."""
    said = record["payload"]
    return {
        "user": said["user"],
        "role": said["role"],
        "may_control": said.get("may_control", False),
        "online": said.get("online", record["kind"] not in GONE),
        "buffering": False,
        "muted": said.get("muted", False),
    }


def _playback(record: RecordWire) -> events.PlaybackFrame:
    said = record["payload"]
    return events.PlaybackFrame(
        seq=record["seq"],
        prev=record["prev"],
        by=record["actor"],
        action=said["action"],
        without=said.get("without", msgspec.UNSET),
        **anchor_in(said),
    )


def _presence(record: RecordWire) -> events.Presence:
    return events.Presence(
        seq=record["seq"],
        prev=record["prev"],
        event=PRESENCE[record["kind"]],
        member=member(record),
    )


def _room(record: RecordWire) -> events.RoomFrame:
    said: Any = record["payload"]
    return events.RoomFrame(
        seq=record["seq"],
        prev=record["prev"],
        event=ROOM[record["kind"]],
        by=record["actor"],
        reason=said.get("reason", msgspec.UNSET),
        settings=said if record["kind"] == "room.settings" else msgspec.UNSET,
    )
