"""What a player says of itself on its socket, when something goes wrong meanwhile."""

import asyncio
import threading
import time
from functools import partial
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connection, transaction

from rooms import clock, consumers, events, gate, hub, presence
from rooms.models import Room
from rooms.reporting import take_report

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
    player: Any = [*hub._here().rooms[room.pk.hex].listeners["player"]][1]
    await vasily.send(**report(ready=True))
    await vasily.send(**report(ready=False, buffering=True))
    await heard_all(vasily)
    before = await reported(room, friend)
    await vasily.hang_up()
    player._tell_again()  # the timer of what was not told yet
    await player.work
    await heard_all(anya)
    assert await reported(room, friend) == before


async def test_next_socket_ends_what_the_last_one_said(lobby, room, host, friend):
    """R093: the line broke while he loaded, and he is ready on a new one: all others hear of it."""
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    await vasily.send(**report(ready=False, buffering=True))
    await anya.until("presence", event="buffering")
    await vasily.hang_up()
    again = await lobby.enter(room, friend)
    await again.send(**report(ready=True))
    assert (await anya.next())["event"] == "ready"
    await again.send(**report(ready=True))
    await heard_all(anya)


async def test_who_goes_on_without_sockets_ends_it_too(lobby, room, host, friend):
    """R089 R093: he loaded when his socket broke, and is ready when he comes by HTTP."""
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    await vasily.send(**report(ready=False, buffering=True))
    await anya.until("presence", event="buffering")
    await vasily.hang_up()
    said = events.PlayerReport(position=0, buffering=False, ready=True, version=0)
    await call(partial(take_report, room=room, user=friend, said=said))
    assert (await anya.next())["event"] == "ready"
