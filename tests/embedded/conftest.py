"""Folders for launchers under test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short folder that another user can enter too: pytest's own are private and deep."""
    folder = Path(tempfile.mkdtemp(prefix="kino-launch-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
