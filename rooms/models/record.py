"""The room log, which is the outbox too (docs/adr/0030)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rooms.models.room import Room


class RoomRecord(models.Model):
    """One line of the room log: the truth of all that happened, numbered 1..n without a gap.

    It is also the outbox: a relay publishes unpublished rows in order and writes down where.
    """

    event_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="records")
    seq = models.BigIntegerField()
    kind = models.CharField(_("что"), max_length=32)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("кто"),
    )
    client_id = models.CharField(max_length=64, null=True)
    at = models.DateTimeField(_("когда"))
    position = models.FloatField(_("место, с"), null=True)
    version = models.BigIntegerField(null=True)
    payload = models.JSONField(_("подробности"), default=dict)
    schema = models.PositiveSmallIntegerField(default=1)

    published_at = models.DateTimeField(null=True, editable=False)
    kafka_partition = models.IntegerField(null=True, editable=False)
    kafka_offset = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("запись журнала")
        verbose_name_plural = _("журнал комнат")
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="record_seq_once_a_room"),
            models.UniqueConstraint(
                fields=["room", "actor", "client_id"], name="record_once_a_client_id"
            ),
            models.CheckConstraint(condition=Q(seq__gte=1), name="record_seq_from_one"),
        ]
        indexes = [
            models.Index(
                fields=["room", "seq"], name="record_chat", condition=Q(kind="chat.message")
            ),
            models.Index(
                fields=["room", "seq"], name="record_signs", condition=Q(kind="chat.reaction")
            ),
            models.Index(
                fields=["room", "seq"],
                name="record_unpublished",
                condition=Q(published_at__isnull=True),
            ),
        ]
