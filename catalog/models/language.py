"""The languages of texts and sound, and which of two names to show."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    RUSSIAN = "ru", _("Русский")
    ENGLISH = "en", _("English")


def in_language(language: str, russian: str, english: str) -> str:
    """Return the name in that language, or the other one where there is none."""
    return (english or russian) if language == Language.ENGLISH else (russian or english)
