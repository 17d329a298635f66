"""PostgreSQL: restarted, killed, silent, full of strangers, read-only, with locks held."""

from __future__ import annotations

import time
from contextlib import ExitStack

import psycopg

from tests.refusing import read_only
from tests.torture.nemesis import Fault, Nemesis, hole
from tests.torture.site import Site

END_WAITING = """
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE wait_event_type = 'Lock' AND random() < 0.5
"""


def restart_postgres(n: Nemesis) -> None:
    """Fast at first, then kill -9."""
    postgres = n.site.engines.postgres
    for end in (postgres.stop, postgres.kill):
        end()
        n.proves(
            not postgres.is_alive(),
            "PostgreSQL " + ("stopped" if end == postgres.stop else "killed"),
        )
        n.rest(0.4)
        postgres.start()
        n.rest(0.3)


def postgres_hole(n: Nemesis) -> None:
    hole(n, [part.postgres for part in n.site.parts])


def no_connections(n: Nemesis) -> None:
    """Strangers take all that PostgreSQL gives."""
    sockets = n.site.engines.postgres.sockets
    with ExitStack() as held:
        try:
            while True:
                held.enter_context(psycopg.connect(f"host={sockets} user=kino dbname=postgres"))
        except psycopg.OperationalError as refusal:
            n.proves("too many" in str(refusal) or "reserved" in str(refusal), "no connection left")
        n.rest()


def no_writing(n: Nemesis) -> None:
    with read_only(n.site.engines.postgres.sockets):
        [[said]] = n.site.query("SHOW default_transaction_read_only")
        n.proves(said == "on", "writes refused: read-only")
        n.rest()


def full_disk(n: Nemesis) -> None:
    """Not one block is free; PostgreSQL may refuse, or die of it."""
    disk = n.site.disk
    assert disk is not None
    disk.fill()
    try:
        refused = ""
        try:
            n.site.query("CREATE TABLE too_much AS SELECT repeat(md5(random()::text), 900)"
                         " FROM generate_series(1, 9000)")  # fmt: skip
        except psycopg.Error as refusal:
            refused = type(refusal).__name__
        n.proves(bool(refused), f"writes refused: {refused}")
        n.rest()
    finally:
        disk.free()
    alive = n.site.engines.postgres.is_alive()
    n.proof.append("PostgreSQL lived on" if alive else "PostgreSQL ended")


def no_disk(site: Site) -> str:
    """Why there is no disk to be filled on this site; empty where there is one."""
    return site.disk.why_not if site.disk else "not asked for"


def broken_transactions(n: Nemesis) -> None:
    """Locks are held, and transactions are ended by force, as after a deadlock."""
    until, ended = time.monotonic() + n.seconds, 0
    address = f"host={n.site.engines.postgres.sockets} user=kino dbname=kino"
    while time.monotonic() < until:
        with psycopg.connect(address) as holder:
            holder.execute("SELECT id FROM rooms_room FOR UPDATE")
            time.sleep(0.3)
            ended += len(holder.execute(END_WAITING).fetchall())
            holder.rollback()
        time.sleep(0.3)
    n.proves(ended > 0, f"{ended} waiting transactions ended")


FAULTS = [
    Fault("F13", "PostgreSQL restarted, then killed", restart_postgres),
    Fault("F14", "PostgreSQL behind a black hole", postgres_hole),
    Fault("F14b", "PostgreSQL out of connections", no_connections),
    Fault("F15", "PostgreSQL read-only", no_writing),
    Fault("F15b", "PostgreSQL's disk full", full_disk, needs=no_disk),
    Fault("F16", "locks held, transactions ended by force", broken_transactions),
]
