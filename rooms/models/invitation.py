"""Calls into a room by name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.models.room import Room


class Invitation(models.Model):
    """A person was called into a room by name; one for each person and room (R062)."""

    room = models.ForeignKey(
        Room, models.CASCADE, related_name="invitations", verbose_name=_("комната")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="invitations",
        verbose_name=_("кого зовут"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("кто зовёт")
    )
    created_at = models.DateTimeField(_("когда"), default=timezone.now)
    # The letter: taken up by whoever is first to set this; empty again when the post refused it.
    mailed_at = models.DateTimeField(_("письмо ушло"), null=True, editable=False)
    # «Не сейчас»: shown no more, yet the door stays open.
    dismissed_at = models.DateTimeField(_("отложено"), null=True, editable=False)

    class Meta:
        verbose_name = _("приглашение")
        verbose_name_plural = _("приглашения")
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="invitation_once_a_room"),
        ]
        indexes = [
            models.Index(fields=["by", "-created_at"], name="invitation_by"),
            models.Index(
                fields=["created_at"],
                name="invitation_unmailed",
                condition=Q(mailed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.room_id}"
