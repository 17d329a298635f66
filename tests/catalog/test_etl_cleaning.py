"""Rows become clean drafts or reasons; no database."""

import time
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.etl.cleaning import BadRow, clean, plain

TODAY = date(2026, 11, 21)
GOOD: dict[str, Any] = {
    "movie_id": "tt0017136",
    "title": "Метрополис",
    "language": "ru",
    "description": "Город будущего.",
    "actors": [
        {"actor_id": "nm1", "full_name": "Бригитта Хельм", "role_name": "Мария"},
        {"actor_id": "nm2", "full_name": "Густав Фрёлих", "birth_date": "1902-03-21"},
    ],
}


def row(**fields: Any) -> dict[str, Any]:
    return {**GOOD, **fields}


def test_good_row_keeps_all_it_says():
    """R026: the partner's format with the optional fields."""
    draft = clean(row(year=1927, duration=9180, countries=["DE"], genres=["drama"]), TODAY)
    assert (draft.external_id, draft.language, draft.name) == ("tt0017136", "ru", "Метрополис")
    assert (draft.year, draft.duration, draft.countries) == (1927, 9180, ["DE"])
    assert [(c.person.name, c.role) for c in draft.credits["actor"]] == [
        ("Бригитта Хельм", "Мария"),
        ("Густав Фрёлих", ""),
    ]
    assert draft.credits["actor"][1].person.birth_date == date(1902, 3, 21)
    assert "director" not in draft.credits


def test_number_as_id_is_taken():
    assert clean(row(movie_id=17136), TODAY).external_id == "17136"


@pytest.mark.parametrize(
    ("dirty", "clean_text"),
    [
        ("<p>Город\r\n  <b>будущего</b></p>", "Город будущего"),
        ("a\x00b\u200bc", "a b c"),
        ("Том &amp; Джерри&nbsp;&mdash; 2", "Том & Джерри — 2"),
        ("\ud800 одинокий", "одинокий"),
        ("  \t\n ", ""),
        ("1 < 2 и 3 > 2", "1 < 2 и 3 > 2"),
        ("<script>alert(1)</script>", "alert(1)"),
    ],
)
def test_text_loses_tags_unprintable_signs_and_spaces(dirty: str, clean_text: str):
    """R030."""
    assert plain(dirty) == clean_text


def test_description_is_cut_at_4000_characters():
    """R030."""
    draft = clean(row(description="<i>слово</i> " * 5000), TODAY)
    assert 3990 <= len(draft.description) <= 4000
    assert "<" not in draft.description


def test_two_roles_of_one_actor_become_one_line():
    actors = [
        {"actor_id": "nm1", "full_name": "Бригитта Хельм", "role_name": "Мария"},
        {"actor_id": "nm1", "full_name": "Бригитта Хельм", "role_name": "Робот"},
        {"actor_id": "nm1", "full_name": "Бригитта Хельм"},
    ]
    credits = clean(row(actors=actors), TODAY).credits["actor"]
    assert [(one.person.external_id, one.role) for one in credits] == [("nm1", "Мария, Робот")]


BAD: list[tuple[Any, str]] = [
    ("text", "row: must be an object, not text"),
    (None, "row: must be an object, not null"),
    ([[]], "row: must be an object, not a list"),
    (row(movie_id=None), "movie_id: is missing"),
    (row(movie_id=True), "movie_id: must be 1 to 64 letters"),
    (row(movie_id="1; drop table"), "movie_id: must be 1 to 64 letters"),
    (row(movie_id={"id": 1}), "movie_id: must be 1 to 64 letters"),
    (row(movie_id="x" * 65), "movie_id: must be 1 to 64 letters"),
    (row(title=""), "title: is empty"),
    (row(title="<b> </b>"), "title: is empty"),
    (row(title=7), "title: must be text, not a number"),
    (row(title="я" * 1_000_000), "title: is longer than 300 characters"),
    (row(language="xx"), "language: must be one of ru, en, not 'xx'"),
    (row(language=["ru"]), "language: must be one of ru, en, not a list"),
    (row(description=["no"]), "description: must be text, not a list"),
    (row(year="1927"), "year: must be a whole number"),
    (row(year=99999), "year: must be a whole number"),
    (row(year=float("inf")), "year: must be a whole number"),
    (row(duration=-5), "duration: must be a whole number"),
    (row(duration=1.5), "duration: must be a whole number"),
    (row(countries=["Германия"]), "countries: 'Германия' is no code"),
    (row(genres="drama"), "genres: must be a list, not text"),
    (row(genres=[None]), "genres: None is no code"),
    (row(kind="opera"), "kind: must be one of film, series"),
    (row(actors={}), "actors: must be a list, not an object"),
    (row(actors=["Хельм"]), "actors: a person must be an object, not text"),
    (row(actors=[{"full_name": "Хельм"}]), "actors: actor_id: is missing"),
    (row(actors=[{"actor_id": "1", "full_name": " "}]), "actors: full_name: is empty"),
    (
        row(actors=[{"actor_id": "1", "full_name": "Х", "birth_date": "99999-01-01"}]),
        "actors: birth_date: must be a date",
    ),
    (
        row(actors=[{"actor_id": "1", "full_name": "Х", "birth_date": "2999-01-01"}]),
        "actors: birth_date: '2999-01-01' is nobody's birthday",
    ),
    (
        row(actors=[{"actor_id": "1", "full_name": "Х", "role_name": "р" * 201}]),
        "actors: role_name: is longer than 200",
    ),
    (
        row(actors=[{"actor_id": str(n), "full_name": "Х"} for n in range(501)]),
        "actors: has more than 500 members",
    ),
    (row(directors=[7]), "directors: a person must be an object"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD, ids=[reason[:40] for _, reason in BAD])
def test_bad_row_gets_a_reason_that_names_the_field(bad: Any, reason: str):
    """R030, A26: wrong types, empty names, unknown language, impossible dates, huge names."""
    with pytest.raises(BadRow) as refusal:
        clean(bad, TODAY)
    assert str(refusal.value).startswith(reason)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("bomb", ["<" * 60_000, "<a " * 20_000, "<b>" * 20_000, "&lt;" * 15_000])
def test_texts_made_to_be_slow_are_not(bomb: str):
    """A26: no text takes noticeable time; it is cleaned or refused."""
    begun = time.thread_time()
    with suppress(BadRow):
        clean(row(description=bomb), TODAY)
    assert time.thread_time() - begun < 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


FIELDS = (*GOOD, "year", "duration", "countries", "genres", "kind", "directors")


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)).map(lambda one: GOOD | one))
def test_no_row_whatever_breaks_the_loading(anything: dict[str, Any]):
    """R030: a row is clean or bad, never an accident."""
    try:
        draft = clean(anything, TODAY)
    except BadRow:
        return
    assert 1 <= len(draft.name) <= 300
    assert "\x00" not in draft.name + draft.description
    draft.name.encode()
