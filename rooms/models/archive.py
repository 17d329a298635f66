"""What is kept of a room after it closed, and how far the keeping has come."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.models.room import Room


class Archive(models.Model):
    """What is kept after closing: where the sealed object is and how to check it."""

    room = models.OneToOneField(Room, models.CASCADE, related_name="archive")
    key = models.CharField(_("ключ в хранилище"), max_length=200, unique=True)
    records = models.BigIntegerField(_("записей"))
    messages = models.BigIntegerField(_("сообщений"))
    size = models.BigIntegerField(_("байтов"))
    sha256 = models.CharField(_("сумма"), max_length=64)
    sealed_at = models.DateTimeField(_("запечатан"), default=timezone.now)
    # Sealing and clearing away the rows are two steps; a crash between them is found by this.
    cleared_at = models.DateTimeField(_("строки убраны"), null=True, editable=False)
    # The site keeps archives for so long and no longer (ARCHIVE_DAYS): the object is gone since.
    expired_at = models.DateTimeField(_("срок хранения истёк"), null=True, editable=False)

    class Meta:
        verbose_name = _("архив комнаты")
        verbose_name_plural = _("архивы комнат")
        indexes = [
            models.Index(
                fields=["sealed_at"],
                name="archive_uncleared",
                condition=Q(cleared_at__isnull=True),
            ),
        ]


class ArchiveWork(models.Model):
    """How far the archive of a room has come, and when to try again; gone once it is done.

    `parts` is the cursor: what lies in the storage already, each `{name, last (seq), sha256}`.
    """

    room = models.OneToOneField(
        Room, models.CASCADE, related_name="archive_work", verbose_name=_("комната")
    )
    parts = models.JSONField(default=list, editable=False)
    attempts = models.PositiveIntegerField(_("неудачных попыток"), default=0)
    retry_at = models.DateTimeField(_("следующая попытка"), null=True)
    problem = models.CharField(_("что случилось"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("работа над архивом")
        verbose_name_plural = _("работы над архивами")
