"""docs/protocol.md tells of every frame, field, code and number that the code has."""

import json
import re
from operator import attrgetter
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest

from rooms import errors, events, inbox, pulse, socket
from rooms.asyncapi import document
from rooms.close_codes import Close
from rooms.shapes import Anchor
from tests import wire_check

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "protocol.md").read_text()


BASES = {events.Incoming, events.Request, events.Outgoing, events.Streamed}


def below(base: Any) -> set[Any]:
    """Every frame declared under a base."""
    return {frame for sub in base.__subclasses__() for frame in {sub, *below(sub)}}


ALL: set[Any] = (below(events.Incoming) | below(events.Outgoing)) - BASES


@pytest.mark.parametrize("frame", sorted(ALL, key=attrgetter("__name__")))
def test_every_frame_and_field_is_told(frame):
    """R089: the page is true to rooms/events/."""
    tag = frame.__struct_config__.tag
    rows = [line for line in PAGE.splitlines() if f"`{tag}`" in line]
    text = "\n".join(rows)
    assert rows, tag
    if tag in ("ack", "nack", "error", "synced"):
        text = "\n".join(line for line in PAGE.splitlines() if f'"{tag}"' in line)
    for field in frame.__struct_fields__:
        assert re.search(rf'[`"]{field}\??[`"]', text), f"{tag}.{field}"


def test_every_code_is_told():
    refusals = [error.code for error in errors.RoomError.__subclasses__()]
    for code in [*refusals, "unknown_type", "too_large"]:
        assert f"`{code}`" in PAGE, code
    for close in Close:
        assert f"| {int(close)} |" in PAGE, close


def test_numbers_are_those_of_the_code(settings):
    assert f"{settings.SOCKET_MAX_BYTES // 1024} KiB" in PAGE
    assert f"{socket.STRIKES} strikes" in PAGE
    assert f"{inbox.FRAMES_A_SECOND} a second, {inbox.FRAMES_AT_ONCE} at once" in PAGE
    assert f"{socket.CATCH_UP_MOST} records" in PAGE
    assert f"every {pulse.RECHECK_SECONDS:.0f} s" in PAGE


def test_document_for_programs_is_true():
    """R089: docs/asyncapi.json is as declared; `manage.py asyncapi` writes it anew."""
    kept = json.loads((DOCS / "asyncapi.json").read_text())
    assert kept == json.loads(json.dumps(document()))
    told = {message["name"] for message in kept["components"]["messages"].values()}
    assert told == {frame.__struct_config__.tag for frame in ALL}


def test_the_anchor_is_declared_alike_in_both_places():
    """R089: the frame `playback` is the anchor of `welcome` laid flat; so is what may lack."""
    anchor, frame = get_type_hints(Anchor), get_type_hints(events.PlaybackFrame)
    lacking = {name: anchor[name] | msgspec.UnsetType for name in Anchor.__optional_keys__}
    assert {**anchor, **lacking} == {name: frame[name] for name in anchor}


WELCOME: dict[str, Any] = {
    "type": "welcome", "protocol": 1, "epoch": "e", "seq": 1,
    "you": {"id": "1", "name": "Аня", "role": "host", "can_control": True,
            "can_speak": True, "can_moderate": True, "may": ["read"], "below": []},
}  # fmt: skip


@pytest.mark.parametrize(
    "frame",
    [
        {**WELCOME, "secret": 1},
        {**WELCOME, "you": {**WELCOME["you"], "email": "anya@cast.test"}},
        {**WELCOME, "seq": "1"},
        {**WELCOME, "members": [{"user": {"id": "1", "name": "Аня"}}]},
        {**WELCOME, "playback": {}},
        {**WELCOME, "messages": [{"type": "chat.message"}]},
        {"type": "ack", "id": "a"},
        {"type": "chat.send", "id": "a", "text": "it is for clients to say"},
        {"type": "unheard.of"},
        {"type": "clock.pong", "t0": 1.0, "t1": 1.0, "t2": float("nan")},
    ],
)
def test_undeclared_frames_are_noticed(frame):
    """The judge of all other tests: nothing may stand in a frame that is not in the document."""
    assert wire_check.said(json.dumps(WELCOME), "player") == WELCOME
    with pytest.raises(wire_check.UndeclaredFrame):
        wire_check.said(json.dumps(frame), "player")
