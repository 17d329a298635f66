"""A real Redis private to one data folder: loopback only, behind a password that nobody is told."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import signal
import socket
from pathlib import Path

from cinema.embedded import binaries
from cinema.embedded.engine import Engine
from cinema.embedded.problems import Problem, from_output, last_lines
from cinema.embedded.processes import end_strangers, working_in

_SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir .
appendonly yes
appendfsync everysec
save ""
daemonize no
loglevel notice
"""
_BROKEN_FILE = "ad file format reading the append only file"


class Redis(Engine):
    """One server: `start`, `command`, and its `url`."""

    name = "redis"

    def __init__(self, var: Path) -> None:
        super().__init__(var)
        self.password = secrets.token_urlsafe(24)

    @property
    def url(self) -> str:
        """Address of database 0."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server on what it kept. Raises Problem."""
        self.folder.mkdir(parents=True, exist_ok=True)
        end_strangers(working_in(self.folder), signal.SIGTERM)
        self._start()
        if not self.is_alive() and _BROKEN_FILE in last_lines(self.log):
            # Redis holds copies only (the truth is in PostgreSQL): better empty than not at all.
            shutil.rmtree(self.folder)
            self.folder.mkdir()
            self._start()
        if not self.is_alive():
            shown = last_lines(self.log)
            raise from_output(shown, self.folder, f"Redis did not start:\n{shown}")

    def flushall(self) -> None:
        """Empty it, as a fault."""
        if not self.command("FLUSHALL").startswith("+OK"):
            raise Problem("Redis refused to be emptied")

    def command(self, line: str) -> str:
        """The raw answer to one inline command; an OSError when the server is not there."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as wire:
            wire.sendall(f"AUTH {self.password}\r\n{line}\r\nQUIT\r\n".encode())
            answer = b""
            while part := wire.recv(4096):
                answer += part
        return answer.decode().partition("\r\n")[2]

    def _start(self) -> None:
        settings = self.folder / "redis.conf"
        settings.touch(mode=0o600)
        settings.write_text(
            _SETTINGS.format(port=self.port, password=self.password), encoding="ascii"
        )
        self._launch([binaries.redis(), settings], 30)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            return self.command("PING").startswith("+PONG")
        return False
