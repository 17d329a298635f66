"""What tests of rooms share."""

import asyncio

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.db import connections

from rooms import seat
from tests.rooms.sockets import lobby as open_lobby


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
