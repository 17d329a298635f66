"""The room hub between processes and on both servers: each with its own real web process."""

import asyncio
import contextlib
import socket
import sys
import urllib.request

import pytest
import websockets
from asgiref.sync import sync_to_async

from cinema.embedded.ports import free_port
from cinema.embedded.processes import spawn, stop, wait_for
from cinema.embedded.web import daphne, uvicorn
from rooms import hub
from rooms.models import Room
from rooms.playback import Command
from rooms.services import command_playback
from tests.factories import film_to_watch
from tests.person import Person
from tests.services import child_environment
from tests.stack import ROOT

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

SERVERS = {"daphne": daphne, "uvicorn": uvicorn}


@contextlib.contextmanager
def web(command, folder):
    """One web process by itself; gives its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = child_environment(SITE_ORIGIN=url)
    log = folder / f"{port}.log"
    process = spawn(command(sys.executable, "127.0.0.1", port), log=log, env=environment, cwd=ROOT)

    def lives():
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"{url}/healthz/live", timeout=2).status == 200

    try:
        assert wait_for(lives, 60, step=0.1), log.read_text()
        yield url
    finally:
        stop(process)


@contextlib.asynccontextmanager
async def an_evening(url, elsewhere):
    """Two people in a room, each at a web process of his own: (host, friend, token)."""
    title = await sync_to_async(film_to_watch)()
    host = await Person(url, "Host").sign_up()
    friend = await Person(elsewhere, "Friend").sign_up()
    token = (await host.post("rooms", {"film": str(title.pk)}))["token"]
    await friend.post(f"rooms/{token}/join")
    yield host, friend, token
    await host.close()
    await friend.close()


async def test_two_processes_are_one_room(tmp_path):
    """D09, D10: daphne here, uvicorn there: frames and whispers of each reach the other."""
    with web(daphne, tmp_path) as one, web(uvicorn, tmp_path) as two:
        async with an_evening(one, two) as (host, friend, token):
            sockets = [await host.socket(token), await friend.socket(token)]
            for number, player in enumerate(sockets * 3, start=1):
                ack = await player.ask("playback.command", action="seek", position=float(number))
                for other in sockets:
                    assert (await other.until("playback", seq=ack["seq"]))["version"] == number
            await sockets[1].send(
                type="player.report", position=0, buffering=True, ready=True, version=6
            )
            assert await sockets[0].until("presence", event="buffering")
            talks = [await host.socket(token, chat=True), await friend.socket(token, chat=True)]
            for talk in talks:
                await talk.ask("chat.send", text="слышно?")
                for other in talks:
                    await other.until("chat.message", text="слышно?")
            for each in sockets + talks:
                await each.close()


@pytest.mark.parametrize("server", SERVERS)
async def test_slow_socket_is_closed_and_harms_nobody(server, tmp_path):
    """F24: one who takes nothing is given up with 4408; the others' frames flow meanwhile."""
    with web(SERVERS[server], tmp_path) as url:
        async with an_evening(url, url) as (host, friend, token):
            slow, quick = await deaf_socket(friend, token), await host.socket(token)
            room = await Room.objects.aget(token=token)
            for _ in range(FRAMES // BURST):
                await asyncio.to_thread(storm, room.pk.hex)
                await hear(quick, BURST)
            assert (await quick.ask("playback.command", action="play"))["type"] == "ack"
            assert await asyncio.wait_for(code_of(slow), 60) == 4408
            await quick.close()


FRAMES = 1200  # of 8 KiB: more than the buffers of the kernel, the server and the outbox together
BURST = 40  # less than an outbox holds, so that one who reads always keeps up, however busy we are


async def hear(reader, count):
    """Read until `count` of the large frames have come."""
    while count:
        count -= (await reader.receive(15))["type"] == "presence"


def storm(key):
    """Whisper a burst of large frames into a room."""
    text = '{"type":"presence","event":"ready","member":"' + "x" * 8192 + '"}'
    word = hub.ENCODER.encode(hub.Whisper("player", text))
    for _ in range(BURST):
        assert hub._ring(key, word)


async def deaf_socket(person, token):
    """A player socket that reads its welcome and then nothing, into a small buffer."""
    ticket = (await person.post("auth/ticket"))["ticket"]
    host, port = person.origin.removeprefix("http://").split(":")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect((host, int(port)))
    opened = await websockets.connect(
        f"ws://{host}:{port}/ws/rooms/{token}/?ticket={ticket}", sock=line, max_queue=1
    )
    await opened.recv()
    return opened


async def code_of(opened):
    """Read on until the server closes; return its code."""
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            await opened.recv()
    return opened.close_code


async def test_publishing_needs_no_loop(tmp_path):
    """D09: a process without sockets (Celery, a command) tells a room of another one."""
    with web(uvicorn, tmp_path) as url:
        async with an_evening(url, url) as (host, _friend, token):
            player = await host.socket(token)
            room = await Room.objects.select_related("host").aget(token=token)
            await sync_to_async(command_playback)(
                room_key=room.pk, user=room.host, command=Command("seek", position=7.0)
            )
            assert (await player.until("playback"))["position"] == 7.0
            await player.close()
