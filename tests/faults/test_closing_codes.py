"""How sockets end, on the web server that runs in life: codes of the protocol, not a cut wire."""

import asyncio
import json

import pytest
import websockets
from asgiref.sync import sync_to_async

from tests.factories import film_to_watch
from tests.person import Person

pytestmark = [pytest.mark.stack]


async def code_of(socket):
    """Read until the server closes; return its code."""
    async with asyncio.timeout(45):
        try:
            while True:
                await socket.wire.recv()
        except websockets.ConnectionClosed:
            return socket.wire.close_code


async def test_sockets_end_with_the_codes_of_the_protocol(stack):
    """R097, R114: 1008 bad frames, 1009 too large, 4403 left, 4410 closed, 1012 server goes."""
    title = await sync_to_async(film_to_watch)()
    host = await Person(stack.url, "Host").sign_up()
    token = (await host.post("rooms", {"film": str(title.pk)}))["token"]

    nonsense = await host.socket(token)
    for _ in range(20):
        await nonsense.wire.send("nonsense")
    assert await code_of(nonsense) == 1008

    large = await host.socket(token, chat=True)
    await large.wire.send(json.dumps({"type": "chat.send", "id": "x", "text": "x" * 20_000}))
    assert await code_of(large) == 1009

    friend = await Person(stack.url, "Friend").sign_up()
    await friend.post(f"rooms/{token}/join")
    left = await friend.socket(token)
    await friend.post(f"rooms/{token}/leave")
    assert await code_of(left) == 4403

    closed = await host.socket(token)
    await host.post(f"rooms/{token}/close")
    assert await code_of(closed) == 4410

    again = (await host.post("rooms", {"film": str(title.pk)}))["token"]
    here = await host.socket(again)
    ending = asyncio.create_task(asyncio.to_thread(stack.stop_web))
    assert await code_of(here) == 1012
    await ending
    await host.close()
    await friend.close()


async def test_stranger_never_gets_a_socket(stack):
    """R097, A01, A03: refused with HTTP 403 before it is accepted, like a guessed address."""
    title = await sync_to_async(film_to_watch)()
    host = await Person(stack.url, "Host").sign_up()
    stranger = await Person(stack.url, "Stranger").sign_up()
    token = (await host.post("rooms", {"film": str(title.pk)}))["token"]
    for address in (token, "x" * 32, "a/b/c"):
        with pytest.raises(websockets.InvalidStatus) as refusal:
            await stranger.socket(address)
        assert refusal.value.response.status_code == 403
    await host.close()
    await stranger.close()
