"""The sample people of the embedded mode."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from catalog.models import Title
from friends.models import Friendship
from friends.selectors import are_friends, friends_of
from friends.services import remove_friend
from tests.factories import film_to_watch, make_title, make_user
from wishlist.models import Wish
from wishlist.selectors import friends_who_want

pytestmark = pytest.mark.django_db

CLICK = "/accounts/sample-login/"


@pytest.fixture
def embedded(settings):
    settings.EMBEDDED = True


def people() -> dict[str, User]:
    return {user.email.split("@")[0]: user for user in User.objects.all()}


def test_sample_people_are_made_once(embedded, capsys):
    """Vasily is a friend of Anya and Petr, who want the first film; Olga knows nobody."""
    film, classic = film_to_watch(), make_title(original_title="Metropolis")
    Title.objects.filter(pk=film.pk).update(external_id="made-moon-over-water", year=1900)
    newest = film_to_watch()
    for _ in range(2):
        call_command("load_sample_people")
    them = people()
    assert {user.name for user in them.values()} == {"Василий", "Аня", "Пётр", "Ольга"}
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 4
    assert Friendship.objects.count() == 2
    assert set(friends_of(them["vasily"])) == {them["anya"], them["petr"]}
    assert not friends_of(them["olga"]).exists()
    for first in (film, newest):
        wanting = {wish.user for wish in friends_who_want(them["vasily"], first)}
        assert wanting == {them["anya"], them["petr"]}
    assert Wish.objects.filter(title=classic).count() == 4
    assert Client().login(email="petr@example.test", password="kino-together")


def test_second_start_keeps_what_people_did(embedded):
    """A friend who was removed and a wish that was taken back do not return."""
    film_to_watch()
    make_title(original_title="Metropolis")
    call_command("load_sample_people")
    them = people()
    remove_friend(user=them["vasily"], friend_id=them["anya"].pk)
    Wish.objects.filter(user=them["petr"], title__original_title="Metropolis").delete()
    them["olga"].set_password("her-own-secret")
    them["olga"].save()
    call_command("load_sample_people")
    assert not are_friends(them["vasily"], them["anya"])
    assert Wish.objects.filter(user=them["petr"]).count() == 1
    assert Client().login(email="olga@example.test", password="her-own-secret")


def test_no_other_mode_makes_them():
    """A40: outside the embedded mode there are no accounts with a known password."""
    with pytest.raises(CommandError):
        call_command("load_sample_people")
    assert not User.objects.exists()


def test_one_click_signs_in(client, embedded):
    """The sign-in page offers the four; a click brings to where one was going."""
    call_command("load_sample_people")
    page = client.get("/accounts/login/?next=/friends/").content.decode()
    assert "anya@example.test" in page
    answer = client.post(CLICK, {"email": "anya@example.test", "next": "/friends/"})
    assert (answer.status_code, answer["Location"]) == (302, "/friends/")
    assert "Аня" in client.get("/friends/").content.decode()


def test_click_signs_in_nobody_else(client, embedded):
    """Only the four: no other address, no blocked one, and not by a link."""
    make_user(email="boss@example.test", is_staff=True)
    call_command("load_sample_people")
    User.objects.filter(email="petr@example.test").update(is_active=False)
    for email in ("boss@example.test", "petr@example.test", "", "nobody@example.test"):
        assert client.post(CLICK, {"email": email}).status_code == 404
    assert client.get(CLICK, {"email": "anya@example.test"}).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(CLICK, {"email": "anya@example.test"}).status_code == 403


def test_click_is_not_there_in_other_modes(client):
    """A40: elsewhere the address is none and the page offers nobody."""
    make_user(email="anya@example.test")
    assert client.post(CLICK, {"email": "anya@example.test"}).status_code == 404
    assert "sample-login" not in client.get("/accounts/login/").content.decode()
