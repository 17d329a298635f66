"""HTTP answers that carry a video: capped ranges, small chunks, never a whole file in memory."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from catalog.models import StoredFile
from catalog.ranges import ByteRange, RangeNotSatisfiable, parse_range

CHUNK = 256 * 1024  # bytes read at once, in a thread
WHOLE_CHUNK = 64 * 1024
WHOLE_RATE = 16 * 1024 * 1024  # bytes a second of an answer without a range
WHOLE_AT_ONCE = 8  # such answers of one process; players ask for ranges and never meet this
HEADER_LIMIT = 4096  # characters of a Range header that are worth reading


class WholeFilm(StreamingHttpResponse):
    """An answer without a range: paced, and counted from its first piece to its closing.

    daphne takes whatever it is given into memory, however slowly the client reads.
    """

    flowing: ClassVar[set[int]] = set()  # answers under way in this process

    def __init__(self, pieces: AsyncGenerator[bytes], **options: Any) -> None:
        super().__init__(self._paced(pieces), **options)

    async def _paced(self, pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
        self.flowing.add(id(self))
        async for piece in pieces:
            yield piece
            await asyncio.sleep(len(piece) / WHOLE_RATE)

    def close(self) -> None:
        """Called by Django when the answer is out or its client has gone."""
        self.flowing.discard(id(self))
        super().close()


def answer(request: HttpRequest, video: StoredFile) -> HttpResponseBase:
    """Answer a GET or HEAD for the file of `video`: 200, 206, 304, 416, 431 or 503.

    A 206 carries at most VIDEO_RANGE_CAP bytes. With VIDEO_ACCEL_PREFIX the web server in front
    reads the range and sends the bytes.
    """
    if len(request.headers.get("Range", "")) > HEADER_LIMIT:
        return HttpResponse(status=431)
    response = _respond(request, video)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = _etag(video)
    response["Cache-Control"] = f"private, max-age={settings.VIDEO_LINK_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"  # no hot-linking
    return response


def _respond(request: HttpRequest, video: StoredFile) -> HttpResponseBase:
    if settings.VIDEO_ACCEL_PREFIX:
        return _handed_over(video)
    if request.headers.get("If-None-Match") == _etag(video):
        return HttpResponse(status=304)
    try:
        wanted = _wanted(request, video)
    except RangeNotSatisfiable:
        headers = {"Content-Range": f"bytes */{video.size}"}
        return HttpResponse(status=416, headers=headers)
    if request.method == "HEAD":
        headers = {"Content-Length": str(video.size)}
        return HttpResponse(content_type=video.content_type, headers=headers)
    return _whole(video) if wanted is None else _partial(video, wanted)


def _wanted(request: HttpRequest, video: StoredFile) -> ByteRange | None:
    """The range to answer with; None for the whole file."""
    header = request.headers.get("Range")
    if header is None or request.method != "GET":  # ranges are for GET only: RFC 9110 14.2
        return None
    if request.headers.get("If-Range", _etag(video)) != _etag(video):
        return None  # the client holds another file, or names only a date: it needs all of ours
    return parse_range(header, video.size, settings.VIDEO_RANGE_CAP)


def _handed_over(video: StoredFile) -> HttpResponse:
    path = settings.VIDEO_ACCEL_PREFIX.rstrip("/") + "/" + quote(video.key)
    return HttpResponse(content_type=video.content_type, headers={"X-Accel-Redirect": path})


def _partial(video: StoredFile, wanted: ByteRange) -> HttpResponseBase:
    headers = {
        "Content-Range": wanted.content_range(video.size),
        "Content-Length": str(wanted.length),
    }
    body = read(video.key, wanted, CHUNK)
    return StreamingHttpResponse(body, status=206, content_type=video.content_type, headers=headers)


def _whole(video: StoredFile) -> HttpResponseBase:
    if len(WholeFilm.flowing) >= WHOLE_AT_ONCE:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    everything = ByteRange(0, video.size - 1)
    body = read(video.key, everything, WHOLE_CHUNK)
    headers = {"Content-Length": str(video.size)}
    return WholeFilm(body, content_type=video.content_type, headers=headers)


async def read(key: str, wanted: ByteRange, chunk: int) -> AsyncGenerator[bytes]:
    """Give the bytes of a stored file piece by piece; the event loop never waits for the disk."""
    file = await asyncio.to_thread(default_storage.open, key)
    try:
        await asyncio.to_thread(file.seek, wanted.first)
        left = wanted.length
        while left > 0:
            piece = await asyncio.to_thread(file.read, min(chunk, left))
            if not piece:
                return
            left -= len(piece)
            yield piece
    finally:
        file.close()


def _etag(video: StoredFile) -> str:
    return f'"{video.etag}"'
