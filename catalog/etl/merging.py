"""From drafts, one a language, to titles and people, one each. No database here.

The first row that says something wins, so that loading a file twice gives the same result
whatever its rows disagree about.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalog.etl.cleaning import CreditDraft, Draft

FACTS = ("kind", "original_title", "year", "duration", "countries")


@dataclass(slots=True)
class PersonPlan:
    """Somebody as the whole file tells it; `names` by language."""

    external_id: str
    names: dict[str, str] = field(default_factory=dict)
    birth_date: date | None = None


@dataclass(slots=True)
class CreditPlan:
    """One line of the credits; `roles` by language."""

    order: int
    roles: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class TitlePlan:
    """A title as its rows tell it. A fact that no row tells is absent, and stays as it is."""

    external_id: str
    texts: dict[str, Draft] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    genres: list[str] | None = None
    credits: dict[str, dict[str, CreditPlan]] = field(default_factory=dict)  # job → person → line


def plan_titles(drafts: Iterable[Draft]) -> list[TitlePlan]:
    """Join the drafts of each title, in the order in which titles first come."""
    plans: dict[str, TitlePlan] = {}
    for draft in drafts:
        _add(plans.setdefault(draft.external_id, TitlePlan(draft.external_id)), draft)
    return list(plans.values())


def plan_people(drafts: Iterable[Draft]) -> dict[str, PersonPlan]:
    """Join what all rows say about each person, by his id."""
    plans: dict[str, PersonPlan] = {}
    for draft in drafts:
        for credit in _credits_of(draft):
            person = credit.person
            plan = plans.setdefault(person.external_id, PersonPlan(person.external_id))
            plan.names.setdefault(draft.language, person.name)
            plan.birth_date = plan.birth_date or person.birth_date
    return plans


def _credits_of(draft: Draft) -> Iterable[CreditDraft]:
    return (credit for people in draft.credits.values() for credit in people)


def _add(plan: TitlePlan, draft: Draft) -> None:
    plan.texts[draft.language] = draft
    for fact in FACTS:
        value = getattr(draft, fact)
        if value is not None:
            plan.facts.setdefault(fact, value)
    if plan.genres is None:
        plan.genres = draft.genres
    for job, people in draft.credits.items():
        lines = plan.credits.setdefault(job, {})
        for credit in people:
            line = lines.setdefault(credit.person.external_id, CreditPlan(len(lines)))
            line.roles[draft.language] = credit.role
