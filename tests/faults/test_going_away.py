"""SIGTERM to a web process (F03): red first, then the sockets, nothing half done, and in time."""

import asyncio
import contextlib
import time
import uuid

import httpx
import pytest
import websockets
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from rooms.models import Room, RoomRecord
from tests.faults.webs import SERVERS, an_evening, web_process
from tests.person import LOST

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

DRAIN = 6  # s; long enough to be asked in the midst of it, on a busy machine too
ENDS = 60  # s, on a busy machine


@pytest.mark.parametrize("server", SERVERS)
async def test_deploy_is_red_first_and_loses_nothing(server, tmp_path):
    """F03: ready turns red, then 1012 with a hint; a request under way is answered, no 5xx."""
    more = {"DRAIN_SECONDS": str(DRAIN), "DB_PATIENCE_SECONDS": "60"}
    with web_process(SERVERS[server], tmp_path, **more) as (url, process):
        async with an_evening(url, url) as (host, _friend, token), an_evening(url, url) as other:
            player, chat = await host.socket(token), await host.socket(token, chat=True)
            talking, asking = asyncio.create_task(talk(chat)), asyncio.create_task(ask_on(url))
            async with held(other[2]):
                said = asyncio.create_task(other[0].post(messages_of(other[2]), a_message()))
                await somebody_waits()
                process.terminate()
                began = time.monotonic()
                await turns_red(url)
                red = time.monotonic() - began
                assert player.wire.close_code is None
                assert await ending(player) == (1012, "retry_after=0.3")
            assert (await said)["seq"]
            acked = await talking
            assert await asyncio.to_thread(process.wait, ENDS) in (0, -15)
            print(f"{server}: red {red:.1f} s, gone {time.monotonic() - began:.1f} s, {len(acked)}")
            assert set(await asking) == {200}
            stored = RoomRecord.objects.filter(room__token=token).order_by("seq")
            seqs: list[int] = await sync_to_async(list)(stored.values_list("seq", flat=True))
            assert seqs == list(range(1, len(seqs) + 1))
            assert set(acked) <= set(seqs)
            assert acked
    assert "leaving_took_too_long" not in log_in(tmp_path)


async def test_process_that_hangs_is_ended_by_force(tmp_path):
    """F03: a request that never ends holds nobody up: daphne ends in time, by force."""
    with web_process(SERVERS["daphne"], tmp_path, DB_PATIENCE_SECONDS="0") as (url, process):
        async with an_evening(url, url) as (host, _friend, token), held(token):
            asked = asyncio.create_task(host.post(messages_of(token), a_message()))
            await somebody_waits()
            process.terminate()
            assert await asyncio.to_thread(process.wait, ENDS) == 1
            with contextlib.suppress(*LOST):
                await asked
    assert "leaving_took_too_long" in log_in(tmp_path)


def log_in(folder):
    return "".join(log.read_text() for log in folder.glob("*.log"))


def messages_of(token):
    return f"rooms/{token}/messages"


def a_message():
    return {"id": uuid.uuid4().hex, "text": "до конца"}


async def talk(socket):
    """Say things until the line breaks; return the numbers that were acknowledged."""
    acked = []
    with contextlib.suppress(*LOST):
        while True:
            answer = await socket.ask("chat.send", text="слышно?")
            if answer["type"] == "ack":
                acked.append(answer["seq"])
            else:
                await asyncio.sleep(answer["retry_after"])
    return acked


async def ask_on(url):
    """Ask for a page until nobody listens; return the statuses. A broken line has none."""
    statuses = []
    async with httpx.AsyncClient(base_url=url, timeout=60) as browser:
        while True:
            try:
                statuses.append((await browser.get("/accounts/login/")).status_code)
            except httpx.ConnectError:
                return statuses
            except httpx.TransportError:
                continue
            await asyncio.sleep(0.05)


async def turns_red(url):
    """Wait until `ready` is red for the reason that the process goes."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as router:
        while (answer := await router.get("/healthz/ready")).status_code == 200:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        assert answer.json()["status"] == "leaving"


async def ending(socket):
    """Read until the server closes; return code and reason."""
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            await asyncio.wait_for(socket.wire.recv(), ENDS)
    return socket.wire.close_code, socket.wire.close_reason


@contextlib.asynccontextmanager
async def held(token):
    """Hold the room's row, so that who writes in it waits."""
    let_go, has_it = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold():
        with transaction.atomic():
            Room.objects.select_for_update().get(token=token)
            loop.call_soon_threadsafe(has_it.set)
            asyncio.run_coroutine_threadsafe(let_go.wait(), loop).result(ENDS)
        connection.close()

    holding = asyncio.create_task(asyncio.to_thread(hold))
    await has_it.wait()
    try:
        yield
    finally:
        let_go.set()
        await holding


async def somebody_waits():
    """Wait until somebody waits for a lock in this database; others share its server."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    question = f"{waits} AND datname = current_database()"

    def waiting():
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]

    async with asyncio.timeout(ENDS):
        while not await sync_to_async(waiting)():  # noqa: ASYNC110 the database tells nobody
            await asyncio.sleep(0.05)
