"""Shapes of films, people and genres for programs (design 7.1).

The language comes in the context as `language`, else it is the one of the request's thread.
"""

from typing import Any

from django.conf import settings
from django.utils import translation
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.models import Credit, Genre, Person, Title, TitleText

VIDEO_KINDS = [("mp4", "mp4"), ("hls", "hls")]


class InLanguage(serializers.Serializer[Any]):
    """What all shapes here need to know: which language, and how to make an address whole."""

    @property
    def tongue(self) -> str:
        """The language of names: "ru" or "en"."""
        told: str = (
            self.context.get("language") or translation.get_language() or settings.LANGUAGE_CODE
        )
        return told[:2]

    def absolute(self, path: str) -> str:
        """The path with the site's address before it where the request is known."""
        request = self.context.get("request")
        return request.build_absolute_uri(path) if request else path


class GenreSerializer(InLanguage):
    """A genre beside a film."""

    id = serializers.UUIDField(read_only=True)
    slug = serializers.SlugField(read_only=True)
    name = serializers.SerializerMethodField()

    def get_name(self, genre: Genre) -> str:
        return genre.name(self.tongue)


class CountedGenreSerializer(GenreSerializer):
    """A genre in the list of genres."""

    films = serializers.IntegerField(read_only=True, help_text="how many films have it")


class FilmSerializer(InLanguage):
    """A film, series or episode in a list. No query for titles from `selectors.titles()`."""

    id = serializers.UUIDField(read_only=True)
    kind = serializers.ChoiceField(choices=Title.Kind.choices, read_only=True)
    title = serializers.SerializerMethodField()
    original_title = serializers.CharField(read_only=True)
    year = serializers.IntegerField(read_only=True, allow_null=True)
    duration = serializers.IntegerField(read_only=True, help_text="seconds")
    poster = serializers.SerializerMethodField()
    poster_small = serializers.SerializerMethodField()
    genres = GenreSerializer(many=True, read_only=True)
    has_video = serializers.SerializerMethodField()
    wanted = serializers.SerializerMethodField()

    def get_title(self, title: Title) -> str:
        return getattr(title, "display_name", None) or title.name(self.tongue)

    def get_poster(self, title: Title) -> str | None:
        return self.absolute(title.poster_large) if title.poster else None

    def get_poster_small(self, title: Title) -> str | None:
        return self.absolute(title.poster_small) if title.poster else None

    def get_has_video(self, title: Title) -> bool:
        known = getattr(title, "has_video", None)
        return hasattr(title, "video") if known is None else known

    def get_wanted(self, title: Title) -> bool:
        return getattr(title, "wanted", False)


class CreditSerializer(InLanguage):
    """Who did what in a title, and as whom."""

    id = serializers.UUIDField(source="person_id", read_only=True)
    name = serializers.SerializerMethodField()
    job = serializers.ChoiceField(choices=Credit.Job.choices, read_only=True)
    role_name = serializers.SerializerMethodField()

    def get_name(self, credit: Credit) -> str:
        return credit.person.name(self.tongue)

    def get_role_name(self, credit: Credit) -> str:
        return credit.role(self.tongue)


class WholeFilmSerializer(FilmSerializer):
    """All about one title, as `selectors.whole_title` gives it.

    `language` names the language of the description: it differs from the one asked for where
    there is no text in that one.
    """

    countries = serializers.ListField(child=serializers.CharField(), read_only=True)
    description = serializers.SerializerMethodField()
    description_source = serializers.SerializerMethodField()
    language = serializers.SerializerMethodField()
    people = CreditSerializer(source="credits", many=True, read_only=True)

    def get_description(self, title: Title) -> str:
        text = self._text(title)
        return text.description if text else ""

    def get_description_source(self, title: Title) -> str | None:
        text = self._text(title)
        return text.source if text else None

    def get_language(self, title: Title) -> str | None:
        text = self._text(title)
        return text.language if text else None

    def _text(self, title: Title) -> TitleText | None:
        return title.text(self.tongue)


class EpisodeSerializer(FilmSerializer):
    """An episode in the list of its series."""

    season = serializers.IntegerField(read_only=True, allow_null=True)
    number = serializers.IntegerField(read_only=True, allow_null=True)


class WholeSeriesSerializer(WholeFilmSerializer):
    """All about a series; `episodes` in the context finds its episodes."""

    episodes = serializers.SerializerMethodField()

    @extend_schema_field(EpisodeSerializer(many=True))
    def get_episodes(self, series: Title) -> Any:
        found = self.context["episodes"](series)
        return EpisodeSerializer(found, many=True, context=self.context).data


class WholeEpisodeSerializer(WholeFilmSerializer):
    """All about an episode, and where in its series it stands."""

    series = serializers.UUIDField(source="parent_id", read_only=True)
    season = serializers.IntegerField(read_only=True, allow_null=True)
    number = serializers.IntegerField(read_only=True, allow_null=True)


class VersionSerializer(serializers.Serializer[Any]):
    """One file of a title: `height` of the picture in lines, `language` of the sound.

    0 and "" where they are not known.
    """

    id = serializers.IntegerField(read_only=True)
    height = serializers.IntegerField(read_only=True)
    language = serializers.CharField(read_only=True)
    url = serializers.URLField(read_only=True)


class SubtitlesSerializer(serializers.Serializer[Any]):
    """Subtitles of a title as WebVTT."""

    language = serializers.CharField(read_only=True)
    url = serializers.URLField(read_only=True)


class VideoSerializer(serializers.Serializer[Any]):
    """Where to play a title from; the first of `versions` is the one at `url`."""

    kind = serializers.ChoiceField(choices=VIDEO_KINDS, read_only=True)
    url = serializers.URLField(read_only=True)
    expires_at = serializers.DateTimeField(read_only=True)
    versions = VersionSerializer(many=True, read_only=True)
    subtitles = SubtitlesSerializer(many=True, read_only=True)


class PersonageSerializer(InLanguage):
    """Somebody who makes films or plays in them (not a user of the site)."""

    id = serializers.UUIDField(read_only=True)
    name = serializers.SerializerMethodField()
    birth_date = serializers.DateField(read_only=True, allow_null=True)

    def get_name(self, person: Person) -> str:
        return person.name(self.tongue)


class WholePersonageSerializer(PersonageSerializer):
    """The same with his films; `films` in the context finds them."""

    films = serializers.SerializerMethodField()

    @extend_schema_field(FilmSerializer(many=True))
    def get_films(self, person: Person) -> Any:
        found = self.context["films"](person)
        return FilmSerializer(found, many=True, context=self.context).data
