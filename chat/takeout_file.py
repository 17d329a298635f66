"""The file of one's own data on its way out: how often, and a few lines at a time."""

from collections.abc import AsyncIterator, Iterator
from itertools import islice

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils import timezone

from accounts.models import User
from chat.takeout import own_data
from rooms import windows
from rooms.downloads import download

MOST, HOUR = 3, 3600.0  # times in so many seconds
AT_ONCE = 200  # lines


def wait_of(person: User) -> float:
    """Count one more file; return for how many seconds there is none, 0 for none to wait."""
    return windows.wait(f"takeout:{person.pk.hex}", MOST, HOUR)


def data_file(person: User) -> StreamingHttpResponse:
    """Answer with all that the product holds of a person, made while it is sent."""
    name = f"my-data-{timezone.now():%Y-%m-%d}.jsonl"
    return download(_sent(own_data(person)), content_type="application/jsonl", name=name)


async def _sent(lines: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Some lines at a time, in the thread that holds this request's connection to the database."""
    while piece := await sync_to_async(_next)(lines):
        yield piece


def _next(lines: Iterator[bytes]) -> bytes:
    return b"".join(islice(lines, AT_ONCE))
