"""What templates of other apps need of rooms."""

import secrets

from django import template

register = template.Library()


@register.simple_tag
def room_key() -> str:
    """A new key for the form «Смотреть вместе»: the same form sent twice makes one room (R053)."""
    return secrets.token_urlsafe(16)
