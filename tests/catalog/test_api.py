"""The catalogue for programs: shapes, filters, paging, languages, a fixed number of queries."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.authentication import tokens_for
from accounts.models import User
from catalog.models import Genre, Title
from tests.catalog.factories import (
    make_credit,
    make_genre,
    make_person,
    make_title,
    make_viewer,
    store_video,
)
from wishlist.services import add_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def drama() -> Genre:
    return make_genre("drama", name_ru="драма", name_en="drama")


@pytest.fixture
def film(drama: Genre, own_storage) -> Title:
    names = {"ru": "Метрополис", "en": "Metropolis"}
    title = make_title(names, (drama,), year=1927, poster="metropolis-1", countries=["DE"])
    make_credit(title, make_person("Фриц Ланг", "Fritz Lang"), "director")
    make_credit(title, make_person("Бригитта Хельм", "Brigitte Helm"), role_ru="Мария")
    store_video(title)
    return title


def names(client: Client, path: str, **params: Any) -> list[str]:
    response = client.get(f"/api/v1/{path}", params)
    assert response.status_code == 200, response.content
    return [one.get("title") or one["name"] for one in response.json()["results"]]


def test_film_in_a_list_has_the_agreed_shape(client, film, drama):
    """R014: design 7.1, and what stands beside it."""
    answer = client.get("/api/v1/films").json()
    assert answer.keys() == {"count", "next", "previous", "results"}
    assert answer["results"] == [
        {
            "id": str(film.pk),
            "kind": "film",
            "title": "Метрополис",
            "original_title": film.original_title,
            "year": 1927,
            "duration": 4500,
            "poster": "http://testserver/posters/metropolis-1-large.webp",
            "poster_small": "http://testserver/posters/metropolis-1-small.webp",
            "genres": [{"id": str(drama.pk), "slug": "drama", "name": "драма"}],
            "has_video": True,
            "wanted": False,
        }
    ]


def test_whole_film_tells_its_text_people_and_roles(client, film):
    """R013, R014, R015: directors first, then the cast, with role names."""
    answer = client.get(f"/api/v1/films/{film.pk}").json()
    assert answer["description"] == "Метрополис (ru)"
    assert answer["description_source"] == "partner"
    assert answer["language"] == "ru"
    assert answer["countries"] == ["DE"]
    people = [(one["name"], one["job"], one["role_name"]) for one in answer["people"]]
    assert people == [("Фриц Ланг", "director", ""), ("Бригитта Хельм", "actor", "Мария")]


def test_wish_of_the_asking_person_is_shown_to_him_alone(client, film, viewer):
    """R044: `wanted` is by me."""
    add_wish(user=viewer, title=film)
    add_wish(user=make_viewer(), title=make_title())
    answers = client.get("/api/v1/films").json()["results"]
    assert {one["id"]: one["wanted"] for one in answers}[str(film.pk)] is True
    assert sum(one["wanted"] for one in answers) == 1
    assert client.get(f"/api/v1/films/{film.pk}").json()["wanted"] is True


def test_language_follows_the_question_then_the_header_then_the_person(film, viewer):
    """R020: the same film in Russian or in English."""
    client = Client()
    client.force_login(viewer)
    url = f"/api/v1/films/{film.pk}"
    assert client.get(url).json()["title"] == "Метрополис"
    english = client.get(url, headers={"Accept-Language": "en-GB,en;q=0.9"}).json()
    assert (english["title"], english["genres"][0]["name"]) == ("Metropolis", "drama")
    asked = client.get(f"{url}?language=en", headers={"Accept-Language": "ru"}).json()
    assert (asked["title"], asked["description"]) == ("Metropolis", "Metropolis (en)")
    assert asked["people"][0]["name"] == "Fritz Lang"
    bearer = APIClient()
    bearer.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens_for(viewer).access_token}")
    User.objects.filter(pk=viewer.pk).update(language="en")
    assert bearer.get(url).json()["title"] == "Metropolis"


def test_missing_text_falls_back_and_the_answer_says_so(client):
    """R020: fallback stated: the asked one, Russian, any, the original name."""
    only_english = make_title({"en": "Nosferatu"})
    only_russian = make_title({"ru": "Земля"})
    nameless = make_title({}, original_title="Faust")
    answer = client.get(f"/api/v1/films/{only_english.pk}").json()
    assert (answer["title"], answer["language"]) == ("Nosferatu", "en")
    answer = client.get(f"/api/v1/films/{only_russian.pk}?language=en").json()
    assert (answer["title"], answer["language"]) == ("Земля", "ru")
    answer = client.get(f"/api/v1/films/{nameless.pk}").json()
    assert (answer["title"], answer["language"], answer["description"]) == ("Faust", None, "")
    assert set(names(client, "films")) == {"Nosferatu", "Земля", "Faust"}


def test_unknown_language_is_refused_with_the_field(client):
    response = client.get("/api/v1/films?language=tlh")
    assert response.status_code == 400
    assert response.json()["fields"].keys() == {"language"}


def test_filters_combine(client, drama):
    """R017, R018: genre, year, person and name narrow together."""
    comedy = make_genre("comedy")
    star = make_person()
    wanted = make_title({"ru": "Первый"}, (drama, comedy), year=1925)
    make_credit(wanted, star)
    make_credit(wanted, star, "director")
    other = make_title({"ru": "Второй"}, (drama,), year=1925)
    make_credit(other, star)
    make_title({"ru": "Третий"}, (comedy,), year=1926)
    assert set(names(client, "films", genre="drama")) == {"Первый", "Второй"}
    assert set(names(client, "films", genre=str(comedy.pk))) == {"Первый", "Третий"}
    assert names(client, "films", genre="comedy", year=1925) == ["Первый"]
    assert names(client, "films", person=str(star.pk), genre="comedy") == ["Первый"]
    assert names(client, "films", person=str(star.pk), search="втор") == ["Второй"]
    assert names(client, "films", genre="nothing") == []
    assert names(client, "films", person=str(uuid4())) == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("полис", {"Метрополис"}),
        ("ПОЛИС", {"Метрополис"}),
        ("metro", {"Метрополис"}),
        ("%", {"100%"}),
        ("_", {"a_b"}),
        ("\\", {"c\\d"}),
        ("' or 1=1 --", set()),
        ("нет такого", set()),
        ("я" * 10_000, set()),
        ("  метро   полис ", set()),
        ("(((((a+)+)+)+)+$", set()),
    ],
)
def test_search_is_literal_in_any_language_and_case(client, film, search, found):
    """R016, A31: substring of a name; wildcards, quotes and patterns mean themselves."""
    for name in ("100%", "a_b", "c\\d"):
        make_title({"ru": name}, original_title=name)
    assert set(names(client, "films", search=search)) == found


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [("title", "АБВ"), ("-title", "ВБА"), ("year", "БВА"), ("-year", "АВБ"), ("added", "ВАБ")],
)
def test_list_is_ordered_as_asked(client, ordering, expected):
    for name, year in (("В", 1922), ("А", 1930), ("Б", 1910)):
        make_title({"ru": name}, year=year)
    assert "".join(names(client, "films", ordering=ordering)) == expected


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"year": "NaN"}, "year"),
        ({"year": "1e309"}, "year"),
        ({"year": "сто"}, "year"),
        ({"person": "1; drop"}, "person"),
        ({"ordering": "password"}, "ordering"),
        ({"search": "a\x00b"}, "search"),
    ],
)
def test_bad_filter_is_refused_with_its_field(client, params, field):
    """R017, A31: 400 in the one shape, never a 500."""
    response = client.get("/api/v1/films", params)
    assert response.status_code == 400
    assert response.json()["code"] == "invalid"
    assert response.json()["fields"].keys() == {field}


@pytest.mark.parametrize(
    ("params", "status", "count"),
    [
        ({"page_size": 100_000}, 200, 30),
        ({"page_size": 10}, 200, 10),
        ({"page_size": 10, "page": 3}, 200, 10),
        ({"page_size": -1}, 200, 24),
        ({"page_size": "x"}, 200, 24),
        ({"page": 0}, 404, None),
        ({"page": -1}, 404, None),
        ({"page": 10**9}, 404, None),
        ({"page": "9" * 5000}, 404, None),
    ],
)
def test_paging_is_bounded(client, params, status, count):
    """R019, A31: a page that is not there is 404, a size that is none is the usual one."""
    for _ in range(30):
        make_title()
    response = client.get("/api/v1/films", params)
    assert response.status_code == status
    if count:
        assert len(response.json()["results"]) == count


def test_page_holds_at_most_200(client):
    """R019."""
    Title.objects.bulk_create(
        Title(external_id=f"x{n}", original_title=f"X {n}") for n in range(230)
    )
    answer = client.get("/api/v1/films?page_size=500").json()
    assert (answer["count"], len(answer["results"])) == (230, 200)


@pytest.mark.parametrize("many", [2, 40])
def test_lists_cost_a_fixed_number_of_queries(
    client, viewer, drama, many, django_assert_num_queries
):
    """R012, R014: session and person, count, titles with marks, genres; however long."""
    star = make_person()
    for _ in range(many):
        film = make_credit(make_title(genres=(drama,)), star).title
        add_wish(user=viewer, title=film)
    with django_assert_num_queries(5):
        client.get("/api/v1/films?page_size=200")
    with django_assert_num_queries(5):
        client.get(f"/api/v1/people/{star.pk}")
    with django_assert_num_queries(6):
        client.get(f"/api/v1/films/{film.pk}")
    with django_assert_num_queries(4):
        client.get("/api/v1/genres")


def test_video_address_is_given_to_a_program_and_plays(viewer, film):
    """R035, R037: with a token the address needs no cookies; the file comes by ranges."""
    bearer = APIClient()
    bearer.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens_for(viewer).access_token}")
    answer = bearer.get(f"/api/v1/films/{film.pk}/video")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer.json().keys() == {"kind", "url", "expires_at", "versions", "subtitles"}
    assert answer.json()["kind"] == "mp4"
    assert answer.json()["expires_at"].endswith("Z")
    assert answer.json()["url"].startswith("http://testserver/video/")
    played = Client().get(answer.json()["url"], headers={"Range": "bytes=1-2"})
    assert played.status_code == 206
    assert played["Content-Range"] == "bytes 1-2/4"


def test_title_without_video_and_unknown_title_have_no_video(client):
    """R037: 404 both."""
    for number in (make_title().pk, uuid4()):
        response = client.get(f"/api/v1/films/{number}/video")
        assert response.status_code == 404
        assert response.json()["code"] == "not_found"


def test_series_tells_its_episodes_in_order(client):
    """R024: series and episodes have addresses of their own and are no films."""
    series = make_title({"ru": "Вампиры"}, kind="series")
    for number in (2, 1):
        make_title(
            {"ru": f"Серия {number}"}, kind="episode", parent=series, season=1, number=number
        )
    answer = client.get(f"/api/v1/series/{series.pk}").json()
    assert [one["title"] for one in answer["episodes"]] == ["Серия 1", "Серия 2"]
    episode = client.get(f"/api/v1/episodes/{answer['episodes'][0]['id']}").json()
    assert (episode["series"], episode["season"], episode["number"]) == (str(series.pk), 1, 1)
    assert names(client, "series") == ["Вампиры"]
    assert names(client, "films") == []
    assert client.get(f"/api/v1/films/{series.pk}").status_code == 404
    assert client.get(f"/api/v1/series/{episode['id']}").status_code == 404


def test_people_are_listed_found_and_told_with_their_films(client, film):
    """R015: actor list, actor with films."""
    assert names(client, "people") == ["Бригитта Хельм", "Фриц Ланг"]
    assert names(client, "people", search="ХЕЛЬ") == ["Бригитта Хельм"]
    assert names(client, "people", search="fritz", language="en") == ["Fritz Lang"]
    [found] = client.get("/api/v1/people?search=Ланг").json()["results"]
    answer = client.get(f"/api/v1/people/{found['id']}").json()
    assert [one["title"] for one in answer["films"]] == ["Метрополис"]


def test_genres_in_use_are_listed_with_how_many_films(client, film):
    """R018."""
    make_genre("unused")
    assert [(g["slug"], g["films"]) for g in client.get("/api/v1/genres").json()["results"]] == [
        ("drama", 1)
    ]


ADDRESSES = ["films", "films/{}", "films/{}/video", "series", "people", "genres"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_signed_out_program_is_told_to_sign_in(address):
    """R007: every address here is private."""
    response = Client().get("/api/v1/" + address.format(uuid4()))
    assert response.status_code in (401, 403)


@pytest.mark.parametrize("address", ["films/{}", "series/{}", "episodes/{}", "people/{}"])
def test_what_is_not_there_is_404_in_the_one_shape(client, address):
    response = client.get("/api/v1/" + address.format(uuid4()))
    assert response.status_code == 404
    assert response.json().keys() == {"code", "detail"}
