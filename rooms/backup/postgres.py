"""PostgreSQL's own programs that copy a database and bring it back."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from rooms.backup.errors import BackupError
from rooms.own_connection import own_connection


def server_version() -> int:
    """Return the major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def dump(target: Path) -> None:
    """Write all of the database as it is at one moment. Raises BackupError."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(target))


def load(source: Path) -> None:
    """Bring a database back into an empty one, whole or not at all. Raises BackupError."""
    _run(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
        "--dbname", str(connection.settings_dict["NAME"]), str(source),
    )  # fmt: skip


def is_empty() -> bool:
    """Whether there is no table of anybody's."""
    return not connection.introspection.table_names()


def strangers() -> int:
    """Return how many others are connected to the database.

    Asked on a line past the pool, which is closed before: it opens more lines than it was asked
    for, and one of ours would be taken for somebody's.
    """
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    with own_connection() as line:
        row = line.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    return int(row[0]) if row else 0


def empty() -> None:
    """Remove everything in the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _run(name: str, *arguments: str) -> None:
    program = _program(name)
    connection.close()  # nothing of ours holds a lock meanwhile
    done = subprocess.run(  # noqa: S603
        [program, *arguments], env=_environment(), capture_output=True, text=True
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()[-1500:]}")


def _program(name: str) -> Path:
    """Return the program that is new enough for the server: beside the server, or on the PATH."""
    wanted = server_version()
    folders = [Path(folder) / name for folder in _server_folders()]
    on_path = shutil.which(name)
    for program in (*folders, *([Path(on_path)] if on_path else [])):
        if program.exists() and _version(program) >= wanted:
            return program
    raise BackupError(
        f"no {name} of PostgreSQL {wanted} or newer was found here: install "
        f"postgresql-client-{wanted}, or copy the database where the server is "
        "and use --without-database"
    )


def _server_folders() -> list[str]:
    """Where the server's own programs are; of use where it is on this machine."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
            return [row[0] for row in cursor.fetchall()]
    except DatabaseError:  # only for who may see it
        return []


def _version(program: Path) -> int:
    try:
        told = subprocess.run(  # noqa: S603
            [program, "--version"], capture_output=True, text=True, timeout=10
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", told)
    return int(found[1]) if found else 0


def _environment() -> dict[str, str]:
    """The way to the database for programs that read libpq's variables; no password in `ps`."""
    told = connection.settings_dict
    names = {"NAME": "PGDATABASE", "HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER",
             "PASSWORD": "PGPASSWORD"}  # fmt: skip
    given = {variable: str(told[name]) for name, variable in names.items() if told.get(name)}
    return {**os.environ, **given}
