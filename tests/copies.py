"""Copies of a site and the way back, for tests: made by the commands that people use."""

from __future__ import annotations

from pathlib import Path

import pytest

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
