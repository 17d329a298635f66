"""Web processes by themselves, each on its own server, for tests of the hub between them."""

import contextlib
import sys
import urllib.request

from asgiref.sync import sync_to_async

from cinema.embedded.ports import free_port
from cinema.embedded.processes import spawn, stop, wait_for
from cinema.embedded.web import daphne, uvicorn
from tests.factories import film_to_watch
from tests.person import Person
from tests.services import child_environment
from tests.stack import ROOT

SERVERS = {"daphne": daphne, "uvicorn": uvicorn}


@contextlib.contextmanager
def web(command, folder, *, port=None, **more):
    """One web process by itself, with `more` in its environment; gives its address."""
    with web_process(command, folder, port=port, **more) as (url, _process):
        yield url


@contextlib.contextmanager
def web_process(command, folder, *, port=None, **more):
    """As `web`; gives address and process."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    environment = child_environment(SITE_ORIGIN=url, **more)
    log = folder / f"{port}.log"
    process = spawn(command(sys.executable, "127.0.0.1", port), log=log, env=environment, cwd=ROOT)

    def lives():
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"{url}/healthz/live", timeout=2).status == 200

    try:
        assert wait_for(lives, 120, step=0.1), log.read_text()
        yield url, process
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
