"""Titles (films, series, episodes), their texts by language, people, genres and video."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    RUSSIAN = "ru", _("Русский")
    ENGLISH = "en", _("English")


def in_language(language: str, russian: str, english: str) -> str:
    """Return the name in that language, or the other one where there is none."""
    return (english or russian) if language == Language.ENGLISH else (russian or english)


class Genre(models.Model):
    """A genre, named in both languages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("ключ"), unique=True)
    name_ru = models.CharField(_("название"), max_length=60)
    name_en = models.CharField(_("название по-английски"), max_length=60)

    class Meta:
        verbose_name = _("жанр")
        verbose_name_plural = _("жанры")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name_ru

    def name(self, language: str) -> str:
        """The name to show to somebody who reads that language."""
        return in_language(language, self.name_ru, self.name_en)


class Person(models.Model):
    """Somebody who made a film or plays in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    external_id = models.CharField(_("номер у партнёра"), max_length=64, unique=True)
    name_ru = models.CharField(_("имя"), max_length=200, blank=True)
    name_en = models.CharField(_("имя по-английски"), max_length=200, blank=True)
    birth_date = models.DateField(_("дата рождения"), null=True, blank=True)

    class Meta:
        verbose_name = _("персона")
        verbose_name_plural = _("персоны")
        constraints = [
            models.CheckConstraint(condition=~Q(name_ru="", name_en=""), name="person_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name_ru or self.name_en

    def name(self, language: str) -> str:
        """The name to show to somebody who reads that language."""
        return in_language(language, self.name_ru, self.name_en)


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


class Credit(models.Model):
    """What a person did in a title, and as whom."""

    class Job(models.TextChoices):
        DIRECTOR = "director", _("режиссёр")
        ACTOR = "actor", _("актёр")

    title = models.ForeignKey(Title, models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, models.CASCADE, related_name="credits")
    job = models.CharField(_("работа"), max_length=8, choices=Job.choices)
    role_ru = models.CharField(_("роль"), max_length=200, blank=True)
    role_en = models.CharField(_("роль по-английски"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta:
        verbose_name = _("участие")
        verbose_name_plural = _("участия")
        ordering = ["job", "order"]
        constraints = [
            models.UniqueConstraint(fields=["title", "person", "job"], name="credit_once_a_job"),
        ]

    def __str__(self) -> str:
        return f"{self.get_job_display()}: {self.person}"

    def role(self, language: str) -> str:
        """The name of the role for somebody who reads that language; may be empty."""
        return in_language(language, self.role_ru, self.role_en)


IS_WEBVTT = RegexValidator(r"^\ufeff?WEBVTT", _("Субтитры WebVTT начинаются словом WEBVTT."))


class StoredFile(models.Model):
    """A file in the storage, found by its key, never by a path.

    `height` is that of the picture in lines, `language` that of the sound; 0 and "" where nobody
    has looked.
    """

    key = models.CharField(_("ключ в хранилище"), max_length=200, unique=True)
    size = models.BigIntegerField(_("байтов"))
    etag = models.CharField(_("метка содержимого"), max_length=64)
    content_type = models.CharField(_("тип"), max_length=60, default="video/mp4")
    height = models.PositiveSmallIntegerField(_("строк в кадре"), default=0)
    language = models.CharField(_("язык звука"), max_length=2, choices=Language.choices, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


class Video(StoredFile):
    """The file that is played unless somebody chooses another: one per title."""

    title = models.OneToOneField(Title, models.CASCADE, related_name="video")
    duration = models.FloatField(_("длина, с"))

    class Meta:
        verbose_name = _("видео")
        verbose_name_plural = _("видео")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0, duration__gt=0), name="video_not_empty"),
        ]


class Rendition(StoredFile):
    """The same film, to the frame, as a file with another picture or another sound."""

    video = models.ForeignKey(Video, models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("версия видео")
        verbose_name_plural = _("версии видео")
        ordering = ["-height", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["video", "height", "language"], name="rendition_once_a_kind"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="rendition_not_empty"),
        ]


class Subtitles(models.Model):
    """What is said in a title, as WebVTT in one language."""

    title = models.ForeignKey(Title, models.CASCADE, related_name="subtitles")
    language = models.CharField(_("язык"), max_length=2, choices=Language.choices)
    text = models.TextField(_("WebVTT"), validators=[IS_WEBVTT])

    class Meta:
        verbose_name = _("субтитры")
        verbose_name_plural = _("субтитры")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["title", "language"], name="subtitles_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.title_id} · {self.language}"
