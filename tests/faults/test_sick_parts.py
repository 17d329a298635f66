"""Parts that are not dead but sick: a process that stood still, a Redis that is full or silent."""

import asyncio
import contextlib
import os
import signal
import time

import pytest

from cinema.embedded.redis_engine import Redis
from cinema.embedded.web import uvicorn
from tests.faults.webs import an_evening, web, web_process
from tests.proxy import Proxy

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

FROZEN = 4.0  # s; less than a heartbeat, so that the socket outlives it
TOLD = 60  # s until a record is told without Redis: the next beat, and time for a busy machine
SOON = 15.0  # s for an answer; each call of Redis gives up after two, and the machine may be busy


async def test_process_that_stood_still_tells_nothing_old(tmp_path):
    """F04, I5: what the room did meanwhile comes in its order, and no state goes back."""
    with web_process(uvicorn, tmp_path) as (frozen, process), web(uvicorn, tmp_path) as well:
        async with an_evening(frozen, well) as (host, friend, token):
            here, there = await host.socket(token), await friend.socket(token)
            process.send_signal(signal.SIGSTOP)
            try:
                for position in (10.0, 20.0, 30.0):
                    asked = await there.ask("playback.command", action="seek", position=position)
                    assert asked["type"] == "ack"
                await asyncio.sleep(FROZEN)
            finally:
                process.send_signal(signal.SIGCONT)
            await here.until("playback", version=asked["version"], seconds=TOLD)
            last = await here.ask("playback.command", action="seek", position=40.0)
            assert (last["type"], last["version"]) == ("ack", asked["version"] + 1)
            await here.until("playback", version=last["version"], seconds=TOLD)
            await there.until("playback", version=last["version"], seconds=TOLD)
            for socket in (here, there):
                told = [frame["version"] for frame in socket.seen if frame["type"] == "playback"]
                assert told == sorted(set(told))
                await socket.close()


@contextlib.contextmanager
def own_redis(folder):
    """A Redis of this test alone: it may be spoilt."""
    redis = Redis(folder)
    redis.start()
    try:
        yield redis
    finally:
        redis.stop()


async def test_full_redis_loses_nothing(tmp_path):
    """F07: every write is refused: talk and film go on, in two processes; nothing is evicted."""
    with own_redis(tmp_path) as redis:
        more = {"REDIS_URL": redis.url}
        with web(uvicorn, tmp_path, **more) as one, web(uvicorn, tmp_path, **more) as other:
            async with an_evening(one, other) as (host, friend, token):
                here, there = await host.socket(token), await friend.socket(token)
                talk, far_talk = [await who.socket(token, chat=True) for who in (host, friend)]
                redis.command("SET kept 1")
                redis.command("CONFIG SET maxmemory 1mb")
                assert redis.command("SET one 1").startswith("-OOM")
                wound = await here.ask("playback.command", action="seek", position=5.0)
                said = await talk.ask("chat.send", text="тесно?")
                assert (wound["type"], said["type"]) == ("ack", "ack")
                await there.until("playback", version=wound["version"], seconds=TOLD)
                await far_talk.until("chat.message", seq=said["seq"], seconds=TOLD)
                assert redis.command("GET kept").splitlines()[1] == "1"
                redis.command("CONFIG SET maxmemory 0")
                again = await far_talk.ask("chat.send", text="снова просторно")
                await talk.until("chat.message", seq=again["seq"], seconds=TOLD)
                for socket in (here, there, talk, far_talk):
                    await socket.close()


async def test_silent_redis_holds_nobody(tmp_path):
    """F08: no byte comes back and no line breaks: pages and acks come all the same, and soon."""
    redis = os.environ["REDIS_URL"]
    with Proxy.before(redis) as road, web(uvicorn, tmp_path, REDIS_URL=road.through(redis)) as url:
        async with an_evening(url, url) as (host, friend, token):
            talk, far_talk = [await who.socket(token, chat=True) for who in (host, friend)]
            film = await host.socket(token)
            road.swallow()
            for number in range(3):
                began = time.monotonic()
                said = await talk.ask("chat.send", text=f"слышно? {number}")
                wound = await film.ask("playback.command", action="seek", position=number)
                assert (said["type"], wound["type"]) == ("ack", "ack")
                assert (await host.get("films"))["results"]
                assert time.monotonic() - began < SOON
                await far_talk.until("chat.message", seq=said["seq"], seconds=TOLD)
            road.heal()
            road.cut()  # what lost bytes in the hole never speaks again
            said = await far_talk.ask("chat.send", text="снова здесь")
            await talk.until("chat.message", seq=said["seq"], seconds=TOLD)
            for socket in (talk, far_talk, film):
                await socket.close()
