"""API of rooms: opening, entering, the shared playhead, who is here, the log."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import language, who
from catalog.selectors import get_title
from rooms import presence, selectors, services, wire
from rooms.api.serializers import (
    CommandDone,
    Cursor,
    EventsShape,
    MemberShape,
    NewCommand,
    NewRoom,
    RoleChange,
    RoomChange,
    RoomShape,
    StateShape,
)
from rooms.models import Member, Room
from rooms.playback import Command

ROOMS = ["rooms"]
TWICE = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The same key gives the same room: a retry makes no second one.",
)
IN_ROOM = extend_schema(tags=ROOMS, request=None, responses=RoomShape)


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

    @extend_schema(tags=ROOMS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List one's own rooms and the open ones of friends, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=ROOMS,
        request=NewRoom,
        responses={201: RoomShape, 200: RoomShape},
        parameters=[TWICE],
    )
    def post(self, request: Request) -> Response:
        """Open a room; with the `Idempotency-Key` of before: 200 and the same room."""
        body = NewRoom(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        room, created = services.create_room(
            host=who(request),
            title=get_title(wanted.get("film") or wanted["episode"]),
            key=request.headers.get("Idempotency-Key"),
            access=wanted["access"],
            control=wanted["control"],
        )
        code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
        return answer(request, room.token, code)


class RoomView(APIView):
    """One room, for those who are in it or were."""

    @IN_ROOM
    def get(self, request: Request, token: str) -> Response:
        """Show the room, also after the evening (R064)."""
        return answer(request, token)

    @extend_schema(tags=ROOMS, request=RoomChange, responses=RoomShape)
    def patch(self, request: Request, token: str) -> Response:
        """Change who may enter, who may control and whether there is a chat; the host's right."""
        body = RoomChange(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        services.change_settings(room_key=token, by=who(request), **body.validated_data)
        return answer(request, token)


class Join(APIView):
    """A seat in the room."""

    @IN_ROOM
    def post(self, request: Request, token: str) -> Response:
        """Take it; again: the same. 409 `full`, 409 `closing`, 403 by the room's policy."""
        services.join_room(room_key=token, user=who(request))
        return answer(request, token)


class Leave(APIView):
    """The way out."""

    @extend_schema(tags=ROOMS, request=None, responses={204: None})
    def post(self, request: Request, token: str) -> Response:
        """Free one's seat at once; again: the same (R068)."""
        services.leave_room(room_key=token, user=who(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Close(APIView):
    """The end of the evening."""

    @extend_schema(tags=ROOMS, request=None, responses={202: RoomShape})
    def post(self, request: Request, token: str) -> Response:
        """Close the room for all; its archive follows. The host's right (R114, R115)."""
        person = who(request)
        room = services.close_room(room_key=token, by=person, reason="host")
        rooms = Room.objects.filter(pk=room.pk)  # staff may close where they never sat
        [shown] = selectors.shown(rooms, person, language())
        data = RoomShape(shown, context={"request": request}).data
        return Response(data, status=status.HTTP_202_ACCEPTED)


class Commands(APIView):
    """The shared playhead, for programs and for pages whose socket is away (R089)."""

    @extend_schema(tags=ROOMS, request=NewCommand, responses=CommandDone)
    def post(self, request: Request, token: str) -> Response:
        """Play, pause, seek or change the rate for all; the same `id` again: the same answer."""
        body = NewCommand(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        command = Command(
            asked["action"], asked.get("position"), asked.get("rate"), asked.get("version")
        )
        done = services.command_playback(
            room_key=token, user=who(request), command=command, client_id=asked["id"]
        )
        return Response({"id": asked["id"], "seq": done.seq, "version": done.version})


class State(APIView):
    """Where the film stands, by which clock, and who is here."""

    @extend_schema(tags=ROOMS, responses=StateShape)
    def get(self, request: Request, token: str) -> Response:
        """Show it to a member; asking counts as being here (R076, R088)."""
        person = who(request)
        room, member = selectors.room_of(token, person)
        if room.is_open and member.state == Member.State.HERE:
            presence.touch(room.pk.hex, str(person.pk))
        return Response(selectors.state(room))


@extend_schema_view(get=extend_schema(tags=ROOMS))
class Members(generics.ListAPIView[Member]):
    """Who is in the room and who was (R065)."""

    queryset = Member.objects.none()  # for the schema
    serializer_class = MemberShape

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List them for a member, those who came first at the front."""
        room, _place = selectors.room_of(kwargs["token"], who(request))
        page: list[Member] = self.paginate_queryset(selectors.members_of(room)) or []
        stalled = presence.stalled(room.pk.hex)
        rows = [selectors.member_wire(m, str(m.user_id) in stalled) for m in page]
        return self.get_paginated_response(MemberShape(rows, many=True).data)


class MemberView(APIView):
    """One person's place in the room."""

    @extend_schema(tags=ROOMS, request=RoleChange, responses=MemberShape)
    def patch(self, request: Request, token: str, user: UUID) -> Response:
        """Give a role; the host's right. Who makes another the host is a guest himself (R066)."""
        body = RoleChange(data=request.data)
        body.is_valid(raise_exception=True)
        member = services.change_role(
            room_key=token, by=who(request), user_id=user, **body.validated_data
        )
        return Response(MemberShape(selectors.member_wire(member)).data)


class Events(APIView):
    """The room log."""

    @extend_schema(tags=ROOMS, parameters=[Cursor], responses=EventsShape)
    def get(self, request: Request, token: str) -> Response:
        """List what came after a number or a moment, ascending; readers keep their own place."""
        room, _place = selectors.room_of(token, who(request))
        cursor = Cursor(data=request.query_params)
        cursor.is_valid(raise_exception=True)
        records = selectors.records_since(room, **cursor.validated_data)
        told = [wire.wire(record, room=room, prev=0) for record in records]
        return Response(EventsShape({"results": told, "last_seq": room.last_seq}).data)
