"""Frames that only the server may send, sent by a client (A07)."""

from typing import Any

import pytest

from rooms import events
from rooms.models import Room, RoomRecord
from rooms.socket import STRIKES
from tests.rooms.sockets import Lobby

pytestmark = pytest.mark.django_db(transaction=True)

ONES = {"player": events.PlayerFrame, "chat": events.ChatFrame}
OTHERS = ("event", "closing", "closed", "CONNECT", "__proto__", "websocket.close", "")
BODY: dict[str, Any] = {  # what the server's own frames carry
    "id": "a", "seq": 99, "prev": 0, "version": 99, "playing": True, "position": 500.0, "at": 0.0,
    "rate": 2.0, "phase": "playing", "waiting_for": [], "by": None, "action": "play",
    "event": "closing", "text": "ложь", "target": 1, "emoji": "🔥", "messages": [], "members": [],
}  # fmt: skip


def told_by(kind: Any) -> set[str]:
    """The types of all frames that inherit from one."""
    below = kind.__subclasses__()
    own = {one.__struct_config__.tag for one in below if not one.__subclasses__()}
    return own.union(*map(told_by, below))


@pytest.mark.parametrize("line", ONES)
async def test_forged_server_frames_are_strikes(lobby: Lobby, room, host, friend, line):
    """A07: each an error `unknown_type` and a strike; nobody hears of it, nothing is written."""
    heard = {kind.__struct_config__.tag for kind in ONES[line].__args__}
    forged = [*sorted(told_by(events.Outgoing) - heard), *OTHERS]
    assert {"playback", "presence", "room", "welcome", "ack", "chat.message"} <= set(forged)
    quiet = [await lobby.enter(room, friend), await lobby.enter(room, friend, chat=True)]
    before = await RoomRecord.objects.filter(room=room).acount()
    socket = await lobby.enter(room, host, chat=line == "chat")
    struck = 0
    for kind in forged:
        await socket.send(**{**BODY, "type": kind})
        answer = await socket.next()
        assert (answer["type"], answer["code"]) == ("error", "unknown_type"), kind
        struck += 1
        if struck == STRIKES:
            assert await socket.closed() == 1008
            socket, struck = await lobby.enter(room, host, chat=line == "chat"), 0
    while struck < STRIKES:
        await socket.send(type="playback", **BODY)
        assert (await socket.next())["code"] == "unknown_type"
        struck += 1
    assert await socket.closed() == 1008
    for other in quiet:
        assert await other.silent()
    fresh = await Room.objects.aget(pk=room.pk)
    assert (fresh.state, fresh.version, fresh.playing) == ("open", 0, False)
    assert await RoomRecord.objects.filter(room=room).acount() == before
