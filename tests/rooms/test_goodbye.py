"""Who is judged gone, and who only seems to be: late heartbeats, other tabs, other processes."""

import asyncio

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError, connections

from rooms import bus, clock, hub, presence, pulse, seat
from rooms.models import Member, RoomRecord
from rooms.presence_tasks import settle_presence
from rooms.pulse import Pulse

pytestmark = pytest.mark.django_db(transaction=True)

ROOMY = 4.5  # s of grace: a third of it to answer in, on a busy machine too
ELSEWHERE = b"e" * len(hub.ORIGIN)  # another process, as its words begin


def call(work, *arguments, **named):
    """Run something in a thread, as a view or a worker would."""
    return database_sync_to_async(work, thread_sensitive=False)(*arguments, **named)


@pytest.fixture
def _late_pulse(monkeypatch, settings):
    """No beat of this process comes within the grace, so much is to do."""

    async def nothing(self):
        await asyncio.Event().wait()

    settings.ROOM_LEAVE_GRACE_SECONDS = 0.6
    monkeypatch.setattr(Pulse, "_beat_on", nothing)


async def beaten(room, user) -> float:
    """When the person was heard of last (ms), 0 for never."""
    return (await call(presence.last_beats, room.pk.hex)).get(str(user.pk), 0.0)


async def goodbyes_are_said() -> None:
    """Wait until every socket that ended is judged."""
    async with asyncio.timeout(20):
        while seat.goodbyes:
            await asyncio.wait(set(seat.goodbyes))


async def partings(room) -> int:
    return await RoomRecord.objects.filter(room=room, kind="member.left").acount()


@pytest.mark.usefixtures("_late_pulse")
async def test_late_pulse_takes_nobody_for_gone_who_has_another_tab(lobby, room, friend):
    """F29: the process looks at its own sockets, whatever Redis knows."""
    one, two = await lobby.enter(room, friend), await lobby.enter(room, friend, chat=True)
    await one.hang_up()
    await goodbyes_are_said()
    assert await partings(room) == 0
    await two.hang_up()
    await goodbyes_are_said()
    assert await partings(room) == 1


@pytest.mark.usefixtures("_late_pulse")
async def test_roll_is_answered_at_once(lobby, room, host, friend):
    """F29: another process asks who is here before it judges; a late pulse is made good."""
    await lobby.enter(room, host)
    await lobby.enter(room, friend)
    asked = await call(clock.now_ms)
    await call(bus.ring, room.pk.hex, ELSEWHERE + hub.ENCODER.encode(hub.Roll()))
    async with asyncio.timeout(15):
        while min([await beaten(room, who) for who in (host, friend)]) < asked:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@pytest.mark.usefixtures("_late_pulse")
async def test_other_process_is_asked_before_a_goodbye(lobby, room, host, friend, settings):
    """F29: who closes a tab here and has one elsewhere stays: that process says so when asked."""
    settings.ROOM_LEAVE_GRACE_SECONDS = ROOMY
    await lobby.enter(room, host)
    tab = await lobby.enter(room, friend)
    listens = asyncio.Event()
    elsewhere = asyncio.create_task(answer_the_roll(room, friend, listens))
    await asyncio.wait_for(listens.wait(), 15)
    await tab.hang_up()
    await goodbyes_are_said()
    assert await elsewhere
    assert await partings(room) == 0


async def answer_the_roll(room, user, listens) -> bool:
    """Be another process with a socket of the person: beat when the roll is called."""
    from django.conf import settings
    from redis import asyncio as redis

    async with redis.Redis.from_url(settings.REDIS_URL) as line, line.pubsub() as ear:
        await ear.subscribe(bus.PREFIX + room.pk.hex)
        async with asyncio.timeout(15):
            async for said in ear.listen():
                if said["type"] == "subscribe":
                    listens.set()
                elif b'"roll"' in said["data"]:
                    await call(presence.touch, room.pk.hex, str(user.pk))
                    return True
    return False


async def test_heart_beats_while_the_database_is_away(room, host, monkeypatch):
    """F13 F14: whoever sits here is heard of, though the clock cannot be kept meanwhile."""
    await call(presence.client().flushdb)
    monkeypatch.setattr(clock, "_common", clock.CommonClock())  # due to be measured
    with pytest.raises(OperationalError):
        await call(without_database, pulse._say, {room.pk.hex: {str(host.pk)}})
    assert await beaten(room, host) > 0


def without_database(work, *arguments):
    """Run something in a thread whose next connection finds no server."""
    line = connections["default"]
    line.close()
    known, nowhere = line.settings_dict, {"HOST": "127.0.0.1", "PORT": "1"}
    line.settings_dict = {**known, **nowhere}
    try:
        return work(*arguments)
    finally:
        line.settings_dict = known


@pytest.mark.usefixtures("_late_pulse")
async def test_sweep_asks_before_it_judges(lobby, room, host, friend, settings):
    """R067 F29: whose process was only late stays; whose process is dead loses his seat."""
    settings.ROOM_LEAVE_GRACE_SECONDS = ROOMY
    await lobby.enter(room, friend)
    long_ago = dict.fromkeys([str(host.pk), str(friend.pk)], clock.now_ms() - 60_000)
    await call(presence.client().zadd, f"presence:{room.pk.hex}", long_ago)
    await call(settle_presence)
    here = Member.objects.filter(room=room, state=Member.State.HERE)
    assert [member.user_id async for member in here] == [friend.pk]
