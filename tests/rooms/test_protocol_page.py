"""docs/protocol.md tells of every frame, field, code and number that the code has."""

import json
import re
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from rooms import errors, events, inbox, socket
from rooms.asyncapi import document
from rooms.close_codes import Close

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "protocol.md").read_text()


BASES = {events.Incoming, events.Request, events.Outgoing, events.Streamed}


def below(base: Any) -> set[Any]:
    """Every frame declared under a base."""
    return {frame for sub in base.__subclasses__() for frame in {sub, *below(sub)}}


ALL: set[Any] = (below(events.Incoming) | below(events.Outgoing)) - BASES


@pytest.mark.parametrize("frame", sorted(ALL, key=attrgetter("__name__")))
def test_every_frame_and_field_is_told(frame):
    """R089: the page is true to rooms/events.py."""
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
    assert f"every {socket.RECHECK_SECONDS:.0f} s" in PAGE


def test_document_for_programs_is_true():
    """R089: docs/asyncapi.json is as declared; `manage.py asyncapi` writes it anew."""
    kept = json.loads((DOCS / "asyncapi.json").read_text())
    assert kept == json.loads(json.dumps(document()))
    told = {message["name"] for message in kept["components"]["messages"].values()}
    assert told == {frame.__struct_config__.tag for frame in ALL}
