"""One process of the site, with a road to each engine that it needs."""

from __future__ import annotations

import contextlib
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cinema.embedded.problems import last_lines
from cinema.embedded.processes import kill_session, spawn, stop
from tests.proxy import Proxy

if TYPE_CHECKING:
    from tests.torture.site import Site

ROOT = Path(__file__).resolve().parents[2]


class Part:
    """One process of the site with its own roads to PostgreSQL and Redis."""

    def __init__(self, site: Site, name: str, argv: list[str], port: int | None = None) -> None:
        self.site, self.name, self.argv, self.port = site, name, argv, port
        self.redis = site.roads.enter_context(Proxy(site.engines.redis.port))
        self.postgres = site.roads.enter_context(Proxy(site.postgres_socket))
        self.door = site.roads.enter_context(Proxy(port)) if port else None
        self.more: dict[str, str] = {}
        self.process: subprocess.Popen[bytes] | None = None
        self.killed: set[int] = set()  # by us

    @property
    def log(self) -> Path:
        return self.site.folder / "log" / f"{self.name.replace(' ', '-')}.log"

    @property
    def url(self) -> str:
        """Where people find it: behind its road."""
        assert self.door is not None
        return f"http://127.0.0.1:{self.door.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start it; a web process is ready when this returns, unless an engine is away."""
        self.process = spawn(self.argv, log=self.log, env=self._environment(), cwd=ROOT)

    def kill(self) -> None:
        """kill -9, with its children."""
        if self.process is not None:
            self.killed.add(self.pid)
            self.process.kill()
            kill_session(self.pid)
            self.process.wait()

    def end(self, patience: float = 20) -> None:
        """SIGTERM."""
        if self.process is not None:
            self.killed.add(self.pid)
            stop(self.process, patience=patience)

    def signal(self, sign: int) -> None:
        """Send a signal to all of its processes."""
        os.killpg(self.pid, sign)

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def said(self) -> str:
        """The end of its log."""
        return last_lines(self.log, 60)

    def died(self) -> bool:
        """Whether it ended, and not by us."""
        return self.process is not None and not self.runs() and self.pid not in self.killed

    def ask(self, path: str, patience: float = 5) -> tuple[int, str]:
        """GET past the road: status (0: no answer) and body."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=patience
            ) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode(errors="replace")
        except OSError:
            return 0, ""

    def memory(self) -> int:
        """Bytes that it holds, with its children."""
        return sum(_status(pid, "VmRSS:") * 1024 for pid in self._pids())

    def handles(self) -> int:
        """Files and sockets that it has open."""
        return sum(map(_handles, self._pids()))

    def _pids(self) -> Iterator[int]:
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if os.getpgid(int(entry.name)) == self.pid:
                    yield int(entry.name)

    def _environment(self) -> dict[str, str]:
        database = f"postgres://kino@127.0.0.1:{self.postgres.port}/kino"
        redis = self.redis.through(self.site.engines.redis.url)
        return self.site.environment(DATABASE_URL=database, REDIS_URL=redis, **self.more)


def _handles(pid: int) -> int:
    """None where it has ended since it was listed."""
    with contextlib.suppress(OSError):
        return len(os.listdir(f"/proc/{pid}/fd"))
    return 0


def _status(pid: int, name: str) -> int:
    with contextlib.suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/status").read_text().split(name)[1].split()[0])
    return 0
