"""Races about seats, rights and the link: real threads on a real PostgreSQL."""

import pytest

from chat.services import send_message
from rooms import errors
from rooms.models import Member, Room, RoomRecord, Visit
from rooms.people import change_role, remove_person, replace_link
from rooms.services import close_room, create_room, join_room, leave_room
from tests.factories import film_to_watch, make_users, open_room
from tests.rooms.test_services import assert_log_is_whole, in_threads, kinds


@pytest.mark.django_db(transaction=True)
def test_fifty_run_for_one_seat(host):
    """A32, R069: nine sit, fifty come at once for the tenth seat; one of them gets it."""
    room = open_room(host, *make_users(8))
    people = make_users(50)
    results = in_threads([lambda p=p: join_room(room_key=room.token, user=p) for p in people])
    assert sum(isinstance(r, Room) for r in results) == 1
    assert sum(isinstance(r, errors.Full) for r in results) == 49
    assert Member.objects.filter(room=room, state=Member.State.HERE).count() == room.seats
    assert_log_is_whole(room)


@pytest.mark.parametrize("go", range(4))
@pytest.mark.django_db(transaction=True)
def test_two_hands_on_the_ownership_leave_one_host(go, host, friend, stranger):
    """A32, R066: the host passes the room to two people at once; the second finds no right."""
    room = open_room(host, friend, stranger)
    results = in_threads(
        [
            lambda p=p: change_role(room_key=room.pk, by=host, user_id=p.pk, role="host")
            for p in (friend, stranger)
        ]
    )
    assert sorted(type(r).__name__ for r in results) == ["Forbidden", "Member"]
    assert Member.objects.filter(room=room, role="host").count() == 1
    assert_log_is_whole(room)


@pytest.mark.parametrize("go", range(4))
@pytest.mark.django_db(transaction=True)
def test_closing_and_speaking_at_once(go, host, friend):
    """A32: what is said before the last record stands; nothing stands after it."""
    room = open_room(host, friend)
    results = in_threads(
        [
            lambda: close_room(room_key=room.pk, by=host, reason="host"),
            *(
                lambda n=n: send_message(
                    room_id=room.pk, author=friend, text=f"слово {n}", client_id=f"m{n}"
                )
                for n in range(4)
            ),
        ]
    )
    assert all(not isinstance(r, Exception) or isinstance(r, errors.Closing) for r in results)
    assert kinds(room)[-1] == "room.closed"
    assert_log_is_whole(room)


@pytest.mark.django_db(transaction=True)
def test_leaving_and_being_removed_at_once(host, friend):
    """A32: whoever is first, the seat is freed once and he is out."""
    room = open_room(host, friend)
    in_threads(
        [
            lambda: leave_room(room_key=room.pk, user=friend),
            lambda: remove_person(room_key=room.pk, by=host, user_id=friend.pk),
        ]
    )
    assert Member.objects.get(room=room, user=friend).state == Member.State.REMOVED
    assert Visit.objects.filter(member__user=friend, left_at=None).count() == 0
    assert_log_is_whole(room)


@pytest.mark.django_db(transaction=True)
def test_link_replaced_while_people_run_in(host):
    """A32, A21: each either entered before, or found nothing; nobody enters by a dead link."""
    room = open_room(host)
    people = make_users(6)
    old = room.token
    results = in_threads(
        [
            lambda: replace_link(room_key=room.pk, by=host),
            *(lambda p=p: join_room(room_key=old, user=p) for p in people),
        ]
    )
    assert all(isinstance(r, Room | errors.NotFound) for r in results)
    changed = RoomRecord.objects.get(room=room, kind="room.link").seq
    late = RoomRecord.objects.filter(room=room, kind="member.joined", seq__gt=changed)
    assert not late.exists()


def test_one_host_is_a_rule_of_the_database(room, friend):
    """A32: whatever the code does."""
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(user=friend).update(role="host")


def test_made_room_is_not_double(host):
    """A32: a second key is a second room, the same one is not."""
    title = film_to_watch()
    rooms = {create_room(host=host, title=title, key=key)[0].pk for key in ("a", "a", "b")}
    assert len(rooms) == 2
