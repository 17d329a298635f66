"""The page of friends: every button is a form."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from friends import services
from friends.models import Friendship
from friends.selectors import are_friends, is_blocked_between
from tests.factories import befriend, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client):
    me = make_user(name="Василий")
    client.force_login(me)
    return me


def press(client, button: str, pk, **body: str):
    return client.post(reverse(f"friends:{button}", args=[pk]), body)


def test_two_people_become_friends_by_buttons(client, me):
    """R040, R043: find, ask; the other accepts; both see each other."""
    anya = make_user(name="Аня")
    found = client.get("/friends/?search=Ан")
    assert [person.relation for person in found.context["found"]] == [""]
    back = "/friends/?search=%D0%90%D0%BD"
    asked = press(client, "request", anya.pk, next=back)
    assert (asked.status_code, asked["Location"]) == (302, back)
    assert [person.relation for person in client.get(back).context["found"]] == ["asked"]

    hers = Client()
    hers.force_login(anya)
    (request,) = hers.get("/friends/").context["incoming"]
    (found_me,) = hers.get("/friends/?search=Вас").context["found"]
    assert (found_me.relation, found_me.request_id) == ("asks", request.pk)
    press(hers, "accept", request.pk)
    assert are_friends(me, anya)
    for viewer, name in ((client, "Аня"), (hers, "Василий")):
        page = viewer.get("/friends/")
        assert name in page.content.decode()
        assert len(page.context["friends"]) == 1


def test_decline_withdraw_remove_block_unblock(client, me):
    """R040, R043: each button does its one thing and says so."""
    asker, asked, friend, nasty = (make_user() for _ in range(4))
    incoming = services.request_friend(sender=asker, addressee_id=me.pk).request
    sent = services.request_friend(sender=me, addressee_id=asked.pk).request
    befriend(friend, me)
    for button, pk in (
        ("decline", incoming.pk),
        ("withdraw", sent.pk),
        ("remove", friend.pk),
        ("block", nasty.pk),
    ):
        answer = press(client, button, pk)
        assert (answer.status_code, answer["Location"]) == (302, "/friends/")
        assert [each.level_tag for each in get_messages(answer.wsgi_request)][-1:] == ["success"]
    page = client.get("/friends/").context
    assert (list(page["incoming"]), list(page["sent"]), list(page["friends"])) == ([], [], [])
    assert [each.blocked for each in page["blocks"]] == [nasty]
    press(client, "unblock", nasty.pk)
    assert not is_blocked_between(me, nasty)


def test_strangers_request_and_ghost_look_alike(client, me):
    """A05: a button pressed on what is not mine says the same as on nothing."""
    theirs = services.request_friend(sender=make_user(), addressee_id=make_user().pk).request
    for button in ("accept", "decline", "withdraw"):
        words = []
        for pk in (theirs.pk, uuid.uuid4()):
            answer = press(client, button, pk)
            assert (answer.status_code, answer["Location"]) == (302, "/friends/")
            (message,) = get_messages(answer.wsgi_request)
            words.append((message.level_tag, message.message))
            client.get("/friends/")
        assert words[0] == words[1]
        assert words[0][0] == "error"
    assert not Friendship.objects.exists()


@pytest.mark.parametrize("button", ["request", "accept", "decline", "remove", "block", "unblock"])
def test_buttons_need_a_click_of_ones_own(client, me, button):
    """A18: no link and no foreign form presses a button."""
    pk = make_user().pk
    assert client.get(reverse(f"friends:{button}", args=[pk])).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(me)
    assert press(strict, button, pk).status_code == 403


def test_page_costs_the_same_however_many_friends(client, me, django_assert_max_num_queries):
    """R041: a fixed number of queries."""
    for _ in range(6):
        friend = make_user(name="Иван")
        befriend(friend, me)
        services.request_friend(sender=make_user(name="Иван"), addressee_id=me.pk)
        services.request_friend(sender=me, addressee_id=make_user().pk)
    with django_assert_max_num_queries(14):
        page = client.get("/friends/?search=Иван")
    assert len(page.context["found"]) == 12


def test_names_are_shown_as_text(client, me):
    """A10: a name that looks like markup is only a name."""
    name = "<script>alert(1)</script>{{ user }}"
    services.request_friend(sender=make_user(name=name), addressee_id=me.pk)
    page = client.get("/friends/", {"search": '"><img src=x onerror=alert(1)>'}).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ user }}" in page
