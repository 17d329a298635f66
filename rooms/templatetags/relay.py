"""What the pages of the staff say of the relay."""

from typing import Any

from django import template
from django.template import Context

from rooms.relay.lag import MOST, lag

register = template.Library()


@register.inclusion_tag("admin/_relay.html", takes_context=True)
def relay_lag(context: Context) -> dict[str, Any]:
    """Say how far Kafka is behind: on the first page always, elsewhere when it is alarming."""
    request = context.get("request")
    if request is None or not request.user.is_staff:
        return {}
    behind = lag()
    is_first = (
        request.resolver_match is not None and request.resolver_match.view_name == "admin:index"
    )
    if behind is None or not (is_first or behind.is_alarming):
        return {}
    return {
        "lag": behind,
        "seconds": round(behind.seconds),
        "more": behind.records >= MOST,
    }
