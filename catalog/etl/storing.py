"""Writing plans to tables: what is there is compared, only what differs is written.

Every function here costs a fixed number of queries however many plans it is given, and expects
to be called inside a transaction, while nobody else loads.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model

from catalog.etl.merging import FACTS, CreditPlan, PersonPlan, TitlePlan
from catalog.models import Credit, Genre, Language, Person, Title, TitleText

Row = TypeVar("Row", bound=Model)
Numbers = set[str]  # the partner's numbers of titles


@dataclass(slots=True)
class Changes(Generic[Row]):
    """Rows of one table that have to be written."""

    fresh: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)

    def put(self, row: Row, values: Mapping[str, Any]) -> bool:
        """Set the values on the row; tell whether it has to be written."""
        different = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        if row._state.adding:
            self.fresh.append(row)
        elif different:
            self.changed.append(row)
        return row._state.adding or bool(different)

    def write(self, model: type[Row], columns: Iterable[str]) -> None:
        """Write all of them: at most two queries."""
        model._default_manager.bulk_create(self.fresh)
        model._default_manager.bulk_update(self.changed, list(columns))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch: new texts as (number, language), and titles that were written."""

    inserted: set[tuple[str, str]]
    touched: Numbers

    def of(self, number: str, language: str) -> str:
        """Tell of one row: "inserted", "updated" or "unchanged"."""
        if (number, language) in self.inserted:
            return "inserted"
        return "updated" if number in self.touched else "unchanged"


def store_people(plans: Sequence[PersonPlan]) -> dict[str, UUID]:
    """Write people; return our keys of all of them by the partner's numbers."""
    numbers = [plan.external_id for plan in plans]
    people = {one.external_id: one for one in Person.objects.filter(external_id__in=numbers)}
    changes = Changes[Person]()
    for plan in plans:
        person = people.setdefault(plan.external_id, Person(external_id=plan.external_id))
        born = {} if plan.birth_date is None else {"birth_date": plan.birth_date}
        changes.put(person, {**_by_language("name", plan.names), **born})
    changes.write(Person, ["name_ru", "name_en", "birth_date"])
    return {number: person.pk for number, person in people.items()}


def store_titles(plans: Sequence[TitlePlan], people: Mapping[str, UUID], now: datetime) -> Outcome:
    """Write titles with their texts, genres and credits; `updated_at` moves only with them."""
    titles, touched = _store_facts(plans)
    inserted, retold = _store_texts(plans, titles)
    touched |= retold | _store_genres(plans, titles) | _store_credits(plans, titles, people)
    if touched:
        Title.objects.filter(external_id__in=touched).update(updated_at=now)
    return Outcome(inserted, touched)


def _store_facts(plans: Sequence[TitlePlan]) -> tuple[dict[str, Title], Numbers]:
    numbers = [plan.external_id for plan in plans]
    titles = {one.external_id: one for one in Title.objects.filter(external_id__in=numbers)}
    changes, touched = Changes[Title](), set()
    for plan in plans:
        title = titles.setdefault(plan.external_id, _new_title(plan))
        if changes.put(title, {fact: plan.facts[fact] for fact in _open_facts(plan, title)}):
            touched.add(plan.external_id)
    changes.write(Title, FACTS)
    return titles, touched


def _new_title(plan: TitlePlan) -> Title:
    name = next(plan.texts[one].name for one in Language.values if one in plan.texts)
    return Title(external_id=plan.external_id, original_title=name)


def _open_facts(plan: TitlePlan, title: Title) -> list[str]:
    """Facts the partner may set; only the editors know that a title is a part of a series."""
    return [fact for fact in plan.facts if fact != "kind" or title.parent_id is None]


def _store_texts(
    plans: Sequence[TitlePlan], titles: Mapping[str, Title]
) -> tuple[set[tuple[str, str]], Numbers]:
    stored = TitleText.objects.filter(title__in=titles.values())
    texts = {(text.title_id, text.language): text for text in stored}
    changes, touched, inserted = Changes[TitleText](), set(), set()
    for plan, (language, draft) in ((one, text) for one in plans for text in one.texts.items()):
        title = titles[plan.external_id]
        text = texts.get((title.pk, language)) or TitleText(title=title, language=language)
        if text.source == TitleText.Source.CMS:
            continue
        if text._state.adding:
            inserted.add((plan.external_id, language))
        if changes.put(text, {"name": draft.name, "description": draft.description}):
            touched.add(plan.external_id)
    changes.write(TitleText, ["name", "description"])
    return inserted, touched


def _store_genres(plans: Sequence[TitlePlan], titles: Mapping[str, Title]) -> Numbers:
    """Make the genres of each title those of the file; unknown ones were reported before."""
    tags = Title.genres.through.objects
    keys = dict(Genre.objects.values_list("slug", "pk"))
    told = {titles[plan.external_id].pk: plan for plan in plans if plan.genres is not None}
    stored = {(tag.title_id, tag.genre_id): tag.pk for tag in tags.filter(title__in=told)}
    wanted = {
        (title, keys[slug])
        for title, plan in told.items()
        for slug in plan.genres or ()
        if slug in keys
    }
    fresh, gone = wanted - stored.keys(), stored.keys() - wanted
    tags.bulk_create(Title.genres.through(title_id=one, genre_id=genre) for one, genre in fresh)
    if gone:
        tags.filter(pk__in=[stored[pair] for pair in gone]).delete()
    return {told[title].external_id for title, _ in fresh | gone}


def _store_credits(
    plans: Sequence[TitlePlan], titles: Mapping[str, Title], people: Mapping[str, UUID]
) -> Numbers:
    """Make the credits of each title those of the file, job by job."""
    stored: dict[tuple[UUID, str], dict[UUID, Credit]] = defaultdict(dict)
    for credit in Credit.objects.filter(title__in=titles.values()):
        stored[credit.title_id, credit.job][credit.person_id] = credit
    changes, touched, gone = Changes[Credit](), set(), []
    for plan, (job, lines) in ((one, part) for one in plans for part in one.credits.items()):
        title = titles[plan.external_id]
        left = stored[title.pk, job]
        for number, line in lines.items():
            fresh = Credit(title=title, person_id=people[number], job=job)
            if changes.put(left.pop(people[number], fresh), _line(line)):
                touched.add(plan.external_id)
        if left:
            gone += [credit.pk for credit in left.values()]
            touched.add(plan.external_id)
    if gone:
        Credit.objects.filter(pk__in=gone).delete()
    changes.write(Credit, ["role_ru", "role_en", "order"])
    return touched


def _line(plan: CreditPlan) -> dict[str, Any]:
    return {"order": plan.order, **_by_language("role", plan.roles)}


def _by_language(column: str, values: Mapping[str, str]) -> dict[str, str]:
    """Columns by language; a language that the file does not speak is not touched."""
    return {f"{column}_{language}": value for language, value in values.items()}
