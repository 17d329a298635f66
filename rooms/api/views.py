"""API of rooms: opening, entering, the shared playhead, who is here, the log."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.selectors import language, who
from catalog.selectors import get_title
from rooms import (
    events,
    events_reading,
    following,
    invitations,
    limits,
    muting,
    people,
    permissions,
    presence,
    reporting,
    selectors,
    services,
)
from rooms.api.serializers import (
    CommandDone,
    Cursor,
    EventsShape,
    Following,
    InvitationShape,
    Invited,
    MemberChange,
    MemberShape,
    NewCommand,
    NewInvitation,
    NewReport,
    NewRoom,
    Removal,
    RoomChange,
    RoomShape,
    StateShape,
)
from rooms.errors import NotFound
from rooms.models import Invitation, Member, Room
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

    @extend_schema(tags=ROOMS, request=RoomChange, responses=RoomShape)
    def patch(self, request: Request, token: str) -> Response:
        """Change who may enter, who may control, whether there is a chat; the host's right.

        `new_link` gives the room another token: the old link lets nobody in any more, and leads
        those who are in the room already to the new one.
        """
        body = RoomChange(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        wanted, person = dict(body.validated_data), who(request)
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

    @extend_schema(tags=ROOMS, request=None, responses={204: None})
    def post(self, request: Request, token: str) -> Response:
        """Free one's seat at once; again: the same (R068)."""
        services.leave_room(room_key=token, user=who(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Close(APIView):
    """The end of the evening."""

    @extend_schema(tags=ROOMS, request=None, responses={202: RoomShape})
    def post(self, request: Request, token: str) -> Response:
        """Close the room for all; its archive follows. A right of host and moderators (R114)."""
        person = who(request)
        room = services.close_room(room_key=token, by=person)
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
        room_id, person = selectors.key_of(token), who(request)
        done = services.command_in_turn(
            room_id=room_id, user=person, command=command, client_id=asked["id"]
        )
        return Response({"id": asked["id"], "seq": done.seq, "version": done.version})


class Knock(APIView):
    """Whether it makes sense to open a socket: a refused handshake gives a page no reason."""

    @extend_schema(tags=ROOMS, request=None, responses={204: None})
    def get(self, request: Request, token: str) -> Response:
        """204: knock. 429: too many sockets or openings (A12), come back after `retry_after`."""
        person = who(request)
        selectors.room_of(token, person)
        limits.check_refusal(person.pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Reports(APIView):
    """What a player says of itself, for pages whose socket does not get through (R089)."""

    @extend_schema(tags=ROOMS, request=NewReport, responses={204: None})
    def post(self, request: Request, token: str) -> Response:
        """Tell the room how one's own player does: it waits for who loads, and shows that he does.

        On every change and at least every 20 s, as on the socket; ten times in 5 s, else 429.
        """
        body = NewReport(data=request.data)
        body.is_valid(raise_exception=True)
        person = who(request)
        room = following.seated(token, person)
        said = events.PlayerReport(**body.validated_data)
        reporting.take_report(room=room, user=person, said=said)
        return Response(status=status.HTTP_204_NO_CONTENT)


class State(APIView):
    """Where the film stands, by which clock, and who is here."""

    @extend_schema(tags=ROOMS, parameters=[Following], responses=StateShape)
    def get(self, request: Request, token: str) -> Response:
        """Show it to a member; asking counts as being here (R076, R088).

        A page without sockets lives on this (R089): with `welcome`, then `after`, `frames` holds
        what its socket would have told; then he must sit in the room, and it must be open.
        """
        person = who(request)
        cursor = Following(data=request.query_params)
        cursor.is_valid(raise_exception=True)
        after, welcome = cursor.validated_data.get("after"), cursor.validated_data["welcome"]
        if after is None and not welcome:
            return Response(self._shown(token, person))
        room = following.seated(token, person)
        if reporting.end_waiting(room):
            room.refresh_from_db()
        if welcome:
            greeting = following.player_welcome(token, person, language())
            frames = following.builtin([greeting])
        else:
            frames = following.player_frames(room, after or 0)
        return Response({**selectors.state(room), "frames": frames})

    def _shown(self, token: str, person: User) -> dict[str, Any]:
        room, member = selectors.room_of(token, person)
        if room.is_open and member.state == Member.State.HERE:
            presence.touch(room.pk.hex, str(person.pk))
        return selectors.state(room)


BANNED = OpenApiParameter(
    "banned", OpenApiTypes.BOOL, description="Those who may not come back; the host's right."
)


@extend_schema_view(get=extend_schema(tags=ROOMS, parameters=[BANNED]))
class Members(generics.ListAPIView[Member]):
    """Who is in the room and who was (R065)."""

    queryset = Member.objects.none()  # for the schema
    serializer_class = MemberShape

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List them for a member, those who came first at the front."""
        room, place = selectors.room_of(kwargs["token"], who(request))
        found = selectors.members_of(room)
        if request.query_params.get("banned") in ("1", "true"):
            selectors.require("settings", room, place)
            found = selectors.banned_from(room)
        page: list[Member] = self.paginate_queryset(found) or []
        stalled = presence.stalled(room.pk.hex)
        rows = [selectors.member_wire(m, str(m.user_id) in stalled) for m in page]
        return self.get_paginated_response(MemberShape(rows, many=True).data)


class MemberView(APIView):
    """One person's place in the room."""

    @extend_schema(tags=ROOMS, request=MemberChange, responses=MemberShape)
    def patch(self, request: Request, token: str, user: UUID) -> Response:
        """Give a role, let control, take a ban back (`banned: false`): the host's rights (R066).

        Who makes another the host is a guest himself from then. Or take and give back the word in
        the chat, a moderator's right (R099).
        """
        body = MemberChange(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        whom: dict[str, Any] = {"room_key": token, "by": who(request), "user_id": user}
        with transaction.atomic():
            if "banned" in wanted:
                member = people.unban_person(**whom)
            if "muted" in wanted:
                member = muting.mute_member(**whom, muted=wanted["muted"])
            if "may_control" in wanted:
                member = people.let_control(**whom, allowed=wanted["may_control"])
            if "role" in wanted:
                member = people.change_role(**whom, role=wanted["role"])
        return Response(MemberShape(selectors.member_wire(member)).data)

    @extend_schema(
        tags=ROOMS,
        request=Removal,
        responses={204: None},
        parameters=[OpenApiParameter("ban", OpenApiTypes.BOOL, description="As in the body.")],
    )
    def delete(self, request: Request, token: str, user: UUID) -> Response:
        """Put a person out of the room at once; with `ban` he may not come back (R071).

        The right of the host, and of moderators over guests. Again: the same.
        """
        body = Removal(data=request.data or request.query_params)
        body.is_valid(raise_exception=True)
        people.remove_person(
            room_key=token, by=who(request), user_id=user, ban=body.validated_data["ban"]
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class Invitations(generics.ListAPIView[Invitation]):
    """Calls into the room by name."""

    queryset = Invitation.objects.none()  # for the schema
    serializer_class = InvitationShape

    def get_queryset(self) -> QuerySet[Invitation]:
        """All of them for those who look after the room, one's own for the others."""
        person = who(self.request)
        room, place = selectors.room_of(self.kwargs["token"], person)
        calls = Invitation.objects.filter(room=room).select_related("user", "by")
        if not permissions.is_allowed("moderate", place, room):
            calls = calls.filter(by=person)
        return calls.order_by("created_at", "pk")

    @extend_schema(tags=ROOMS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List who was called; a guest sees those whom he called."""
        return super().get(request, *args, **kwargs)

    @extend_schema(tags=ROOMS, request=NewInvitation, responses={201: Invited, 200: Invited})
    def post(self, request: Request, token: str) -> Response:
        """Call friends by name (R062): 201, and 200 when all of them were called before.

        The right of host and moderators, under «by link» of everybody. 404 when nobody of them can
        be called, 429 beyond 50 a day.
        """
        body = NewInvitation(data=request.data)
        body.is_valid(raise_exception=True)
        calls, is_new = invitations.invite(
            room_key=token, by=who(request), user_ids=body.validated_data["users"]
        )
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(Invited({"results": calls}).data, status=code)


class InvitationView(APIView):
    """One call."""

    @extend_schema(tags=ROOMS, request=None, responses={204: None})
    def delete(self, request: Request, token: str, user: UUID) -> Response:
        """Take a call back (who called, or the host), or put one's own off; again: the same."""
        invitations.withdraw(room_key=token, by=who(request), user_id=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Events(APIView):
    """The room log."""

    @extend_schema(tags=ROOMS, parameters=[Cursor], responses=EventsShape)
    def get(self, request: Request, token: str) -> Response:
        """List what came after a number or a moment, ascending; readers keep their own place.

        A record appears after all those before it, so a reader who goes on after the last number
        that he got misses nothing. `next` is there while there is more. Closed rooms as well.
        """
        room, _place = selectors.room_of(token, who(request))
        cursor = Cursor(data=request.query_params)
        cursor.is_valid(raise_exception=True)
        after, limit = cursor.validated_data["after"], cursor.validated_data["limit"]
        found = events_reading.wires_since(room, after, limit + 1)
        told, following = found[:limit], None
        if len(found) > limit:
            on = QueryDict(mutable=True)
            on.update({"after": str(told[-1]["seq"]), "limit": str(limit)})
            following = request.build_absolute_uri(f"{request.path}?{on.urlencode()}")
        page = {"next": following, "results": told, "last_seq": room.last_seq}
        return Response(EventsShape(page).data)
