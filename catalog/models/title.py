"""Titles (films, series, episodes) and their texts by language."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models.genre import Genre
from catalog.models.language import Language
from catalog.models.person import Person


class Title(models.Model):
    """A film, a series or an episode; its name and description live in `TitleText`."""

    class Kind(models.TextChoices):
        FILM = "film", _("Фильм")
        SERIES = "series", _("Сериал")
        EPISODE = "episode", _("Серия")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("вид"), max_length=8, choices=Kind.choices, default=Kind.FILM)
    external_id = models.CharField(_("номер у партнёра"), max_length=64, unique=True)
    original_title = models.CharField(_("название в оригинале"), max_length=300)
    year = models.PositiveSmallIntegerField(_("год"), null=True, blank=True)
    countries = models.JSONField(_("страны"), default=list, blank=True, help_text=_("коды ISO"))
    duration = models.PositiveIntegerField(_("длина, с"), default=0)
    genres = models.ManyToManyField(
        Genre, verbose_name=_("жанры"), related_name="titles", blank=True
    )
    people = models.ManyToManyField(Person, through="Credit", related_name="titles")
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="episodes",
        verbose_name=_("сериал"),
    )
    season = models.PositiveSmallIntegerField(_("сезон"), null=True, blank=True)
    number = models.PositiveSmallIntegerField(_("номер серии"), null=True, blank=True)
    poster = models.CharField(
        _("плакат"),
        max_length=200,
        blank=True,
        help_text=_("ключ в хранилище без размера: posters/<ключ>"),
    )
    created_at = models.DateTimeField(_("добавлен"), auto_now_add=True)
    updated_at = models.DateTimeField(_("изменён"), auto_now=True)

    # Filled by `selectors.titles()` and by the marks of higher floors, never stored.
    display_name: str
    has_video: bool
    wanted: bool

    class Meta:
        verbose_name = _("картина")
        verbose_name_plural = _("картины")
        indexes = [models.Index(fields=["kind", "-year", "id"], name="title_kind_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "season", "number"], name="episode_once_a_season"
            ),
            models.CheckConstraint(
                condition=Q(kind="episode", parent__isnull=False)
                | (~Q(kind="episode") & Q(parent__isnull=True)),
                name="only_episodes_have_a_series",
            ),
        ]

    def __str__(self) -> str:
        return self.original_title

    def text(self, language: str) -> "TitleText | None":
        """The text in that language, else the Russian one, else any (R020).

        Reads `texts`: one query unless they were prefetched.
        """
        return best_text(self.texts.all(), language)

    def name(self, language: str) -> str:
        """The name to show to somebody who reads that language; costs as `text` does."""
        text = self.text(language)
        return text.name if text else self.original_title

    @property
    def poster_small(self) -> str:
        """Address of the poster for lists; empty when there is none."""
        return self._poster("small")

    @property
    def poster_large(self) -> str:
        """Address of the poster for the film's own page; empty when there is none."""
        return self._poster("large")

    def _poster(self, size: str) -> str:
        return reverse("catalog:poster", args=[self.poster, size]) if self.poster else ""


class TitleText(models.Model):
    """The name and description of a title in one language, and where they came from."""

    class Source(models.TextChoices):
        PARTNER = "partner", _("партнёр")
        CMS = "cms", _("редакция")

    title = models.ForeignKey(Title, models.CASCADE, related_name="texts")
    language = models.CharField(_("язык"), max_length=2, choices=Language.choices)
    name = models.CharField(_("название"), max_length=300)
    description = models.TextField(_("описание"), max_length=4000, blank=True)
    source = models.CharField(
        _("источник"), max_length=8, choices=Source.choices, default=Source.PARTNER
    )

    class Meta:
        verbose_name = _("текст картины")
        verbose_name_plural = _("тексты картин")
        constraints = [
            # Carries the name: a list sorted by it reads the index alone (docs/benchmarks.md).
            models.UniqueConstraint(
                fields=["title", "language"], name="text_once_a_language", include=["name"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


def best_text(texts: "Iterable[TitleText]", language: str) -> "TitleText | None":
    """Pick by language: the one asked for, else the site's own language, else any."""
    by_language = {text.language: text for text in texts}
    for wanted in (language, settings.LANGUAGE_CODE):
        if wanted in by_language:
            return by_language[wanted]
    return next(iter(by_language.values()), None)
