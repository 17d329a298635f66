"""A whole site for browser and fault tests: daphne and a Celery worker with beat, each a process.

It works on the test's own database and Redis, so that a test may prepare data by the ORM and look
at what the site wrote, and each part may be killed and started again by itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

import pytest

from cinema.embedded.ports import free_port
from cinema.embedded.problems import last_lines
from cinema.embedded.processes import kill_session, spawn, stop, wait_for
from cinema.embedded.redis_engine import Redis
from cinema.embedded.web import daphne, worker_with_beat
from tests.services import NOT_RUN, Services, child_environment

ROOT = Path(__file__).resolve().parent.parent


class Stack:
    """The site's processes; `url` is its address, `log(part)` the end of a part's output."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._port = free_port()
        self._folder = Path(os.environ["VAR"])
        self._web: subprocess.Popen[bytes] | None = None
        self._worker: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    @property
    def redis(self) -> Redis:
        """The site's Redis, to be killed, emptied and started again by the test."""
        if self._services.redis is None:
            pytest.skip(f"{NOT_RUN}faults of Redis (REDIS_URL is somebody else's)")
        return self._services.redis

    @property
    def port(self) -> int:
        """The web server's port, for a proxy before it."""
        return self._port

    @property
    def web_pid(self) -> int:
        """The process that serves pages, for those who measure it."""
        assert self._web is not None
        return self._web.pid

    def start_web(self) -> None:
        """Start daphne and wait until it is ready."""
        self._web = self._spawn("web", daphne(sys.executable, "127.0.0.1", self._port))
        ready = wait_for(lambda: not _runs(self._web) or self._is_ready(), 120, step=0.1)
        assert ready, f"web did not start\n{self.log('web')}"
        assert _runs(self._web), f"web did not start\n{self.log('web')}"

    def kill_web(self) -> None:
        """kill -9."""
        _kill(self._web)

    def stop_web(self) -> None:
        """SIGTERM, as at a deploy; waits for its end."""
        if self._web is not None:
            self._web.terminate()
            self._web.wait(timeout=60)

    def start_worker(self, env: dict[str, str] | None = None) -> None:
        """Start the worker with beat; `env` adds to its environment."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._worker = self._spawn("worker", worker_with_beat(sys.executable, self._folder), env)

    def kill_worker(self) -> None:
        """kill -9 of the worker and of its children."""
        _kill(self._worker)

    def stop_worker(self) -> None:
        """End it in order."""
        if self._worker:
            stop(self._worker)
            self._worker = None

    def mend(self) -> None:
        """Start again what a test left dead."""
        redis = self._services.redis
        if redis is not None and not redis.is_alive():
            redis.start()
        if not _runs(self._web):
            self.start_web()
        if not _runs(self._worker):
            self.start_worker()

    def log(self, part: str, lines: int = 40) -> str:
        """The end of what `web` or `worker` said."""
        return last_lines(self._folder / "log" / f"{part}.log", lines)

    def __enter__(self) -> Stack:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in (self._web, self._worker):
            if process:
                stop(process)

    def _spawn(
        self, name: str, argv: list[str], env: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        return spawn(
            argv,
            log=self._folder / "log" / f"{name}.log",
            env=child_environment(
                SITE_ORIGIN=self.url, CSRF_TRUSTED_ORIGINS=self.url, **(env or {})
            ),
            cwd=ROOT,
        )

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False


def _runs(process: subprocess.Popen[bytes] | None) -> bool:
    return process is not None and process.poll() is None


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    if process:
        process.kill()
        kill_session(process.pid)
        process.wait()
