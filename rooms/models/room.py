"""A room with its rules, its anchor and its ready gate, and the links that led to it."""

import re
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Title
from rooms import gate


def new_token() -> str:
    """Return the public name of a room: 191 random bits, unguessable (R054).

    It begins and ends with a letter or a digit: a command takes a «-» in front for an option,
    and messengers leave one at the end out of the link.
    """
    while True:
        token = secrets.token_urlsafe(24)
        if token[0].isalnum() and token[-1].isalnum():
            return token


def is_token(text: str) -> bool:
    """Whether `text` could name a room at all; anything else need not reach the database."""
    return re.fullmatch(r"[A-Za-z0-9_-]{1,43}", text) is not None


def new_epoch() -> str:
    """Return a mark that changes when the past was restored, so that clients reload in full."""
    return secrets.token_hex(4)


class Room(models.Model):
    """One sitting of a title. Carries its own anchor: one row is one truth (D06)."""

    class State(models.TextChoices):
        PLANNED = "planned", _("запланирована")
        OPEN = "open", _("открыта")
        CLOSING = "closing", _("закрывается")
        ARCHIVED = "archived", _("в архиве")
        CANCELLED = "cancelled", _("отменена")

    class Access(models.TextChoices):
        LINK = "link", _("у кого есть ссылка")
        FRIENDS = "friends", _("друзья")
        INVITED = "invited", _("приглашённые")

    class Control(models.TextChoices):
        EVERYONE = "everyone", _("все")
        HOST = "host", _("только хозяин")
        CHOSEN = "chosen", _("выбранные")

    class SlowMode(models.IntegerChoices):
        """Seconds between two messages of one person; host and moderators are not held."""

        OFF = 0, _("выключен")
        FIVE = 5, _("5 секунд")
        TEN = 10, _("10 секунд")
        HALF_A_MINUTE = 30, _("30 секунд")
        MINUTE = 60, _("минута")

    class WaitPolicy(models.TextChoices):
        WAIT = "wait", _("ждать")
        GO = "go", _("не ждать")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(_("ссылка"), max_length=43, unique=True, default=new_token)
    epoch = models.CharField(max_length=16, default=new_epoch, editable=False)
    title = models.ForeignKey(
        Title, models.PROTECT, related_name="rooms", verbose_name=_("картина")
    )
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="hosted_rooms",
        verbose_name=_("хозяин"),
    )
    creation_key = models.CharField(max_length=64, null=True, editable=False)
    state = models.CharField(
        _("состояние"), max_length=9, choices=State.choices, default=State.OPEN
    )
    access = models.CharField(
        _("кто входит"), max_length=8, choices=Access.choices, default=Access.LINK
    )
    control = models.CharField(
        _("кто управляет"), max_length=8, choices=Control.choices, default=Control.EVERYONE
    )
    seats = models.PositiveSmallIntegerField(_("мест"), default=10)
    chat_enabled = models.BooleanField(_("чат включён"), default=True)
    wait_policy = models.CharField(
        _("отстающих"), max_length=4, choices=WaitPolicy.choices, default=WaitPolicy.WAIT
    )
    slow_mode = models.PositiveSmallIntegerField(
        _("пауза между сообщениями, с"), choices=SlowMode.choices, default=SlowMode.OFF
    )
    created_at = models.DateTimeField(_("создана"), default=timezone.now)
    starts_at = models.DateTimeField(_("начало"), null=True, blank=True)
    closed_at = models.DateTimeField(_("закрыта"), null=True, blank=True)
    close_reason = models.CharField(_("почему закрыта"), max_length=20, blank=True)

    # The log's counters: the last number given, and the last one that the player stream shows.
    last_seq = models.BigIntegerField(default=0, editable=False)
    player_seq = models.BigIntegerField(default=0, editable=False)

    # The anchor: where the film stands at `anchor_at` (ms of server time, may lie ahead).
    duration = models.FloatField(_("длина, с"))
    playing = models.BooleanField(default=False)
    position = models.FloatField(_("место, с"), default=0.0)
    anchor_at = models.FloatField(default=0.0)
    rate = models.FloatField(default=1.0)
    version = models.BigIntegerField(default=0)

    # The ready gate (rooms/gate.py): for whom the film stands, since and until when (ms), and how
    # much waiting (ms) the room had patience for at `patience_at` (ms).
    waiting_for = models.JSONField(_("ждём"), default=list, blank=True)
    wait_since = models.FloatField(default=0.0, editable=False)
    wait_until = models.FloatField(default=0.0, editable=False)
    patience = models.FloatField(default=gate.BUDGET, editable=False)
    patience_at = models.FloatField(default=0.0, editable=False)

    # Of the row as the ledger read or wrote it: the same while nothing but a counter changes.
    mark = ""

    class Meta:
        verbose_name = _("комната")
        verbose_name_plural = _("комнаты")
        constraints = [
            models.UniqueConstraint(
                fields=["host", "creation_key"], name="room_once_a_creation_key"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=0, position__lte=F("duration")),
                name="room_position_in_film",
            ),
            models.CheckConstraint(condition=Q(player_seq__lte=F("last_seq")), name="room_seqs"),
        ]
        indexes = [
            models.Index(
                fields=["state"], name="room_live", condition=Q(state__in=["open", "closing"])
            ),
            models.Index(fields=["host", "-created_at"], name="room_by_host"),
            models.Index(fields=["wait_until"], name="room_waiting", condition=Q(wait_until__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.title_id} · {self.token[:6]}…"

    @property
    def is_open(self) -> bool:
        """Whether people may enter, speak and control."""
        return self.state == self.State.OPEN


class FormerLink(models.Model):
    """A token that was replaced: it leads those who are known in the room, and nobody else."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="former_links")
    token = models.CharField(max_length=43, unique=True)
    replaced_at = models.DateTimeField(default=timezone.now)
