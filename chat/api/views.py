"""The chat over HTTP: for programs, and for pages whose socket is away."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import who
from chat import selectors, services
from chat.api.serializers import Cursor, MessageIn, MessagePage, Numbered
from rooms.models import Room
from rooms.selectors import room_of


class MessagesView(APIView):
    """Messages of a room, for its members; after the evening too."""

    @extend_schema(parameters=[Cursor], responses=MessagePage)
    def get(self, request: Request, token: str) -> Response:
        room, _ = room_of(token, who(request))
        cursor = Cursor(data=request.query_params)
        cursor.is_valid(raise_exception=True)
        return Response(_page(request, room, **cursor.validated_data))

    @extend_schema(request=MessageIn, responses={200: Numbered, 201: Numbered})
    def post(self, request: Request, token: str) -> Response:
        room, _ = room_of(token, who(request))
        said = MessageIn(data=request.data)
        said.is_valid(raise_exception=True)
        record, is_new = services.send_message(
            room_id=room.pk,
            author=who(request),
            text=said.validated_data["text"],
            client_id=said.validated_data["id"],
            reply_to=said.validated_data.get("reply_to"),
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


def _page(
    request: Request,
    room: Room,
    limit: int,
    before: int | None = None,
    after: int | None = None,
) -> dict[str, Any]:
    """Return a page with links: `previous` to what was said earlier, `next` to what came later."""
    if after is not None:
        found = selectors.next_messages(room, after=after, limit=limit + 1)
        results, has_next, has_previous = found[:limit], len(found) > limit, after > 0
    else:
        found = selectors.last_messages(room, before=before, limit=limit + 1)
        results, has_next, has_previous = found[-limit:], before is not None, len(found) > limit
    return {
        "next": _link(request, after=results[-1]["seq"]) if results and has_next else None,
        "previous": _link(request, before=results[0]["seq"]) if results and has_previous else None,
        "results": results,
    }


def _link(request: Request, **cursor: int) -> str:
    query = request.GET.copy()
    for key in ("before", "after"):
        query.pop(key, None)
    query.update({key: str(seq) for key, seq in cursor.items()})
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
