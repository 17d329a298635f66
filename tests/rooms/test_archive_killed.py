"""The archive when its process is killed for real, at every step."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from rooms.archive_store import DiskStore
from rooms.tasks import archive_closing_rooms
from tests.rooms.evenings import make_closed_room
from tests.rooms.test_archive import STEPS, assert_sealed_once
from tests.services import child_environment

PROGRAM = """
import os, signal, sys, uuid
import django
django.setup()
from rooms.archive import archive_room
def step(name):
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
archive_room(uuid.UUID(sys.argv[1]), step=step)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("killed_at", STEPS)
def test_killed_run_is_ended_by_the_next_sweep(
    tmp_path: Path, settings: Any, killed_at: str
) -> None:
    """F17, R115: kill -9 after any step; one sealed archive, no leftover, no lock left behind."""
    settings.MEDIA_ROOT = tmp_path / "media"
    store = DiskStore(tmp_path / "media" / "archives")
    room = make_closed_room(40)
    killed = _run(tmp_path, str(room.pk), killed_at)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    archive_closing_rooms()
    assert_sealed_once(store, room, 40)


def _run(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=settings.BASE_DIR,
        env=child_environment(VAR=str(var)),
        capture_output=True,
        text=True,
        timeout=60,
    )
