"""Who looks at the catalogue, and where the files of a test lie."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.catalog.factories import make_viewer


@pytest.fixture
def own_storage(settings: Any, tmp_path: Path) -> None:
    """Not for tests of a running site: that one keeps its files in its own place."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def viewer() -> User:
    """A person who is signed in."""
    return make_viewer()


@pytest.fixture
def client(viewer: User) -> Client:
    """The viewer's browser."""
    client = Client()
    client.force_login(viewer)
    return client
