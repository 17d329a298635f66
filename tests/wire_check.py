"""Holds every frame that a test sees against the AsyncAPI document, strictly: nothing undeclared.

The document lets fields be added (an older program ignores them); here each has to be declared.
"""

import copy
import json
from functools import cache
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from rooms.asyncapi import document

Channel = Literal["player", "chat"]
Says = Literal["hears", "says"]  # who: a client's frame the server hears, the server says its own
Frame = dict[str, Any]


class UndeclaredFrame(AssertionError):
    """A frame went over a socket that the document does not know like this."""


def said(text: str | bytes, channel: Channel) -> Frame:
    """Read a frame of the server; raises UndeclaredFrame."""
    return _checked(_read(text), channel, "says")


def heard(text: str | bytes, channel: Channel) -> Frame:
    """Read a frame of a client of ours; raises UndeclaredFrame."""
    return _checked(_read(text), channel, "hears")


def channel_of(address: str) -> Channel:
    """Return whose a socket's address is."""
    return "chat" if address.partition("?")[0].endswith("/chat/") else "player"


def _read(text: str | bytes) -> Frame:
    if not isinstance(text, str):
        raise UndeclaredFrame(f"not text: {text[:80]!r}")
    return json.loads(text, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise UndeclaredFrame(f"{constant} is no JSON")


def _checked(frame: Frame, channel: Channel, who: Says) -> Frame:
    judge = _validators(channel, who).get(frame.get("type", ""))
    if judge is None:
        raise UndeclaredFrame(f"{channel} {who} no such frame: {frame}")
    wrong = next(judge.iter_errors(frame), None)
    if wrong is not None:
        place = "/".join(map(str, wrong.absolute_path))
        raise UndeclaredFrame(f"{channel} {who} {frame}: {place or 'frame'}: {wrong.message}")
    return frame


@cache
def _validators(channel: Channel, who: Says) -> dict[str, Validator]:
    """Return frame type → its judge, by the operation of the document."""
    told = _strict_document()
    messages = told["operations"][f"{channel}.{who}"]["messages"]
    found = {}
    for message in messages:
        name = message["$ref"].rpartition("/")[2]
        declared = told["components"]["messages"][name]
        schema = {**declared["payload"], "components": told["components"]}
        found[declared["name"]] = Draft202012Validator(schema)
    return found


@cache
def _strict_document() -> Frame:
    told = copy.deepcopy(document())
    for schema in told["components"]["schemas"].values():
        close(schema)
    return told


def close(schema: Any) -> None:
    """Forbid what is not declared, at every depth."""
    if isinstance(schema, list):
        for each in schema:
            close(each)
    elif isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for each in schema.values():
            close(each)
