"""The chat has no table of its own: a message is a record of the room log (docs/adr)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models import RoomRecord


class MessageManager(models.Manager["Message"]):
    """Records that are messages."""

    def get_queryset(self) -> models.QuerySet["Message"]:
        return super().get_queryset().filter(kind="chat.message")


class Message(RoomRecord):
    """A record of kind `chat.message`, as the admin knows it."""

    objects: ClassVar[MessageManager] = MessageManager()

    class Meta:
        proxy = True
        verbose_name = _("сообщение")
        verbose_name_plural = _("сообщения")

    @property
    def text(self) -> str:
        """The words; empty once they were taken away."""
        return str(self.payload.get("text", ""))

    @property
    def is_deleted(self) -> bool:
        """Whether the words were taken away."""
        return bool(self.payload.get("deleted"))
