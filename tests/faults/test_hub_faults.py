"""Faults around the hub on both servers: cut from Redis alone, and everybody back at once."""

import asyncio
import os
import random
import time

import pytest
from asgiref.sync import sync_to_async

from cinema.embedded.ports import free_port
from cinema.embedded.web import uvicorn
from rooms.models import Room
from tests.factories import make_users, open_room
from tests.faults.webs import SERVERS, an_evening, web
from tests.proxy import Proxy
from tests.rooms.sockets import cookie_of

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

TOLD = 60  # s until a record is told without Redis: the next beat, and time for a busy machine


@pytest.mark.parametrize("server", SERVERS)
async def test_process_cut_from_redis_keeps_its_room(server, tmp_path):
    """F23, I5: one process sees no Redis: acks go on, both sides hear each other, one truth."""
    redis = os.environ["REDIS_URL"]
    with (
        Proxy.before(redis) as road,
        web(SERVERS[server], tmp_path, REDIS_URL=road.through(redis)) as cut,
        web(uvicorn, tmp_path) as well,
    ):
        async with an_evening(cut, well) as (host, friend, token):
            here, there = await host.socket(token), await friend.socket(token)
            talk, far_talk = [await who.socket(token, chat=True) for who in (host, friend)]
            road.swallow()
            road.cut()
            for sender, hearer in ((here, there), (there, here), (here, there)):
                ack = await sender.ask("playback.command", action="seek", position=5.0)
                assert ack["type"] == "ack"
                heard = await hearer.until("playback", seq=ack["seq"], seconds=TOLD)
                assert heard["version"] == ack["version"]
            said = await talk.ask("chat.send", text="слышно?")
            assert said["type"] == "ack"
            await far_talk.until("chat.message", seq=said["seq"], seconds=TOLD)
            road.heal()
            ack = await there.ask("playback.command", action="play")
            for socket in (here, there):
                await socket.until("playback", version=ack["version"], seconds=TOLD)
            for socket in (here, there, talk, far_talk):
                await socket.close()
        room = await Room.objects.aget(token=token)
        assert (room.version, room.last_seq) == (ack["version"], ack["seq"])


CROWD = {"daphne": 100, "uvicorn": 500}  # sockets; the full stack, and the site of one machine
BACK = 15 * 10  # s; 15 on a machine of one's own (F26), which this one may not be


@pytest.mark.timeout(400)
@pytest.mark.parametrize("server", SERVERS)
async def test_crowd_comes_back_at_once(server, tmp_path):
    """F26: all sockets knock again at once after their process was started anew: all are in."""
    from tests.bench.wire import opened

    port = free_port()
    rooms, cookies = await sync_to_async(a_crowd)(CROWD[server])
    places = [(room, cookie) for room in rooms for cookie in cookies]

    async def knock(url, room, cookie):
        path, headers = f"/ws/rooms/{room.token}/chat/", {"Cookie": f"sessionid={cookie}"}
        welcome = asyncio.get_running_loop().create_future()
        while True:
            try:
                line = await opened(url, path, headers)
                break
            except ConnectionRefusedError:  # as a browser: again, after a pause
                await asyncio.sleep(0.5 + random.random())
        line.hear(lambda text: welcome.done() or welcome.set_result(text))
        assert b'"welcome"' in await welcome
        return line

    async def all_in(url):
        async with asyncio.timeout(BACK):
            return await asyncio.gather(*(knock(url, *place) for place in places))

    with web(SERVERS[server], tmp_path, port=port) as url:
        lines = await all_in(url)
    await asyncio.wait({line.closed for line in lines}, timeout=30)
    with web(SERVERS[server], tmp_path, port=port) as url:
        began = time.monotonic()
        lines = await all_in(url)
        print(f"{server}: {len(lines)} sockets are back in {time.monotonic() - began:.1f} s")
        for line in lines:
            await line.hang_up()


def a_crowd(count):
    """Rooms and cookies for so many places."""
    people = make_users(10)
    rooms = [open_room(people[0], *people[1:]) for _ in range(count // len(people))]
    return rooms, [cookie_of(person) for person in people]
