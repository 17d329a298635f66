"""What templates of other apps need of rooms."""

import secrets
from typing import Any

from django import template

from accounts.models import User
from accounts.selectors import language
from rooms import selectors
from rooms.models import Room

register = template.Library()

SHOWN = 6  # rooms on the front page


@register.simple_tag
def room_key() -> str:
    """A new key for the form «Смотреть вместе»: the same form sent twice makes one room (R053)."""
    return secrets.token_urlsafe(16)


@register.simple_tag(takes_context=True)
def live_rooms(context: dict[str, Any]) -> list[Room]:
    """`{% live_rooms as rooms %}`: one's own rooms and friends' in which somebody sits right now.

    One query where there are none.
    """
    user = getattr(context.get("request"), "user", None)
    if not isinstance(user, User):
        return []
    return list(selectors.live_rooms(user, language())[:SHOWN])
