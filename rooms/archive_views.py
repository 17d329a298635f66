"""The archive for those who were there: state and address for programs, the object, the page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, BinaryIO

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import language, who
from catalog.selectors import get_title
from rooms import archive_reading
from rooms.errors import NotFound, Unavailable
from rooms.evening import LINES, read_evening
from rooms.models import Archive, Room
from rooms.selectors import room_of

CHUNK = 256 * 1024  # bytes


class ArchiveState(serializers.Serializer[Any]):
    """`closing` until the archive is sealed; then where it is and how to check it."""

    state = serializers.ChoiceField(["closing", "sealed"])
    records = serializers.IntegerField(required=False)
    messages = serializers.IntegerField(required=False)
    sha256 = serializers.CharField(required=False, help_text="of the object at `url`")
    size = serializers.IntegerField(required=False, help_text="bytes")
    url = serializers.URLField(required=False)
    closed_at = serializers.DateTimeField()


class ArchiveView(APIView):
    """What became of an evening that is over."""

    @extend_schema(responses={200: ArchiveState, 202: ArchiveState})
    def get(self, request: Request, token: str) -> Response:
        room = archive_reading.evening_of(token, who(request))
        archive = archive_reading.archive_of(room)
        if archive is None:
            answer = ArchiveState({"state": "closing", "closed_at": room.closed_at})
            return Response(answer.data, status=202, headers={"Retry-After": "1"})
        where = reverse("api:room-archive-object", args=[token])
        return Response(_sealed(room, archive, request.build_absolute_uri(where)).data)


class JsonWhenRefused(DefaultContentNegotiation):
    """The object has a type of its own whatever is asked for; refusals are JSON."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return JSONRenderer(), JSONRenderer.media_type


class ArchiveObjectView(APIView):
    """The object itself, as it lies in the storage (docs/archive-format.md)."""

    content_negotiation_class = JsonWhenRefused

    @extend_schema(responses={(200, "application/zstd"): OpenApiTypes.BINARY})
    def get(self, request: Request, token: str) -> StreamingHttpResponse:
        archive = archive_reading.archive_of(archive_reading.evening_of(token, who(request)))
        if archive is None:
            raise NotFound
        stream = archive_reading.open_object(archive)
        response = StreamingHttpResponse(_chunks(stream), content_type="application/zstd")
        response["Content-Length"] = str(archive.size)
        response["Content-Disposition"] = 'attachment; filename="evening.jsonl.zst"'
        response["Cache-Control"] = "private, no-store"
        return response


@require_safe
@never_cache
def evening(request: HttpRequest, token: str) -> HttpResponse:
    """The evening to read (R120): 404 for who was not there, the room while it is open.

    Context: `room`, `film` (named title), `archive` (None while it is being made), `evening`
    (.header, .lines of .is_said ones and others; None when the storage is away), `page`.
    """
    try:
        room, _member = room_of(token, who(request))
    except NotFound:
        raise Http404 from None
    if room.is_open:
        return redirect("rooms:room", token)
    if room.state not in archive_reading.OVER:
        raise Http404
    context = _page(request, room)
    status = 503 if context["archive"] and context["evening"] is None else 200
    return render(request, "rooms/room_archive.html", context, status=status)


def _page(request: HttpRequest, room: Room) -> dict[str, Any]:
    archive = archive_reading.archive_of(room)
    film = get_title(room.title_id, language())
    context: dict[str, Any] = {"room": room, "film": film, "archive": archive, "evening": None}
    if archive is None:
        return context
    page = Paginator(range(archive.records), LINES).get_page(request.GET.get("page"))
    with suppress(Unavailable):
        lines = archive_reading.lines(archive)
        reader = str(who(request).pk)
        context["evening"] = read_evening(lines, reader_id=reader, page=page.number)
    return {**context, "page": page}


def _sealed(room: Room, archive: Archive, url: str) -> ArchiveState:
    return ArchiveState(
        {
            "state": "sealed",
            "records": archive.records,
            "messages": archive.messages,
            "sha256": archive.sha256,
            "size": archive.size,
            "url": url,
            "closed_at": room.closed_at,
        }
    )


async def _chunks(stream: BinaryIO) -> AsyncIterator[bytes]:
    """Read off the event loop: the disk may be slow, other people's sockets are not to wait."""
    try:
        while chunk := await asyncio.to_thread(stream.read, CHUNK):
            yield chunk
    finally:
        stream.close()
