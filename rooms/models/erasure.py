"""Whose words are taken out of which room (docs/adr/0090)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.models.room import Room


class Erasure(models.Model):
    """One person's words are taken out of one room for good, and who saw to it.

    Without `done_at` it is under way: nobody reads these words any more, and what lies in the
    storage is about to be rewritten.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="erasures",
        verbose_name=_("чьи слова"),
    )
    room = models.ForeignKey(
        Room, models.CASCADE, related_name="erasures", verbose_name=_("комната")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("кто стёр")
    )
    reason = models.CharField(_("почему"), max_length=200)
    asked_at = models.DateTimeField(_("когда попросили"), default=timezone.now)
    done_at = models.DateTimeField(_("когда стёрто"), null=True, editable=False)

    class Meta:
        verbose_name = _("стирание слов")
        verbose_name_plural = _("стирания слов")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "room"],
                name="erasure_one_waits",
                condition=Q(done_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["room"],
                name="erasure_waiting",
                condition=Q(done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.room_id}"
