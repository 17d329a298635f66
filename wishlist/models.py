"""Who wants to watch what. Not a like: a wish is a plan (R045)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Title


class Wish(models.Model):
    """A person wants to watch a title; once, however often he says so (R044)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="wishes",
        verbose_name=_("кто"),
        db_index=False,  # wish_of_user covers it
    )
    title = models.ForeignKey(
        Title,
        models.CASCADE,
        related_name="wishes",
        verbose_name=_("картина"),
        db_index=False,  # the unique pair covers it
    )
    created_at = models.DateTimeField(_("с каких пор"), default=timezone.now)

    class Meta:
        verbose_name = _("желание")
        verbose_name_plural = _("желания")
        constraints = [
            models.UniqueConstraint(fields=["title", "user"], name="wish_once_a_person"),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "title"], name="wish_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.title_id}"
