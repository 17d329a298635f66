"""The chat over HTTP: for programs, and for pages whose socket is away."""

from typing import Any

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.reading import read_as
from accounts.selectors import who
from chat import following as talk
from chat import replay, selectors, services
from chat.api.serializers import (
    Cursor,
    Followed,
    Following,
    MessageIn,
    MessagePage,
    Numbered,
    ReactionIn,
    ReplayCursor,
    ReplayPage,
)
from rooms import archive_reading, following
from rooms.errors import Closing
from rooms.evening import words_of
from rooms.models import Room
from rooms.selectors import room_of


class MessagesView(APIView):
    """Messages of a room, for its members; after the evening too."""

    @extend_schema(parameters=[Cursor], responses=MessagePage)
    def get(self, request: Request, token: str) -> Response:
        room, _ = room_of(token, who(request))
        return Response(_page(request, room, **read_as(Cursor, request.query_params)))

    @extend_schema(request=MessageIn, responses={200: Numbered, 201: Numbered})
    def post(self, request: Request, token: str) -> Response:
        room, _ = room_of(token, who(request))
        said = read_as(MessageIn, request.data)
        record, is_new = services.send_message(
            room_id=room.pk,
            author=who(request),
            text=said["text"],
            client_id=said["id"],
            reply_to=said.get("reply_to"),
            mentions=said.get("mentions", ()),
        )
        answer = {"id": record.client_id, "seq": record.seq}
        return Response(answer, status=201 if is_new else 200)


class MessageView(APIView):
    """One message."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, token: str, seq: int) -> Response:
        room, _ = room_of(token, who(request))
        services.delete_message(room_id=room.pk, seq=seq, by=who(request))
        return Response(status=204)


class ReactionsView(APIView):
    """Signs on one message."""

    @extend_schema(request=ReactionIn, responses=Numbered)
    def post(self, request: Request, token: str, seq: int) -> Response:
        """Put a sign on it or take one's own off; the same `id` again: the same answer (R103)."""
        room, _ = room_of(token, who(request))
        said = read_as(ReactionIn, request.data)
        record = services.react(
            room_id=room.pk,
            seq=seq,
            emoji=said["emoji"],
            on=said["on"],
            by=who(request),
            client_id=said["id"],
        )
        return Response({"id": said["id"], "seq": record.seq})


class TypingView(APIView):
    """«Is writing», for pages whose socket does not get through (R089)."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, token: str) -> Response:
        """Let the room see that one writes: once in 2.5 s, never one who may not speak."""
        person = who(request)
        room = following.seated(token, person)
        talk.show_typing(room, person)
        return Response(status=204)


class FramesView(APIView):
    """The chat's stream, for pages whose socket does not get through (R089)."""

    @extend_schema(parameters=[Following], responses=Followed)
    def get(self, request: Request, token: str) -> Response:
        """Tell it to one who sits in the open room; asking counts as being here."""
        cursor = read_as(Following, request.query_params)
        room = following.seated(token, who(request))
        if cursor["welcome"]:
            frames = following.builtin([talk.chat_welcome(token, who(request))])
        else:
            frames = talk.chat_frames(room, cursor["after"])
        return Response({"epoch": room.epoch, "seq": room.last_seq, "frames": frames})


class ReplayView(APIView):
    """An evening that is over, line by line: by places of the film, or as it came (R120)."""

    @extend_schema(parameters=[ReplayCursor], responses=ReplayPage)
    def get(self, request: Request, token: str) -> Response:
        """Tell it to one who was there; 409 `closing` until the archive is sealed."""
        room = archive_reading.evening_of(token, who(request))
        if archive_reading.archive_of(room) is None:
            raise Closing
        wanted = dict(read_as(ReplayCursor, request.query_params))
        words = words_of(wanted.pop("q", ""))
        page = replay.read_page(room, replay.Wanted(words=words, **wanted))
        first, last = (page.lines[0], page.lines[-1]) if page.lines else ({}, {})
        return Response(
            {
                "next": _link(request, after=last["key"]) if last and page.has_later else None,
                "previous": _link(request, before=first["key"])
                if first and page.has_earlier
                else None,
                "results": page.lines,
            }
        )


def _page(
    request: Request,
    room: Room,
    limit: int,
    lines: bool,
    before: int | None = None,
    after: int | None = None,
) -> dict[str, Any]:
    """Return a page with links: `previous` to what was said earlier, `next` to what came later."""
    if after is not None:
        found = selectors.next_messages(room, after=after, limit=limit + 1, lines=lines)
        results, has_next, has_previous = found[:limit], len(found) > limit, after > 0
    else:
        found = selectors.last_messages(room, before=before, limit=limit + 1, lines=lines)
        results, has_next, has_previous = found[-limit:], before is not None, len(found) > limit
    return {
        "next": _link(request, after=results[-1].seq) if results and has_next else None,
        "previous": _link(request, before=results[0].seq) if results and has_previous else None,
        "results": msgspec.to_builtins(results),
    }


def _link(request: Request, **cursor: int | str) -> str:
    query = request.GET.copy()
    for key in ("until", "before", "after"):
        query.pop(key, None)
    query.update({key: str(place) for key, place in cursor.items()})
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
