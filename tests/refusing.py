"""A PostgreSQL that answers and refuses to write: read-only, or without a block of free disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import psycopg

from cinema.embedded.engines import Engines
from cinema.embedded.processes import wait_for
from tests.torture.disk import SmallDisk
from tests.torture.part import ROOT

PATIENCE = 30.0  # s until new sessions have the settings
MAY_WRITE = "-c default_transaction_read_only=off"  # for a session, whatever the server says


class Sickly:
    """Engines with a small disk under PostgreSQL, where there may be one, tables and a film."""

    url = ""  # where people find the site, once it runs

    def __init__(self, engines: Engines) -> None:
        self.engines = engines
        engines.reserve()
        self.disk = SmallDisk(engines.postgres.home)
        self.sockets = engines.postgres.sockets

    def __enter__(self) -> Sickly:
        try:
            self.environment = self.engines.start().as_environment()
            self._prepare()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.engines.stop()
        self.disk.close()

    def _prepare(self) -> None:
        argv = [sys.executable, "-m", "tests.torture.prepare", "1"]
        env = {**os.environ, **self.environment}
        told = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        made = json.loads(told.stdout.splitlines()[-1])
        self.film, [person] = made["film"], made["people"]
        self.session = person["session"]


@contextmanager
def read_only(sockets: Path) -> Iterator[None]:
    """Nobody may write, neither those who are connected already."""
    _default(sockets, "SET default_transaction_read_only = on")
    try:
        assert wait_for(lambda: _told(sockets) == "on", PATIENCE, step=0.05)
        yield
    finally:
        _default(sockets, "RESET default_transaction_read_only")
        assert wait_for(lambda: _told(sockets) == "off", PATIENCE, step=0.05)


@contextmanager
def full_disk(site: Sickly) -> Iterator[None]:
    """Not one block is free; PostgreSQL may refuse, or die of it."""
    site.disk.fill()
    try:
        yield
    finally:
        site.disk.free()
        if not site.engines.postgres.is_alive():
            site.engines.postgres.start()


def _default(sockets: Path, change: str) -> None:
    with _session(sockets, MAY_WRITE) as line:
        line.execute(f"ALTER SYSTEM {change}")
        line.execute("SELECT pg_reload_conf()")


def _told(sockets: Path) -> str:
    """What a new session is told."""
    with _session(sockets) as line:
        row = line.execute("SHOW default_transaction_read_only").fetchone()
        return str(row[0]) if row else ""


def _session(sockets: Path, options: str = "") -> psycopg.Connection:
    address = f"host={sockets} user=kino dbname=kino"
    return psycopg.connect(address, autocommit=True, options=options)
