"""The whole way of a partner's file into real PostgreSQL."""

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from catalog.etl import loading
from catalog.etl.loading import AlreadyLoading, load_catalog
from catalog.etl.reading import SIZE_LIMIT, FileUnusable
from catalog.etl.report import Report
from catalog.models import Credit, Genre, Person, Title, TitleText
from catalog.tasks import load_catalog_file

pytestmark = pytest.mark.django_db

ACTORS_RU = [
    {"actor_id": "helm", "full_name": "Бригитта Хельм", "role_name": "Мария"},
    {"actor_id": "abel", "full_name": "Альфред Абель", "birth_date": "1879-03-12"},
]
ACTORS_EN = [
    {"actor_id": "helm", "full_name": "Brigitte Helm", "role_name": "Maria"},
    {"actor_id": "abel", "full_name": "Alfred Abel", "role_name": "Fredersen"},
]
LANG = [{"actor_id": "lang", "full_name": "Fritz Lang"}]


def film_rows(number: str = "tt1", **fields: Any) -> list[dict[str, Any]]:
    """A film in both languages."""
    facts = {"year": 1927, "duration": 9180, "countries": ["DE"], "genres": ["drama"], **fields}
    russian = {"movie_id": number, "language": "ru", "title": "Метрополис", "actors": ACTORS_RU}
    english = {"movie_id": number, "language": "en", "title": "Metropolis", "actors": ACTORS_EN}
    return [{**russian, **facts, "directors": LANG}, {**english, **facts, "directors": LANG}]


@pytest.fixture(autouse=True)
def genres() -> None:
    Genre.objects.create(slug="drama", name_ru="драма", name_en="drama")
    Genre.objects.create(slug="comedy", name_ru="комедия", name_en="comedy")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "partner_movies.json"


def load(path: Path, rows: Any) -> Report:
    path.write_text(json.dumps(rows), encoding="utf-8")
    return load_catalog(path)


def command(path: Path) -> tuple[int, str]:
    """Run the command; return its exit code and what it printed."""
    out = StringIO()
    try:
        call_command("load_catalog", str(path), stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def test_film_is_loaded_with_texts_people_roles_and_genres(path):
    """R015, R025, R026: what the file says stands in the tables, in both languages."""
    report = load(path, film_rows(original_title="Metropolis"))
    assert str(report) == "read 2, inserted 2, updated 0, unchanged 0, skipped 0"
    title = Title.objects.get(external_id="tt1")
    assert (title.year, title.duration, title.countries) == (1927, 9180, ["DE"])
    assert (title.name("ru"), title.name("en")) == ("Метрополис", "Metropolis")
    assert [text.source for text in title.texts.all()] == ["partner", "partner"]
    assert [genre.slug for genre in title.genres.all()] == ["drama"]
    cast = Credit.objects.filter(job="actor").select_related("person").order_by("order")
    assert [(c.person.name_ru, c.role_ru, c.person.name_en, c.role_en) for c in cast] == [
        ("Бригитта Хельм", "Мария", "Brigitte Helm", "Maria"),
        ("Альфред Абель", "", "Alfred Abel", "Fredersen"),
    ]
    assert Credit.objects.get(job="director").person.name_en == "Fritz Lang"


def test_second_loading_writes_nothing_at_all(path):
    """R028: zero inserts, zero updates, `updated_at` as it was."""
    rows = [*film_rows("tt1"), *film_rows("tt2", genres=["comedy", "drama"])]
    load(path, rows)
    before = list(Title.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as queries:
        report = load_catalog(path)
    assert str(report) == "read 4, inserted 0, updated 0, unchanged 4, skipped 0"
    writes = ("INSERT", "UPDATE", "DELETE")
    assert [one["sql"] for one in queries if one["sql"].startswith(writes)] == []
    assert list(Title.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "change",
    [
        {"year": 1926},
        {"genres": ["comedy"]},
        {"genres": []},
        {"title": "Метрополис!"},
        {"description": "Другой текст"},
        {"actors": ACTORS_RU[:1]},
        {"actors": list(reversed(ACTORS_RU))},
        {"directors": []},
    ],
    ids=lambda change: "-".join(change),
)
def test_changed_film_is_updated_and_the_other_is_not(path, change):
    """R028: only what differs is written, and its `updated_at` moves."""
    rows = [*film_rows("tt1")[:1], *film_rows("tt2")[:1]]
    load(path, rows)
    before = dict(Title.objects.values_list("external_id", "updated_at"))
    rows[0] |= change
    report = load(path, rows)
    assert str(report) == "read 2, inserted 0, updated 1, unchanged 1, skipped 0"
    after = dict(Title.objects.values_list("external_id", "updated_at"))
    assert after["tt1"] > before["tt1"]
    assert after["tt2"] == before["tt2"]
    assert load_catalog(path).unchanged == 2


def test_file_in_one_language_leaves_the_other_alone(path):
    """R028: names and roles of a language that the file does not speak stay."""
    rows = film_rows()
    load(path, rows)
    load(path, rows[:1])
    helm = Person.objects.get(external_id="helm")
    assert (helm.name_ru, helm.name_en) == ("Бригитта Хельм", "Brigitte Helm")
    assert Credit.objects.get(person=helm).role_en == "Maria"
    assert TitleText.objects.filter(language="en").exists()


def test_rows_that_disagree_about_a_person_settle_at_once(path):
    """R028: the first spelling wins, each time; nothing flaps."""
    rows = [*film_rows("tt1")[:1], *film_rows("tt2")[:1]]
    rows[1] = {**rows[1], "actors": [{"actor_id": "helm", "full_name": "Хелм"}]}
    load(path, rows)
    assert Person.objects.get(external_id="helm").name_ru == "Бригитта Хельм"
    assert load_catalog(path).unchanged == 2


def test_text_of_the_editors_is_never_overwritten(path):
    """R023."""
    load(path, film_rows())
    TitleText.objects.filter(language="ru").update(name="Наш Метрополис", source="cms")
    report = load_catalog(path)
    assert report.updated == 0
    assert TitleText.objects.get(language="ru").name == "Наш Метрополис"


def test_unknown_genre_is_left_out_with_a_warning(path):
    """R030: a word about it, and the film is there."""
    report = load(path, film_rows(genres=["drama", "kinopravda"]))
    assert report.warnings == ["genre kinopravda: is not known here and was left out"]
    assert [genre.slug for genre in Title.objects.get().genres.all()] == ["drama"]


def test_bad_rows_are_reported_and_the_rest_is_loaded(path):
    """R030: three bad rows, three reasons, and an exit code that tells."""
    bad = [
        {**film_rows("tt2")[0], "title": " "},
        {**film_rows("tt3")[0], "language": "xx"},
        {**film_rows("1; drop")[0]},
    ]
    path.write_text(json.dumps([*film_rows("tt1"), *bad]), encoding="utf-8")
    code, printed = command(path)
    assert code == 1
    assert printed.splitlines() == [
        "read 5, inserted 2, updated 0, unchanged 0, skipped 3",
        "row 3 ('tt2'): title: is empty",
        "row 4 ('tt3'): language: must be one of ru, en, not 'xx'",
        "row 5 ('1; drop'): movie_id: must be 1 to 64 letters, digits or . : - _, not '1; drop'",
    ]
    assert Title.objects.count() == 1
    assert Person.objects.count() == 3


def test_command_says_with_zero_that_all_is_well(path):
    """R026, R029."""
    path.write_text(json.dumps(film_rows()), encoding="utf-8")
    assert command(path) == (0, "read 2, inserted 2, updated 0, unchanged 0, skipped 0\n")
    assert Title.objects.count() == 1


def test_task_loads_the_same_file(path):
    """R026: by Celery as well."""
    path.write_text(json.dumps(film_rows()), encoding="utf-8")
    line = load_catalog_file.apply(args=[str(path)]).get()
    assert line == "read 2, inserted 2, updated 0, unchanged 0, skipped 0"


def _json(rows: Any) -> bytes:
    return json.dumps(rows).encode()


GOOD = film_rows()
WRONG_TYPES = [
    7,
    "text",
    None,
    [],
    {},
    {**GOOD[0], "movie_id": ["tt1"]},
    {**GOOD[0], "title": {}},
    {**GOOD[0], "actors": "x"},
]
READABLE = {
    "byte order mark": (b"\xef\xbb\xbf" + _json(GOOD), 2, 0),
    "CRLF": (json.dumps(GOOD, indent=1).replace("\n", "\r\n").encode(), 2, 0),
    "gzip": (gzip.compress(_json(GOOD)), 2, 0),
    "empty list": (b" [ ] \n", 0, 0),
    "id twice": (_json([*GOOD, *GOOD]), 2, 2),
    "wrong types": (_json([*GOOD, *WRONG_TYPES]), 2, 8),
    "name of 1 MB": (_json([*GOOD, {**GOOD[0], "movie_id": "2", "title": "я" * 2**20}]), 2, 1),
    "date 99999": (_json([*GOOD, {**GOOD[0], "movie_id": "2", "year": 99999}]), 2, 1),
    "unknown language": (_json([*GOOD, {**GOOD[0], "language": "tlh"}]), 2, 1),
    "NUL": (_json([{**GOOD[0], "title": "Метро\x00полис", "description": "\x00"}]), 1, 0),
    "half a letter": (b'[{"movie_id": 5, "language": "ru", "title": "\\ud800 X"}]', 1, 0),
    "NaN and 1e309": (
        b'[{"movie_id": 5, "language": "ru", "title": "X", "year": NaN},'
        b' {"movie_id": 6, "language": "ru", "title": "X", "year": 1e309}]',
        1,
        1,
    ),
    "number of a million digits": (
        b'[{"movie_id": 5, "language": "ru", "title": "X", "year": ' + b"9" * 10**6 + b"}]",
        1,
        0,
    ),
}
UNUSABLE = {
    "empty": (b"", "is not a list"),
    "not a list": (_json({"films": GOOD}), "is not a list"),
    "not JSON": (b"movie_id,title\n1,X", "is not a list"),
    "truncated": (_json(GOOD)[:-20], "not JSON"),
    "cut between rows": (_json(GOOD)[:-1], "cut short"),
    "two lists": (_json(GOOD) * 2, "something follows"),
    "depth bomb": (b"[" * 200_000, "nested too deeply"),
    "depth bomb in a row": (b'[{"movie_id": ' + b"[" * 200_000, "nested too deeply"),
    "too large": (b"[" + b" " * SIZE_LIMIT + b"]", "larger than 50 MB"),
    "gzip bomb": (gzip.compress(b"[" + b" " * SIZE_LIMIT + b"]"), "unpacks to more than 50 MB"),
    "broken gzip": (b"\x1f\x8b" + b"\x00" * 50, "broken"),
    "cut gzip": (gzip.compress(_json(GOOD))[:-12], "cut short"),
    "gzip with a tail": (gzip.compress(_json(GOOD)) + b"x", "something follows"),
    "not UTF-8": ("[{'title': 'кино'}]".encode("cp1251"), "not UTF-8"),
    "only bad rows": (b"[" + b"[]," * 1001 + b"[]]", "more than 1000 rows are bad"),
}


@pytest.mark.parametrize("case", READABLE)
def test_file_broken_in_rows_gives_what_can_be_read(path, case):
    """A26: an ETL file that is broken in ten ways, those that leave some rows whole."""
    content, good, bad = READABLE[case]
    path.write_bytes(content)
    report = load_catalog(path)
    assert (report.inserted, report.skipped) == (good, bad)
    assert report.read == good + bad
    assert load_catalog(path).unchanged == good
    assert command(path)[0] == (1 if bad else 0)


@pytest.mark.parametrize("case", UNUSABLE)
def test_file_broken_as_a_whole_changes_nothing(path, case):
    """A26: one clear sentence, exit code 2, and not a row of it in the tables."""
    content, words = UNUSABLE[case]
    path.write_bytes(content)
    with pytest.raises(FileUnusable, match=words):
        load_catalog(path)
    code, printed = command(path)
    assert code == 2
    assert words in printed
    assert not Title.objects.exists()
    assert not Person.objects.exists()


def test_missing_file_is_told_in_a_sentence(path):
    code, printed = command(path)
    assert code == 2
    assert "cannot be read: No such file or directory" in printed


def test_number_of_queries_does_not_grow_with_the_file(path):
    """R026: bulk statements, a fixed number a batch."""
    load(path, [row for n in range(3) for row in film_rows(f"a{n}")])
    rows = [row for n in range(60) for row in film_rows(f"b{n}")]
    path.write_text(json.dumps(rows), encoding="utf-8")
    with CaptureQueriesContext(connection) as queries:
        assert load_catalog(path).inserted == 120
    assert len(queries) <= 25


@pytest.mark.django_db(transaction=True)
def test_two_loadings_at_once_do_not_meet(path):
    """R028: the second is refused with a sentence, and the lock goes with the first."""
    path.write_text(json.dumps(film_rows()), encoding="utf-8")
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [loading.LOCK])
        with pytest.raises(AlreadyLoading):
            load_catalog(path)
    finally:
        other.close()
    assert load_catalog(path).inserted == 2
