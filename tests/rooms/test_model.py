"""The room by model: after any evening `welcome` plus frames is what a fresh read gives (zulip).

Members of a room do what comes to mind, several at once, over the whole ASGI application and real
engines. Some of their clients lose frames and ask for them. Now and then everybody stops: each
client's picture must then be the room, and the room what its log says.
"""

import asyncio
import os
import random
from typing import Any

import msgspec
import pytest
from django.conf import settings as site
from django.db import transaction

from chat import selectors as talk
from chat import services as chat_services
from rooms import clock, gate, presence, selectors, wire
from rooms.models import Member, Room, RoomRecord
from tests.factories import make_users, open_room
from tests.rooms.guests import SETTLES, Client, Guest
from tests.rooms.picture import RULES, ChatPicture, Frame, PlayerPicture, line, message, people
from tests.rooms.picture import anchor as anchor_of
from tests.rooms.sockets import Lobby, cookie_of
from tests.rooms.test_log_reproduces_state import replay
from tests.rooms.whims import STEPS, Evening, database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

EVENINGS = list(range(11, 15))  # seeds; a failure prints its own, and what was done
NERVOUS = list(range(31, 34))  # of evenings in which every stall stops the room
MORE = [int(seed) for seed in os.environ.get("KINO_SEEDS", "").split()]  # whoever looks wider
BREAKS = 5  # times that everybody stops
BURST = 24  # things done between two stops
AT_ONCE = 4


def fresh(room: Room) -> dict[str, Any]:
    """The room as it is read anew, in the shapes of the pictures."""
    room = Room.objects.get(pk=room.pk)
    feed = msgspec.to_builtins(talk.last_messages(room, limit=10_000, lines=True))
    last = msgspec.to_builtins(talk.last_messages(room))
    return {
        "seq": (room.player_seq, room.last_seq),
        "anchor": anchor_of(dict(wire.playback_wire(wire.state_of(room), clock.now_ms()))),
        "members": people([dict(m) for m in selectors.roster(room)]),
        "rules": {name: getattr(room, name) for name in RULES},
        "messages": {m["seq"]: message(m) for m in last},
        "lines": {f["seq"]: line(f) for f in feed if f["type"] == "chat.system"},
    }


def differs(client: Client, now: dict[str, Any]) -> str:
    """What a client's picture has otherwise than the room, in words; empty if nothing."""
    seen = client.picture
    if isinstance(seen, PlayerPicture):
        pairs = [
            (seen.seq >= now["seq"][0], True),
            (seen.anchor, now["anchor"]),
            (known_of(seen.members, now["members"]), now["members"]),
            (seen.rules, now["rules"]),
        ]
    else:
        assert isinstance(seen, ChatPicture)
        last = dict(sorted(seen.messages.items())[-len(now["messages"]) :])
        later = {seq: told for seq, told in now["lines"].items() if seq > seen.began}
        mine = {seq: told for seq, told in seen.lines.items() if seq > seen.began}
        pairs = [
            (seen.seq, now["seq"][1]),
            (last if now["messages"] else {}, now["messages"]),
            (mine, later),
        ]
    wrong = [f"\n  has    {mine!r}\n  should {right!r}" for mine, right in pairs if mine != right]
    return f"{type(seen).__name__}, seq {seen.seq}:{''.join(wrong)}" if wrong else ""


def known_of(seen: dict[str, Frame], now: dict[str, Frame]) -> dict[str, Frame]:
    """Who was put out is told as one who left; the list of those who were here forgets him."""
    return {who: m for who, m in seen.items() if who in now or m["online"]}


async def everybody_agrees(evening: Evening) -> None:
    """Wait until all has come; then every picture is the room."""
    wrong, until = ["?"], asyncio.get_running_loop().time() + SETTLES
    while wrong and asyncio.get_running_loop().time() < until:
        for client in (c for guest in evening.guests for c in guest.clients()):
            if client.reader.done():
                client.reader.result()
            if client.loses is not None:  # the last frame may be the lost one: nothing tells it
                await client.catch_up()
        await asyncio.sleep(0.1)
        now = await database(fresh)(evening.room)
        clients = [(g, c) for g in evening.guests for c in g.clients()]
        wrong = [f"{g.user.name}: {told}" for g, c in clients if (told := differs(c, now))]
    assert not wrong, "\n".join([*wrong, "after:", *evening.done[-3 * BURST :]])


@transaction.atomic
def log_explains(room: Room) -> None:
    """I3, I6: numbers without a gap; state and seats are what the log says."""
    room = Room.objects.select_for_update().get(pk=room.pk)  # the gate writes whenever it likes
    records = list(RoomRecord.objects.filter(room=room).order_by("seq"))
    assert [record.seq for record in records] == list(range(1, room.last_seq + 1))
    state, seats = replay(room)
    assert state == wire.state_of(room)
    here = Member.objects.filter(room=room, state=Member.State.HERE)
    assert {who for who, sits in seats.items() if sits} == {str(m.user_id) for m in here}


async def an_evening(seed: int) -> Evening:
    """Five people, four of them in the room; every other has clients that lose frames."""
    users = await database(make_users)(5)
    room = await database(open_room)(users[0], *users[1:4])
    guests = []
    for number, user in enumerate(users):
        loses = random.Random(seed + number) if number % 2 else None
        guests.append(Guest(user, await database(cookie_of)(user), loses))
    for guest in guests[:4]:
        await guest.come(room)
    return Evening(seed, room, guests)


@pytest.mark.parametrize("seed", EVENINGS + MORE)
async def test_any_evening_looks_the_same_to_everybody(seed, monkeypatch, lobby: Lobby):
    """R088, R090, R099, R101, R103, I4, I5, I6: `welcome` + frames = a fresh read, for each."""
    evening = await spent(seed, monkeypatch)
    room = await Room.objects.aget(pk=evening.room.pk)
    assert room.last_seq > BURST, evening.done  # something did happen


async def spent(seed: int, monkeypatch: pytest.MonkeyPatch, begin: Any = None) -> Evening:
    """A whole evening, at whose breaks everybody agrees."""
    monkeypatch.setattr(chat_services, "check_pace", lambda *_: None)  # not about haste
    monkeypatch.setattr(site, "ROOM_LEAVE_GRACE_SECONDS", 60)
    evening = await an_evening(seed)
    try:
        if begin is not None:
            await begin(evening)
        for _ in range(BREAKS):
            for _ in range(BURST // AT_ONCE):
                await asyncio.gather(*(evening.act() for _ in range(AT_ONCE)))
            await everybody_agrees(evening)
            await database(log_explains)(evening.room)
            for guest in evening.guests[:4]:
                await evening.come(guest)
    finally:
        for guest in evening.guests:
            await guest.vanish()
    return evening


@pytest.mark.parametrize("seed", NERVOUS + MORE)
async def test_evening_with_a_nervous_gate_looks_the_same(seed, monkeypatch, lobby: Lobby):
    """R078, R093, I4, I5: the room stops and goes on by itself all the time; all see the same."""
    monkeypatch.setattr(gate, "STALL", 0.0)
    monkeypatch.setattr(gate, "STEADY", 0.0)
    monkeypatch.setattr(gate, "AGAIN", 0.0)
    monkeypatch.setattr(gate, "BUDGET", 1e9)
    monkeypatch.setattr(gate, "REFILL", 1e6)
    monkeypatch.setattr(gate, "LIMIT", 400.0)
    monkeypatch.setattr(gate, "SHORTEST", 0.0)
    for name in ("command", "report"):
        weight, step = STEPS[name]
        monkeypatch.setitem(STEPS, name, (2 * weight, step))
    evening = await spent(seed, monkeypatch, begin=somebody_loads)
    assert await waited_for(evening.room), evening.done


async def somebody_loads(evening: Evening) -> None:
    """Begin with a start that has to wait: whatever follows, the gate was there."""
    host, guest = evening.guests[:2]
    assert host.player is not None
    assert guest.player is not None
    await guest.player.socket.send(
        type="player.report", position=0, buffering=False, ready=False, version=0
    )
    until = asyncio.get_running_loop().time() + SETTLES
    while not await database(presence.reports)(evening.room.pk.hex):
        assert asyncio.get_running_loop().time() < until
        await asyncio.sleep(0.05)
    await host.player.ask(type="playback.command", id="begin", action="play")


async def waited_for(room: Room) -> int:
    """How often the room stopped for somebody."""
    told = RoomRecord.objects.filter(room=room, kind__startswith="playback.")
    return sum([bool(record.payload["waiting_for"]) async for record in told])
