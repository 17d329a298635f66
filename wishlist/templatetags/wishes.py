"""Tags that show wishes on pages of the floors below."""

from typing import Any

from django import template

from accounts.models import User
from catalog.models import Title
from wishlist import selectors
from wishlist.models import Wish

register = template.Library()

SHOWN = 50  # friends on a film's page


@register.simple_tag(takes_context=True)
def film_matches(context: dict[str, Any], film: Title) -> list[Wish]:
    """`{% film_matches film as matches %}`: friends' wishes (`.user`, `.created_at`); one query."""
    user = getattr(context.get("request"), "user", None)
    if not isinstance(user, User):
        return []
    return list(selectors.friends_who_want(user, film)[:SHOWN])
