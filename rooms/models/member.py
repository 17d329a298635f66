"""Who has a place in a room, and when he was there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.models.room import Room


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
