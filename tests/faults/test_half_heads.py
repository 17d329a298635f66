"""Requests whose head never ends, at both servers: given up, and nobody else notices."""

import asyncio

import pytest

from tests.faults.raw_wire import HALF_UPGRADE, RawWire, memory_of
from tests.faults.webs import SERVERS, an_evening, web

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

LIMIT = 2  # s for a head, in these tests
GIVEN_UP = 60  # s, on a busy machine
EACH = 20  # lines of a kind
MORE_MEMORY = 24 * 2**20  # a process may grow by as much while it is being attacked


@pytest.fixture(scope="module", params=SERVERS)
def site(request, django_db_setup, tmp_path_factory):
    """Address of one web process that is impatient with heads."""
    folder = tmp_path_factory.mktemp(request.param)
    with web(SERVERS[request.param], folder, REQUEST_HEAD_SECONDS=str(LIMIT)) as url:
        yield url


async def all_cut(endings) -> None:
    await asyncio.wait_for(asyncio.gather(*endings), GIVEN_UP)


async def lines(url: str, said: bytes) -> list[RawWire]:
    opened = [await RawWire.connect(url) for _ in range(EACH)]
    for line in opened:
        await line.send(said)
    return opened


async def test_half_a_handshake_is_given_up(site):
    """A13, A16: nothing, a half, and a half that grows by a byte now and then; sockets live on."""
    before = memory_of(int(site.rpartition(":")[2]))
    async with an_evening(site, site) as (host, _friend, token):
        player = await host.socket(token)
        silent, half = await lines(site, b""), await lines(site, HALF_UPGRADE)
        growing = await lines(site, HALF_UPGRADE)
        await all_cut(
            [*map(RawWire.cut, silent), *map(RawWire.cut, half), *map(RawWire.trickle, growing)]
        )
        ack = await player.ask("playback.command", action="seek", position=1.0)
        assert ack["type"] == "ack"  # on a line that is older than the limit
        assert memory_of(int(site.rpartition(":")[2])) - before < MORE_MEMORY
        await player.close()


async def test_half_a_second_request_is_given_up(site):
    """A16: a line that was used well before has no more patience for its next head."""
    used = await lines(site, b"GET /healthz/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    for line in used:
        await asyncio.wait_for(line.reader.readuntil(b'"ok"}'), GIVEN_UP)
        await line.send(b"GET /healthz/li")
    await all_cut(map(RawWire.trickle, used))


async def test_head_without_end_is_cut_by_its_size(site):
    """A16: header after header, as fast as they are taken; memory is flat."""
    port = int(site.rpartition(":")[2])
    before = memory_of(port)
    line = await RawWire.connect(site)
    await line.send(b"GET / HTTP/1.1\r\n")
    ending = asyncio.create_task(line.cut())
    for number in range(5_000):  # 40 MB
        await line.send(b"X-%06d: %s\r\n" % (number, b"x" * 8_000))
        if ending.done():
            break
    await asyncio.wait_for(ending, GIVEN_UP)
    assert memory_of(port) - before < MORE_MEMORY
