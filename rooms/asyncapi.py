"""The sockets for programs: an AsyncAPI document made from the declarations in rooms.events."""

from inspect import cleandoc
from typing import Any, get_args

import msgspec

from rooms import events

BOTH = (events.Welcome, events.Ack, events.Nack, events.Error, events.Synced)
PLAYER = (*BOTH, events.ClockPong, events.PlaybackFrame, events.Presence, events.RoomFrame)
CHAT = (
    *BOTH,
    events.ChatMessage,
    events.ChatDeleted,
    events.ChatReaction,
    events.ChatTypingFrame,
    events.ChatSystem,
    events.ChatHistoryFrame,
)
SOCKETS: dict[str, tuple[str, tuple[type, ...], tuple[type, ...]]] = {
    "player": ("/ws/rooms/{token}/", get_args(events.PlayerFrame), PLAYER),
    "chat": ("/ws/rooms/{token}/chat/", get_args(events.ChatFrame), CHAT),
}
SCHEMA = "#/components/schemas/{name}"


def document() -> dict[str, Any]:
    """Return the whole document, ready for JSON."""
    every = sorted({f for _, up, down in SOCKETS.values() for f in up + down}, key=_name)
    _refs, schemas = msgspec.json.schema_components(every, ref_template=SCHEMA)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kino Together: the sockets of a room",
            "version": str(events.PROTOCOL),
            "description": "Told for people in protocol.md. Times are ms, positions seconds.",
        },
        "channels": {name: _channel(name) for name in SOCKETS},
        "operations": _operations(),
        "components": {
            "messages": {_name(frame): _message(frame) for frame in every},
            "schemas": _cleaned(schemas),
        },
    }


def _cleaned(schemas: dict[str, Any]) -> dict[str, Any]:
    """Return schemas whose descriptions are not indented, whatever msgspec makes of docstrings."""
    for schema in schemas.values():
        if "description" in schema:
            schema["description"] = cleandoc(schema["description"])
    return schemas


def _channel(name: str) -> dict[str, Any]:
    address, up, down = SOCKETS[name]
    messages = {_name(f): {"$ref": f"#/components/messages/{_name(f)}"} for f in up + down}
    parameters = {"token": {"description": "the room's public name, as in its link"}}
    return {"address": address, "parameters": parameters, "messages": messages}


def _operations() -> dict[str, Any]:
    found = {}
    for name, (_address, up, down) in SOCKETS.items():
        found[f"{name}.hears"] = _operation("receive", name, up)
        found[f"{name}.says"] = _operation("send", name, down)
    return found


def _operation(action: str, channel: str, frames: tuple[type, ...]) -> dict[str, Any]:
    """`receive` and `send` are the server's, as AsyncAPI has it."""
    where = f"#/channels/{channel}"
    messages = [{"$ref": f"{where}/messages/{_name(frame)}"} for frame in frames]
    return {"action": action, "channel": {"$ref": where}, "messages": messages}


def _message(frame: type[msgspec.Struct]) -> dict[str, Any]:
    return {
        "name": frame.__struct_config__.tag,
        "contentType": "application/json",
        "payload": {"$ref": SCHEMA.format(name=_name(frame))},
    }


def _name(frame: type) -> str:
    return frame.__name__
