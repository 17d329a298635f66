"""What tests of rooms share."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.db import connections

from rooms import seat
from rooms.archive_store import ArchiveStore, archive_store
from tests.rooms.sockets import lobby as open_lobby
from tests.s3 import S3Server


@pytest_asyncio.fixture
async def lobby():
    """Opens sockets; hangs them up at the end and waits for no good-byes."""
    async with open_lobby() as entered:
        yield entered
    for task in list(seat.goodbyes):
        task.cancel()
    await asyncio.gather(*seat.goodbyes, return_exceptions=True)
    await sync_to_async(connections.close_all)()  # of the thread of this test's own async queries


@pytest.fixture
def room(host, friend):
    """An open room with Anya and Vasily in it."""
    from tests.factories import open_room

    return open_room(host, friend)


@pytest.fixture(scope="session")
def _s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    server = S3Server(tmp_path_factory.mktemp("s3"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def s3(_s3: S3Server, settings: Any) -> Iterator[S3Server]:
    """The site keeps its archives in a fresh bucket."""
    settings.ARCHIVE_S3 = _s3.settings(f"archives-{uuid4().hex[:12]}")
    store: Any = archive_store()
    assert store.prepare()
    assert not store.prepare()
    yield _s3
    if not _s3._answers():
        _s3.start()


@pytest.fixture(params=["disk", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> ArchiveStore:
    """The site's storage of archives, each kind as it is in life."""
    settings.MEDIA_ROOT = tmp_path
    if request.param == "s3":
        request.getfixturevalue("s3")
    return archive_store()
