"""The statements under the log: as the ORM would have it, and right under the lock."""

import threading
import uuid

import pytest
from django.db import connection, transaction
from django.utils import timezone

from rooms import ledger, log
from rooms.errors import NotFound
from rooms.log import Entry
from rooms.models import Member, Room, RoomRecord
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def values_of(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_are_the_models_own(room, host, friend) -> None:
    """Each field of room, place and record as the ORM reads it; what is not there is None."""
    payload = {"text": "Ёж «в тумане» 🍿", "number": 1.5, "list": [None, True]}
    with transaction.atomic():
        place = log.enter(room.pk, host, "c-1")
        record = log.append(place.room, Entry("chat.message", host, payload, "c-1"), timezone.now())
    with transaction.atomic():
        found, member, before = ledger.read(room.pk, host.pk, "c-1")
    assert values_of(found) == values_of(Room.objects.get(pk=room.pk))
    assert values_of(member) == values_of(Member.objects.get(room=room, user=host))
    assert values_of(before) == values_of(RoomRecord.objects.get(pk=record.pk)) == values_of(record)
    assert before.payload == payload
    with transaction.atomic():
        assert ledger.read(room.pk, friend.pk, "c-1")[2] is None
        assert ledger.read(room.pk, host.pk, None)[2] is None
        assert ledger.read(room.pk, make_user().pk, "c-1")[1] is None
        assert ledger.read(uuid.uuid4(), host.pk, "c-1") == (None, None, None)


def test_stranger_and_removed_find_no_room(room, friend) -> None:
    """I9: the same answer for no room and for one that is not his."""
    Member.objects.filter(room=room, user=friend).update(state=Member.State.REMOVED)
    for who, key in ((make_user(), room.pk), (friend, room.pk), (friend, uuid.uuid4())):
        with transaction.atomic(), pytest.raises(NotFound):
            log.enter(key, who, None)


def test_rolled_back_record_leaves_no_gap(room, host) -> None:
    """I3: number and record go together, or neither does."""
    with transaction.atomic():
        place = log.enter(room.pk, host, None)
        log.append(place.room, Entry("chat.message", host, {}), timezone.now())
        transaction.set_rollback(True)
    with transaction.atomic():
        place = log.enter(room.pk, host, None)
        record = log.append(place.room, Entry("chat.message", host, {}), timezone.now())
    assert record.seq == room.last_seq + 1


def test_who_waited_for_the_lock_sees_what_was_done_meanwhile(room, host, friend) -> None:
    """I5: a place lost and an id used while one waited are known after the lock."""
    waits, seen = threading.Event(), []

    def second() -> None:
        try:
            with transaction.atomic():
                waits.set()
                seen.append(ledger.read(room.pk, friend.pk, "same"))
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        place = log.enter(room.pk, friend, "same")
        other.start()
        assert waits.wait(10)
        wait_for_a_waiter()
        log.append(place.room, Entry("chat.message", friend, {}, "same"), timezone.now())
        Member.objects.filter(pk=place.member.pk).update(state=Member.State.BANNED)
    other.join(10)
    [(locked, member, before)] = seen
    assert locked.last_seq == before.seq == room.last_seq + 1
    assert member.state == Member.State.BANNED


def wait_for_a_waiter() -> None:
    """Until somebody waits for a lock in this database."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute(f"{waiting} AND datname = current_database()")
            [count] = cursor.fetchone()
            if count:
                return
            # Inside a transaction the first look would be kept for all others.
            cursor.execute("SELECT pg_stat_clear_snapshot(), pg_sleep(0.01)")
    raise AssertionError("nobody waits")
