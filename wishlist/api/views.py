"""API of wishes: one's own list, one film of it, and matches with friends."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import language_for, who
from catalog import selectors as catalog
from catalog.marks import with_marks
from catalog.models import Title
from wishlist import selectors, services
from wishlist.api.serializers import FilmMatchSerializer, MatchSerializer, WishSerializer
from wishlist.models import Wish

NOTHING = OpenApiResponse(description="Done; nothing to say.")


def titles_for(request: Request) -> QuerySet[Title]:
    """Return titles as the catalogue dresses them for whoever asks."""
    return with_marks(catalog.titles(language_for(request)), who(request))


class InLanguage(generics.GenericAPIView[Any]):
    """Lists whose films are named in the language of the request."""

    queryset = Title.objects.none()  # for the schema

    def get_serializer_context(self) -> dict[str, Any]:
        """Tell the film's shape the language."""
        return {**super().get_serializer_context(), "language": language_for(self.request)}


@extend_schema(tags=["wishlist"])
class Wishes(InLanguage, generics.ListAPIView[Title]):
    """What oneself wants to watch, the newest wish first."""

    serializer_class = WishSerializer

    def get_queryset(self) -> QuerySet[Title]:
        """One's own wishes."""
        return selectors.wished_by(who(self.request), titles_for(self.request))


class WishOfFilm(APIView):
    """One title on one's own list."""

    @extend_schema(
        tags=["wishlist"], request=None, responses={201: WishSerializer, 200: WishSerializer}
    )
    def put(self, request: Request, film: uuid.UUID) -> Response:
        """Want it; 200 when it was wanted before."""
        _, new = services.add_wish(user=who(request), title=catalog.get_title(film))
        wished = selectors.wished_by(who(request), titles_for(request)).get(pk=film)
        context = {"request": request, "language": language_for(request)}
        return Response(
            WishSerializer(wished, context=context).data,
            status=status.HTTP_201_CREATED if new else status.HTTP_200_OK,
        )

    @extend_schema(tags=["wishlist"], request=None, responses={204: NOTHING})
    def delete(self, request: Request, film: uuid.UUID) -> Response:
        """Want it no more; repeatable."""
        services.remove_wish(user=who(request), title=catalog.get_title(film))
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["wishlist"])
class Matches(InLanguage, generics.ListAPIView[Title]):
    """What oneself and one's friends want alike, the most wanted first."""

    serializer_class = MatchSerializer

    def get_queryset(self) -> QuerySet[Title]:
        """Titles of both lists."""
        return selectors.matches_of(who(self.request), titles_for(self.request))

    def paginate_queryset(self, queryset: Any) -> Any:
        """Name the friends of a whole page by one query."""
        return selectors.with_friends(who(self.request), super().paginate_queryset(queryset) or [])


@extend_schema(tags=["films"])
class FilmMatches(generics.ListAPIView[Wish]):
    """Friends who want this title; never anybody else."""

    queryset = Wish.objects.none()  # for the schema
    serializer_class = FilmMatchSerializer

    def get_queryset(self) -> QuerySet[Wish]:
        """Friends' wishes. Raises TitleNotFound."""
        return selectors.friends_who_want(who(self.request), catalog.get_title(self.kwargs["id"]))
