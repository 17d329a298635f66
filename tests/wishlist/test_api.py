"""Wishes and matches through the API: oneself, a stranger, bad input, budgets."""

import uuid

import pytest

from tests.api import API, api_of, refused
from tests.factories import befriend, film_to_watch, make_title, make_user
from wishlist.models import Wish
from wishlist.services import add_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def vasily():
    return make_user(name="Василий")


@pytest.fixture
def anya(vasily):
    """A friend of Vasily."""
    anya = make_user(name="Аня")
    befriend(vasily, anya)
    return anya


def test_put_and_delete_may_be_repeated(vasily):
    """R044: 201 the first time, 200 the next; 204 both times when taken back."""
    film = film_to_watch()
    client = api_of(vasily)
    first, second = (client.put(f"{API}wishlist/{film.pk}") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert first.json()["film"]["id"] == str(film.pk)
    assert first.json()["film"]["wanted"] is True
    assert first.json()["since"].endswith("Z")
    listed = client.get(f"{API}wishlist").json()
    assert (listed["count"], listed["results"]) == (1, [first.json()])
    assert client.get(f"{API}films/{film.pk}").json()["wanted"] is True
    assert [client.delete(f"{API}wishlist/{film.pk}").status_code for _ in range(2)] == [204, 204]
    assert client.get(f"{API}wishlist").json()["results"] == []
    assert client.get(f"{API}films/{film.pk}").json()["wanted"] is False


@pytest.mark.parametrize("method", ["put", "delete"])
def test_unknown_film_is_404(vasily, method):
    """A made-up id or no id at all is answered in the one shape."""
    for key in (uuid.uuid4(), "not-an-id"):
        assert refused(getattr(api_of(vasily), method)(f"{API}wishlist/{key}"), 404, "not_found")


def test_films_say_what_i_want(vasily, anya):
    """R044: the mark is of the one who asks, also in lists."""
    film, other = film_to_watch(), film_to_watch()
    add_wish(user=vasily, title=film)
    add_wish(user=anya, title=other)
    marks = {
        each["id"]: each["wanted"] for each in api_of(vasily).get(f"{API}films").json()["results"]
    }
    assert marks == {str(film.pk): True, str(other.pk): False}


def test_film_matches_are_friends_only(vasily, anya):
    """R047: friends who want it, nobody else, and a plain empty list when there is none."""
    film = film_to_watch()
    add_wish(user=make_user(), title=film)
    empty = api_of(vasily).get(f"{API}films/{film.pk}/matches")
    assert (empty.status_code, empty.json()["results"], empty.json()["count"]) == (200, [], 0)
    wish, _ = add_wish(user=anya, title=film)
    (match,) = api_of(vasily).get(f"{API}films/{film.pk}/matches").json()["results"]
    assert match["user"] == {"id": str(anya.pk), "name": "Аня"}
    assert match["since"].startswith(wish.created_at.strftime("%Y-%m-%dT%H:%M:%S"))
    missing = api_of(vasily).get(f"{API}films/{uuid.uuid4()}/matches")
    assert refused(missing, 404, "not_found")


def test_matches_are_by_film_with_friends(vasily, anya):
    """R048: films that I and friends both want, with their names."""
    shared, mine = film_to_watch(), make_title()
    for user, film in ((vasily, shared), (vasily, mine), (anya, shared), (make_user(), mine)):
        add_wish(user=user, title=film)
    answer = api_of(vasily).get(f"{API}wishlist/matches").json()
    (match,) = answer["results"]
    assert match["film"]["id"] == str(shared.pk)
    assert match["friends"] == [{"id": str(anya.pk), "name": "Аня"}]
    assert api_of(make_user()).get(f"{API}wishlist/matches").json()["results"] == []


def test_names_come_in_the_language_asked_for(vasily):
    """R020: Russian by default, English on request."""
    film = make_title({"ru": "Метрополис", "en": "Metropolis"})
    add_wish(user=vasily, title=film)
    for header, name in ((None, "Метрополис"), ("en", "Metropolis"), ("ru", "Метрополис")):
        headers = {"Accept-Language": header} if header else {}
        answer = api_of(vasily).get(f"{API}wishlist", headers=headers).json()
        assert answer["results"][0]["film"]["title"] == name


@pytest.mark.parametrize("path", ["wishlist", "wishlist/matches", "films/{film}/matches"])
def test_lists_cost_the_same_however_long(vasily, path, django_assert_max_num_queries):
    """R048: a page of any length takes a fixed number of queries."""
    films = [film_to_watch() for _ in range(8)]
    for _ in range(5):
        friend = make_user()
        befriend(vasily, friend)
        for film in films:
            add_wish(user=friend, title=film)
    for film in films:
        add_wish(user=vasily, title=film)
    client = api_of(vasily)
    with django_assert_max_num_queries(6):
        answer = client.get(f"{API}{path.format(film=films[0].pk)}")
    assert len(answer.json()["results"]) in (5, 8)


@pytest.mark.parametrize("path", ["wishlist", "wishlist/matches", "films/{film}/matches"])
def test_visitor_sees_no_wishes(path):
    """R007: wishes are for the signed-in."""
    film = make_title()
    assert refused(api_of().get(f"{API}{path.format(film=film.pk)}"), 401, "not_authenticated")
    assert refused(api_of().put(f"{API}wishlist/{film.pk}"), 401, "not_authenticated")
    assert not Wish.objects.exists()
