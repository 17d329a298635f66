"""The archive for those who were there: its state and address, the object, and forms to read."""

from collections.abc import Iterator
from itertools import chain

from django.http import StreamingHttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.negotiation import JsonWhenRefused
from accounts.selectors import language, who
from rooms import archive_reading
from rooms.api.serializers import ArchiveState
from rooms.archive_export import chunks, text_lines, vtt_lines
from rooms.archive_format import Line
from rooms.downloads import download, made_aside, pieces_of
from rooms.errors import NotFound
from rooms.models import Archive, Room


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


class _Download(APIView):
    """The evening in a form for people, made while it is sent."""

    content_negotiation_class = JsonWhenRefused
    form, content_type = "", ""

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
        return download(made_aside(pieces), content_type=self.content_type, name=name)


class ArchiveTextView(_Download):
    """The evening as plain text."""

    form, content_type = "txt", "text/plain; charset=utf-8"

    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR})
    def get(self, request: Request, token: str) -> StreamingHttpResponse:
        """Give it in the reader's language and by the clock of his profile."""
        return self.answer(request, token)

    def texts(self, lines: Iterator[Line], person: User) -> Iterator[str]:
        return text_lines(lines, language=language(), time_zone=person.time_zone)


class ArchiveSubtitlesView(_Download):
    """What was said as subtitles of the film."""

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
        pieces = made_aside(pieces_of(archive_reading.whole_object(archive)))
        response = download(pieces, content_type="application/zstd", name="evening.jsonl.zst")
        response["Content-Length"] = str(archive.size)
        return response
