"""The archive: everything in it, once, whatever crashes on the way."""

from __future__ import annotations

import hashlib
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import redis
from django.conf import settings
from django.db import connection

from rooms import archive
from rooms.archive_format import BrokenArchive, read_lines
from rooms.archive_store import DiskStore, folder_of
from rooms.models import Archive, Room, RoomRecord, Visit
from rooms.tasks import archive_closing_rooms
from rooms.tasks import archive_room as archive_task
from tests.rooms.evenings import make_closed_room

STEPS = ["part", "written", "checked", "placed", "sealed", "clearing", "cleared"]


class Crash(BaseException):
    """Stands for a process that ends in the middle."""


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> DiskStore:
    settings.MEDIA_ROOT = tmp_path
    return DiskStore(tmp_path / "archives")


def crash_while_archiving(room: Room, crash_at: str) -> None:
    """Begin the archive and break off after a step."""

    def step(name: str) -> None:
        if name == crash_at:
            raise Crash

    with pytest.raises(Crash):
        archive.archive_room(room.pk, step=step)


def lines_of(store: DiskStore, room: Room) -> list[dict]:
    with store.open(Archive.objects.get(room=room).key) as stream:
        return list(read_lines(stream))


def assert_sealed_once(store: DiskStore, room: Room, records: int) -> None:
    sealed = Archive.objects.get(room=room)
    room.refresh_from_db()
    assert room.state == Room.State.ARCHIVED
    assert store.names(folder_of(room.pk)) == [sealed.key]
    assert [line["seq"] for line in lines_of(store, room)[1:-1]] == [*range(1, records + 1)]
    assert sealed.records == records
    assert sealed.cleared_at is not None
    assert not RoomRecord.objects.filter(room=room).exists()


@pytest.mark.django_db
def test_archive_holds_the_whole_log(store: DiskStore) -> None:
    """R116, R117: header, records 1..n as they were, footer with count and sum."""
    room = make_closed_room(12)
    rows = list(RoomRecord.objects.filter(room=room).order_by("seq").select_related("actor"))
    assert archive.archive_room(room.pk) == "sealed"
    header, *records, footer = lines_of(store, room)
    assert header["type"] == "header"
    assert header["film"]["names"] == {"ru": "Путешествие", "en": "A Trip"}
    assert [member["name"] for member in header["members"]] == ["Василий", "Аня"]
    assert room.token not in str(header)
    for row, line in zip(rows, records, strict=True):
        assert line["event_id"] == str(row.event_id)
        assert line["actor"] == {"id": str(row.actor.pk), "name": row.actor.name}
        assert (line["kind"], line["client_id"]) == (row.kind, row.client_id)
        assert (line["at"], line["payload"]) == (
            row.at.isoformat().replace("+00:00", "Z"),
            row.payload,
        )
    assert (footer["records"], footer["messages"]) == (12, 10)


@pytest.mark.django_db
def test_sum_and_size_in_the_database_are_the_object_s(store: DiskStore) -> None:
    """R117: whoever has the object can check it against the database."""
    room = make_closed_room()
    archive.archive_room(room.pk)
    sealed = Archive.objects.get(room=room)
    content = (store.root / sealed.key).read_bytes()
    assert sealed.sha256 == hashlib.sha256(content).hexdigest()
    assert sealed.size == len(content)
    assert (sealed.records, sealed.messages) == (12, 10)


@pytest.mark.django_db
def test_second_run_changes_nothing(store: DiskStore) -> None:
    """R032: the task may come any number of times."""
    room = make_closed_room()
    assert archive.archive_room(room.pk) == "sealed"
    before = Archive.objects.values().get(room=room)
    assert archive.archive_room(room.pk) == "already"
    archive_task(str(room.pk))
    archive_closing_rooms()
    assert Archive.objects.values().get(room=room) == before
    assert_sealed_once(store, room, 12)


@pytest.mark.django_db
@pytest.mark.parametrize("crash_at", STEPS)
def test_error_at_any_step_is_made_good(store: DiskStore, crash_at: str) -> None:
    """F17: an error after any step; the next sweep ends the work with one seal."""
    room = make_closed_room()
    crash_while_archiving(room, crash_at)
    assert RoomRecord.objects.filter(room=room).exists() or Archive.objects.exists()
    archive_closing_rooms()
    assert_sealed_once(store, room, 12)


@pytest.mark.django_db
@pytest.mark.parametrize("meet_at", ["placed"])
def test_seal_goes_to_one_of_two_runs(store: DiskStore, meet_at: str) -> None:
    """F18: a run that another one overtook before the seal drops its object and leaves.

    Both share a database session here, so the lock that saves work does not keep them apart.
    """
    room = make_closed_room()

    def step(name: str) -> None:
        if name == meet_at:
            assert archive.archive_room(room.pk) == "sealed"

    assert archive.archive_room(room.pk, step=step) == "already"
    assert_sealed_once(store, room, 12)


@pytest.mark.django_db(transaction=True)
def test_five_runs_at_once_make_one_seal(store: DiskStore) -> None:
    """F18: one seals, the others leave quietly, nothing is left behind."""
    rooms = [make_closed_room(300) for _ in range(3)]

    def run(room_id: UUID) -> str:
        try:
            return archive.archive_room(room_id)
        finally:
            connection.close()

    for room in rooms:
        with ThreadPoolExecutor(5) as pool:
            outcomes = list(pool.map(run, [room.pk] * 5))
        assert outcomes.count("sealed") == 1
        assert set(outcomes) <= {"sealed", "already", "busy"}
        assert_sealed_once(store, room, 300)


@pytest.mark.django_db
def test_log_with_a_hole_is_not_sealed(store: DiskStore, caplog: pytest.LogCaptureFixture) -> None:
    """R117: a lost row is an alarm; room and rows stay, other rooms are archived."""
    broken, whole = make_closed_room(), make_closed_room()
    RoomRecord.objects.get(room=broken, seq=5).delete()
    archive_closing_rooms()
    broken.refresh_from_db()
    assert broken.state == Room.State.CLOSING
    assert RoomRecord.objects.filter(room=broken).count() == 11
    assert store.names(folder_of(broken.pk)) == []
    assert f"archive_failed room={broken.pk.hex}" in caplog.text
    assert_sealed_once(store, whole, 12)


@pytest.mark.django_db
def test_log_without_its_end_is_not_sealed(store: DiskStore) -> None:
    """R117: numbers given and rows kept must agree at the end of the log too."""
    room = make_closed_room()
    RoomRecord.objects.get(room=room, seq=12).delete()
    with pytest.raises(BrokenArchive):
        archive.archive_room(room.pk)
    assert store.names(folder_of(room.pk)) == []
    assert not Archive.objects.exists()


@pytest.mark.django_db
def test_rows_stay_while_the_object_is_not_the_sealed_one(store: DiskStore) -> None:
    """I7: the last copy is never thrown away."""
    room = make_closed_room()

    def spoil(name: str) -> None:
        if name == "sealed":
            path = store.root / Archive.objects.get(room=room).key
            path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(BrokenArchive):
        archive.archive_room(room.pk, step=spoil)
    archive_closing_rooms()
    assert RoomRecord.objects.filter(room=room).count() == 12


@pytest.mark.django_db
@pytest.mark.parametrize("state", [Room.State.OPEN, Room.State.PLANNED, Room.State.CANCELLED])
def test_only_closed_rooms_are_archived(store: DiskStore, state: str) -> None:
    """R115: a hint that comes too early does nothing."""
    room = make_closed_room(state=state)
    assert archive.archive_room(room.pk) == "not_closing"
    archive_closing_rooms()
    assert RoomRecord.objects.filter(room=room).count() == 12


@pytest.mark.django_db
def test_presence_of_an_archived_room_goes(store: DiskStore) -> None:
    """R118: nothing of the evening stays in Redis."""
    room = make_closed_room()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.zadd(f"presence:{room.pk.hex}", {"someone": 1})
        archive.archive_room(room.pk)
        assert not client.exists(f"presence:{room.pk.hex}")


@pytest.mark.django_db
def test_lost_redis_does_not_hold_up_the_archive(store: DiskStore, settings: Any) -> None:
    """F05: Redis is no part of the seal."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    room = make_closed_room()
    assert archive.archive_room(room.pk) == "sealed"
    assert_sealed_once(store, room, 12)


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_evening(store: DiskStore) -> None:
    """R116: rows are read, written and checked a chunk at a time."""

    def peak(room: Room) -> int:
        tracemalloc.start()
        try:
            archive.archive_room(room.pk)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    short, long = make_closed_room(1500), make_closed_room(4500)
    assert peak(short) * 1.5 > peak(long)
    assert_sealed_once(store, long, 4500)


@pytest.mark.django_db
def test_ten_thousand_records_are_archived(
    store: DiskStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """R116: the figure of design 6 (at most 10 s) is printed; a busy machine may take longer."""
    room = make_closed_room(10_000)
    began = time.perf_counter()
    archive.archive_room(room.pk)
    with capsys.disabled():
        print(f"\n10,000 records archived in {time.perf_counter() - began:.1f} s")
    assert_sealed_once(store, room, 10_000)


def test_object_is_written_once(tmp_path: Path) -> None:
    """I7: a key that is taken cannot be written over."""
    store = DiskStore(tmp_path)
    for content in (b"first", b"second"):
        with store.write(f"a/{content.decode()}.part") as stream:
            stream.write(content)
    store.place("a/first.part", "a/key")
    with pytest.raises(FileExistsError):
        store.place("a/second.part", "a/key")
    with store.open("a/key") as stream:
        assert stream.read() == b"first"


@pytest.mark.django_db
def test_who_comes_and_goes_all_night_keeps_no_room_from_its_archive(store: DiskStore) -> None:
    """F17, I11: twenty thousand visits of one guest are a header of almost two megabytes."""
    room = make_closed_room(12)
    guest = room.members.get(role="guest")
    came = [room.created_at + timedelta(seconds=number / 4) for number in range(20_000)]
    stay = timedelta(milliseconds=123)
    Visit.objects.bulk_create(Visit(member=guest, came_at=at, left_at=at + stay) for at in came)
    archive_closing_rooms()
    assert_sealed_once(store, room, 12)
    header, *_ = lines_of(store, room)
    assert len(header["members"][1]["visits"]) == 20_001
