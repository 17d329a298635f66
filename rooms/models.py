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
from rooms import gate


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
    muted = models.BooleanField(_("без слова"), default=False)
    held_at = models.FloatField(null=True, editable=False)  # the room waited for him last (ms)
    first_joined_at = models.DateTimeField(_("впервые вошёл"), default=timezone.now)

    mark = ""  # as Room.mark

    class Meta:
        verbose_name = _("участник")
        verbose_name_plural = _("участники")
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="member_once_a_room"),
            models.UniqueConstraint(
                fields=["room"], name="member_one_host", condition=Q(role="host")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.room_id}"


class FormerLink(models.Model):
    """A token that was replaced: it leads those who are known in the room, and nobody else."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="former_links")
    token = models.CharField(max_length=43, unique=True)
    replaced_at = models.DateTimeField(default=timezone.now)


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
                fields=["room", "seq"], name="record_signs", condition=Q(kind="chat.reaction")
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
