from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    name = "rooms"
    verbose_name = _("Комнаты")

    def ready(self) -> None:
        """Look at a person's open sockets as soon as he may be signed in no longer (A04)."""
        from accounts.endings import may_have_ended

        may_have_ended.connect(_look_at)


def _look_at(user_id: UUID, **_about: Any) -> None:
    from rooms import hub

    hub.look_at(user_id)
