"""How records of the room log look on the chat stream."""

from typing import Any

import msgspec
from msgspec import UNSET

from rooms import events
from rooms.shapes import Person, Sign
from rooms.wire import PersonWire, RecordWire

# What happened, in the words of the wire; a kind that a later version adds is told by its own name.
HAPPENED = {
    "room.created": "created",
    "room.settings": "settings",
    "room.link": "link",
    "room.closed": "closed",
    "member.joined": "joined",
    "member.left": "left",
    "member.role": "role",
    "member.control": "control",
    "member.removed": "removed",
    "member.muted": "muted",
    "member.unmuted": "unmuted",
    "member.unbanned": "unbanned",
    "playback.play": "played",
    "playback.pause": "paused",
    "playback.seek": "wound",
    "playback.rate": "rate",
    "playback.wait": "waiting",
    "playback.go": "went_on",
}

NOBODY = Person(id="", name="")


def chat_frame(record: RecordWire) -> events.Outgoing:
    """Return the frame that the chat stream shows for a record: every record has one."""
    make = {
        "chat.message": _message,
        "chat.deleted": _deleted,
        "chat.reaction": _reaction,
    }.get(record["kind"], _system)
    return make(record)


def message_frame(
    record: RecordWire, reactions: dict[str, list[PersonWire]] | None = None
) -> events.ChatMessage:
    """Return a message as lists show it: the same frame without `prev`, with its signs."""
    signs = [Sign(emoji=emoji, by=by) for emoji, by in (reactions or {}).items()]
    return msgspec.structs.replace(_message(record), prev=UNSET, reactions=signs)


def line_frame(record: RecordWire) -> events.ChatSystem:
    """Return what happened as lists show it: the same frame without `prev`."""
    return msgspec.structs.replace(_system(record), prev=UNSET)


def _message(record: RecordWire) -> events.ChatMessage:
    payload = record["payload"]
    return events.ChatMessage(
        seq=record["seq"],
        prev=record["seq"] - 1,
        id=record["client_id"] or "",
        author=record["actor"] or NOBODY,
        text=payload.get("text", ""),
        at=record["at"],
        position=record["position"],
        reply_to=payload.get("reply_to", UNSET),
        mentions=payload.get("mentions", UNSET),
        deleted=payload.get("deleted", False),
    )


def _deleted(record: RecordWire) -> events.ChatDeleted:
    return events.ChatDeleted(
        seq=record["seq"],
        prev=record["seq"] - 1,
        target=record["payload"]["seq"],
        by=record["actor"],
        by_moderator=record["payload"]["by_moderator"],
    )


def _reaction(record: RecordWire) -> events.ChatReaction:
    return events.ChatReaction(
        seq=record["seq"],
        prev=record["seq"] - 1,
        target=record["payload"]["seq"],
        emoji=record["payload"]["emoji"],
        by=record["actor"] or NOBODY,
        on=record["payload"].get("on", True),
    )


def _system(record: RecordWire) -> events.ChatSystem:
    payload: Any = record["payload"]
    moved = record["kind"].startswith("playback.")
    return events.ChatSystem(
        seq=record["seq"],
        prev=record["seq"] - 1,
        event=HAPPENED.get(record["kind"], record["kind"]),
        at=record["at"],
        by=record["actor"],
        position=payload["position"] if moved else UNSET,
        rate=payload["rate"] if moved else UNSET,
        reason=payload.get("reason", UNSET),
        member=payload.get("user", UNSET),
        settings=payload if record["kind"] == "room.settings" else UNSET,
        role=payload.get("role", UNSET),
        may_control=payload.get("may_control", UNSET),
    )
