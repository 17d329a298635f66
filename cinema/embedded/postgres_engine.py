"""A real PostgreSQL private to one data folder, reached only by a socket in a private folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

from cinema.embedded import binaries
from cinema.embedded.problems import DISK_FULL, Problem, from_output, last_lines
from cinema.embedded.processes import (
    as_account,
    end_strangers,
    is_alive,
    kill_session,
    spawn,
    stop,
    wait_for,
    working_in,
)
from cinema.embedded.whereabouts import home_for, programs_for, socket_folder

USER = DATABASE = "kino"
_CREATE = f"CREATE DATABASE {DATABASE};\n"
_LOCALES = (
    "C.UTF-8",
    "en_US.UTF-8",
    "C",
)  # the first that the machine knows; all sort by code points
# Small: the whole site has to stay light on a laptop.
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "100",
    "max_wal_size": "256MB",
    "max_worker_processes": "2",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For data that nobody will miss: no waiting for the disk. A commit still outlives kill -9.
_FORGETFUL = {"fsync": "off", "full_page_writes": "off"}


class Postgres:
    """One cluster: `start`, `stop`, `kill`, `is_alive`, and the `url` of its database."""

    name = "postgres"

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.var = var
        self.durable = durable
        self.log = var / "log" / "postgres.log"
        self.home, self.account = home_for(var)
        self.data = self.home / "data"
        self.sockets = socket_folder(self.home, self.account)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Address of the database, as django-environ reads it: the host is the socket's folder."""
        return f"postgres://{USER}@/{self.sockets}/{DATABASE}"

    @property
    def pid(self) -> int | None:
        """The server's process, if it was started here."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server, making the cluster when there is none. Raises Problem."""
        self._end_leftover()
        socket_folder(self.home, self.account)  # made anew: /tmp may have been emptied since
        if not self.data.exists():
            self._make_cluster()
        settings = _SETTINGS if self.durable else {**_SETTINGS, **_FORGETFUL}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        self._process = spawn(
            [self._program("postgres"), "-D", self.data, "-k", self.sockets, *options],
            log=self.log,
            cwd=self.home,
            account=self.account,
            when_parent_dies=signal.SIGINT,  # Postgres's quick but orderly end
        )
        if not wait_for(self._is_settled, 60) or not self.is_alive():
            self.kill()
            raise self._trouble("PostgreSQL did not start")

    def stop(self) -> None:
        """End the server in order: running transactions are rolled back, nothing is lost."""
        if self._process:
            stop(self._process, signal.SIGINT)
            self._process = None
        if self.sockets.parent != self.home:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def kill(self) -> None:
        """kill -9 of the server and of all it started, as a fault."""
        if self._process:
            self._process.kill()
            kill_session(self._process.pid)
            self._process.wait()
            self._process = None
            end_strangers(working_in(self.data), signal.SIGKILL)

    def is_alive(self) -> bool:
        """Whether the server that was started here still runs."""
        return self._process is not None and self._process.poll() is None

    def _is_settled(self) -> bool:
        """Ready, or dead: its own file says so, as pg_ctl reads it."""
        if not self.is_alive():
            return True
        lines = self._lock_file()
        return len(lines) > 7 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def _lock_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return []

    def _end_leftover(self) -> None:
        """End a server of this very folder whose starter was killed, and forget a dead one's file.

        The file's number alone proves nothing: after a restart it may be any other program's.
        """
        leftover = [pid for pid in working_in(self.data) if is_alive(pid)]
        lines = self._lock_file()
        if leftover:
            first = [int(lines[0])] if lines and int(lines[0]) in leftover else leftover
            end_strangers(first, signal.SIGINT)
            end_strangers([pid for pid in leftover if is_alive(pid)], signal.SIGQUIT)
        elif lines and Path("/proc/self").exists():
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _make_cluster(self) -> None:
        """initdb beside its place and move it there whole: a cluster cut short is never used."""
        fresh = self.home / "data.new"
        output = ""
        for locale in _LOCALES:
            shutil.rmtree(fresh, ignore_errors=True)
            made = self._run(
                *("initdb", "-D", fresh, "-U", USER, "--auth=trust", "--encoding=UTF8"),
                *(f"--locale={locale}", *([] if self.durable else ["--no-sync"])),
            )
            output = made.stdout
            if made.returncode == 0:
                break
            if "locale" not in output:
                raise self._trouble("PostgreSQL could not make its data folder", output)
        made = self._run("postgres", "--single", "-D", fresh, "postgres", text=_CREATE)
        if made.returncode != 0 or "ERROR" in made.stdout:
            raise self._trouble("PostgreSQL could not make its database", made.stdout)
        fresh.rename(self.data)

    def _run(
        self, program: str, *arguments: str | Path, text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._program(program), *arguments],
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd=self.home,
            env={**os.environ, "LC_ALL": "C", "LC_MESSAGES": "C"},
            **as_account(self.account),
        )

    def _program(self, name: str) -> Path:
        major = None
        with contextlib.suppress(OSError):
            major = int((self.data / "PG_VERSION").read_text(encoding="ascii"))
        return programs_for(binaries.postgres(major)[1], self.home, self.account) / name

    def _trouble(self, what: str, output: str | None = None) -> Problem:
        shown = last_lines(self.log) if output is None else output.strip()
        sentence = from_output(shown, self.home, "")
        if str(sentence) == DISK_FULL.format(place=self.home):
            return sentence
        return Problem(f"{what}:\n{shown}")
