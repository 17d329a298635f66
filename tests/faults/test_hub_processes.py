"""The room hub between processes and on both servers: each with its own real web process."""

import pytest
from asgiref.sync import sync_to_async

from cinema.embedded.web import daphne, uvicorn
from rooms.models import Room
from rooms.playback import Command
from rooms.services import command_playback
from tests.faults.webs import an_evening, web

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]


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
