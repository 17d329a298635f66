"""From a row as it came to a draft that may be stored, or a reason why not. No database here."""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import SuspiciousOperation
from django.utils.html import strip_tags

from catalog.models import Credit, Language, Title

NAME_LIMIT = 300
PERSON_LIMIT = 200
DESCRIPTION_LIMIT = 4000
PEOPLE_LIMIT = 500  # of one row
LONGEST = 24 * 3600  # seconds of one title
_RAW_FACTOR = 16  # how much longer than its limit a text with tags may be to be looked at
_FIRST_FILM, _FIRST_BIRTH = 1874, 1700

_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9-]{1,50}")
_COUNTRY = re.compile(r"[A-Z]{2,4}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")

T = TypeVar("T")


class BadRow(Exception):
    """The row cannot be used; `str()` is the reason, beginning with the field."""


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """Somebody as one row names him."""

    external_id: str
    name: str
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class CreditDraft:
    """What somebody did in a title; `role` in the language of the row."""

    person: PersonDraft
    job: str
    role: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One row, clean: a title as it is told in one language. None: the row does not say."""

    external_id: str
    language: str
    name: str
    description: str
    kind: str | None = None
    original_title: str | None = None
    year: int | None = None
    duration: int | None = None
    countries: list[str] | None = None
    genres: list[str] | None = None
    credits: dict[str, list[CreditDraft]] = field(default_factory=dict)  # by job


def clean(row: Any, today: date) -> Draft:
    """Turn a member of the file into a draft. Raises BadRow with the first thing wrong."""
    if not isinstance(row, dict):
        raise BadRow(f"row: must be an object, not {_kind(row)}")
    return Draft(
        external_id=_required(row, "movie_id", _id),
        language=_required(row, "language", _language),
        name=_required(row, "title", lambda value: _text(value, NAME_LIMIT)),
        description=_optional(row, "description", _description) or "",
        kind=_optional(row, "kind", _title_kind),
        original_title=_optional(row, "original_title", lambda value: _text(value, NAME_LIMIT)),
        year=_optional(row, "year", lambda value: _whole(value, _FIRST_FILM, today.year + 10)),
        duration=_optional(row, "duration", lambda value: _whole(value, 1, LONGEST)),
        countries=_optional(row, "countries", lambda value: _codes(value, _COUNTRY)),
        genres=_optional(row, "genres", lambda value: _codes(value, _SLUG)),
        credits=_credits(row, today),
    )


def plain(text: str) -> str:
    """The text without tags, unprintable characters and surplus spaces."""
    try:
        text = strip_tags(text)
    except SuspiciousOperation as error:  # tags inside tags without end
        raise BadRow("too many tags") from error
    text = _UNPRINTABLE.sub(" ", html.unescape(text))
    return " ".join(text.split())


def _credits(row: dict[str, Any], today: date) -> dict[str, list[CreditDraft]]:
    """Lists by job; a job about which the row is silent is absent."""
    found = {}
    for name, job in (("actors", Credit.Job.ACTOR), ("directors", Credit.Job.DIRECTOR)):
        people = _optional(row, name, partial(_people, job=job, today=today))
        if people is not None:
            found[str(job)] = people
    return found


def _people(value: Any, job: str, today: date) -> list[CreditDraft]:
    """Everybody in the list once; two roles of one person become one line."""
    found: dict[str, CreditDraft] = {}
    for one in _list(value, PEOPLE_LIMIT):
        if not isinstance(one, dict):
            raise BadRow(f"a person must be an object, not {_kind(one)}")
        credit = CreditDraft(_person(one, today), job, _role(one))
        before = found.get(credit.person.external_id)
        if before and credit.role and credit.role != before.role:
            both = ", ".join(filter(None, (before.role, credit.role)))[:PERSON_LIMIT]
            credit = CreditDraft(before.person, job, both)
        elif before:
            continue
        found[credit.person.external_id] = credit
    return list(found.values())


def _person(one: dict[str, Any], today: date) -> PersonDraft:
    return PersonDraft(
        external_id=_required(one, "actor_id", _id),
        name=_required(one, "full_name", lambda value: _text(value, PERSON_LIMIT)),
        birth_date=_optional(one, "birth_date", lambda value: _date(value, today)),
    )


def _role(one: dict[str, Any]) -> str:
    role = _optional(one, "role_name", lambda value: _line(value, PERSON_LIMIT))
    return role or ""


def _required(row: dict[str, Any], name: str, read: Callable[[Any], T]) -> T:
    value = _optional(row, name, read)
    if value is None:
        raise BadRow(f"{name}: is missing")
    return value


def _optional(row: dict[str, Any], name: str, read: Callable[[Any], T]) -> T | None:
    if row.get(name) is None:
        return None
    try:
        return read(row[name])
    except BadRow as error:
        raise BadRow(f"{name}: {error}") from error


def _id(value: Any) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise BadRow(f"must be 1 to 64 letters, digits or . : - _, not {shown(value)}")
    return text


def _language(value: Any) -> str:
    if not isinstance(value, str) or value.strip().lower() not in Language.values:
        raise BadRow(f"must be one of {', '.join(Language.values)}, not {shown(value)}")
    return value.strip().lower()


def _title_kind(value: Any) -> str:
    known = (Title.Kind.FILM, Title.Kind.SERIES)
    if value not in known:
        raise BadRow(f"must be one of {', '.join(known)}, not {shown(value)}")
    return str(value)


def _text(value: Any, limit: int) -> str:
    """One line of text that is there and is not longer than `limit` characters."""
    line = _line(value, limit)
    if not line:
        raise BadRow("is empty")
    return line


def _line(value: Any, limit: int) -> str:
    line = plain(_string(value)) if len(_string(value)) <= limit * _RAW_FACTOR else value
    if len(line) > limit:
        raise BadRow(f"is longer than {limit} characters")
    return line


def _description(value: Any) -> str:
    return plain(_string(value)[: DESCRIPTION_LIMIT * _RAW_FACTOR])[:DESCRIPTION_LIMIT].rstrip()


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise BadRow(f"must be text, not {_kind(value)}")
    return value


def _whole(value: Any, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadRow(f"must be a whole number from {low} to {high}, not {shown(value)}")
    return value


def _codes(value: Any, form: re.Pattern[str]) -> list[str]:
    codes = _list(value, 20)
    for code in codes:
        if not isinstance(code, str) or not form.fullmatch(code):
            raise BadRow(f"{shown(code)} is no code")
    return list(dict.fromkeys(codes))


def _list(value: Any, limit: int) -> Iterable[Any]:
    if not isinstance(value, list):
        raise BadRow(f"must be a list, not {_kind(value)}")
    if len(value) > limit:
        raise BadRow(f"has more than {limit} members")
    return value


def _date(value: Any, today: date) -> date:
    try:
        day = date.fromisoformat(_string(value))
    except ValueError as error:
        raise BadRow(f"must be a date like 1895-10-04, not {shown(value)}") from error
    if not date(_FIRST_BIRTH, 1, 1) <= day <= today:
        raise BadRow(f"{shown(value)} is nobody's birthday")
    return day


def shown(value: Any) -> str:
    """A value for a message: short and printable."""
    if isinstance(value, dict | list):
        return _kind(value)
    text = ascii(value) if not isinstance(value, str) else repr(_UNPRINTABLE.sub("�", value[:40]))
    return text if len(text) <= 44 else text[:40] + "…"


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
