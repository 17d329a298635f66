"""Rooms for the staff: who sits where, what the log says, closing. Truth is read, never edited."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.selectors import who
from rooms import erasure, services
from rooms.models import (
    Archive,
    ArchiveWork,
    Erasure,
    FormerLink,
    Invitation,
    Member,
    Room,
    RoomRecord,
    Visit,
)
from rooms.read_only import ReadOnly

LAST_RECORDS = 50


class MemberInline(ReadOnly, admin.TabularInline[Member, Room]):
    model = Member
    fields = ["user", "role", "state", "may_control", "first_joined_at"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        """With the people's names in the same query."""
        return super().get_queryset(request).select_related("user")


class InvitationInline(ReadOnly, admin.TabularInline[Invitation, Room]):
    model = Invitation
    fields = ["user", "by", "created_at", "mailed_at", "dismissed_at"]
    readonly_fields = ["mailed_at", "dismissed_at"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """With the people's names in the same query."""
        return super().get_queryset(request).select_related("user", "by")


class FormerLinkInline(ReadOnly, admin.TabularInline[FormerLink, Room]):
    model = FormerLink
    verbose_name = _("прежняя ссылка")
    verbose_name_plural = _("прежние ссылки")
    fields = ["token", "replaced_at"]
    extra = 0


@admin.register(Room)
class RoomAdmin(ReadOnly, admin.ModelAdmin[Room]):
    """A room with its members, playhead and the end of its log; may be closed from here (R072)."""

    ordering = ["-created_at"]
    list_display = ["title", "host", "state", "created_at", "closed_at", "records"]
    list_filter = ["state", "access", "control", "chat_enabled", "created_at"]
    list_select_related = ["title", "host"]
    search_fields = ["token", "host__email", "host__name", "title__texts__name"]
    search_help_text = _("Ссылка, хозяин или название")
    date_hierarchy = "created_at"
    inlines = [MemberInline, InvitationInline, FormerLinkInline]
    actions = ["close_rooms", "turn_chat_off", "turn_chat_on"]
    readonly_fields = ["records", "log"]
    fieldsets = [
        (None, {"fields": ["title", "host", "state", "token", "seats"]}),
        (_("Правила"), {"fields": ["access", "control", "chat_enabled"]}),
        (_("Когда"), {"fields": ["created_at", "starts_at", "closed_at", "close_reason"]}),
        (_("Плеер"), {"fields": ["playing", "position", "rate", "version", "duration"]}),
        (_("Журнал"), {"fields": ["records", "log"]}),
    ]

    @admin.display(description=_("записей"), ordering="last_seq")
    def records(self, room: Room) -> int:
        """How many records its log has."""
        return room.last_seq

    @admin.display(description=_("последние записи"))
    def log(self, room: Room) -> str:
        """The end of the log, newest first; the whole of it is one click away in its own list."""
        records = RoomRecord.objects.filter(room=room).select_related("actor").order_by("-seq")
        return "\n".join(
            f"{r.seq} · {r.at:%H:%M:%S} · {r.kind} · {r.actor or '—'}"
            for r in records[:LAST_RECORDS]
        )

    @admin.action(description=_("Закрыть комнаты"), permissions=["close"])
    def close_rooms(self, request: HttpRequest, rooms: QuerySet[Room]) -> None:
        """Close the chosen ones by the service: everybody is told, the archive follows."""
        person = who(request)
        open_ones = list(rooms.filter(state=Room.State.OPEN))
        for room in open_ones:
            services.close_room(room_key=room.pk, by=person, reason="staff")
            self.log_change(request, room, [{"changed": {"fields": ["state"]}}])
        said = ngettext("Закрыта %d комната.", "Закрыто комнат: %d.", len(open_ones))
        messages.success(request, said % len(open_ones))

    @admin.action(description=_("Выключить чат"), permissions=["close"])
    def turn_chat_off(self, request: HttpRequest, rooms: QuerySet[Room]) -> None:
        """Let the chosen rooms go on without talk (R102)."""
        self._switch_chat(request, rooms, enabled=False)

    @admin.action(description=_("Включить чат"), permissions=["close"])
    def turn_chat_on(self, request: HttpRequest, rooms: QuerySet[Room]) -> None:
        """Let people of the chosen rooms talk again."""
        self._switch_chat(request, rooms, enabled=True)

    def _switch_chat(self, request: HttpRequest, rooms: QuerySet[Room], *, enabled: bool) -> None:
        person = who(request)
        for room in rooms.filter(state=Room.State.OPEN):
            services.change_settings(room_key=room.pk, by=person, chat_enabled=enabled)
            self.log_change(request, room, [{"changed": {"fields": ["chat_enabled"]}}])

    def has_close_permission(self, request: HttpRequest) -> bool:
        """Whoever may change rooms at all."""
        return request.user.has_perm("rooms.change_room")


@admin.register(RoomRecord)
class RoomRecordAdmin(ReadOnly, admin.ModelAdmin[RoomRecord]):
    """The log of all rooms, to be read."""

    list_display = ["room", "seq", "kind", "actor", "at"]
    list_filter = ["kind"]
    list_select_related = ["room", "actor"]
    search_fields = ["=room__token", "actor__email", "actor__name"]
    search_help_text = _("Ссылка комнаты целиком, имя или почта")
    ordering = ["-at"]
    show_full_result_count = False


@admin.register(Member)
class MemberAdmin(ReadOnly, admin.ModelAdmin[Member]):
    """Places of people in rooms."""

    list_display = ["user", "room", "role", "state", "first_joined_at"]
    list_filter = ["role", "state"]
    list_select_related = ["user", "room"]
    search_fields = ["user__email", "user__name", "=room__token"]


@admin.register(Visit)
class VisitAdmin(ReadOnly, admin.ModelAdmin[Visit]):
    """Who came and went when (R067)."""

    list_display = ["member", "came_at", "left_at"]
    list_select_related = ["member__user", "member__room"]
    search_fields = ["member__user__email", "member__user__name", "=member__room__token"]


@admin.register(ArchiveWork)
class ArchiveWorkAdmin(ReadOnly, admin.ModelAdmin[ArchiveWork]):
    """Archives that are being made; those with a problem are tried again by themselves (F21)."""

    list_display = ["room", "attempts", "retry_at", "problem"]
    list_select_related = ["room"]
    search_fields = ["=room__token", "problem"]


@admin.register(Archive)
class ArchiveAdmin(ReadOnly, admin.ModelAdmin[Archive]):
    """What is kept of closed rooms."""

    list_display = ["room", "records", "messages", "size", "sealed_at", "expired_at"]
    list_select_related = ["room"]
    search_fields = ["=room__token", "key", "sha256"]


class ErasureForm(forms.ModelForm[Erasure]):
    """Who and where; he must have been there."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        user, room = given.get("user"), given.get("room")
        if user and room and not Member.objects.filter(user=user, room=room).exists():
            raise forms.ValidationError(_("Этот человек в той комнате не бывал."))
        return given


@admin.register(Erasure)
class ErasureAdmin(ReadOnly, admin.ModelAdmin[Erasure]):
    """«Добавить» takes a person's words out of one room for good, and notes who did it and why.

    Of all rooms at once: `manage.py erase_words`.
    """

    list_display = ["user", "room", "by", "reason", "asked_at", "done_at"]
    list_filter = [("done_at", admin.EmptyFieldListFilter), "asked_at"]
    list_select_related = ["user", "room", "by"]
    search_fields = ["user__email", "user__name", "=room__token"]
    raw_id_fields = ["user", "room"]
    form = ErasureForm
    fields = ["user", "room", "reason"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("rooms.add_erasure")

    def save_model(self, request: HttpRequest, obj: Erasure, form: Any, change: bool) -> None:
        """By the service: from here on nobody reads the words."""
        [asked] = erasure.erase_words(
            user=obj.user, by=who(request), reason=obj.reason, room=obj.room
        )
        obj.pk = asked.pk
