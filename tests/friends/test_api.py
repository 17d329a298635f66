"""Friendship through the API: the right person, a stranger, bad input."""

import uuid

import pytest

from friends import services
from friends.selectors import are_friends
from tests.api import API, api_of, refused
from tests.factories import befriend, make_user

pytestmark = pytest.mark.django_db


def person(user) -> dict[str, str]:
    return {"id": str(user.pk), "name": user.name}


def test_ask_accept_list_remove():
    """R040, R041, R043: from a request to friends and back, each step repeatable."""
    vasily, anya = make_user(), make_user()
    asked = api_of(vasily).post(f"{API}friends/requests", {"user": str(anya.pk)})
    assert asked.status_code == 201
    body = asked.json()
    assert (body["from"], body["to"]) == (person(vasily), person(anya))
    assert body["created_at"].endswith("Z")
    again = api_of(vasily).post(f"{API}friends/requests", {"user": str(anya.pk)})
    assert (again.status_code, again.json()) == (200, body)

    incoming = api_of(anya).get(f"{API}friends/requests").json()
    assert [each["id"] for each in incoming["results"]] == [body["id"]]
    assert api_of(vasily).get(f"{API}friends/requests").json()["results"] == []
    sent = api_of(vasily).get(f"{API}friends/requests?sent=1").json()
    assert [each["id"] for each in sent["results"]] == [body["id"]]

    for _ in range(2):
        accepted = api_of(anya).post(f"{API}friends/requests/{body['id']}/accept")
        assert (accepted.status_code, accepted.json()["status"]) == (200, "accepted")
    friends = api_of(vasily).get(f"{API}friends").json()
    assert (friends["count"], friends["results"]) == (1, [person(anya)])

    for _ in range(2):
        assert api_of(vasily).delete(f"{API}friends/{anya.pk}").status_code == 204
    assert api_of(anya).get(f"{API}friends").json()["count"] == 0


def test_mutual_request_makes_friends():
    """R040: asking whoever asked me answers with the accepted request."""
    vasily, anya = make_user(), make_user()
    api_of(vasily).post(f"{API}friends/requests", {"user": str(anya.pk)})
    answer = api_of(anya).post(f"{API}friends/requests", {"user": str(vasily.pk)})
    assert (answer.status_code, answer.json()["status"]) == (201, "accepted")
    assert are_friends(vasily, anya)


def test_decline_and_withdraw():
    """R043: the addressee refuses, the sender takes back; then nothing waits."""
    vasily, anya = make_user(), make_user()
    first = services.request_friend(sender=vasily, addressee_id=anya.pk).request
    declined = api_of(anya).post(f"{API}friends/requests/{first.pk}/decline")
    assert (declined.status_code, declined.json()["status"]) == (200, "declined")
    late = api_of(anya).post(f"{API}friends/requests/{first.pk}/accept")
    assert refused(late, 409, "conflict")
    second = services.request_friend(sender=vasily, addressee_id=anya.pk).request
    assert api_of(vasily).delete(f"{API}friends/requests/{second.pk}").status_code == 204
    assert api_of(anya).get(f"{API}friends/requests").json()["count"] == 0


@pytest.mark.parametrize("action", ["accept", "decline"])
def test_strangers_request_is_as_no_request(action):
    """A05: somebody else's request and a made-up one are one answer."""
    vasily, anya, olga = make_user(), make_user(), make_user()
    request = services.request_friend(sender=vasily, addressee_id=anya.pk).request
    answers = [
        api_of(olga).post(f"{API}friends/requests/{pk}/{action}")
        for pk in (request.pk, uuid.uuid4())
    ]
    assert all(refused(answer, 404, "not_found") for answer in answers)
    assert answers[0].content == answers[1].content
    assert refused(api_of(olga).delete(f"{API}friends/requests/{request.pk}"), 404, "not_found")
    assert refused(
        api_of().post(f"{API}friends/requests/{request.pk}/{action}"), 401, "not_authenticated"
    )


@pytest.mark.parametrize("path", ["friends/requests", "friends/blocks"])
@pytest.mark.parametrize("body", [{}, {"user": "me"}, {"user": None}, {"user": [1]}, [], "x"])
def test_bad_person_is_refused(path, body):
    """A body without a person's id is a plain 400."""
    assert refused(api_of(make_user()).post(f"{API}{path}", body), 400, "invalid")


@pytest.mark.parametrize("path", ["friends/requests", "friends/blocks"])
def test_unknown_person_and_oneself_are_refused(path):
    """A ghost is 404, oneself 400."""
    me = make_user()
    ghost = api_of(me).post(f"{API}{path}", {"user": str(uuid.uuid4())})
    assert refused(ghost, 404, "not_found")
    assert refused(api_of(me).post(f"{API}{path}", {"user": str(me.pk)}), 400, "invalid")


def test_block_is_silent():
    """R043: the blocked one sees what he would see if the other had never been here."""
    vasily, olga = make_user(name="Василий"), make_user(name="Ольга")
    blocked = api_of(olga).post(f"{API}friends/blocks", {"user": str(vasily.pk)})
    assert blocked.status_code == 201
    assert blocked.json()["user"] == person(vasily)
    again = api_of(olga).post(f"{API}friends/blocks", {"user": str(vasily.pk)})
    assert (again.status_code, again.json()) == (200, blocked.json())

    asked = api_of(vasily).post(f"{API}friends/requests", {"user": str(olga.pk)})
    ghost = api_of(vasily).post(f"{API}friends/requests", {"user": str(uuid.uuid4())})
    assert (asked.status_code, asked.content) == (ghost.status_code, ghost.content)
    assert api_of(vasily).get(f"{API}users?search=Ольга").json()["results"] == []
    assert api_of(vasily).get(f"{API}friends/blocks").json()["results"] == []

    own = api_of(olga).get(f"{API}friends/blocks").json()["results"]
    assert [each["user"]["id"] for each in own] == [str(vasily.pk)]
    for _ in range(2):
        assert api_of(olga).delete(f"{API}friends/blocks/{vasily.pk}").status_code == 204
    assert api_of(vasily).get(f"{API}users?search=Ольга").json()["count"] == 1


def test_search_says_what_people_are_to_me_and_hides_addresses():
    """A34: names, ids and relations only."""
    me = make_user(name="Я")
    friend, asked, asks, stranger = (make_user(name=f"Иван {n}") for n in range(4))
    befriend(me, friend)
    services.request_friend(sender=me, addressee_id=asked.pk)
    services.request_friend(sender=asks, addressee_id=me.pk)
    found = api_of(me).get(f"{API}users?search=иван").json()["results"]
    assert found == [
        person(friend) | {"relation": "friend"},
        person(asked) | {"relation": "asked"},
        person(asks) | {"relation": "asks"},
        person(stranger) | {"relation": "none"},
    ]


@pytest.mark.parametrize("search", ["", "?search=", "?search=%00%00", "?search=" + "я" * 3000])
def test_search_for_nothing_finds_nobody(search):
    """Odd searches are answered with an empty list."""
    make_user(name="Я")
    answer = api_of(make_user()).get(f"{API}users{search}")
    assert (answer.status_code, answer.json()["results"]) == (200, [])


@pytest.mark.parametrize(
    "path",
    [
        "friends",
        "friends/requests",
        "friends/requests?sent=1",
        "friends/blocks",
        "users?search=Человек",
    ],
)
def test_lists_cost_the_same_however_long(path, django_assert_max_num_queries):
    """R041: paged, with a fixed number of queries."""
    me = make_user()
    for _ in range(3):
        friend = make_user()
        befriend(friend, me)
        services.request_friend(sender=me, addressee_id=make_user().pk)
        services.request_friend(sender=make_user(), addressee_id=me.pk)
        services.block_person(user=me, person_id=make_user().pk)
    client = api_of(me)
    with django_assert_max_num_queries(6):
        answer = client.get(f"{API}{path}{'&' if '?' in path else '?'}page_size=2")
    assert len(answer.json()["results"]) == 2


def test_others_friends_are_not_listed():
    """R041: there is no address for somebody else's friends."""
    me, other = make_user(), make_user()
    assert api_of(me).get(f"{API}friends/{other.pk}").status_code == 405
