"""One person's words leave the rooms for good, and the record stays whole: on a disk and in S3."""

from __future__ import annotations

import io

import pytest
import zstandard
from django.core.management import call_command
from rest_framework.test import APIClient

from accounts.models import User
from rooms import erasure
from rooms.archive import archive_room
from rooms.archive_check import check
from rooms.archive_store import ArchiveStore, folder_of
from rooms.backup.following import follow_replaced
from rooms.models import Archive, Erasure, Room, RoomRecord
from rooms.tasks import finish_erasures
from tests.factories import make_user
from tests.rooms.evenings import guest_of, make_closed_room, make_sealed_room

pytestmark = pytest.mark.django_db(transaction=True)

MINE, THEIRS = "Реплика 5", "Реплика 6"  # of Аня, of Василий


@pytest.fixture
def staff() -> User:
    return make_user(is_staff=True, is_superuser=True, email="staff@example.test")


@pytest.fixture
def room(store) -> Room:
    return make_sealed_room()


def ask(room: Room, staff: User) -> Erasure:
    [asked] = erasure.erase_words(user=guest_of(room), by=staff, reason="просьба", room=room)
    return asked


def readings(room: Room) -> list[str]:
    """All that a former member is given to read, one text for each way."""
    client = APIClient()
    client.force_login(room.host)
    ways = ["messages?limit=200", "archive/lines", "archive/lines?q=Реплика", "events?after=0"]
    pages = ["archive/", "archive/?q=Реплика"]
    texts = [client.get(f"/api/v1/rooms/{room.token}/{way}") for way in ways]
    texts += [client.get(f"/rooms/{room.token}/{page}") for page in pages]
    assert {answer.status_code for answer in texts} == {200}
    return [answer.content.decode() for answer in texts]


def files(store: ArchiveStore) -> list[bytes]:
    """What lies in the storage in the folders of all rooms, unpacked."""
    folders = [folder_of(key) for key in Room.objects.values_list("pk", flat=True)]
    names = [name for folder in folders for name in store.names(folder)]
    return [unpacked(content_of(store, name)) for name in names]


def content_of(store: ArchiveStore, name: str) -> bytes:
    with store.open(name) as stream:
        return stream.read()


def unpacked(content: bytes) -> bytes:
    stream = zstandard.ZstdDecompressor().stream_reader(
        io.BytesIO(content), read_across_frames=True
    )
    return stream.read()


def test_words_are_gone_from_every_reading_at_once(room, staff) -> None:
    """R120: from the request on nobody reads them, before anything was rewritten."""
    assert any(MINE in text for text in readings(room))
    ask(room, staff)
    texts = readings(room)
    assert not any(MINE in text for text in texts)
    assert sum(THEIRS in text for text in texts) >= 5
    client = APIClient()
    client.force_login(room.host)
    assert client.get(f"/api/v1/rooms/{room.token}/archive/object").status_code == 503


def test_object_is_replaced_by_one_without_the_words(room, staff, store) -> None:
    """R117, R120: the file holds them no more; numbers 1..n, counts, authors and times stay."""
    before = Archive.objects.get(room=room)
    asked = ask(room, staff)
    assert erasure.finish_erasures(room.pk) is True
    archive = Archive.objects.get(room=room)
    assert (archive.records, archive.messages) == (before.records, before.messages)
    assert archive.key != before.key
    [content] = files(store)
    assert MINE.encode() not in content
    assert THEIRS.encode() in content
    checked = check(io.BytesIO(content_of(store, archive.key)))
    assert checked.summary.sha256 == archive.sha256
    [revision] = checked.header["revisions"]
    assert (revision["replaces"], revision["reason"]) == (before.sha256, "erasure")
    asked.refresh_from_db()
    assert (asked.by, asked.reason) == (staff, "просьба")
    assert asked.done_at is not None
    assert not any(MINE in text for text in readings(room))


def test_revisions_make_a_chain(room, staff, store) -> None:
    """R117: each object names the one before it; once more for the same person changes nothing."""
    sums = [Archive.objects.get(room=room).sha256]
    for person in (guest_of(room), room.host):
        erasure.erase_words(user=person, by=staff, reason="просьба")
        erasure.finish_erasures(room.pk)
        sums.append(Archive.objects.get(room=room).sha256)
    ask(room, staff)
    erasure.finish_erasures(room.pk)
    assert Archive.objects.get(room=room).sha256 == sums[-1]
    header = check(io.BytesIO(content_of(store, Archive.objects.get(room=room).key))).header
    assert [revision["replaces"] for revision in header["revisions"]] == sums[:2]


class Killed(BaseException):
    """As if the process had gone."""


@pytest.mark.parametrize("moment", ["written", "placed", "replaced", "removed"])
def test_killed_midway_it_is_ended_by_the_sweep(room, staff, store, moment) -> None:
    """F12: whatever a dead process left: one object, without the words, whole."""

    def die(step: str) -> None:
        if step == moment:
            raise Killed

    asked = ask(room, staff)
    with pytest.raises(Killed):
        erasure.finish_erasures(room.pk, step=die)
    assert not any(MINE in text for text in readings(room))
    finish_erasures()
    asked.refresh_from_db()
    assert asked.done_at is not None
    [content] = files(store)
    assert MINE.encode() not in content
    checked = check(io.BytesIO(content_of(store, Archive.objects.get(room=room).key)))
    assert len(checked.header["revisions"]) == 1


def test_damaged_object_is_not_made_an_honest_one(room, staff, store) -> None:
    """R117: what is not the sealed object is not rewritten: the erasure waits."""
    asked = ask(room, staff)
    key = Archive.objects.get(room=room).key
    cut = content_of(store, key)[:-3]
    store.remove(key)
    with store.write(key) as stream:
        stream.write(cut)
    finish_erasures()
    asked.refresh_from_db()
    assert asked.done_at is None
    assert content_of(store, key) == cut


def test_closing_room_is_erased_after_its_seal(store, staff) -> None:
    """R120: an archive that is just being made may hold the words: it is rewritten when it is."""
    room = make_closed_room(12)
    asked = ask(room, staff)
    finish_erasures()
    asked.refresh_from_db()
    assert asked.done_at is None
    archive_room(room.pk)
    finish_erasures()
    asked.refresh_from_db()
    assert asked.done_at is not None
    assert not any(MINE.encode() in content for content in files(store))


def test_all_rooms_of_a_person_by_one_command(store, staff) -> None:
    """R120: one request reaches every evening he was at, and nobody else's words."""
    rooms = [make_closed_room(12) for _ in range(3)]
    first = guest_of(rooms[0])
    rooms[1].members.filter(user__name="Аня").update(user=first)
    RoomRecord.objects.filter(room=rooms[1], actor__name="Аня").update(actor=first)
    for room in rooms:
        archive_room(room.pk)
    out = io.StringIO()
    options = {"by": staff.email, "reason": "просьба", "stdout": out}
    call_command("erase_words", first.email, **options)
    assert "rooms: 2, ended: 2" in out.getvalue()
    assert sum(MINE.encode() in content for content in files(store)) == 1


def test_restored_database_finds_the_object_that_came_after(room, staff, store) -> None:
    """R120, R154: a copy whose database was taken before an erasure, and its objects after: it is
    led to the object without the words; an archive that has none is told by name.
    """
    lost = make_closed_room(12)
    archive_room(lost.pk)
    Archive.objects.filter(room=lost).update(key=f"{folder_of(lost.pk)}/none.jsonl.zst")
    facts = ("key", "sha256", "size")
    before = Archive.objects.values(*facts).get(room=room)
    ask(room, staff)
    erasure.finish_erasures(room.pk)
    after = Archive.objects.values(*facts).get(room=room)
    Archive.objects.filter(room=room).update(**before)  # as in the copy
    told: list[str] = []
    assert follow_replaced(tell=told.append) == 1
    assert Archive.objects.values(*facts).get(room=room) == after
    assert sorted(line.partition(" ")[0] for line in told) == ["MISSING", "archive"]
    assert any(f"of room {lost.pk}" in line for line in told)
    assert not any(MINE in text for text in readings(room))
