"""Who made titles and plays in them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.language import in_language


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
