"""What is played of a title: its video in several versions, its subtitles."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.language import Language
from catalog.models.title import Title

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
