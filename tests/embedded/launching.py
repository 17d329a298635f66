"""A launcher under test: a real one, in a process of its own, with its own folder and port."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cinema.embedded.ports import free_port
from cinema.embedded.processes import is_alive, marked, wait_for, working_in

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180  # seconds: tables, static files and three processes on a very busy machine
# What a person who types `make run` has not set.
_FOREIGN = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "MAKELEVEL", "SITE_ORIGIN")


def environment(var: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of a person at a terminal, with an empty cinema."""
    own = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    return {**own, "VAR": str(var), "PORT": str(port), "SAMPLE": "0", **more}


def launch(word: str, *rest: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one word of the launcher to its end."""
    return subprocess.run(
        [sys.executable, "cinema/embedded", word, *rest],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@contextmanager
def folder_for_others() -> Iterator[Path]:
    """A short folder that another user can enter too: pytest's own are private and deep."""
    folder = Path(tempfile.mkdtemp(prefix="kino-launch-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Launcher:
    """`make run` in `var`."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self._output = var.with_suffix(".out")
        self._process: subprocess.Popen[bytes]

    def start(self, **more: str) -> None:
        """Start it and wait for its word that it is ready."""
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "cinema/embedded", "run"],
                cwd=ROOT,
                env=environment(self.var, self.port, **more),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        before = self.said().count("ready http")
        assert wait_for(
            lambda: self.said().count("ready http") > before or self._process.poll() is not None,
            PATIENCE,
        ), self.said()
        assert self._process.poll() is None, self.said()

    def said(self) -> str:
        """All that it told so far."""
        return self._output.read_text(encoding="utf-8") if self._output.exists() else ""

    def will_say(self, pattern: str) -> bool:
        """Whether it comes to say that."""
        return wait_for(lambda: re.search(pattern, self.said()) is not None, PATIENCE)

    def is_ready(self) -> bool:
        """Whether the site answers that it is."""
        try:
            with urllib.request.urlopen(f"{self.url}healthz/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def send(self, sign: signal.Signals) -> int:
        """Signal it and wait for its end; its exit code."""
        self._process.send_signal(sign)
        return self._process.wait(PATIENCE)

    def left(self) -> list[int]:
        """Processes of this site that are there now, the launcher itself apart."""
        engines = [self.var / name for name in ("redis", "postgres/data", "kafka")]
        found = marked(f"KINO_EMBEDDED={self.var.resolve()}")
        found += [pid for folder in engines for pid in working_in(folder)]
        return [pid for pid in found if is_alive(pid)]

    def process_of(self, word: str) -> int:
        """The first process of this site whose command line has `word`."""
        for pid in sorted(self.left()):
            if word in Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8"):
                return pid
        raise AssertionError(f"no process of {word}")

    def end(self) -> None:
        """End it however it is."""
        if hasattr(self, "_process") and self._process.poll() is None:
            self.send(signal.SIGTERM)
