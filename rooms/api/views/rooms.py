"""Opening a room, its settings, coming, leaving and closing."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.reading import read_as
from accounts.selectors import language, who
from catalog.selectors import get_title
from rooms import invitations, people, selectors, services
from rooms.api.serializers import NewRoom, RoomChange, RoomShape
from rooms.errors import NotFound
from rooms.models import Room

TWICE = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The same key gives the same room: a retry makes no second one.",
)
IN_ROOM = extend_schema(request=None, responses=RoomShape)


def answer(request: Request, token: str, code: int = status.HTTP_200_OK) -> Response:
    """Answer with a room as the person who asks sees it."""
    room = selectors.shown_room(token, who(request), language())
    return Response(RoomShape(room, context={"request": request}).data, status=code)


class Rooms(generics.ListAPIView[Room]):
    """One's own rooms and the open ones of friends."""

    queryset = Room.objects.none()  # for the schema
    serializer_class = RoomShape

    def get_queryset(self) -> QuerySet[Room]:
        """Newest first; four queries beside the count (R061)."""
        person = who(self.request)
        return selectors.shown(selectors.visible_rooms(person), person, language())

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List one's own rooms and the open ones of friends, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=NewRoom,
        responses={201: RoomShape, 200: RoomShape},
        parameters=[TWICE],
    )
    def post(self, request: Request) -> Response:
        """Open a room; with the `Idempotency-Key` of before: 200 and the same room."""
        wanted = read_as(NewRoom, request.data)
        room, created = services.create_room(
            host=who(request),
            title=get_title(wanted.get("film") or wanted["episode"]),
            key=request.headers.get("Idempotency-Key"),
            access=wanted["access"],
            control=wanted["control"],
        )
        if wanted.get("invite"):
            with suppress(NotFound):  # none of them can be called: silently none is
                invitations.invite(room_key=room.pk, by=who(request), user_ids=wanted["invite"])
        code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
        return answer(request, room.token, code)


class RoomView(APIView):
    """One room, for those who are in it or were."""

    @IN_ROOM
    def get(self, request: Request, token: str) -> Response:
        """Show the room, also after the evening (R064)."""
        return answer(request, token)

    @extend_schema(request=RoomChange, responses=RoomShape)
    def patch(self, request: Request, token: str) -> Response:
        """Change who may enter, who may control, whether there is a chat; the host's right.

        `new_link` gives the room another token: the old link lets nobody in any more, and leads
        those who are in the room already to the new one.
        """
        wanted, person = dict(read_as(RoomChange, request.data, partial=True)), who(request)
        new_link = wanted.pop("new_link", False)
        with transaction.atomic():
            room = services.change_settings(room_key=token, by=person, **wanted)
            if new_link:
                room = people.replace_link(room_key=room.pk, by=person)
        return answer(request, room.token)


class Join(APIView):
    """A seat in the room."""

    @IN_ROOM
    def post(self, request: Request, token: str) -> Response:
        """Take it; again: the same. 409 `full`, 409 `closing`, 403 by the room's policy."""
        services.join_room(room_key=token, user=who(request))
        return answer(request, token)


class Leave(APIView):
    """The way out."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, token: str) -> Response:
        """Free one's seat at once; again: the same (R068)."""
        services.leave_room(room_key=token, user=who(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Close(APIView):
    """The end of the evening."""

    @extend_schema(request=None, responses={202: RoomShape})
    def post(self, request: Request, token: str) -> Response:
        """Close the room for all; its archive follows. A right of host and moderators (R114)."""
        person = who(request)
        room = services.close_room(room_key=token, by=person)
        rooms = Room.objects.filter(pk=room.pk)  # staff may close where they never sat
        [shown] = selectors.shown(rooms, person, language())
        data = RoomShape(shown, context={"request": request}).data
        return Response(data, status=status.HTTP_202_ACCEPTED)
