"""Calling friends into a room by name."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.reading import read_as
from accounts.selectors import who
from rooms import invitations, permissions, selectors
from rooms.api.serializers import InvitationShape, Invited, NewInvitation
from rooms.models import Invitation


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

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List who was called; a guest sees those whom he called."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=NewInvitation, responses={201: Invited, 200: Invited})
    def post(self, request: Request, token: str) -> Response:
        """Call friends by name (R062): 201, and 200 when all of them were called before.

        The right of host and moderators, under «by link» of everybody. 404 when nobody of them can
        be called, 429 beyond 50 a day.
        """
        people = read_as(NewInvitation, request.data)["users"]
        calls, is_new = invitations.invite(room_key=token, by=who(request), user_ids=people)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(Invited({"results": calls}).data, status=code)


class InvitationView(APIView):
    """One call."""

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, token: str, user: UUID) -> Response:
        """Take a call back (who called, or the host), or put one's own off; again: the same."""
        invitations.withdraw(room_key=token, by=who(request), user_id=user)
        return Response(status=status.HTTP_204_NO_CONTENT)
