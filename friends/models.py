"""Requests, friendships and blocks; the database itself keeps them sound (R039)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FriendRequest(models.Model):
    """One person asked another; at most one waits between two people, whoever asked."""

    class Status(models.TextChoices):
        PENDING = "pending", _("ждёт ответа")
        ACCEPTED = "accepted", _("принято")
        DECLINED = "declined", _("отклонено")
        WITHDRAWN = "withdrawn", _("отозвано")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="requests_sent",
        verbose_name=_("кто зовёт"),
    )
    addressee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="requests_received",
        verbose_name=_("кого"),
        db_index=False,  # request_to_me covers it
    )
    status = models.CharField(
        _("состояние"), max_length=9, choices=Status.choices, default=Status.PENDING
    )
    created_at = models.DateTimeField(_("когда"), default=timezone.now)
    answered_at = models.DateTimeField(_("отвечено"), null=True, blank=True)

    class Meta:
        verbose_name = _("предложение дружбы")
        verbose_name_plural = _("предложения дружбы")
        constraints = [
            models.UniqueConstraint(
                Least("sender", "addressee"),
                Greatest("sender", "addressee"),
                name="request_one_waits_a_pair",
                condition=Q(status="pending"),
            ),
            models.CheckConstraint(
                condition=~Q(sender=F("addressee")), name="request_not_to_oneself"
            ),
        ]
        indexes = [
            models.Index(fields=["addressee", "status", "-created_at"], name="request_to_me"),
        ]

    def __str__(self) -> str:
        return f"{self.sender_id} → {self.addressee_id}"


class Friendship(models.Model):
    """Two friends: one row for an unordered pair, the lower id first."""

    low = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("один"),
        db_index=False,  # the unique pair covers it
    )
    high = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("другой"),
        db_index=False,  # friendship_by_high covers it
    )
    created_at = models.DateTimeField(_("с каких пор"), default=timezone.now)

    class Meta:
        verbose_name = _("дружба")
        verbose_name_plural = _("дружбы")
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="friendship_once_a_pair"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="friendship_low_first"),
        ]
        indexes = [models.Index(fields=["high", "low"], name="friendship_by_high")]

    def __str__(self) -> str:
        return f"{self.low_id} + {self.high_id}"


class Block(models.Model):
    """A person does not want to see another; both are hidden from each other (D15)."""

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="blocks",
        verbose_name=_("кто"),
        db_index=False,  # the unique pair covers it
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("кого")
    )
    created_at = models.DateTimeField(_("когда"), default=timezone.now)

    class Meta:
        verbose_name = _("блокировка")
        verbose_name_plural = _("блокировки")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once_a_pair"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} × {self.blocked_id}"
