"""A whole site of its own: engines, two web processes, worker, beat; a road to each that may fail.

Everything here is called from one thread, which lasts: processes end with the thread that started
them.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from cinema.embedded.engines import Engines
from cinema.embedded.ports import free_port
from cinema.embedded.problems import Problem
from cinema.embedded.processes import wait_for
from cinema.embedded.web import beat, daphne, relay, uvicorn, worker
from tests.torture.disk import SmallDisk
from tests.torture.log import Log
from tests.torture.part import ROOT, Part

CHECKOUT_ENV = {"DJANGO_SETTINGS_MODULE": "tests.torture.settings", "PYTHONUNBUFFERED": "1"}
MIB = 1024 * 1024
# What relays lock (rooms/relay/shards.py, read from outside).
SHARD_LOCK, RELAY_LOCK = 1_799_001, 1_799_002
LOCKS = "SELECT {} FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s"


class Site:
    """The engines and the parts; `film` and `people` (id, session) are there to be used."""

    def __init__(self, folder: Path, people: int, *, whole: bool = False) -> None:
        self.folder = folder
        self.log: Log | None = Log(folder / "kafka") if whole else None
        self.why_no_log = "not asked for"
        folder.chmod(0o711)  # PostgreSQL may run as another user below it
        self.roads = contextlib.ExitStack()
        self.engines = Engines(folder / "engines", durable=False)
        self.engines.reserve()
        self.postgres_socket = f"{self.engines.postgres.sockets}/.s.PGSQL.5432"
        self.disk = SmallDisk(self.engines.postgres.home) if whole else None
        self._people = people
        self.parts: list[Part] = []

    def __enter__(self) -> Site:
        try:
            self.engines.start()
            self._start_log()
            self._prepare()
            python = sys.executable
            self.webs = [
                Part(self, f"web {number}", command(python, "127.0.0.1", port), port)
                for number, command in enumerate((uvicorn, daphne), start=1)
                if (port := free_port())
            ]
            self.worker = Part(self, "worker", worker(python))
            self.beat = Part(self, "beat", beat(python, self.folder))
            both = (1, 2) if self.log else ()
            self.relays = [Part(self, f"relay {number}", relay(python)) for number in both]
            self.parts = [*self.webs, self.worker, self.beat, *self.relays]
            for part in self.parts:
                part.start()
            self.wait_ready(180)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for part in self.parts:
            with contextlib.suppress(OSError):
                part.end(5)
        if self.log is not None:
            self.log.stop()
        self.roads.close()
        self.engines.stop()
        if self.disk is not None:
            self.disk.close()

    def wait_ready(self, patience: float = 180) -> None:
        """Wait until both web processes say that they can work, and the relays share the rooms."""
        ready = wait_for(
            lambda: all(web.ask("/healthz/ready")[0] == 200 for web in self.webs), patience, 0.1
        )
        assert ready, "\n".join(web.log.read_text()[-2000:] for web in self.webs)
        if self.log is not None:
            assert wait_for(self.relays_share, patience, 0.1), self.relays[0].said()

    def mend(self) -> None:
        """Make whole what a fault left broken."""
        if self.disk is not None:
            self.disk.free()
        if not self.engines.postgres.is_alive():
            self.engines.postgres.start()
        if not self.engines.redis.is_alive():
            self.engines.redis.start()
        if self.log is not None:
            self.log.mend()
        for part in self.parts:
            for road in (part.redis, part.postgres, part.door):
                if road is not None:
                    road.heal()
            if not part.runs():
                part.start()

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask PostgreSQL past all roads."""
        address = f"host={self.engines.postgres.sockets} user=kino dbname=kino connect_timeout=5"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def manage(self, *words: str) -> None:
        """Run a command of the site, past all roads."""
        argv = [sys.executable, "manage.py", *words]
        told = subprocess.run(
            argv, cwd=ROOT, env=self.environment(), capture_output=True, text=True
        )
        assert told.returncode == 0, told.stdout + told.stderr

    def records(self) -> int:
        """How many records all rooms have."""
        return self._count("SELECT coalesce(sum(last_seq), 0) FROM rooms_room")

    def unpublished(self) -> int:
        """How many records wait for Kafka."""
        return self._count("SELECT count(*) FROM rooms_roomrecord WHERE published_at IS NULL")

    def sealed_uncleared(self) -> int:
        """How many archives are sealed whose rows are still there."""
        return self._count("SELECT count(*) FROM rooms_archive WHERE cleared_at IS NULL")

    def relays_living(self) -> int:
        """How many relays PostgreSQL knows of."""
        return self._count(LOCKS.format("count(*)"), RELAY_LOCK)

    def relays_share(self) -> bool:
        """Whether each of them holds its half of the rooms."""
        halves = self.query(f"{LOCKS.format('count(*)')} GROUP BY pid", SHARD_LOCK)
        return sorted(halves) == [(8,), (8,)]

    def _count(self, sql: str, *values: Any) -> int:
        return int(self.query(sql, *values)[0][0])

    def environment(self, **more: str) -> dict[str, str]:
        addresses = self.engines.addresses.as_environment()
        if self.log is not None:
            addresses |= self.log.environment()
        var = {"VAR": str(self.folder / "var"), "DB_POOL_MAX": "14"}
        return {**os.environ, **CHECKOUT_ENV, **addresses, **var, **more}

    def _start_log(self) -> None:
        """Start Kafka where there can be one; else say why not, and go on without."""
        if self.log is not None:
            try:
                self.log.start()
            except (Problem, OSError) as trouble:
                self.log.stop()
                self.log, self.why_no_log = None, str(trouble).splitlines()[0]

    def _prepare(self) -> None:
        argv = [sys.executable, "-m", "tests.torture.prepare", str(self._people)]
        said = subprocess.run(
            argv, cwd=ROOT, env=self.environment(), capture_output=True, text=True
        )
        assert said.returncode == 0, said.stderr
        made = json.loads(said.stdout.splitlines()[-1])
        self.film, self.people = made["film"], made["people"]


@contextlib.contextmanager
def a_site(people: int, *, whole: bool = False) -> Iterator[Site]:
    """A site in a folder of its own, both gone afterwards.

    A `whole` one has Kafka, two relays, and a small disk under PostgreSQL, where there can be.
    """
    folder = Path(tempfile.mkdtemp(prefix="kino-torture-"))
    try:
        with Site(folder, people, whole=whole) as site:
            yield site
    finally:
        shutil.rmtree(folder, ignore_errors=True)
