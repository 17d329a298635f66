"""API of friendship: friends, requests, blocks, and finding people."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from accounts.api.serializers import PersonSerializer
from accounts.models import User
from accounts.reading import read_as
from accounts.selectors import who
from friends import selectors, services
from friends.api.serializers import (
    BlockSerializer,
    FoundPersonSerializer,
    FriendRequestSerializer,
    WhoSerializer,
)
from friends.models import Block, FriendRequest

NOTHING = OpenApiResponse(description="Done; nothing to say.")
GONE = extend_schema(tags=["friends"], request=None, responses={204: NOTHING})


def _asked_user(request: Request) -> uuid.UUID:
    user: uuid.UUID = read_as(WhoSerializer, request.data)["user"]
    return user


@extend_schema(tags=["friends"])
class Friends(generics.ListAPIView[User]):
    """One's own friends, by name."""

    queryset = User.objects.none()  # for the schema
    serializer_class = PersonSerializer

    def get_queryset(self) -> QuerySet[User]:
        """Friends of whoever asks."""
        return selectors.friends_of(who(self.request))


class Friend(APIView):
    """One friend."""

    @GONE
    def delete(self, request: Request, user: uuid.UUID) -> Response:
        """End the friendship; 204 also when there was none."""
        services.remove_friend(user=who(request), friend_id=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Requests(generics.ListAPIView[FriendRequest]):
    """Requests that wait: to oneself, or with `?sent=1` one's own."""

    queryset = FriendRequest.objects.none()  # for the schema
    serializer_class = FriendRequestSerializer

    def get_queryset(self) -> QuerySet[FriendRequest]:
        """Those to me, or from me."""
        sent = self.request.query_params.get("sent") in ("1", "true")
        return (selectors.requests_from if sent else selectors.requests_to)(who(self.request))

    @extend_schema(
        tags=["friends"],
        parameters=[OpenApiParameter("sent", OpenApiTypes.BOOL, description="1: one's own")],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the requests, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["friends"],
        request=WhoSerializer,
        responses={201: FriendRequestSerializer, 200: FriendRequestSerializer},
    )
    def post(self, request: Request) -> Response:
        """Ask a person; 200 and the same request when asked before.

        Whoever has asked first becomes a friend at once: his request comes back, accepted.
        """
        asked = services.request_friend(sender=who(request), addressee_id=_asked_user(request))
        return Response(
            FriendRequestSerializer(asked.request).data,
            status=status.HTTP_201_CREATED if asked.created else status.HTTP_200_OK,
        )


ANSWER = extend_schema(tags=["friends"], request=None, responses=FriendRequestSerializer)


class Withdraw(APIView):
    """A request of one's own."""

    @GONE
    def delete(self, request: Request, id: uuid.UUID) -> Response:
        """Take it back; repeatable."""
        services.withdraw_request(user=who(request), request_id=id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Accept(APIView):
    """Agreement to a request."""

    @ANSWER
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Become friends; repeatable, 409 when it was declined."""
        accepted = services.accept_request(user=who(request), request_id=id)
        return Response(FriendRequestSerializer(accepted).data)


class Decline(APIView):
    """Refusal of a request."""

    @ANSWER
    def post(self, request: Request, id: uuid.UUID) -> Response:
        """Refuse in silence; repeatable, 409 when it was accepted."""
        declined = services.decline_request(user=who(request), request_id=id)
        return Response(FriendRequestSerializer(declined).data)


class Blocks(generics.ListAPIView[Block]):
    """Whom oneself has blocked."""

    queryset = Block.objects.none()  # for the schema
    serializer_class = BlockSerializer

    def get_queryset(self) -> QuerySet[Block]:
        """One's own blocks; nobody learns of blocks against him."""
        return selectors.blocks_of(who(self.request))

    @extend_schema(tags=["friends"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List them, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["friends"],
        request=WhoSerializer,
        responses={201: BlockSerializer, 200: BlockSerializer},
    )
    def post(self, request: Request) -> Response:
        """Hide a person and oneself from each other; 200 when it was so before."""
        block, new = services.block_person(user=who(request), person_id=_asked_user(request))
        return Response(
            BlockSerializer(block).data,
            status=status.HTTP_201_CREATED if new else status.HTTP_200_OK,
        )


class Unblock(APIView):
    """One block of one's own."""

    @GONE
    def delete(self, request: Request, user: uuid.UUID) -> Response:
        """Take it back; repeatable. Friendship does not come back by itself."""
        services.unblock_person(user=who(request), person_id=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class People(generics.ListAPIView[User]):
    """People by the beginning of a name, or one by the whole address; at most 20."""

    queryset = User.objects.none()  # for the schema
    serializer_class = FoundPersonSerializer
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "people-search"

    @extend_schema(
        tags=["friends"],
        parameters=[
            OpenApiParameter(
                "search", required=True, description="at least two letters of a name, or an email"
            )
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List whom one may meet; blocked people never are."""
        me = who(request)
        found = selectors.search_people(me, request.query_params.get("search", ""))
        context = {"relations": selectors.relations(me, found)}
        page = self.paginate_queryset(found)
        return self.get_paginated_response(
            FoundPersonSerializer(page or [], many=True, context=context).data
        )
