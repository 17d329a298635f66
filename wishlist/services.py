"""Wishing and unwishing; both may be said twice."""

from accounts.models import User
from catalog.models import Title
from wishlist.models import Wish


def add_wish(*, user: User, title: Title) -> tuple[Wish, bool]:
    """Remember that a person wants to watch a title; returns the wish and whether it is new."""
    return Wish.objects.get_or_create(user=user, title=title)


def remove_wish(*, user: User, title: Title) -> bool:
    """Forget a wish; returns whether there was one."""
    deleted, _ = Wish.objects.filter(user=user, title=title).delete()
    return deleted > 0
