"""Reading the catalogue. Every selector says what it costs; none depends on who looks."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from catalog.errors import TitleNotFound
from catalog.models import Credit, Genre, Language, Person, Title, TitleText, Video

SEARCH_LENGTH = 100  # characters of a query that are looked at
WATCHABLE_FIRST: list[str] = ["-has_video", "-year", "created_at", "id"]


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the credits: who, and in which role (empty for those who do not play)."""

    person_id: UUID
    name: str
    role: str


def titles(language: str) -> QuerySet[Title]:
    """Titles of every kind with `display_name` in that language and `has_video`.

    The name falls back to the site's own language, then to any, then to the original one.
    Evaluating it costs two queries: the titles and their genres.
    """
    return Title.objects.annotate(**_columns(language)).prefetch_related("genres")


def _columns(language: str) -> dict[str, Any]:
    texts = TitleText.objects.filter(title=OuterRef("pk")).order_by(_nearest(language))
    return {
        "display_name": Coalesce(Subquery(texts.values("name")[:1]), "original_title"),
        "has_video": Exists(Video.objects.filter(title=OuterRef("pk"))),
    }


def _nearest(language: str) -> Case:
    """Order of texts: the language asked for, the site's own, any other."""
    return Case(
        When(language=language, then=0),
        When(language=settings.LANGUAGE_CODE, then=1),
        default=2,
    )


def visible_films(language: str) -> QuerySet[Title]:
    """Films that anybody may see, those that can be watched first, then the newest.

    Films of one year stand in the order in which they came.
    """
    return titles(language).filter(kind=Title.Kind.FILM).order_by(*WATCHABLE_FIRST)


def visible_series(language: str) -> QuerySet[Title]:
    """Series that anybody may see, the newest first; episodes are not among them."""
    return titles(language).filter(kind=Title.Kind.SERIES).order_by("-year", "id")


def episodes_of(series: Title, language: str) -> QuerySet[Title]:
    """Episodes of a series in the order in which they are watched."""
    return titles(language).filter(parent=series).order_by("season", "number", "id")


def get_title(title_id: UUID | str, language: str = Language.RUSSIAN) -> Title:
    """Return a title of any kind as `titles()` gives it. Raises TitleNotFound."""
    return _one(titles(language), title_id)


def whole_title(queryset: QuerySet[Title], title_id: UUID | str) -> Title:
    """Return one of `queryset` with texts, people and roles loaded; four queries.

    Raises TitleNotFound.
    """
    credits = Credit.objects.select_related("person").order_by("-job", "order", "id")
    return _one(queryset.prefetch_related("texts", Prefetch("credits", credits)), title_id)


def _one(queryset: QuerySet[Title], title_id: UUID | str) -> Title:
    try:
        return queryset.get(pk=title_id)
    except (Title.DoesNotExist, ValueError) as error:
        raise TitleNotFound from error


def named(queryset: QuerySet[Title], words: str) -> QuerySet[Title]:
    """Titles whose name in any language, or original name, contains `words` literally.

    Percent signs, underscores and backslashes mean themselves (A31).
    """
    words = _tidy(words)
    texts = TitleText.objects.filter(title=OuterRef("pk"), name__icontains=words)
    return queryset.filter(Q(original_title__icontains=words) | Exists(texts))


def called(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """People whose name in any language contains `words` literally."""
    words = _tidy(words)
    return people.filter(Q(name_ru__icontains=words) | Q(name_en__icontains=words))


def _tidy(words: str) -> str:
    return " ".join(words.replace("\x00", " ").split())[:SEARCH_LENGTH]


def made_by(queryset: QuerySet[Title], person: Person | UUID) -> QuerySet[Title]:
    """Titles that the person made or plays in, each once."""
    return queryset.filter(Exists(Credit.objects.filter(title=OuterRef("pk"), person=person)))


def related_films(title: Title, language: str, limit: int = 6) -> QuerySet[Title]:
    """Films that share genres with `title`: most shared first, then those to watch at once.

    Two queries: which ones is asked of the bare tables, names are found for the chosen few only.
    """
    chosen = _related_ids(title, limit)
    if not chosen:
        return Title.objects.none()
    order = Case(*(When(pk=key, then=place) for place, key in enumerate(chosen)))
    return titles(language).filter(pk__in=chosen).order_by(order)


def _related_ids(title: Title, limit: int) -> list[UUID]:
    tags = Title.genres.through.objects.filter(
        genre__in=title.genres.all(), title__kind=Title.Kind.FILM
    )
    counted = tags.exclude(title=title).values("title")
    ranked = counted.annotate(shared=Count("pk"), playable=Count("title__video"))
    best = ranked.order_by("-shared", "-playable", "-title__year", "title")
    return list(best.values_list("title", flat=True)[:limit])


def parts(title: Title, job: str, language: str) -> list[Part]:
    """Who did that job in a title from `whole_title`, in order; no query."""
    return [
        Part(credit.person_id, credit.person.name(language), credit.role(language))
        for credit in title.credits.all()
        if credit.job == job
    ]


def genres_in_use() -> QuerySet[Genre]:
    """Genres that at least one film has, with `films` = how many; one query."""
    films = Count("titles", filter=Q(titles__kind=Title.Kind.FILM))
    return Genre.objects.annotate(films=films).filter(films__gt=0).order_by("-films", "slug")


def people() -> QuerySet[Person]:
    """Everybody who made a film or plays in one, by name."""
    return Person.objects.order_by("name_ru", "name_en", "id")
