"""Wishes and matches: once a person, friends only, one query for many."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from friends import services as friendship
from tests.factories import befriend, make_title, make_user
from wishlist import selectors
from wishlist.models import Wish
from wishlist.services import add_wish, remove_wish

pytestmark = pytest.mark.django_db


def wanting(user: User, *titles) -> User:
    for title in titles:
        add_wish(user=user, title=title)
    return user


def test_wish_counts_once():
    """R044: however often it is said, a wish is one; taken back it is none."""
    user, film = make_user(), make_title()
    first, new = add_wish(user=user, title=film)
    again, repeated = add_wish(user=user, title=film)
    assert (new, repeated, first) == (True, False, again)
    assert Wish.objects.count() == 1
    assert [remove_wish(user=user, title=film) for _ in range(2)] == [True, False]
    with pytest.raises(IntegrityError), transaction.atomic():
        Wish.objects.bulk_create([Wish(user=user, title=film), Wish(user=user, title=film)])


@pytest.mark.django_db(transaction=True)
def test_wishing_at_once_counts_once():
    """R044: two clicks in two windows leave one wish and no error."""
    user, film = make_user(), make_title()
    start, problems = threading.Barrier(4), []

    def click() -> None:
        start.wait()
        try:
            add_wish(user=user, title=film)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (problems, Wish.objects.count()) == ([], 1)


def test_own_list_is_newest_first_and_apart_from_others():
    """R045: the list of wishes is a model of its own, of one person."""
    user, other = make_user(), make_user()
    old, new = make_title(), make_title()
    wanting(user, old, new)
    wanting(other, make_title())
    assert list(selectors.wished_by(user)) == [new, old]
    assert selectors.wished_ids(user, [old, new, make_title()]) == {old.pk, new.pk}
    assert {field.name for field in Wish._meta.get_fields()} == {
        "id",
        "user",
        "title",
        "created_at",
    }


def test_only_friends_wishes_are_seen():
    """R043, R047: a stranger, an asker, a former friend, a blocked one stay unseen (A33)."""
    me, film = make_user(), make_title()
    friend, stranger, asker, asked, former, blocked, gone = (
        wanting(make_user(), film) for _ in range(7)
    )
    for person in (friend, former, blocked, gone):
        befriend(me, person)
    friendship.request_friend(sender=asker, addressee_id=me.pk)
    friendship.request_friend(sender=me, addressee_id=asked.pk)
    friendship.remove_friend(user=former, friend_id=me.pk)
    friendship.block_person(user=blocked, person_id=me.pk)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    wanting(me, film)
    assert [wish.user for wish in selectors.friends_who_want(me, film)] == [friend]
    assert selectors.friends_by_title(me, [film]) == {film.pk: [friend]}
    match: Any = selectors.matches_of(me).get()
    assert (match, match.friends_count) == (film, 1)
    for person in (asker, former, blocked):
        assert not selectors.friends_who_want(person, film).exists()
        assert not selectors.matches_of(person).exists()
    befriend(stranger, asker)
    assert [wish.user for wish in selectors.friends_who_want(stranger, film)] == [asker]


def test_matches_are_what_both_want_most_wanted_first():
    """R048: only titles of both lists, by how many friends want them, friends by name."""
    me, boris, anna = make_user(), make_user(name="Борис"), make_user(name="Анна")
    befriend(me, boris)
    befriend(anna, me)
    mine, theirs, one, both = (make_title() for _ in range(4))
    wanting(me, mine, one, both)
    wanting(boris, theirs, both)
    wanting(anna, theirs, both, one)
    found: list[Any] = selectors.with_friends(me, list(selectors.matches_of(me)))
    assert [(title, title.friends) for title in found] == [(both, [anna, boris]), (one, [anna])]


def test_many_matches_cost_as_many_queries_as_one(django_assert_num_queries):
    """R048: two queries, however many films and friends."""
    me = make_user()
    films = [make_title() for _ in range(6)]
    for _ in range(5):
        befriend(me, wanting(make_user(), *films))
    wanting(me, *films)
    with django_assert_num_queries(2):
        found: list[Any] = selectors.with_friends(me, list(selectors.matches_of(me)))
    assert [len(title.friends) for title in found] == [5] * 6
