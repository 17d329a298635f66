"""A room, who is in it, its numbered log and what is kept after it."""

import re
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Title


def new_token() -> str:
    """Return the public name of a room: 192 random bits, unguessable (R054)."""
    return secrets.token_urlsafe(24)


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
        ]

    def __str__(self) -> str:
        return f"{self.title_id} · {self.token[:6]}…"

    @property
    def is_open(self) -> bool:
        """Whether people may enter, speak and control."""
        return self.state == self.State.OPEN


class Member(models.Model):
    """A person's place in a room; kept after he left, for the archive is read by members."""

    class Role(models.TextChoices):
        HOST = "host", _("хозяин")
        MODERATOR = "moderator", _("ведущий")
        GUEST = "guest", _("гость")

    class State(models.TextChoices):
        HERE = "here", _("в комнате")
        LEFT = "left", _("вышел")
        REMOVED = "removed", _("удалён")
        BANNED = "banned", _("заблокирован")

    room = models.ForeignKey(Room, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("роль"), max_length=9, choices=Role.choices, default=Role.GUEST)
    state = models.CharField(
        _("состояние"), max_length=7, choices=State.choices, default=State.HERE
    )
    may_control = models.BooleanField(_("управляет"), default=False)
    first_joined_at = models.DateTimeField(_("впервые вошёл"), default=timezone.now)

    class Meta:
        verbose_name = _("участник")
        verbose_name_plural = _("участники")
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="member_once_a_room"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.room_id}"


class Visit(models.Model):
    """One stay of a member: from coming to leaving (R067)."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="visits")
    came_at = models.DateTimeField(_("пришёл"), default=timezone.now)
    left_at = models.DateTimeField(_("ушёл"), null=True, blank=True)

    class Meta:
        verbose_name = _("посещение")
        verbose_name_plural = _("посещения")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], name="visit_one_open", condition=Q(left_at__isnull=True)
            ),
        ]


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
                fields=["room", "seq"],
                name="record_unpublished",
                condition=Q(published_at__isnull=True),
            ),
        ]


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
