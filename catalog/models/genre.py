"""Genres of titles."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.language import in_language


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
