"""The shared playhead over HTTP: for programs, and for pages whose socket does not get through."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.reading import read_as
from accounts.selectors import language, who
from rooms import events, following, limits, presence, reporting, selectors, services
from rooms.api.serializers import CommandDone, Following, NewCommand, NewReport, StateShape
from rooms.models import Member
from rooms.playback import Command


class Commands(APIView):
    """The shared playhead, for programs and for pages whose socket is away (R089)."""

    @extend_schema(request=NewCommand, responses=CommandDone)
    def post(self, request: Request, token: str) -> Response:
        """Play, pause, seek or change the rate for all; the same `id` again: the same answer."""
        wish = read_as(NewCommand, request.data)
        command = Command(
            wish["action"], wish.get("position"), wish.get("rate"), wish.get("version")
        )
        room_id, person = selectors.key_of(token), who(request)
        done = services.command_in_turn(
            room_id=room_id, user=person, command=command, client_id=wish["id"]
        )
        return Response({"id": wish["id"], "seq": done.seq, "version": done.version})


class Knock(APIView):
    """Whether it makes sense to open a socket: a refused handshake gives a page no reason."""

    @extend_schema(request=None, responses={204: None})
    def get(self, request: Request, token: str) -> Response:
        """204: knock. 429: too many sockets or openings (A12), come back after `retry_after`."""
        person = who(request)
        selectors.room_of(token, person)
        limits.check_refusal(person.pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Reports(APIView):
    """What a player says of itself, for pages whose socket does not get through (R089)."""

    @extend_schema(request=NewReport, responses={204: None})
    def post(self, request: Request, token: str) -> Response:
        """Tell the room how one's own player does: it waits for who loads, and shows that he does.

        On every change and at least every 20 s, as on the socket; ten times in 5 s, else 429.
        """
        said = events.PlayerReport(**read_as(NewReport, request.data))
        person = who(request)
        room = following.seated(token, person)
        reporting.take_report(room=room, user=person, said=said)
        return Response(status=status.HTTP_204_NO_CONTENT)


class State(APIView):
    """Where the film stands, by which clock, and who is here."""

    @extend_schema(parameters=[Following], responses=StateShape)
    def get(self, request: Request, token: str) -> Response:
        """Show it to a member; asking counts as being here (R076, R088).

        A page without sockets lives on this (R089): with `welcome`, then `after`, `frames` holds
        what its socket would have told; then he must sit in the room, and it must be open.
        """
        person = who(request)
        cursor = read_as(Following, request.query_params)
        after, welcome = cursor.get("after"), cursor["welcome"]
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
