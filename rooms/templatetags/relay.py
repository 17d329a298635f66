"""What the pages of the staff say of the relay."""

from datetime import timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import avoid_wrapping
from django.utils.timesince import timesince
from django.utils.translation import gettext

from rooms.relay.lag import MOST, lag

MINUTE = 60  # s

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
    return {"lag": behind, "records": how_many(behind.records), "age": how_long(behind.seconds)}


def how_many(records: int) -> str:
    """Return a count in words of the page's language; above `MOST` nobody counted."""
    number = number_format(records, force_grouping=True)
    return gettext("не меньше %(number)s") % {"number": number} if records >= MOST else number


def how_long(seconds: float) -> str:
    """Return an age: seconds while it is young, then the two largest units of it."""
    if seconds < MINUTE:
        return avoid_wrapping(gettext("%(seconds)d с") % {"seconds": seconds})
    now = timezone.now()
    return timesince(now - timedelta(seconds=seconds), now)
