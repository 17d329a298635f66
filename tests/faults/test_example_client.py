"""docs/examples/watch_and_talk.py does what it says, on a real site, with only what it imports."""

import asyncio
import os
import re
import sys

import pytest
from asgiref.sync import sync_to_async

from tests.factories import film_to_watch
from tests.person import Person
from tests.stack import ROOT

pytestmark = [pytest.mark.stack]

EXAMPLE = ROOT / "docs" / "examples" / "watch_and_talk.py"


def test_example_is_short_and_needs_little():
    """R019: a stranger reads it in a minute."""
    code = EXAMPLE.read_text()
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 66
    assert not re.search(r"django|rooms\.|tests\.|cinema", code.lower().replace("kino", ""))


async def test_stranger_watches_and_talks_by_the_example(stack, tmp_path):
    """R019, R089, R101: film's place, talk both ways; a cut line loses and doubles nothing."""
    title = await sync_to_async(film_to_watch)()
    host = await Person(stack.url, "Host").sign_up()
    stranger = await Person(stack.url, "Stranger").sign_up()
    token = (await host.post("rooms", {"film": str(title.pk)}))["token"]
    player, chat = await host.socket(token), await host.socket(token, chat=True)
    await player.ask("playback.command", action="seek", position=42.5)
    bearer = stranger.http.headers["Authorization"].removeprefix("Bearer ")
    example = await asyncio.create_subprocess_exec(
        *(sys.executable, str(EXAMPLE), f"{stack.url}/rooms/{token}/", "Привет!", "3"),
        env={**os.environ, "KINO_TOKEN": bearer},
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        assert re.fullmatch(r"film 42\.5\d paused", await line_of(example))
        said = await chat.until("chat.message", seconds=30)
        assert (said["text"], said["author"]["id"]) == ("Привет!", stranger.id)
        assert await line_of(example) == f"{said['seq']} Stranger: Привет!"
        await asyncio.to_thread(stack.kill_web)
        assert await line_of(example) == "coming back"
        stack.start_web()
        again = await host.socket(token, chat=True)
        first = await again.ask("chat.send", text="мы снова тут")
        second = await again.ask("chat.send", text="все?")
        rest = [await line_of(example, past="coming back") for _ in range(2)]
        assert rest == [f"{first['seq']} Host: мы снова тут", f"{second['seq']} Host: все?"]
        assert await asyncio.wait_for(example.wait(), 30) == 0
    finally:
        if example.returncode is None:
            example.kill()
    for person in (host, stranger):
        await person.close()


async def line_of(process, past: str = "") -> str:
    """The next line that it prints which is not `past`."""
    while True:
        line = (await asyncio.wait_for(process.stdout.readline(), 45)).decode().strip()
        if not past or line != past:
            return line
