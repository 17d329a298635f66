"""Template tags of the look that every page shares: icons and people's round marks."""

from collections.abc import Sequence

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.models import User

register = template.Library()

SPRITE = "icons/lucide-1.62.0/sprite.svg"
TONES = 8  # classes avatar--0 … avatar--7 of components/person.css


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite. It is for the eye only: the words beside it say the same."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static(SPRITE),
        name,
    )


@register.simple_tag
def avatar(person: User | str, size: str = "") -> SafeString:
    """Draw initials on the colour of a person or a bare name; `size`: "", "small" or "large"."""
    name = person if isinstance(person, str) else person.name
    return format_html(
        '<span class="avatar avatar--{}{}" aria-hidden="true">{}</span>',
        tone(name),
        f" avatar--{size}" if size else "",
        initials(name),
    )


@register.filter
def names(people: Sequence[User], shown: int = 2) -> str:
    """Name people shortly: «Аня, Пётр и ещё 3»."""
    listed = ", ".join(person.name for person in people[:shown])
    more = len(people) - shown
    if more <= 0:
        return listed
    return gettext("%(names)s и ещё %(more)d") % {"names": listed, "more": more}


def initials(name: str) -> str:
    """Return the first letters of the first two words. Twin: static/js/person.js."""
    return "".join(word[0] for word in name.split()[:2]).upper() or "?"


def tone(name: str) -> int:
    """Return the number of a person's colour: the same for the same name, everywhere."""
    return sum(map(ord, name)) % TONES
