"""The archive for those who were there: state and address for programs, the object, the page."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from itertools import chain
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
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.negotiation import JsonWhenRefused
from accounts.selectors import language, who
from catalog.selectors import get_title
from rooms import archive_reading, selectors
from rooms.archive_export import chunks, text_lines, vtt_lines
from rooms.archive_format import Line
from rooms.errors import NotFound, Unavailable
from rooms.evening import (
    FOUND,
    LINES,
    find_words,
    read_course,
    read_evening,
    skyline,
    words_of,
)
from rooms.models import Archive, Room
from rooms.selectors import room_of
from rooms.views import video_of
from rooms.wire import person

CHUNK = 256 * 1024  # bytes
SEARCH_LONGEST = 100  # characters


class ArchiveState(serializers.Serializer[Any]):
    """`closing` until the archive is sealed; then where it is and how to check it.

    `expired` once the site has removed it (410 at `url`).
    """

    state = serializers.ChoiceField(["closing", "sealed", "expired"])
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


class _Download(APIView):
    """The evening in a form for people, made while it is sent."""

    form = ""
    content_type = ""

    def texts(self, lines: Iterator[Line], person: User) -> Iterator[str]:
        raise NotImplementedError

    def answer(self, request: Request, token: str) -> StreamingHttpResponse:
        room = archive_reading.evening_of(token, who(request))
        archive = archive_reading.archive_of(room)
        if archive is None:
            raise NotFound
        lines = archive_reading.lines(archive)
        header = next(lines)  # a storage that is away is told before the answer begins
        pieces = chunks(self.texts(chain([header], lines), who(request)))
        name = f"evening-{room.created_at:%Y-%m-%d}.{self.form}"
        return _streamed(pieces, self.content_type, name)


class ArchiveTextView(_Download):
    """The evening as plain text."""

    content_negotiation_class = JsonWhenRefused
    form, content_type = "txt", "text/plain; charset=utf-8"

    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR})
    def get(self, request: Request, token: str) -> StreamingHttpResponse:
        """Give it in the reader's language and by the clock of his profile."""
        return self.answer(request, token)

    def texts(self, lines: Iterator[Line], person: User) -> Iterator[str]:
        return text_lines(lines, language=language(), time_zone=person.time_zone)


class ArchiveSubtitlesView(_Download):
    """What was said as subtitles of the film."""

    content_negotiation_class = JsonWhenRefused
    form, content_type = "vtt", "text/vtt; charset=utf-8"

    @extend_schema(responses={(200, "text/vtt"): OpenApiTypes.STR})
    def get(self, request: Request, token: str) -> StreamingHttpResponse:
        """Give WebVTT: each message is a cue where the film stood when it was written."""
        return self.answer(request, token)

    def texts(self, lines: Iterator[Line], person: User) -> Iterator[str]:
        return vtt_lines(lines)


class ArchiveObjectView(APIView):
    """The object itself, as it lies in the storage (docs/archive-format.md)."""

    content_negotiation_class = JsonWhenRefused

    @extend_schema(responses={(200, "application/zstd"): OpenApiTypes.BINARY})
    def get(self, request: Request, token: str) -> StreamingHttpResponse:
        archive = archive_reading.archive_of(archive_reading.evening_of(token, who(request)))
        if archive is None:
            raise NotFound
        pieces = _pieces(archive_reading.whole_object(archive))
        response = _streamed(pieces, "application/zstd", "evening.jsonl.zst")
        response["Content-Length"] = str(archive.size)
        return response


@require_safe
@never_cache
def evening(request: HttpRequest, token: str) -> HttpResponse:
    """The evening to read (R120): 404 for who was not there, the room while it is open.

    Context: `room`, `film` (named title), `archive` (None while it is being made), `evening`
    (.header, .lines of .is_said ones and others; None when the storage is away), `page`, `search`
    (the words looked for; then .lines are what was found, .found how many).
    """
    try:
        room, _member = room_of(token, who(request))
    except NotFound:
        raise Http404 from None
    if room.is_open:
        return redirect("rooms:room", token)
    if room.state not in selectors.OVER:
        raise Http404
    context = _page(request, room)
    status = _status(context["archive"]) if context["evening"] is None else 200
    return render(request, "rooms/room_archive.html", context, status=status)


@require_safe
@never_cache
def replay(request: HttpRequest, token: str) -> HttpResponse:
    """The film of the evening played again beside its talk (R120); without a film: the evening.

    Context: `room` (with its named title), `name`, `people` (names), `heat` (where was said how
    much, as a path), `config` for js/archive/index.js.
    """
    try:
        room = archive_reading.evening_of(token, who(request))
    except NotFound:
        raise Http404 from None
    room.title = get_title(room.title_id, language())
    archive, video = archive_reading.archive_of(room), video_of(room.title, who(request))
    if archive is None or video is None:
        return redirect("rooms:archive", token)
    try:
        people, heat = read_course(archive_reading.lines(archive), room.duration)
    except Unavailable:
        return redirect("rooms:archive", token)
    context = {
        "room": room,
        "name": room.title.display_name,
        "people": people,
        "heat": skyline(heat),
        "config": _replay_config(request, room, token, video),
    }
    return render(request, "rooms/room_replay.html", context)


def _replay_config(
    request: HttpRequest, room: Room, token: str, video: dict[str, Any]
) -> dict[str, Any]:
    title = room.title
    return {
        "me": person(who(request)),
        "film": {"title": title.display_name, "poster": title.poster_large},
        "duration": room.duration,
        "video": video,
        "api": {
            "lines": f"/api/v1/rooms/{token}/archive/lines",
            "video": f"/api/v1/films/{title.pk}/video",
        },
    }


def _page(request: HttpRequest, room: Room) -> dict[str, Any]:
    archive = archive_reading.archive_of(room)
    film = get_title(room.title_id, language())
    context: dict[str, Any] = {"room": room, "film": film, "archive": archive, "evening": None}
    if archive is None:
        return context
    page = Paginator(range(archive.records), LINES).get_page(request.GET.get("page"))
    search = request.GET.get("q", "").replace("\x00", "").strip()[:SEARCH_LONGEST]
    with suppress(Unavailable):
        lines, reader = archive_reading.lines(archive), str(who(request).pk)
        if search:
            words = words_of(search)
            context["evening"] = find_words(lines, reader_id=reader, words=words)
        else:
            context["evening"] = read_evening(lines, reader_id=reader, page=page.number)
    return {**context, "page": page, "search": search, "most": FOUND}


def _status(archive: Archive | None) -> int:
    """Return what a page without the evening answers: it is being made, gone for good, or away."""
    if archive is None:
        return 200
    return 503 if archive.expired_at is None else 410


def _sealed(room: Room, archive: Archive, url: str) -> ArchiveState:
    return ArchiveState(
        {
            "state": "sealed" if archive.expired_at is None else "expired",
            "records": archive.records,
            "messages": archive.messages,
            "sha256": archive.sha256,
            "size": archive.size,
            "url": url,
            "closed_at": room.closed_at,
        }
    )


def _streamed(pieces: Iterator[bytes], content_type: str, name: str) -> StreamingHttpResponse:
    """Answer with a file; `name` is of letters, digits, `.` and `-` alone."""
    response = StreamingHttpResponse(_sent(pieces), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


async def _sent(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Make them off the event loop: the disk may be slow, other people's sockets are not to wait.

    When the storage goes away in the middle the connection is cut: half a file is no file.
    """
    while piece := await asyncio.to_thread(next, pieces, b""):
        yield piece


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(CHUNK):
            yield piece
