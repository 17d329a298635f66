"""The launcher's engines: real, private, and found again after their starter was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cinema.embedded.engines import Engines
from cinema.embedded.lock import Busy
from cinema.embedded.processes import is_alive, wait_for, working_in


@pytest.fixture
def engines(open_folder: Path) -> Iterator[Engines]:
    engines = Engines(open_folder, durable=False)
    engines.start()
    yield engines
    engines.stop()


def query(engines: Engines, sql: str) -> object:
    host = str(engines.postgres.sockets)
    with psycopg.connect(host=host, dbname="kino", user="kino", autocommit=True) as connection:
        row = connection.execute(sql).fetchone()
        return row and row[0]


def test_engines_are_real_and_know_russian_letters(engines: Engines) -> None:
    """R148: a PostgreSQL and a Redis of our own, nothing installed by hand."""
    assert query(engines, "SELECT lower('ЁЖИК')") == "ёжик"
    assert engines.redis.command("PING") == "+PONG\r\n+OK\r\n"


def test_data_outlives_kill_of_both_engines(engines: Engines) -> None:
    """R148: what was committed is there after the engines were killed and started again."""
    host = str(engines.postgres.sockets)
    with psycopg.connect(host=host, dbname="kino", user="kino") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    engines.postgres.kill()
    engines.redis.kill()
    engines.postgres.start()
    engines.redis.start()
    assert query(engines, "SELECT number FROM kept") == 42
    assert engines.redis.command("PING").startswith("+PONG")


def test_folder_is_not_shared_by_two(engines: Engines) -> None:
    with pytest.raises(Busy, match="VAR="):
        Engines(engines.var).start()


ORPHANS = """
import os, signal, sys, time
from pathlib import Path
sys.path.insert(0, os.getcwd())
from cinema.embedded import processes
processes._LIBC = None  # as on a system that cannot end children with their parent
from cinema.embedded.engines import Engines
engines = Engines(Path(sys.argv[1]), durable=False)
engines.start()
print(engines.postgres.pid, engines.redis.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_start_after_a_killed_starter_ends_only_its_orphans(open_folder: Path) -> None:
    """Engines whose starter died by kill -9 are recognised by their folder and replaced."""
    starter = subprocess.run(
        [sys.executable, "-c", ORPHANS, open_folder], capture_output=True, text=True, timeout=60
    )
    orphans = [int(pid) for pid in starter.stdout.split()]
    assert len(orphans) == 2, starter.stderr
    assert all(is_alive(pid) for pid in orphans)
    engines = Engines(open_folder, durable=False)
    engines.start()
    try:
        assert not any(is_alive(pid) for pid in orphans)
        assert query(engines, "SELECT 1") == 1
    finally:
        engines.stop()
    assert wait_for(lambda: not working_in(open_folder / "redis"), 60)


def test_engines_end_with_a_killed_starter(open_folder: Path) -> None:
    """Where the system can (Linux), nothing is left when the starter dies by kill -9."""
    code = ORPHANS.replace("processes._LIBC = None", "pass")
    starter = subprocess.run(
        [sys.executable, "-c", code, open_folder], capture_output=True, text=True, timeout=60
    )
    left = [int(pid) for pid in starter.stdout.split()]
    assert len(left) == 2, starter.stderr
    assert wait_for(lambda: not any(is_alive(pid) for pid in left), 60)


def test_stale_file_of_a_reused_number_does_not_stop_the_start(engines: Engines) -> None:
    """After a power cut postmaster.pid may hold the number of any other program."""
    engines.postgres.kill()
    lock_file = engines.postgres.data / "postmaster.pid"
    lock_file.write_text(f"{os.getppid()}\n{engines.postgres.data}\n", encoding="ascii")
    engines.postgres.start()
    assert query(engines, "SELECT 1") == 1
    assert is_alive(os.getppid())


def test_broken_redis_file_is_left_behind(engines: Engines) -> None:
    """Redis holds copies only: a file that it cannot read must not keep the site down."""
    engines.redis.kill()
    for file in engines.redis.folder.rglob("*.aof"):
        file.write_bytes(b"*3\r\nnonsense" * 10 + b"\r\n*1\r\n$4\r\nPING\r\n")
    engines.redis.start()
    assert engines.redis.command("DBSIZE") == ":0\r\n+OK\r\n"


def test_stop_leaves_no_process_and_no_lock(engines: Engines) -> None:
    """R148: stopping gives everything back."""
    pids = [engines.postgres.pid, engines.redis.pid]
    engines.stop()
    assert not any(is_alive(pid) for pid in pids if pid)
    assert not (engines.var / "lock").exists()
    assert not (engines.postgres.data / "postmaster.pid").exists()


def test_socket_of_a_deep_folder_has_a_short_path(open_folder: Path) -> None:
    """A socket's path holds 107 bytes; a deep checkout must work all the same."""
    deep = open_folder / ("глубоко-" * 8) / "var with space"
    engines = Engines(deep, durable=False)
    engines.start()
    try:
        assert len(os.fsencode(engines.postgres.sockets)) < 80
        assert query(engines, "SELECT 1") == 1
    finally:
        engines.stop()
    assert not engines.postgres.sockets.exists()
