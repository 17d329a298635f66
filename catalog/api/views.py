"""The catalogue for programs: read-only lists and single titles."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import language_for, who
from catalog import selectors
from catalog.api import serializers
from catalog.filters import PersonFilter, TitleFilter
from catalog.marks import with_marks
from catalog.models import Genre, Language, Person, Title
from catalog.video import sources

PERSON_FILMS = 60
IN_LANGUAGE = OpenApiParameter(
    "language",
    description=(
        "Language of names and texts; by default Accept-Language, else the person's own. "
        "What has no text in it comes in Russian."
    ),
    enum=Language.values,
)


class Reading(generics.GenericAPIView[Any]):
    """What the views here share: the language, and the marks of the person who asks."""

    @property
    def language(self) -> str:
        """The language of names and texts. Raises ValidationError for an unknown one."""
        asked = self.request.query_params.get("language")
        if asked is None:
            return language_for(self.request)
        if asked not in Language.values:
            raise ValidationError({"language": [gettext("Такого языка у нас нет.")]})
        return asked

    def get_serializer_context(self) -> dict[str, Any]:
        """Names follow the language of the request."""
        return {**super().get_serializer_context(), "language": self.language}

    def mine(self, titles: QuerySet[Title]) -> QuerySet[Title]:
        """The titles with what they are to the person who asks."""
        return with_marks(titles, who(self.request))

    def whole(self, kind: Title.Kind) -> Title:
        """The title of the address, if it is of that kind. Raises TitleNotFound."""
        titles = selectors.titles(self.language).filter(kind=kind)
        return selectors.whole_title(self.mine(titles), self.kwargs["id"])


@extend_schema(tags=["films"], parameters=[IN_LANGUAGE])
class Films(Reading, generics.ListAPIView[Title]):
    """Films, those that can be watched first."""

    queryset = Title.objects.none()  # for the schema
    serializer_class = serializers.FilmSerializer
    filterset_class = TitleFilter

    def get_queryset(self) -> QuerySet[Title]:
        return self.mine(selectors.visible_films(self.language))


@extend_schema(tags=["films"], parameters=[IN_LANGUAGE])
class Film(Reading, generics.RetrieveAPIView[Title]):
    """One film with its description and people."""

    serializer_class = serializers.WholeFilmSerializer

    def get_object(self) -> Title:
        return self.whole(Title.Kind.FILM)


class FilmVideo(APIView):
    """Where to play a film or an episode from."""

    @extend_schema(tags=["films"], responses=serializers.VideoSerializer)
    def get(self, request: Request, id: str) -> Response:
        """Answer an address for this person alone; 404 without a video.

        Asked for with a token, it plays without cookies; asked for by a browser, it plays only
        beside the session of the same person.
        """
        person = who(request)
        title = selectors.get_title(id)
        found = sources(title, person, for_program=request.auth is not None)
        for file in (found, *found["versions"], *found["subtitles"]):
            file["url"] = request.build_absolute_uri(file["url"])
        response = Response(serializers.VideoSerializer(found).data)
        response["Cache-Control"] = "no-store"
        return response


@extend_schema(tags=["series"], parameters=[IN_LANGUAGE])
class SeriesList(Reading, generics.ListAPIView[Title]):
    """Series, the newest first."""

    queryset = Title.objects.none()  # for the schema
    serializer_class = serializers.FilmSerializer
    filterset_class = TitleFilter

    def get_queryset(self) -> QuerySet[Title]:
        return self.mine(selectors.visible_series(self.language))


@extend_schema(tags=["series"], parameters=[IN_LANGUAGE])
class Series(Reading, generics.RetrieveAPIView[Title]):
    """One series with its episodes, in the order in which they are watched."""

    serializer_class = serializers.WholeSeriesSerializer

    def get_object(self) -> Title:
        return self.whole(Title.Kind.SERIES)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "episodes": self._episodes}

    def _episodes(self, series: Title) -> QuerySet[Title]:
        return self.mine(selectors.episodes_of(series, self.language))


@extend_schema(tags=["series"], parameters=[IN_LANGUAGE])
class Episode(Reading, generics.RetrieveAPIView[Title]):
    """One episode with its description and people."""

    serializer_class = serializers.WholeEpisodeSerializer

    def get_object(self) -> Title:
        return self.whole(Title.Kind.EPISODE)


@extend_schema(tags=["people"], parameters=[IN_LANGUAGE])
class People(Reading, generics.ListAPIView[Person]):
    """Those who make films and play in them, by name."""

    serializer_class = serializers.PersonageSerializer
    filterset_class = PersonFilter
    queryset = selectors.people()


@extend_schema(tags=["people"], parameters=[IN_LANGUAGE])
class Personage(Reading, generics.RetrieveAPIView[Person]):
    """One of them with his newest films; `films?person=` lists all."""

    serializer_class = serializers.WholePersonageSerializer

    def get_object(self) -> Person:
        return get_object_or_404(Person, pk=self.kwargs["id"])

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "films": self._films}

    def _films(self, person: Person) -> QuerySet[Title]:
        films = selectors.made_by(selectors.visible_films(self.language), person)
        return self.mine(films).order_by("-year", "id")[:PERSON_FILMS]


@extend_schema(tags=["films"], parameters=[IN_LANGUAGE])
class Genres(Reading, generics.ListAPIView[Genre]):
    """Genres that films have, the most frequent first."""

    serializer_class = serializers.CountedGenreSerializer
    queryset = selectors.genres_in_use()
