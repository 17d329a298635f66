"""Several processes, clocks that are set wrong, one time: each a real web process."""

import asyncio
import time
from pathlib import Path

import pytest

from cinema.embedded.web import daphne, uvicorn
from rooms.models import RoomRecord
from tests.faults.webs import an_evening, web

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

SKEWED = str(Path(__file__).parent / "skewed")
CLOSE = 15.0  # ms; half a round trip


def skewed_web(command, folder, name, seconds):
    """A web process whose wall clock is off; returns it and a way to set the clock anew."""
    file = folder / f"{name}.skew"

    def set_clock(now):
        """At one go: a process that finds the file empty dies of it."""
        fresh = file.with_suffix(".new")
        fresh.write_text(str(now))
        fresh.replace(file)

    set_clock(seconds)
    return web(command, folder, PYTHONPATH=SKEWED, SKEW_FILE=str(file)), set_clock


async def server_offset(player):
    """Their clock less ours (ms), by the ping with the shortest way."""
    probes = []
    for _ in range(40):
        sent = time.monotonic() * 1000
        await player.send(type="clock.ping", t0=sent)
        pong = await player.until("clock.pong")
        received = time.monotonic() * 1000
        offset = (pong["t1"] + pong["t2"] - sent - received) / 2
        probes.append((received - sent, offset))
    return min(probes)[1]


async def test_processes_with_wrong_clocks_are_one_room(tmp_path):
    """F27: one is seven seconds fast, one five slow: pongs, anchors and the log agree to ms.

    Then the clock of one jumps by ten seconds in the middle of the film: nothing moves.
    """
    fast, set_fast = skewed_web(uvicorn, tmp_path, "fast", 7)
    slow, _set_slow = skewed_web(daphne, tmp_path, "slow", -5)
    with fast as one, slow as two:
        async with an_evening(one, two) as (host, friend, token):
            anya, vasily = await host.socket(token), await friend.socket(token)
            ours = await server_offset(anya)
            assert abs(await server_offset(vasily) - ours) < CLOSE
            for player, other in ((anya, vasily), (vasily, anya)):
                before = time.monotonic() * 1000 + ours
                await player.ask("playback.command", action="play", position=10.0)
                frame = await player.until("playback")
                after = time.monotonic() * 1000 + ours
                assert before - CLOSE <= frame["at"] <= after + 1000 + CLOSE
                assert (await other.until("playback"))["at"] == frame["at"]
            set_fast(-3)
            await asyncio.sleep(0.6)  # of film
            assert abs(await server_offset(anya) - ours) < CLOSE
            await anya.ask("playback.command", action="pause")
            paused = await vasily.until("playback", action="pause")
            seconds = (paused["at"] - frame["at"]) / 1000
            assert paused["position"] == pytest.approx(10.0 + seconds, abs=0.05)
            assert 0 <= seconds < 60
            log = RoomRecord.objects.filter(kind__startswith="playback.").order_by("seq")
            times = [record.at async for record in log]
            assert len(times) == 3
            assert times == sorted(times)
            for player in (anya, vasily):
                await player.close()
