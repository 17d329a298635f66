"""Transactions in each other's way: taken back by PostgreSQL, and written all the same."""

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import User
from rooms.models import Room, RoomRecord
from tests.factories import make_users, open_room
from tests.rooms.test_ledger import wait_for_a_waiter
from tests.rooms.test_services import assert_log_is_whole, in_threads
from tests.rooms.test_writing import say

EACH, PAUSE = 60, 0.02  # four people, fifty messages a second each
ENDS = 60  # s, on a busy machine


@pytest.mark.django_db(transaction=True)
def test_deadlocks_in_a_hot_room_are_tried_again(host, friend, monkeypatch, caplog) -> None:
    """F16: 200 messages a second, and deadlocks among them: all written once, no number missing."""
    caplog.set_level("INFO", "rooms.writing")
    monkeypatch.setattr("chat.services.check_pace", lambda *_args: None)
    people = [host, friend, *make_users(2)]
    room = open_room(*people)
    ended, end = threading.Event(), time.monotonic() + ENDS

    def is_due() -> bool:
        return "write_again" not in caplog.text and time.monotonic() < end

    def talk(who: User) -> int:
        said = 0
        while said < EACH or is_due():
            say(room, who, f"{who.pk}:{said}")
            said += 1
            time.sleep(PAUSE)
        return said

    def deadlocks() -> None:
        while is_due() and not ended.is_set():
            stand_in_the_way(room, friend)

    troublemaker = threading.Thread(target=deadlocks)
    troublemaker.start()
    try:
        said = in_threads([lambda p=p: talk(p) for p in people])
    finally:
        ended.set()
        troublemaker.join(ENDS)
    assert all(isinstance(count, int) for count in said), said
    assert "write_again" in caplog.text
    assert RoomRecord.objects.filter(room=room, kind="chat.message").count() == sum(said)
    assert_log_is_whole(room)


def stand_in_the_way(room: Room, person: User) -> None:
    """Take what a message locks in the other order; whose turn it is to be taken back is luck."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL deadlock_timeout = '4s'")  # let it be the other's turn
            User.objects.select_for_update().get(pk=person.pk)
            wait_for_a_waiter()
            Room.objects.select_for_update().get(pk=room.pk)
    except (OperationalError, AssertionError):
        return  # ours was taken back, or nobody came
    finally:
        connection.close()
