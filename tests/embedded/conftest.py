"""Folders for launchers under test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded.launching import folder_for_others


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user can enter too."""
    with folder_for_others() as folder:
        yield folder
