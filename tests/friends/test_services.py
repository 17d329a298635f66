"""Friendship and blocks: what the services and the database itself keep."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from friends import errors, selectors, services
from friends.models import Block, FriendRequest, Friendship
from tests.factories import befriend, make_user

pytestmark = pytest.mark.django_db


def test_request_and_accept_make_one_friendship():
    """R040, R043: friends are so both ways, and only after the other agreed."""
    vasily, anya = make_user(), make_user()
    asked = services.request_friend(sender=vasily, addressee_id=anya.pk)
    assert list(selectors.friends_of(vasily)) == []
    assert list(selectors.requests_to(anya)) == [asked.request]
    assert list(selectors.requests_from(vasily)) == [asked.request]
    services.accept_request(user=anya, request_id=asked.request.pk)
    assert list(selectors.friends_of(vasily)) == [anya]
    assert list(selectors.friends_of(anya)) == [vasily]
    assert selectors.are_friends(vasily, anya)
    assert selectors.are_friends(anya, vasily)
    assert not selectors.requests_to(anya).exists()


def test_asking_again_gives_the_same_request():
    """R040: repeating is harmless, before the answer and after it."""
    vasily, anya = make_user(), make_user()
    first = services.request_friend(sender=vasily, addressee_id=anya.pk)
    again = services.request_friend(sender=vasily, addressee_id=anya.pk)
    assert (first.created, again.created) == (True, False)
    assert again.request == first.request
    services.accept_request(user=anya, request_id=first.request.pk)
    services.accept_request(user=anya, request_id=first.request.pk)
    for one, other in ((vasily, anya), (anya, vasily)):
        friends = services.request_friend(sender=one, addressee_id=other.pk)
        assert (friends.created, friends.request) == (False, first.request)
    assert Friendship.objects.count() == 1


def test_asking_whoever_asked_me_makes_friends():
    """Two people who ask each other are friends."""
    vasily, anya = make_user(), make_user()
    services.request_friend(sender=vasily, addressee_id=anya.pk)
    answer = services.request_friend(sender=anya, addressee_id=vasily.pk)
    assert answer.created
    assert answer.request.status == FriendRequest.Status.ACCEPTED
    assert selectors.are_friends(vasily, anya)


@pytest.mark.django_db(transaction=True)
def test_two_mutual_requests_at_once_leave_one_pair():
    """R040: a race of mutual requests ends with one friendship and no error."""
    for _ in range(5):
        people = [make_user(), make_user()]
        problems = _at_once(
            lambda people=people: services.request_friend(
                sender=people[0], addressee_id=people[1].pk
            ),
            lambda people=people: services.request_friend(
                sender=people[1], addressee_id=people[0].pk
            ),
        )
        assert problems == []
        assert selectors.are_friends(*people)
        assert list(selectors.friends_of(people[0])) == [people[1]]
        assert FriendRequest.objects.filter(sender__in=people).count() == 1


@pytest.mark.django_db(transaction=True)
def test_accept_against_block_never_leaves_friends_blocked():
    """R043: whoever comes first, a block and a friendship do not stand together."""
    for _ in range(5):
        vasily, anya = make_user(), make_user()
        asked = services.request_friend(sender=vasily, addressee_id=anya.pk).request
        problems = _at_once(
            lambda anya=anya, asked=asked: services.accept_request(user=anya, request_id=asked.pk),
            lambda vasily=vasily, anya=anya: services.block_person(user=vasily, person_id=anya.pk),
        )
        assert all(isinstance(problem, errors.RequestAnswered) for problem in problems)
        assert selectors.is_blocked_between(vasily, anya)
        assert not selectors.are_friends(vasily, anya)


def _at_once(*calls) -> list[Exception]:
    """Run the calls in threads that start together; return what they raised."""
    start, problems = threading.Barrier(len(calls)), []

    def run(call):
        start.wait()
        try:
            call()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return problems


def test_removing_a_friend_ends_it_for_both_and_may_be_repeated():
    """R040: deleted by either side, harmless when there is nothing."""
    vasily, anya = make_user(), make_user()
    befriend(vasily, anya)
    services.remove_friend(user=anya, friend_id=vasily.pk)
    services.remove_friend(user=anya, friend_id=vasily.pk)
    assert not selectors.are_friends(vasily, anya)
    assert services.request_friend(sender=vasily, addressee_id=anya.pk).created


def test_only_the_addressee_answers():
    """Others' requests are as if there were none; the sender may only take his back."""
    vasily, anya, olga = make_user(), make_user(), make_user()
    request = services.request_friend(sender=vasily, addressee_id=anya.pk).request
    for stranger in (vasily, olga):
        for answer in (services.accept_request, services.decline_request):
            with pytest.raises(errors.NoSuchRequest):
                answer(user=stranger, request_id=request.pk)
    with pytest.raises(errors.NoSuchRequest):
        services.withdraw_request(user=anya, request_id=request.pk)
    services.withdraw_request(user=vasily, request_id=request.pk)
    with pytest.raises(errors.RequestAnswered):
        services.accept_request(user=anya, request_id=request.pk)


def test_answers_are_final_and_repeatable():
    """The same answer again is harmless, another one is a conflict."""
    vasily, anya = make_user(), make_user()
    request = services.request_friend(sender=vasily, addressee_id=anya.pk).request
    services.decline_request(user=anya, request_id=request.pk)
    services.decline_request(user=anya, request_id=request.pk)
    with pytest.raises(errors.RequestAnswered):
        services.accept_request(user=anya, request_id=request.pk)
    assert not selectors.are_friends(vasily, anya)


def test_whoever_was_declined_may_ask_again_but_not_pester():
    """A third refusal in a month is the last word (A34)."""
    vasily, anya = make_user(), make_user()
    for _ in range(services.REQUESTS_TO_ONE_A_MONTH):
        request = services.request_friend(sender=vasily, addressee_id=anya.pk).request
        services.decline_request(user=anya, request_id=request.pk)
    with pytest.raises(errors.TooManyRequests):
        services.request_friend(sender=vasily, addressee_id=anya.pk)


def test_twenty_requests_a_day():
    """A34: nobody asks the whole town; tomorrow he may go on."""
    vasily = make_user()
    for _ in range(services.REQUESTS_A_DAY):
        services.request_friend(sender=vasily, addressee_id=make_user().pk)
    one_more = make_user()
    with pytest.raises(errors.TooManyRequests):
        services.request_friend(sender=vasily, addressee_id=one_more.pk)
    FriendRequest.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert services.request_friend(sender=vasily, addressee_id=one_more.pk).created


def test_block_ends_everything_and_hides_both_ways():
    """R043: no friendship, no requests, nobody finds the other."""
    vasily, olga = make_user(name="Василий"), make_user(name="Ольга")
    befriend(vasily, olga)
    services.block_person(user=olga, person_id=vasily.pk)
    _, new = services.block_person(user=olga, person_id=vasily.pk)
    assert not new
    assert not selectors.friends_of(vasily).exists()
    assert selectors.search_people(vasily, "Ольга") == []
    assert selectors.search_people(vasily, olga.email) == []
    assert selectors.search_people(olga, "Василий") == []
    assert selectors.is_blocked_between(vasily, olga)
    assert not selectors.blocks_of(vasily).exists()
    with pytest.raises(errors.NoSuchPerson):  # as if she had never been here
        services.request_friend(sender=vasily, addressee_id=olga.pk)
    with pytest.raises(errors.BlockedByYou):
        services.request_friend(sender=olga, addressee_id=vasily.pk)


def test_block_ends_requests_of_either_side():
    """A request that waits does not outlive a block, and does not come back after it."""
    vasily, olga, petr = make_user(), make_user(), make_user()
    services.request_friend(sender=vasily, addressee_id=olga.pk)
    services.request_friend(sender=olga, addressee_id=petr.pk)
    services.block_person(user=olga, person_id=vasily.pk)
    services.block_person(user=olga, person_id=petr.pk)
    assert not FriendRequest.objects.filter(status=FriendRequest.Status.PENDING).exists()
    services.unblock_person(user=olga, person_id=vasily.pk)
    services.unblock_person(user=olga, person_id=vasily.pk)
    assert services.request_friend(sender=vasily, addressee_id=olga.pk).created


def test_nobody_befriends_or_blocks_himself_or_a_ghost():
    """Oneself, an unknown id and a deactivated person are refused."""
    vasily, gone = make_user(), make_user(is_active=False)
    for change in (
        lambda pk: services.request_friend(sender=vasily, addressee_id=pk),
        lambda pk: services.block_person(user=vasily, person_id=pk),
    ):
        with pytest.raises(errors.Yourself):
            change(vasily.pk)
        for ghost in (gone.pk, uuid4()):
            with pytest.raises(errors.NoSuchPerson):
                change(ghost)


def test_database_itself_keeps_pairs_sound():
    """R039: one row a pair, the lower id first, nobody with himself; whoever writes."""
    low, high = sorted((make_user(), make_user()), key=lambda user: user.pk)
    Friendship.objects.create(low=low, high=high)
    Block.objects.create(blocker=low, blocked=high)
    FriendRequest.objects.create(sender=low, addressee=high)
    for wrong in (
        Friendship(low=low, high=high),
        Friendship(low=high, high=low),
        Friendship(low=low, high=low),
        Block(blocker=low, blocked=high),
        Block(blocker=low, blocked=low),
        FriendRequest(sender=low, addressee=low),
        FriendRequest(sender=low, addressee=high),
        FriendRequest(sender=high, addressee=low),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()


def test_friendships_are_indexed_in_both_directions():
    """R039: a person's friends are found by an index whichever side of the pair he is."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(
            cursor, Friendship._meta.db_table
        ).values()
    leading = {
        each["columns"][0]
        for each in constraints
        if (each["index"] or each["unique"]) and each["columns"]
    }
    assert {"low_id", "high_id"} <= leading


def test_search_finds_by_beginning_of_name_in_any_case():
    """A34: prefix of a name or a whole address; wildcards are letters; too short finds nobody."""
    me = make_user(name="Аня Своя")
    anya = make_user(name="Аня Петрова", email="anya.p@example.test")
    make_user(name="Маня")
    make_user(name="аня ушла", is_active=False)
    percent = make_user(name="100% Аня")
    assert selectors.search_people(me, " аНЯ ") == [anya]
    assert selectors.search_people(me, "ANYA.P@example.test") == [anya]
    assert selectors.search_people(me, "anya.p@") == []
    assert selectors.search_people(me, "100%") == [percent]
    for text in ("а", "", "  ", "%%", "__", "\x00\x00", "а\x00"):
        assert selectors.search_people(me, text) == []


def test_search_gives_no_more_than_twenty():
    """A34: the search is no directory."""
    for _ in range(selectors.SEARCH_LIMIT + 3):
        make_user(name="Иван")
    assert len(selectors.search_people(make_user(), "Ив")) == selectors.SEARCH_LIMIT
