"""Pages of the catalogue, as a person without JavaScript gets them."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import User
from catalog.models import Title
from tests.catalog.factories import (
    make_credit,
    make_genre,
    make_person,
    make_title,
    store_video,
)
from wishlist.services import add_wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


def shown(client: Client, url: str = "/", **params: str | int) -> list[str]:
    """Names of the films on a page of the list."""
    response = client.get(url, params)
    assert response.status_code == 200
    return [film.display_name for film in response.context["films"]]


def test_front_page_shows_films_with_posters_by_pages(client):
    """R012: 24 on a page, cards with posters, links to the others."""
    for number in range(30):
        make_title({"ru": f"Фильм {number:02}"}, poster=f"film-{number}", year=1900 + number)
    response = client.get("/")
    page = response.content.decode()
    assert page.count('data-testid="film-card"') == 24
    assert "/posters/film-29-small.webp" in page
    assert response.context["films"].paginator.count == 30
    assert shown(client, page=2) == [f"Фильм {number:02}" for number in (5, 4, 3, 2, 1, 0)]


@pytest.mark.parametrize(("page", "number"), [("0", 2), ("-1", 2), ("x", 1), ("9" * 40, 2)])
def test_page_that_is_not_there_gives_one_that_is(client, page, number):
    """R019, A31: below zero, beyond the end, nonsense."""
    for _ in range(30):
        make_title()
    assert client.get("/", {"page": page}).context["films"].number == number


def test_films_that_can_be_watched_come_first_and_marks_are_mine(client, viewer):
    """R012, R044."""
    make_title({"ru": "Новый"}, year=1930)
    playable = make_title({"ru": "С видео"}, year=1900)
    store_video(playable)
    add_wish(user=viewer, title=playable)
    films = client.get("/").context["films"]
    assert [(film.display_name, film.has_video, film.wanted) for film in films] == [
        ("С видео", True, True),
        ("Новый", False, False),
    ]


def test_search_and_genre_narrow_the_list_without_javascript(client):
    """R016, R018: a plain form and plain links."""
    drama = make_genre("drama")
    make_title({"ru": "Земля", "en": "Earth"}, (drama,))
    make_title({"ru": "Мать"}, (drama,))
    make_title({"ru": "Земляника"})
    assert set(shown(client, search="земл")) == {"Земля", "Земляника"}
    assert shown(client, search="earth") == ["Земля"]
    assert shown(client, search="земл", genre="drama") == ["Земля"]
    assert shown(client, search="%") == []
    assert set(shown(client, genre="drama", ordering="title")) == {"Земля", "Мать"}
    assert client.get("/", {"genre": "drama"}).context["genre"] == drama


@pytest.mark.parametrize(
    "params",
    [
        {"search": "a\x00b"},
        {"search": "я" * 10_000},
        {"genre": "' or 1=1"},
        {"year": "NaN"},
        {"ordering": "password"},
        {"person": "x"},
        {"search": "<script>alert(1)</script>"},
    ],
)
def test_nonsense_in_the_address_never_breaks_the_page(client, params):
    """A31: a page, never a 500, and nothing of it as markup."""
    response = client.get("/", params)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_typing_in_the_search_brings_the_grid_alone(client):
    """R016: an htmx request gets the part, the address itself the whole page."""
    make_title()
    part = client.get("/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert 'id="films"' in part.content.decode()
    assert "HX-Request" in part["Vary"]
    boosted = client.get("/", headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert "<html" in boosted.content.decode()


def test_film_page_tells_all_about_the_film(client):
    """R013, R015: title, description, director, cast with roles, genres, related films."""
    drama = make_genre("drama", name_ru="драма")
    film = make_title({"ru": "Метрополис"}, (drama,), year=1927, poster="m-1", countries=["DE"])
    make_credit(film, make_person("Фриц Ланг", ""), "director")
    star = make_credit(film, make_person("Бригитта Хельм", ""), role_ru="Мария").person
    related = make_title({"ru": "Доктор Мабузе"}, (drama,))
    make_title({"ru": "Посторонний"})
    response = client.get(f"/films/{film.pk}/")
    page = response.content.decode()
    for words in ("Метрополис", "Метрополис (ru)", "Фриц Ланг", "Мария", "драма", "1927"):
        assert words in page
    assert "/posters/m-1-large.webp" in page
    assert f"/people/{star.pk}/" in page
    assert [one.pk for one in response.context["related"]] == [related.pk]


def test_related_films_share_most_genres_and_can_be_watched(client):
    """R013: two shared genres before one, a film with video before one without."""
    drama, comedy = make_genre("drama"), make_genre("comedy")
    film = make_title(genres=(drama, comedy))
    one = make_title({"ru": "Один общий"}, (drama,))
    playable = make_title({"ru": "Один общий, с видео"}, (drama,), year=1900)
    store_video(playable)
    both = make_title({"ru": "Оба общие"}, (drama, comedy))
    make_title(genres=(make_genre("noir"),))
    related = client.get(f"/films/{film.pk}/").context["related"]
    assert [title.pk for title in related] == [both.pk, playable.pk, one.pk]


def test_film_page_speaks_the_language_of_the_reader(client, viewer):
    """R020: the same film in English; what has no English text comes in Russian."""
    film = make_title({"ru": "Метрополис", "en": "Metropolis"})
    untranslated = make_title({"ru": "Земля"})
    User.objects.filter(pk=viewer.pk).update(language="en")
    context = client.get(f"/films/{film.pk}/").context
    assert (context["name"], context["description"]) == ("Metropolis", "Metropolis (en)")
    assert client.get(f"/films/{untranslated.pk}/").context["name"] == "Земля"


def test_person_page_lists_his_films(client):
    """R015: actor page with films."""
    star = make_person("Вера Холодная")
    make_credit(make_title({"ru": "Молчи, грусть"}, year=1918), star)
    make_credit(make_title({"ru": "Миражи"}, year=1915), star)
    make_title()
    assert shown(client, f"/people/{star.pk}/") == ["Молчи, грусть", "Миражи"]


def test_series_page_lists_episodes_and_films_lead_to_their_own_page(client):
    """R024."""
    series = make_title({"ru": "Вампиры"}, kind="series")
    place: dict[str, Any] = {"kind": "episode", "parent": series, "season": 1}
    episode = make_title({"ru": "Отрубленная голова"}, **place, number=1)
    assert "Отрубленная голова" in client.get(f"/series/{series.pk}/").content.decode()
    assert client.get(f"/films/{episode.pk}/").status_code == 200
    redirect = client.get(f"/films/{series.pk}/")
    assert (redirect.status_code, redirect["Location"]) == (302, f"/series/{series.pk}/")


@pytest.mark.parametrize("path", ["/films/{}/", "/series/{}/", "/people/{}/"])
def test_unknown_page_is_404_and_signed_out_visitor_is_led_to_the_door(client, path):
    """R007: private pages; an unknown one tells nothing."""
    url = path.format(uuid4())
    assert client.get(url).status_code == 404
    answer = Client().get(url)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={url}")


@pytest.mark.parametrize("many", [2, 24])
def test_pages_cost_a_fixed_number_of_queries(client, viewer, many, django_assert_max_num_queries):
    """R012, R013: however many films, people and wishes there are."""
    drama = make_genre("drama")
    star = make_person()
    for _ in range(many):
        film = make_title(genres=(drama,))
        make_credit(film, star)
        make_credit(film, make_person(), "director")
        add_wish(user=viewer, title=film)
    with django_assert_max_num_queries(8):
        client.get("/")
    with django_assert_max_num_queries(14):
        client.get(f"/films/{film.pk}/")
    with django_assert_max_num_queries(7):
        client.get(f"/people/{star.pk}/")


def test_poster_is_public_and_may_be_kept_for_ever():
    """R012: its address changes with the picture."""
    default_storage.save("posters/m-1-small.webp", ContentFile(b"RIFF"))
    response = Client().get("/posters/m-1-small.webp")
    assert (response.status_code, response.content) == (200, b"RIFF")
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "m-1-large.webp",
        "m-1-huge.webp",
        "../manage.py",
        "..%2f..%2fmanage.py",
        "%2e%2e%2fx-small.webp",
        "a/b-small.webp",
        "A-small.webp",
        "-small.webp",
        "m--1-small.webp",
        "m-1-small.webp%00.png",
        "a" * 300 + "-small.webp",
        "-".join(["a"] * 5000) + "-small.webp",
    ],
)
def test_no_other_file_is_reached_through_the_address_of_a_poster(path):
    """A28: no path from outside, no listing, no slow pattern."""
    default_storage.save("posters/m-1-small.webp", ContentFile(b"RIFF"))
    assert Client().get(f"/posters/{path}").status_code == 404


def test_key_of_a_poster_makes_its_addresses():
    assert Title(poster="m-1").poster_large == "/posters/m-1-large.webp"
    assert Title().poster_small == ""
