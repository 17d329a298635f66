"""A PostgreSQL that answers and cannot write: people are told, watch on, and lose nothing."""

import asyncio
import contextlib
import random
import shutil
import tempfile
import uuid
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from cinema.embedded.engines import Engines
from cinema.embedded.web import uvicorn
from tests.faults.webs import web
from tests.person import Person
from tests.refusing import Sickly, full_disk, read_only
from tests.services import NOT_RUN

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

PATIENCE = 60.0  # s until the fault has reached every session of the site, or left them all
LONGEST = 500  # letters in a message


@pytest.fixture(scope="module")
def site():
    """PostgreSQL and Redis of these tests alone, with one web process; a film, a signed-in person.

    Nobody else's tests feel what is done to them, and a disk may be put under them.
    """
    folder = Path(tempfile.mkdtemp(prefix="kino-refusing-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user below it
    with contextlib.ExitStack() as ended:
        ended.callback(shutil.rmtree, folder, ignore_errors=True)
        sickly = ended.enter_context(Sickly(Engines(folder / "engines", durable=False)))
        more = sickly.environment | {"DB_POOL_MAX": "14"}  # as in life, unlike other tests
        sickly.url = ended.enter_context(web(uvicorn, folder, **more))
        yield sickly


@contextlib.asynccontextmanager
async def watching(site):
    """Two people at a film that plays: (person, player, chat) of each, and the room's token."""
    host = await Person(site.url, "Host").sign_up()
    friend = await Person(site.url, "Friend").sign_up()
    token = (await host.post("rooms", {"film": site.film}))["token"]
    await friend.post(f"rooms/{token}/join")
    both = [
        (who, await who.socket(token), await who.socket(token, chat=True)) for who in (host, friend)
    ]
    played = await both[0][1].ask("playback.command", action="play", position=30.0)
    assert played["type"] == "ack"
    yield (*both, token)
    for who, *sockets in both:
        for socket in sockets:
            await socket.close()
        await who.close()


async def say_until_refused(chat, length):
    """Say things until one is refused as it should be; (its frame, what was acknowledged)."""
    luck, acked = random.Random(15), {}
    async with asyncio.timeout(PATIENCE):
        while True:
            text = "".join(chr(luck.randrange(0x4E00, 0x9FA5)) for _ in range(length))
            said = {"id": uuid.uuid4().hex, "text": text}
            answer = await chat.ask("chat.send", **said)
            if answer["type"] == "ack":
                acked[said["id"]] = answer["seq"]
            elif answer["code"] == "rate_limited":
                await asyncio.sleep(answer["retry_after"])
            else:
                assert answer["code"] == "unavailable", answer
                return said, acked


async def obeyed(socket, kind, **frame):
    """Ask, under the same id, until a session is used from which the fault has gone; the answer."""
    frame = {"id": uuid.uuid4().hex, **frame}
    async with asyncio.timeout(PATIENCE):
        answer = await socket.ask(kind, **frame)
        while answer.get("code") == "unavailable":
            await asyncio.sleep(answer["retry_after"])
            answer = await socket.ask(kind, **frame)
    assert answer["type"] == "ack", answer
    return answer


async def goes_through_once(site, talk, heard, said, acked, token, person):
    """The refused id goes through, again gets the same number; nothing is lost, doubled, holed."""
    sent = await obeyed(talk, "chat.send", **said)
    again = await talk.ask("chat.send", **said)
    assert (again["type"], again["seq"]) == ("ack", sent["seq"])
    await heard.until("chat.message", seq=sent["seq"], seconds=PATIENCE)
    kept = (await person.get(f"rooms/{token}/events?after=0"))["results"]
    assert [record["seq"] for record in kept] == list(range(1, len(kept) + 1))
    told = [frame for frame in heard.seen if frame["type"] == "chat.message"]
    assert {frame["id"]: frame["seq"] for frame in told} == acked | {said["id"]: sent["seq"]}
    assert len(told) == len(acked) + 1
    texts = [record["payload"]["text"] for record in kept if record["kind"] == "chat.message"]
    assert texts == [frame["text"] for frame in told]


async def is_told_the_state(person, player, token, version):
    """The socket answers clock and `sync`, the API tells the state: the film goes on."""
    await player.send(type="clock.ping", t0=1)
    await player.until("clock.pong")
    await player.send(type="sync", after=0)
    synced = await player.until("synced")
    state = await person.get(f"rooms/{token}/state")
    for playback in (synced["playback"], state["playback"]):
        assert (playback["playing"], playback["version"]) == (True, version)


async def test_read_only_database_is_told_and_nothing_is_lost(site):
    """F15, I1, I2, I11: chat and commands get `unavailable`, who watches is told the state, pages
    are shown or say «come back»; then the same id goes through, once.
    """
    async with watching(site) as ((host, player, talk), (friend, screen, heard), token):
        with read_only(site.sockets):
            said, acked = await say_until_refused(talk, 20)
            wound = await player.ask("playback.command", action="seek", position=99.0)
            assert (wound["type"], wound["code"]) == ("nack", "unavailable")
            for who, socket in ((host, player), (friend, screen)):
                await is_told_the_state(who, socket, token, 1)
            await refused_by_http(host, token)
            await pages_are_honest(site)
            late = await friend.socket(token)  # who comes back meanwhile sees the film
            assert late.welcome["playback"]["playing"]
            await late.close()
        await goes_through_once(site, talk, heard, said, acked, token, host)
        wound = await obeyed(player, "playback.command", action="seek", position=99.0)
        assert wound["version"] == 2
        await screen.until("playback", version=2, seconds=PATIENCE)


async def refused_by_http(person, token):
    """The API refuses with the code of the nack and a time to come back."""
    words = {"id": uuid.uuid4().hex, "text": "а так?"}
    command = {"id": uuid.uuid4().hex, "action": "pause"}
    for path, body in (("messages", words), ("commands", command)):
        answer = await person.http.post(f"rooms/{token}/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert "Retry-After" in answer.headers


async def pages_are_honest(site):
    """What is only read is shown; what writes says 503, in people's words."""
    cookies = {settings.SESSION_COOKIE_NAME: site.session}
    async with httpx.AsyncClient(base_url=site.url, cookies=cookies, timeout=30) as browser:
        for path in ("/", f"/films/{site.film}/", "/wishlist/", "/friends/", "/profile/"):
            answer = await browser.get(path)
            assert answer.status_code == 200, path
        guard = {"X-CSRFToken": browser.cookies[settings.CSRF_COOKIE_NAME]}
        for path in (f"/films/{site.film}/wish/", "/accounts/logout/"):
            answer = await browser.post(path, headers=guard)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3"), path
            assert "Ничего не потеряно" in answer.text


async def test_full_disk_is_told_and_nothing_is_lost(site):
    """F15, I1, I2, I11: the same where not one block is free; reading goes on."""
    if site.disk.why_not:
        pytest.skip(f"{NOT_RUN}PostgreSQL on a full disk ({site.disk.why_not})")
    async with watching(site) as ((host, player, talk), (friend, screen, heard), token):
        with full_disk(site):
            said, acked = await say_until_refused(talk, LONGEST)
            for who, socket in ((host, player), (friend, screen)):
                await is_told_the_state(who, socket, token, 1)
        await goes_through_once(site, talk, heard, said, acked, token, host)
