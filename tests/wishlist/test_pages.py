"""The button «Хочу посмотреть», the list of wishes, matches: pages without JavaScript."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import befriend, film_to_watch, make_title, make_user
from wishlist.models import Wish
from wishlist.services import add_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client):
    me = make_user(name="Василий")
    client.force_login(me)
    return me


def friend_of(me, name: str):
    friend = make_user(name=name)
    befriend(me, friend)
    return friend


def wish_url(film) -> str:
    return reverse("wishlist:toggle", args=[film.pk])


def test_button_works_without_javascript(client, me):
    """R044: a plain form turns the wish on and off and comes back to the film."""
    film = film_to_watch()
    for wished in (True, False):
        answer = client.post(wish_url(film))
        assert (answer.status_code, answer["Location"]) == (302, f"/films/{film.pk}/")
        assert Wish.objects.filter(user=me, title=film).exists() is wished


def test_second_click_of_an_impatient_hand_changes_nothing(client, me):
    """R044: the form says what it wants, so a double click counts once."""
    film = film_to_watch()
    for _ in range(2):
        client.post(wish_url(film), {"wanted": "1"})
    assert Wish.objects.count() == 1
    for _ in range(2):
        client.post(wish_url(film), {"wanted": "0"})
    assert Wish.objects.count() == 0


def test_button_on_the_page_says_how_it_stands(client, me):
    """R044: the film's page shows the button pressed or not."""
    film = film_to_watch()
    page = f"/films/{film.pk}/"
    assert 'aria-pressed="false"' in client.get(page).content.decode()
    answer = client.post(wish_url(film), {"wanted": "1"}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert 'aria-pressed="true"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert 'aria-pressed="true"' in client.get(page).content.decode()


def test_button_refuses_what_is_no_click_on_a_film(client, me):
    """A18: an unknown film is 404, a link changes nothing, a foreign form neither."""
    film = film_to_watch()
    assert client.post(reverse("wishlist:toggle", args=[uuid.uuid4()])).status_code == 404
    assert client.get(wish_url(film)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(me)
    assert strict.post(wish_url(film)).status_code == 403
    assert not Wish.objects.exists()


def test_film_page_names_friends_who_want_it(client, me):
    """R047: friends by name, nobody else; none: a plain inviting text."""
    film = film_to_watch()
    add_wish(user=make_user(name="Незнакомец"), title=film)
    page = client.get(f"/films/{film.pk}/").content.decode()
    assert 'data-testid="matches"' in page
    assert "Из друзей пока никто" in page
    add_wish(user=friend_of(me, "Аня"), title=film)
    page = client.get(f"/films/{film.pk}/").content.decode()
    assert "Аня" in page
    assert "Незнакомец" not in page
    assert "Из друзей пока никто" not in page


def test_pages_of_wishes_invite_while_they_are_empty(client, me):
    """R047, R048: no wishes, no friends, no matches: words and a way on, not an error."""
    assert reverse("catalog:films") in client.get("/wishlist/").content.decode()
    assert reverse("friends:list") in client.get("/wishlist/matches/").content.decode()
    friend_of(me, "Аня")
    answer = client.get("/wishlist/matches/")
    assert answer.status_code == 200
    assert (answer.context["has_friends"], answer.context["has_wishes"]) == (True, False)
    add_wish(user=me, title=make_title())
    assert client.get("/wishlist/matches/").context["has_wishes"] is True


def test_matches_page_groups_friends_by_film(client, me, django_assert_max_num_queries):
    """R048: each film once with its friends' names, at a fixed number of queries."""
    films = [film_to_watch() for _ in range(5)]
    for film in films:
        add_wish(user=me, title=film)
    for name in ("Аня", "Пётр"):
        friend = friend_of(me, name)
        for film in films:
            add_wish(user=friend, title=film)
    with django_assert_max_num_queries(8):
        answer = client.get("/wishlist/matches/")
    shown = answer.context["films"]
    assert {film.pk for film in shown} == {film.pk for film in films}
    assert all([friend.name for friend in film.friends] == ["Аня", "Пётр"] for film in shown)
    assert "Аня" in answer.content.decode()
    with django_assert_max_num_queries(8):
        wishes = client.get("/wishlist/")
    assert len(wishes.context["films"]) == 5


def test_wishlist_page_is_paged_and_survives_odd_pages(client, me):
    """R019: 24 films a page; a page that is none shows the nearest."""
    for _ in range(25):
        add_wish(user=me, title=make_title())
    for page, shown in (("1", 24), ("2", 1), ("99", 1), ("x", 24), ("-1", 1)):
        assert len(client.get("/wishlist/", {"page": page}).context["films"]) == shown
