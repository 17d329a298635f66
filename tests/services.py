"""Engines of a test run, as an early pytest plugin (`-p tests.services`).

Given ones (DATABASE_URL, REDIS_URL) are used; else a private PostgreSQL and Redis are started once
for the run and end with it, however it ends. Their addresses are in the environment before Django
reads its settings. Under xdist the workers share the server of PostgreSQL (each has its database,
by pytest-django) and have a Redis each, so that one may kill or empty his own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest

# Before anything of the project is imported: Celery's module would set the development ones.
os.environ["DJANGO_SETTINGS_MODULE"] = "cinema.settings.test"

from cinema.embedded.engines import Engines
from cinema.embedded.lock import Lock
from cinema.embedded.redis_engine import Redis

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
_PREFIX = "kino-test-"
_FOLDER = "KINO_TEST_FOLDER"  # tells xdist's workers that the engines are the run's own
NOT_RUN = "not run: "


class Services:
    """What this process of the run works with."""

    def __init__(self) -> None:
        self.engines: Engines | None = None
        self.redis: Redis | None = None  # none when REDIS_URL was given: it may not be killed
        self.is_guest = False  # a worker of xdist on the engines of its run
        self._owner = os.getpid()
        self._starters: list[Engines | Redis] = []
        if WORKER:
            self._join()
        else:
            self._found()
        os.environ["VAR"] = str(self.folder / "var")

    def start(self) -> None:
        """Start what is our own."""
        for engine in self._starters:
            engine.start()

    def stop(self) -> None:
        """Stop what is our own and remove its files; may be called again."""
        if os.getpid() != self._owner:  # a fork of ours, ending
            return
        for engine in reversed(self._starters):
            engine.stop()
        self._starters = []
        shutil.rmtree(self.folder, ignore_errors=True)

    def _found(self) -> None:
        """The only process of the run, or the one that starts the others."""
        _sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self.folder.chmod(0o711)  # PostgreSQL may run as another user below it
        if {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys():
            return
        # Tests that kill processes need no disk: what the server has, it keeps.
        self.engines = Engines(self.folder / "engines", durable=False)
        self._starters.append(self.engines)
        os.environ.update(self.engines.reserve().as_environment())
        os.environ[_FOLDER] = str(self.folder)
        self.redis = self.engines.redis

    def _join(self) -> None:
        """A worker of xdist."""
        number = int(WORKER.removeprefix("gw"))
        home = os.environ.get(_FOLDER)
        self.folder = Path(home or tempfile.gettempdir()) / f"{_PREFIX}{WORKER}-{os.getpid()}"
        self.folder.mkdir(mode=0o711)
        self.is_guest = bool(home)
        if home:
            self.redis = Redis(self.folder)
            self._starters.append(self.redis)
            os.environ["REDIS_URL"] = self.redis.url
        else:
            server = os.environ["REDIS_URL"].rpartition("/")[0]
            os.environ["REDIS_URL"] = f"{server}/{number + 1}"


def _sweep() -> None:
    """Remove folders of runs that were killed: nobody holds their lock any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            old = time.time() - folder.stat().st_mtime > 600
            if old and not Lock(folder / "engines" / "lock").is_held():
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


services = Services()
atexit.register(services.stop)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the engines, before xdist starts its workers."""
    if not session.config.option.collectonly:
        services.start()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop the engines, after Ctrl-C too."""
    services.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each kind of test that could not run here, with the reason."""
    reasons = {
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    }
    for reason in sorted(reason for reason in reasons if reason.startswith(NOT_RUN)):
        terminalreporter.write_line(reason)


def child_environment(**more: str) -> dict[str, str]:
    """The environment for a process that shall work on this very test's database and Redis."""
    from django.db import connection

    server = os.environ["DATABASE_URL"].partition("?")[0].rpartition("/")[0]
    return {
        **os.environ,
        "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def chromium() -> str | None:
    """The browser of browser tests, if there is one (CHROMIUM names another)."""
    return _program("CHROMIUM", "chromium", "chromium-browser", "google-chrome")


def firefox() -> str | None:
    """The browser of another kind, if there is one (FIREFOX_BIN names another)."""
    return _program("FIREFOX_BIN", "firefox-esr", "firefox")


def _program(variable: str, *names: str) -> str | None:
    wanted = [os.environ.get(variable, ""), *names]
    return next((found for name in wanted if name and (found := shutil.which(name))), None)
