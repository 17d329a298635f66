"""The running parts of a site, seen alike by the supervisor: engines and its own processes."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cinema.embedded.place import Place
from cinema.embedded.ports import in_url
from cinema.embedded.problems import last_lines
from cinema.embedded.processes import spawn, stop
from cinema.embedded.virtualenv import ROOT
from cinema.embedded.web import beat, daphne, relay, worker

_STEADY = 60.0  # seconds: a part that lived so long had recovered
_PAUSES = (0.5, 1, 2, 5, 10, 30)  # seconds before each next attempt


class Part(Protocol):
    """What the supervisor needs of anything that it keeps alive."""

    name: str
    log: Path

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def is_alive(self) -> bool: ...


class Process:
    """One of the site's own processes."""

    def __init__(
        self,
        name: str,
        argv: list[str],
        place: Place,
        environment: Callable[[], dict[str, str]],
        when_parent_dies: signal.Signals,
    ) -> None:
        self.name = name
        self.log = place.var / "log" / f"{name}.log"
        self._argv = argv
        self._environment = environment
        self._when_parent_dies = when_parent_dies
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its number, once started."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it; children that its former self left behind end first."""
        self.stop()
        self._process = spawn(
            self._argv,
            log=self.log,
            env=self._environment(),
            cwd=ROOT,
            when_parent_dies=self._when_parent_dies,
        )

    def stop(self) -> None:
        """Ask it to end; after ten seconds it is made to, with all its children."""
        if self._process:
            stop(self._process)
            self._process = None

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None


def web_of(place: Place, environment: Callable[[], dict[str, str]]) -> Process:
    """The web server. It holds nothing, so it ends at once with a killed launcher."""
    argv = daphne(sys.executable, place.host, place.port)
    return Process("web", argv, place, environment, signal.SIGKILL)


def worker_of(place: Place, environment: Callable[[], dict[str, str]]) -> Process:
    """The worker. Asked to end rather than killed, it takes its own children with it."""
    return Process("worker", worker(sys.executable), place, environment, signal.SIGTERM)


def beat_of(place: Place, environment: Callable[[], dict[str, str]]) -> Process:
    """What tells the worker of things that are due."""
    argv = beat(sys.executable, place.var)
    return Process("beat", argv, place, environment, signal.SIGKILL)


def relay_of(place: Place, environment: Callable[[], dict[str, str]]) -> Process:
    """What brings the room log to Kafka."""
    return Process("relay", relay(sys.executable), place, environment, signal.SIGKILL)


def is_ready(place: Place) -> bool:
    """Whether the site answers that all it needs is there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(place.host, place.host)  # noqa: S104
    url = f"http://{in_url(host)}:{place.port}/healthz/ready"
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=3) as answer:
        return bool(answer.status == 200)
    return False


class Keeper:
    """Keeps one part alive: starts it again after a pause that grows while it keeps dying."""

    def __init__(self, part: Part, tell: Callable[[str], None]) -> None:
        self.part = part
        self._tell = tell
        self._falls = 0
        self._since = time.monotonic()
        self._again_at: float | None = None

    def look(self, now: float) -> None:
        """One look, never a wait: notice a death, or start again when its pause is over."""
        if self.part.is_alive():
            if self._falls and now - self._since > _STEADY:
                self._falls = 0
        elif self._again_at is None:
            pause = _PAUSES[min(self._falls, len(_PAUSES) - 1)]
            self._falls += 1
            self._again_at = now + pause
            self._tell(f"{self.part.name} has ended by itself: starting it again")
            if self._falls > 1:  # it may be unable to live: say what it said
                self._tell(last_lines(self.part.log, 6))
        elif now >= self._again_at:
            self._again_at = None
            self._since = now
            self.part.start()
            self._tell(f"{self.part.name} is started again")
