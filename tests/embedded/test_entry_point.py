"""nginx in front of uvicorn, with the files and the command of the full stack, run by hand."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from asgiref.sync import sync_to_async

from accounts.templatetags.modules import IMPORTS
from cinema.embedded.ports import free_port
from cinema.embedded.problems import last_lines
from cinema.embedded.processes import spawn, stop, wait_for
from tests.embedded.launching import ROOT
from tests.embedded.test_compose import SERVICES
from tests.factories import film_to_watch
from tests.faults.raw_wire import HALF_UPGRADE, RawWire
from tests.person import Person
from tests.services import NOT_RUN, child_environment

pytestmark = [pytest.mark.timeout(400)]  # two processes of uvicorn start, on a busy machine

FILM = bytes(range(256)) * 1000
MAIN = """
daemon off; pid {folder}/nginx.pid; error_log stderr; worker_processes 1;
{user}
events {{}}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    include {folder}/site.conf;
}}
"""


@pytest.fixture
def entry(open_folder: Path, transactional_db: None) -> Iterator[str]:
    """The address of nginx; uvicorn with the production settings stands behind it."""
    if shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        pytest.skip(f"{NOT_RUN}the full stack's entry point (no nginx found)")
    front, back = free_port(), free_port()
    origin = f"http://127.0.0.1:{front}"
    environment = production(open_folder / "data", origin)
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        cwd=ROOT,
        env=environment,
        check=True,
        timeout=120,
    )
    web = spawn(
        [sys.executable, "-m", *command_of_web(back)],
        log=open_folder / "web.log",
        env=environment,
        cwd=ROOT,
    )
    nginx = spawn(
        ["/usr/sbin/nginx", "-c", nginx_settings(open_folder, front, back), "-p", open_folder],
        log=open_folder / "nginx.log",
    )
    try:
        up = wait_for(lambda: answers(f"{origin}/healthz/live"), 150, step=0.2)
        said = [last_lines(open_folder / name) for name in ("web.log", "nginx.log")]
        assert up, "\n".join(said)
        yield origin
    finally:
        stop(nginx)
        stop(web)


def production(data: Path, origin: str) -> dict[str, str]:
    """The environment of compose, filled in for this test."""
    given = {
        name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))
        for name, value in SERVICES["web"]["environment"].items()
        if "?" not in str(value)
    }
    return child_environment(
        **given
        | {
            "REDIS_URL": os.environ["REDIS_URL"],
            "SECRET_KEY": "k" * 50,
            "JWT_SIGNING_KEY": "j" * 50,
            "VAR": str(data),
            "SITE_ORIGIN": origin,
            "CSRF_TRUSTED_ORIGINS": origin,
            "DB_POOL_MAX": "4",
        }
    )


def command_of_web(port: int) -> list[str]:
    command = [str(word) for word in SERVICES["web"]["command"]]
    changed = {"--host=0.0.0.0": "--host=127.0.0.1", "--port=8000": f"--port={port}"}
    assert changed.keys() <= set(command)
    filled = [re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", word) for word in command]
    return [changed.get(word, word) for word in filled]


def nginx_settings(folder: Path, front: int, back: int) -> Path:
    """Fill in docker/site.conf.template as the image of nginx does."""
    values = {
        "WEB": f"127.0.0.1:{back}",
        "LISTEN": f"127.0.0.1:{front}",
        "DATA": str(folder / "data"),
        "CONF": str(ROOT / "docker"),
        "FORWARDED_PROTO": "http",
    }
    assert values.keys() == SERVICES["nginx"]["environment"].keys()
    template = (ROOT / "docker" / "site.conf.template").read_text(encoding="utf-8")
    for name, value in values.items():
        template = template.replace(f"${{{name}}}", value)
    (folder / "site.conf").write_text(template, encoding="utf-8")
    main = folder / "nginx.conf"
    # As root its workers would be of another user, who has no way into a checkout of root's.
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    return main


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


async def test_one_address_serves_pages_sockets_films_and_static_files(
    entry: str, open_folder: Path
) -> None:
    """R006: everything through nginx: a page, the API, both sockets, a film by ranges."""
    film = await sync_to_async(film_to_watch)(key="videos/film.mp4", size=len(FILM))
    (open_folder / "data" / "media" / "videos").mkdir(parents=True)
    (open_folder / "data" / "media" / "videos" / "film.mp4").write_bytes(FILM)
    host = await Person(entry, "Host").sign_up()
    room = await host.post("rooms", {"film": str(film.pk)})
    player = await host.socket(room["token"])
    chat = await host.socket(room["token"], chat=True)
    assert (await chat.ask("chat.send", text="Слышно?"))["type"] == "ack"
    await player.send(type="clock.ping", t0=1)
    assert (await player.until("clock.pong"))["t0"] == 1

    url = (await host.get(f"films/{film.pk}/video"))["url"]
    async with httpx.AsyncClient(base_url=entry, timeout=15) as browser:
        part = await browser.get(url, headers={"Range": "bytes=1000-1099"})
        assert (part.status_code, part.content) == (206, FILM[1000:1100])
        assert part.headers["content-range"] == f"bytes 1000-1099/{len(FILM)}"
        assert part.headers["x-content-type-options"] == "nosniff"
        assert part.headers["cache-control"].startswith("private")

        outside = await browser.get("/internal/media/videos/film.mp4")
        assert outside.status_code == 404, "the internal location answers strangers"

        page = await browser.get("/admin/login/")
        assert page.status_code == 200
        style = re.search(r'href="(/static/[^"]+\.css)"', page.text)
        assert style
        static = await browser.get(style[1])
        assert static.status_code == 200
        assert "immutable" in static.headers["cache-control"]

        await check_modules(browser)

        big = await browser.post("/accounts/login/", content=b"x" * 1_100_000)
        assert big.status_code == 413
        forged = await browser.get("/accounts/login/", headers={"Host": "evil.example"})
        assert forged.status_code == 400
    await asyncio.gather(player.close(), chat.close(), host.close())


async def check_modules(browser: httpx.AsyncClient) -> None:
    """A browser keeps for ever only what never changes: no module of yesterday runs today."""
    page = await browser.get("/accounts/login/")
    script = re.search(r'src="(/static/js/site\.[^"]+)"', page.text)
    assert script
    named = [script[1]]
    for path in named:  # grows meanwhile
        module = await browser.get(path)
        assert module.status_code == 200
        assert "immutable" in module.headers["cache-control"], path
        near = [urljoin(path, one["url"]) for one in IMPORTS.finditer(module.text)]
        named += [one for one in near if one not in named]
    assert len(named) > 1
    plain = await browser.get("/static/js/site.js")
    assert plain.headers["cache-control"] == "public, max-age=60"


async def test_half_a_head_is_given_up_at_the_door(open_folder: Path) -> None:
    """A13, A16: `client_header_timeout` counts the whole head, not silence between its bytes."""
    if shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        pytest.skip(f"{NOT_RUN}half heads at the full stack's entry point (no nginx found)")
    front = free_port()
    settings = nginx_settings(open_folder, front, free_port())
    site, limit = open_folder / "site.conf", "client_header_timeout 20s;"
    asked = site.read_text(encoding="utf-8")
    assert limit in asked
    site.write_text(asked.replace(limit, "client_header_timeout 1s;"), encoding="utf-8")
    log = open_folder / "nginx.log"
    nginx = spawn(["/usr/sbin/nginx", "-c", settings, "-p", open_folder], log=log)
    try:
        listens = wait_for(lambda: is_taken(front), 60, step=0.1)
        assert listens, last_lines(log)
        lines = [await RawWire.connect(f"http://127.0.0.1:{front}") for _ in range(20)]
        for line in lines:
            await line.send(HALF_UPGRADE)
        endings = [line.trickle() if at % 2 else line.cut() for at, line in enumerate(lines)]
        await asyncio.wait_for(asyncio.gather(*endings), 60)
    finally:
        stop(nginx)


def is_taken(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 2):
        return True
    return False
