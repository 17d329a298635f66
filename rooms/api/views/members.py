"""Who is in a room, what he may, and putting him out."""

from typing import Any
from uuid import UUID

from django.db import transaction
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.reading import read_as
from accounts.selectors import who
from rooms import muting, people, presence, selectors
from rooms.api.serializers import MemberChange, MemberShape, Removal
from rooms.models import Member

BANNED = OpenApiParameter(
    "banned", OpenApiTypes.BOOL, description="Those who may not come back; the host's right."
)


@extend_schema_view(get=extend_schema(parameters=[BANNED]))
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

    @extend_schema(request=MemberChange, responses=MemberShape)
    def patch(self, request: Request, token: str, user: UUID) -> Response:
        """Give a role, let control, take a ban back (`banned: false`): the host's rights (R066).

        Who makes another the host is a guest himself from then. Or take and give back the word in
        the chat, a moderator's right (R099).
        """
        wanted = read_as(MemberChange, request.data)
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
        request=Removal,
        responses={204: None},
        parameters=[OpenApiParameter("ban", OpenApiTypes.BOOL, description="As in the body.")],
    )
    def delete(self, request: Request, token: str, user: UUID) -> Response:
        """Put a person out of the room at once; with `ban` he may not come back (R071).

        The right of the host, and of moderators over guests. Again: the same.
        """
        ban = read_as(Removal, request.data or request.query_params)["ban"]
        people.remove_person(room_key=token, by=who(request), user_id=user, ban=ban)
        return Response(status=status.HTTP_204_NO_CONTENT)
