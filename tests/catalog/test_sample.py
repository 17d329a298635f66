"""The sample of films: whole, in both languages, true to the partner's format."""

import json
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from catalog.sample import posters
from catalog.sample.made_films import MADE_FILMS
from catalog.sample.motifs import MOTIFS
from catalog.sample.posters import PosterBrief

FOLDER = Path(posters.__file__).parent
ROWS: list[dict[str, Any]] = json.loads((FOLDER / "partner_movies.json").read_text())
GENRES: list[dict[str, str]] = json.loads((FOLDER / "genres.json").read_text())
FILMS: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
for _row in ROWS:
    FILMS[_row["movie_id"]][_row["language"]] = _row
CLASSICS = {key: film for key, film in FILMS.items() if "video" not in film["ru"]}


def people(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [*row["directors"], *row["actors"]]


def test_at_least_sixty_four_classics_in_both_languages():
    """R026: the sample that the loader reads has a row for each film and language."""
    assert len(CLASSICS) >= 64
    assert Counter((row["movie_id"], row["language"]) for row in ROWS).most_common(1)[0][1] == 1
    assert all(set(film) == {"ru", "en"} for film in FILMS.values())


def test_made_films_come_first_and_name_their_video():
    assert [row["movie_id"] for row in ROWS[:6:2]] == [f"made-{film.slug}" for film in MADE_FILMS]
    for film in MADE_FILMS:
        row = FILMS[f"made-{film.slug}"]["ru"]
        assert row["video"] == f"made/{film.slug}"
        assert row["title"] == film.title
        assert row["duration"] == film.seconds
        assert row["year"] == 2026
    assert sum("video" in row for row in ROWS) == 2 * len(MADE_FILMS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['movie_id']}-{row['language']}")
def test_row_has_the_partners_fields(row):
    """R026, R028: identifiers, name, language, text and cast in the shape that is read."""
    assert re.fullmatch(r"[a-z0-9-]{1,64}", row["movie_id"])
    assert row["language"] in {"ru", "en"}
    assert row["title"].strip() == row["title"] != ""
    assert row["kind"] == "film"
    assert 1895 <= row["year"] <= 2026
    assert 30 <= row["duration"] <= 6 * 3600
    assert all(re.fullmatch(r"[A-Z]{2}", code) for code in row["countries"])
    assert row["genres"]
    for person in people(row):
        assert re.fullmatch(r"p-[a-z0-9-]{1,60}", person["actor_id"])
        assert person["full_name"].strip() == person["full_name"] != ""
        date.fromisoformat(person.get("birth_date", "1900-01-01"))
    for actor in row["actors"]:
        assert actor["role_name"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['movie_id']}-{row['language']}")
def test_description_is_a_text_in_its_own_language(row):
    """R020: whoever reads Russian gets Russian, whoever reads English gets English."""
    text = row["description"]
    words = len(text.split())
    cyrillic = len(re.findall(r"[а-яё]", text, re.IGNORECASE))
    latin = len(re.findall(r"[a-z]", text, re.IGNORECASE))
    assert 40 <= words <= 130
    assert (cyrillic > 20 * latin) if row["language"] == "ru" else (latin > 0 and cyrillic == 0)
    assert not re.search(r"\s\s|\s[,.;:!?]|<|>", text)
    assert text[-1] in ".!?"


def test_both_rows_of_a_film_tell_of_the_same_people():
    same = ("original_title", "year", "countries", "duration", "genres", "poster", "kind")
    for key, film in FILMS.items():
        ru, en = film["ru"], film["en"]
        assert [p["actor_id"] for p in people(ru)] == [p["actor_id"] for p in people(en)], key
        assert [ru[name] for name in same] == [en[name] for name in same], key
        assert ru["description"] != en["description"]


def test_one_person_has_one_name_in_each_language():
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in ROWS:
        for person in people(row):
            names[row["language"], person["actor_id"]].add(person["full_name"])
    assert [key for key, found in names.items() if len(found) > 1] == []
    for (language, key), found in names.items():
        if language == "ru":
            assert re.fullmatch(r"[А-ЯЁа-яё .«»’'-]+", next(iter(found))), key


def test_classics_name_who_made_them():
    assert [key for key, film in CLASSICS.items() if not film["ru"]["directors"]] == []


def test_genres_are_known_named_and_used():
    """R018: a genre has a key and a name in both languages."""
    known = {genre["slug"] for genre in GENRES}
    used = {slug for row in ROWS for slug in row["genres"]}
    assert used == known
    assert 8 <= len(known) <= 14
    assert all(genre["name_ru"] and genre["name_en"] for genre in GENRES)


def test_sample_covers_the_world_and_the_russian_screen():
    countries = Counter(code for film in CLASSICS.values() for code in film["ru"]["countries"])
    assert countries["SU"] + countries["RU"] >= 15
    assert len(countries) >= 8


def test_every_poster_wish_is_known_and_neighbours_differ():
    wishes = [(row["poster"]["motif"], row["poster"]["palette"]) for row in ROWS[::2]]
    assert all(motif in MOTIFS for motif, _ in wishes)
    assert all(palette in posters.PALETTES for _, palette in wishes)
    assert all(one[0] != two[0] for one, two in pairwise(wishes))
    briefs = [PosterBrief.from_row(row) for row in ROWS[::2]]
    assert all(brief.title and brief.year for brief in briefs)
