"""What a player says of itself on its socket, when something goes wrong meanwhile."""

import asyncio
import threading
import time

import pytest
from channels.db import database_sync_to_async
from django.db import connection, transaction

from rooms import clock, consumers, gate, hub, presence
from rooms.models import Room

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20.0  # s
END_WHO_WAITS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def call(work, *arguments):
    """Run something in a thread, as a view or another process would."""
    return database_sync_to_async(work, thread_sensitive=False)(*arguments)


def report(**words):
    return {"type": "player.report", "position": 0, "buffering": False, "version": 0, **words}


async def heard_all(player):
    """Everything was looked at that the player said, and nobody has told him of others."""
    await player.send(type="sync", after=3)
    assert (await player.next())["type"] == "synced"


def reported(room, user):
    return call(presence.report_of, room.pk.hex, str(user.pk))


def lock_until(room, locked, may_end):
    with transaction.atomic():
        Room.objects.select_for_update().get(pk=room.pk)
        locked.set()
        may_end.wait(PATIENCE)


def end_who_waits():
    """End the sessions that wait for a lock, as a restart does (F13)."""
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while not cursor.execute(END_WHO_WAITS).fetchall():
            assert time.monotonic() < end
            time.sleep(0.05)


async def test_database_that_breaks_ends_no_player(lobby, room, host, friend, monkeypatch):
    """F13 R093: the line to the database breaks while a stall is looked at: the socket stays, and
    the room waits for him as soon as it can.
    """
    monkeypatch.setattr(gate, "STEADY", 0.0)
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    await vasily.send(**report(ready=True))
    await anya.ask(type="playback.command", id="p", action="play")
    await vasily.until("playback", action="play")
    await Room.objects.filter(pk=room.pk).aupdate(anchor_at=clock.now_ms() - 1000)
    locked, may_end = threading.Event(), threading.Event()
    holding = asyncio.create_task(call(lock_until, room, locked, may_end))
    await asyncio.to_thread(locked.wait, PATIENCE)
    await vasily.send(**report(ready=False, buffering=True, version=1))
    await call(end_who_waits)
    may_end.set()
    await holding
    assert (await vasily.until("playback"))["waiting_for"] == [str(friend.pk)]


async def test_player_that_has_gone_says_nothing(lobby, room, host, friend, monkeypatch):
    """R093: a tab that is closed while it loads is not shown as loading a moment later."""
    monkeypatch.setattr(consumers, "TELL_SECONDS", 3600.0)
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    [_, player] = hub._here().rooms[room.pk.hex].listeners["player"]
    await vasily.send(**report(ready=True))
    await vasily.send(**report(ready=False, buffering=True))
    await heard_all(vasily)
    before = await reported(room, friend)
    await vasily.hang_up()
    player._tell_again()  # the timer of what was not told yet
    await player.work
    await heard_all(anya)
    assert await reported(room, friend) == before
