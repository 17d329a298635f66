"""Files that are sent while they are made or read."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import BinaryIO

from django.http import StreamingHttpResponse

CHUNK = 256 * 1024  # bytes


def download(
    pieces: AsyncIterator[bytes], *, content_type: str, name: str
) -> StreamingHttpResponse:
    """Answer with a file to keep; `name` is of letters, digits, `.` and `-` alone."""
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


async def made_aside(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Make them off the event loop: the disk may be slow, other people's sockets are not to wait.

    When the storage goes away in the middle the connection is cut: half a file is no file.
    """
    while piece := await asyncio.to_thread(next, pieces, b""):
        yield piece


def pieces_of(stream: BinaryIO) -> Iterator[bytes]:
    """Give what is in an open file, and close it."""
    with stream:
        while piece := stream.read(CHUNK):
            yield piece
