"""Copies of a site and the way back, for tests: made by the commands that people use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from rooms.backup import postgres
from rooms.backup.errors import BackupError
from tests.commands import printed
from tests.services import NOT_RUN


def require_programs() -> None:
    """Skip the test where PostgreSQL's own programs are not found."""
    try:
        for name in ("pg_dump", "pg_restore"):
            postgres._program(name)
    except BackupError as problem:
        pytest.skip(f"{NOT_RUN}backup and restore ({problem})")


def back_up(folder: Path) -> Path:
    """Copy the site of this process into a new folder; return it."""
    printed("backup", folder)
    return folder


@contextmanager
def empty_database() -> Iterator[str]:
    """A second database on the server of this one, without a table; gives its name."""
    name = f"restored_{os.getpid()}"
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    with connection.cursor() as cursor:
        cursor.execute(drop)
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(drop)


@contextmanager
def working_on(database: str) -> Iterator[None]:
    """Let this process be the site of another database on the same server."""
    known = connection.settings_dict
    before = known["NAME"]
    connection.close()
    known["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        known["NAME"] = before
