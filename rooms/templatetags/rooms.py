"""What templates of other apps need of rooms."""

import secrets
from datetime import datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime

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
def called_rooms(context: dict[str, Any]) -> list[Room]:
    """`{% called_rooms as rooms %}`: where somebody calls the person by name; one query."""
    user = getattr(context.get("request"), "user", None)
    if not isinstance(user, User):
        return []
    return list(selectors.called_rooms(user, language())[:SHOWN])


@register.simple_tag(takes_context=True)
def live_rooms(context: dict[str, Any]) -> list[Room]:
    """`{% live_rooms as rooms %}`: one's own rooms and friends' in which somebody sits right now.

    One query where there are none.
    """
    user = getattr(context.get("request"), "user", None)
    if not isinstance(user, User):
        return []
    return list(selectors.live_rooms(user, language())[:SHOWN])


@register.filter
def stay(visits: list[dict[str, str | None]], closed_at: str) -> str:
    """`{{ member.visits|stay:header.closed_at }}`: from the first coming to the last going."""
    if not visits:
        return ""
    ends = [visit["left_at"] or closed_at for visit in visits]
    moments = (min(str(visit["came_at"]) for visit in visits), max(ends))
    return "–".join(date_format(localtime(datetime.fromisoformat(one)), "H:i") for one in moments)
