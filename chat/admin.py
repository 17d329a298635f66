"""Moderation of messages: staff finds them, reads them and hides them; nobody rewrites them."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.selectors import who
from chat import services
from chat.models import Message
from rooms.errors import RoomError
from rooms.read_only import ReadOnly


@admin.register(Message)
class MessageAdmin(ReadOnly, admin.ModelAdmin[Message]):
    """Messages of rooms that are not in the archive yet."""

    list_display = ("at", "room_link", "seq", "actor", "words", "hidden")
    list_select_related = ("room", "actor")
    list_filter = ("at",)
    search_fields = ("payload__text", "actor__name", "actor__email", "room__token")
    search_help_text = _("Слова, имя или почта автора, ссылка комнаты")
    date_hierarchy = "at"
    ordering = ("-at", "-seq")
    fields = ("at", "room", "seq", "actor", "words", "hidden", "position", "client_id", "event_id")
    readonly_fields = fields
    actions = ("hide",)
    show_full_result_count = False

    @admin.display(description=_("слова"))
    def words(self, message: Message) -> SafeString:
        """The text, kept from turning the direction of what stands beside it."""
        return format_html("<bdi>{}</bdi>", Truncator(message.text).chars(200))

    @admin.display(description=_("удалено"), boolean=True)
    def hidden(self, message: Message) -> bool:
        return message.is_deleted

    @admin.display(description=_("комната"), ordering="room")
    def room_link(self, message: Message) -> str:
        return str(message.room)

    @admin.action(description=_("Скрыть выбранные сообщения"), permissions=["moderate"])
    def hide(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        """Take the words away for everybody and for good; each act is in the room's log."""
        done = 0
        for message in chosen:
            try:
                services.delete_message(room_id=message.room_id, seq=message.seq, by=who(request))
            except RoomError as refusal:
                self.message_user(request, f"{message.seq}: {refusal}", messages.ERROR)
                continue
            self.log_change(request, message, "hide")
            done += 1
        told = ngettext("Скрыто %d сообщение.", "Скрыто %d сообщений.", done) % done
        self.message_user(request, told, messages.SUCCESS if done else messages.WARNING)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Who may hide: staff with the right to change messages, though nobody edits them."""
        return request.user.has_perm("chat.change_message")
