"""Archiver, eraser and who closes, at one moment, on a disk and in S3 (F18, F20)."""

from __future__ import annotations

import random
import time
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from chat.services import send_message
from rooms import archive, archive_retention, erasure
from rooms.archive_format import Line, read_lines
from rooms.archive_store import ArchiveStore, folder_of
from rooms.models import Archive, Erasure, Room, RoomRecord
from rooms.services import close_room
from tests.factories import make_user, make_users, open_room
from tests.races import at_once, races
from tests.rooms.evenings import make_closed_room

pytestmark = pytest.mark.django_db(transaction=True)

RECORDS = 12


@pytest.fixture
def staff() -> User:
    return make_user(is_staff=True)


def a_little_later(job: Any) -> Any:
    """The same a moment later, or not: so that the one meets the other in all its steps."""
    time.sleep(random.choice([0, 0, 0.002, 0.01, 0.03]))
    return job()


def the_one_object(store: ArchiveStore, room: Room) -> list[Line]:
    """The records of the sealed object, which is the only thing that lies in the room's folder."""
    sealed = Archive.objects.get(room=room)
    assert store.names(folder_of(room.pk)) == [sealed.key]
    assert sealed.cleared_at is not None
    assert not RoomRecord.objects.filter(room=room).exists()
    with store.open(sealed.key) as stream:
        records = [line for line in read_lines(stream) if line["type"] == "record"]
    assert [record["seq"] for record in records] == [*range(1, sealed.records + 1)]
    assert records[-1]["kind"] == "room.closed"
    return records


def words_of(records: list[Line], person: User) -> list[Line]:
    """What of a person's words is still there to read."""
    said = [one for one in records if one["kind"] == "chat.message"]
    assert said
    return [
        one for one in said if one["actor"]["id"] == str(person.pk) and one["payload"].get("text")
    ]


def test_two_archivers_make_one_object(store: ArchiveStore) -> None:
    """F18: whoever comes second leaves quietly; one object, each record once, no row left."""
    for _ in races(8):
        room = make_closed_room(RECORDS)
        run = partial(archive.archive_room, room.pk)
        told = at_once(run, partial(a_little_later, run))
        assert "sealed" in told
        assert set(told) <= {"sealed", "already", "busy"}
        assert len(the_one_object(store, room)) == RECORDS


def test_eraser_meets_the_archiver(store: ArchiveStore, staff: User) -> None:
    """F20, R120: at whatever step of the archive the words are erased, the end is one whole object
    without them, and the other's words are all there.
    """
    for _ in races(8):
        room = make_closed_room(RECORDS)
        anya = room.members.get(user__name="Аня").user
        erase = partial(erase_and_finish, room, anya, staff)
        at_once(partial(archive.archive_room, room.pk), partial(a_little_later, erase))
        # The eraser may have been in the way: then the archiver comes again, as its sweep does.
        assert archive.archive_room(room.pk) in ("already", "sealed")
        assert erasure.finish_erasures(room.pk)
        records = the_one_object(store, room)
        assert len(records) == RECORDS
        assert words_of(records, anya) == []
        assert len(words_of(records, room.host)) == 5
        assert not Erasure.objects.filter(room=room, done_at=None).exists()


def test_two_erasers_leave_one_object(store: ArchiveStore, staff: User) -> None:
    """R117, R120: two people's words, erased at one moment: one object without either."""
    for _ in races(4):
        room = make_closed_room(RECORDS)
        archive.archive_room(room.pk)
        people = [member.user for member in room.members.select_related("user")]
        at_once(*(partial(erase_and_finish, room, person, staff) for person in people))
        assert erasure.finish_erasures(room.pk)
        records = the_one_object(store, room)
        assert [words_of(records, person) for person in people] == [[], []]


@pytest.mark.parametrize("store", ["disk"], indirect=True)
def test_words_are_erased_while_the_room_closes(store: ArchiveStore, staff: User) -> None:
    """F20, R117: nothing is written behind the last record, so the archive has a whole end."""
    for _ in races(10):
        host, anya = make_users(2)
        room = open_room(host, anya)
        for number, author in enumerate([host, anya] * 3):
            said = {"room_id": room.pk, "author": author, "client_id": f"m{number}"}
            send_message(text=f"слова {number}", **said)
        erase = partial(erasure.erase_words, user=anya, by=staff, reason="просьба", room=room)
        at_once(
            partial(close_room, room_key=room.pk, by=host),
            partial(a_little_later, erase),
        )
        assert archive.archive_room(room.pk) in ("sealed", "already")
        assert erasure.finish_erasures(room.pk)
        records = the_one_object(store, room)
        assert words_of(records, anya) == []
        assert len(words_of(records, host)) == 3


@pytest.mark.parametrize("moment", ["written", "placed", "replaced"])
def test_evening_expires_while_words_are_erased(
    store: ArchiveStore, staff: User, settings: Any, moment: str
) -> None:
    """R120: what is over its time goes whole, whichever object is the sealed one at that moment."""
    settings.ARCHIVE_DAYS = 30
    room = make_closed_room(RECORDS)
    archive.archive_room(room.pk)
    expire = partial(archive_retention.expire, now=room.created_at + timedelta(days=32))

    def step(name: str) -> None:
        if name == moment:
            at_once(expire)

    anya = room.members.get(user__name="Аня").user
    erasure.erase_words(user=anya, by=staff, reason="просьба", room=room)
    assert erasure.finish_erasures(room.pk, step=step)
    expire()
    assert store.names(folder_of(room.pk)) == []
    assert Archive.objects.get(room=room).expired_at is not None


def erase_and_finish(room: Room, person: User, staff: User) -> None:
    erasure.erase_words(user=person, by=staff, reason="просьба", room=room)
    erasure.finish_erasures(room.pk)
