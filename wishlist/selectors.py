"""What people want, and where friends agree. Only accepted friends are ever shown (A33)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from catalog.models import Title
from friends.selectors import friend_ids
from wishlist.models import Wish


def wished_by(user: User, among: QuerySet[Title] | None = None) -> QuerySet[Title]:
    """Return what a person wants to watch, the newest wish first; each with `wished_at`.

    `among` gives the titles as the catalogue dresses them for a page.
    """
    titles = Title.objects.all() if among is None else among
    wishes = Wish.objects.filter(user=user)
    mine = wishes.filter(title=OuterRef("pk")).values("created_at")
    return (
        titles.filter(pk__in=wishes.values("title"))
        .annotate(wished_at=Subquery(mine))
        .order_by("-wished_at", "pk")
    )


def wished_ids(user: User, titles: Collection[Title | uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these titles a person wants: one query for a whole page of cards."""
    ids = [title.pk if isinstance(title, Title) else title for title in titles]
    return set(Wish.objects.filter(user=user, title__in=ids).values_list("title_id", flat=True))


def wanted_by(user: User) -> Exists:
    """Return the SQL that tells of a title of the outer query whether a person wants it."""
    return Exists(Wish.objects.filter(user=user, title=OuterRef("pk")))


def wishes_of_friends(user: User) -> QuerySet[Wish]:
    """Return the wishes of a person's friends, of nobody else."""
    return Wish.objects.filter(user__in=friend_ids(user), user__is_active=True)


def friends_who_want(user: User, title: Title) -> QuerySet[Wish]:
    """Return friends' wishes for a title (`.user`, `.created_at`), the oldest first (R047)."""
    wishes = wishes_of_friends(user).filter(title=title)
    return wishes.select_related("user").order_by("created_at", "user_id")


def matches_of(user: User, among: QuerySet[Title] | None = None) -> QuerySet[Title]:
    """Return what both a person and his friends want: the most wanted first (R048).

    Each carries `friends_count`; `friends_by_title` names the friends of a whole page. `among`
    gives the titles as the catalogue dresses them for a page.
    """
    titles = Title.objects.all() if among is None else among
    theirs = wishes_of_friends(user).filter(title=OuterRef("pk")).order_by()
    count = theirs.values("title").values(count=Count("pk"))
    mine = Wish.objects.filter(user=user)
    return (
        titles.filter(pk__in=mine.values("title"))
        .annotate(friends_count=Coalesce(Subquery(count), 0))
        .filter(friends_count__gt=0)
        .order_by("-friends_count", "-year", "pk")
    )


def friends_by_title(
    user: User, titles: Collection[Title | uuid.UUID]
) -> dict[uuid.UUID, list[User]]:
    """Return, for each title, the friends who want it, by name: one query for all of them."""
    ids = [title.pk if isinstance(title, Title) else title for title in titles]
    wishes = wishes_of_friends(user).filter(title__in=ids).select_related("user")
    friends: dict[uuid.UUID, list[User]] = defaultdict(list)
    for wish in wishes.order_by("user__name", "user_id"):
        friends[wish.title_id].append(wish.user)
    return dict(friends)


def with_friends(user: User, titles: Sequence[Title]) -> list[Title]:
    """Return the same titles, each with `.friends` who want it; one query for all of them."""
    friends = friends_by_title(user, titles)
    for title in titles:
        title.friends = friends.get(title.pk, [])  # type: ignore[attr-defined]
    return list(titles)
