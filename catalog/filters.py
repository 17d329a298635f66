"""How lists of titles may be narrowed and ordered; the same for pages and for the API."""

from contextlib import suppress
from uuid import UUID

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog import selectors
from catalog.models import Genre, Person, Title

_COLUMNS = {
    "title": "display_name",
    "-title": "-display_name",
    "year": "year",
    "-year": "-year",
    "added": "created_at",
    "-added": "-created_at",
}
ORDERINGS = [
    ("title", _("по названию")),
    ("-title", _("по названию, с конца")),
    ("-year", _("сначала новые")),
    ("year", _("сначала старые")),
    ("-added", _("недавно добавленные")),
    ("added", _("давно добавленные")),
]


class TitleFilter(django_filters.FilterSet):
    """`search` in names, `genre` by key or id, `year`, `person` by id, `ordering`."""

    search = django_filters.CharFilter(method="by_name", label=_("название содержит"))
    genre = django_filters.CharFilter(method="by_genre", label=_("жанр: ключ или номер"))
    year = django_filters.NumberFilter(label=_("год"), decimal_places=0)
    person = django_filters.UUIDFilter(method="by_person", label=_("кто снимал или играл"))
    ordering = django_filters.ChoiceFilter(method="in_order", label=_("порядок"), choices=ORDERINGS)

    class Meta:
        model = Title
        fields = ["year"]

    def by_name(self, titles: QuerySet[Title], name: str, value: str) -> QuerySet[Title]:
        return selectors.named(titles, value)

    def by_genre(self, titles: QuerySet[Title], name: str, value: str) -> QuerySet[Title]:
        return titles.filter(Exists(_tagged(value)))

    def by_person(self, titles: QuerySet[Title], name: str, value: UUID) -> QuerySet[Title]:
        return selectors.made_by(titles, value)

    def in_order(self, titles: QuerySet[Title], name: str, value: str) -> QuerySet[Title]:
        return titles.order_by(_COLUMNS[value], "id")


class PersonFilter(django_filters.FilterSet):
    """`search` in names."""

    search = django_filters.CharFilter(method="by_name", label=_("имя содержит"))

    class Meta:
        model = Person
        fields: list[str] = []

    def by_name(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return selectors.called(people, value)


def _tagged(genre: str) -> QuerySet[Genre]:
    """The genre by key or id, if the outer title has it; an unknown one finds nothing."""
    wanted = Q(slug=genre)
    with suppress(ValueError):
        wanted |= Q(pk=UUID(genre))
    return Genre.objects.filter(wanted, titles=OuterRef("pk"))
