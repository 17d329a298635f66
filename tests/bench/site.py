"""What the benches of the server share: engines of their own, web processes, people and rooms."""

# ruff: noqa: E402  Django has to be set up before anything of the project is imported

import contextlib
import os
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
os.environ.setdefault("SECRET_KEY", "only-for-tests-0123456789-0123456789-0123456789")

from cinema.embedded.engines import Engines

_folder = tempfile.TemporaryDirectory(prefix="kino-bench-")
FOLDER = Path(_folder.name)
FOLDER.chmod(0o711)  # PostgreSQL may run as another user below it
ENGINES = Engines(FOLDER / "engines", durable=os.environ.get("DURABLE", "1") == "1")
os.environ.update(ENGINES.reserve().as_environment(), VAR=str(FOLDER / "var"))
import django  # isort: skip

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from cinema.embedded.ports import free_port
from cinema.embedded.processes import spawn, stop, wait_for
from cinema.embedded.web import daphne, uvicorn
from tests.services import child_environment
from tests.stack import ROOT

SERVERS = {"uvicorn": uvicorn, "daphne": daphne}
TICKS = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1


@contextlib.contextmanager
def engines() -> Iterator[Path]:
    """PostgreSQL and Redis for this run, and a folder."""
    setup_test_environment()
    ENGINES.start()
    try:
        connection.creation.create_test_db(verbosity=0)
        yield FOLDER
    finally:
        connection.close()
        ENGINES.stop()
        _folder.cleanup()


class Web:
    """A web server with its processes; with `core` on that core only, if there are two."""

    def __init__(
        self, name: str, *, workers: int = 1, core: int | None = None, app: str = "cinema.asgi"
    ) -> None:
        port = free_port()
        self.name, self.origin = name, f"http://127.0.0.1:{port}"
        argv = SERVERS[name](sys.executable, "127.0.0.1", port)
        argv = [part.replace("cinema.asgi", app) for part in argv]
        if workers > 1:
            argv.append(f"--workers={workers}")
        environment = child_environment(
            DJANGO_SETTINGS_MODULE="tests.bench.settings",
            SITE_ORIGIN=self.origin,
            DB_POOL_MAX="14",
        )
        self._start(argv, environment, core)

    def _start(self, argv: list[str], environment: dict[str, str], core: int | None) -> None:
        self.log = FOLDER / f"{self.name}.log"
        self.process = spawn(argv, log=self.log, env=environment, cwd=ROOT)
        assert wait_for(self._lives, 90, step=0.2), self.log.read_text()
        if core is not None and CORES > 1:
            pin(self.process.pid, core)

    def cpu(self) -> float:
        """Seconds of CPU that its processes have used."""
        return sum(cpu_of(pid) for pid in self._pids())

    def pss(self) -> int:
        """Bytes of memory that belong to its processes, shared ones by their share."""
        return sum(pss_of(pid) for pid in self._pids())

    def stop(self) -> None:
        """End it."""
        stop(self.process)

    def _pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def _lives(self) -> bool:
        with contextlib.suppress(OSError):
            return bool(urllib.request.urlopen(f"{self.origin}/healthz/live", timeout=2).status)
        return False


def pin(pid: int, *cores: int) -> None:
    """Keep every thread of a process on these cores."""
    for task in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(task), set(cores))


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def pss_of(pid: int) -> int:
    """Bytes of memory that belong to a process, shared ones by their share."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return 1024 * int(next(x for x in text.splitlines() if x.startswith("Pss:")).split()[1])


def cookie_of(person) -> str:
    """The session cookie of somebody who has signed in."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def headers_of(cookie: str) -> dict[str, str]:
    """What a browser sends to show who it is."""
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}


def judge(name: str, value: float, most: float, unit: str) -> bool:
    """Print a plain word on a target that is an upper bound; whether it was missed."""
    missed = not value <= most
    word = "MISSED" if missed else "reached"
    print(f"  {word:8} {name}: {value:.2f} {unit} (to reach: {most:g} {unit})", flush=True)
    return missed
