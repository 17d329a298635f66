"""The saved cursor: a long archive goes on where it was, and trusts nothing that it finds."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.utils import timezone

from rooms import archive, archive_parts, archive_reading, archive_retention, services
from rooms.archive_format import BrokenArchive, read_lines, write_archive
from rooms.archive_store import DiskStore, folder_of
from rooms.errors import Expired
from rooms.models import Archive, ArchiveWork, Room, RoomRecord
from rooms.tasks import archive_closing_rooms, expire_archives
from rooms.tasks import archive_room as archive_task
from tests.factories import make_users, open_room
from tests.rooms.evenings import make_closed_room
from tests.rooms.test_archive import Crash, assert_sealed_once


@pytest.fixture
def store(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> DiskStore:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(archive_parts, "PART_RECORDS", 10)
    return DiskStore(tmp_path / "archives")


def crash_after(parts: int) -> archive.Step:
    left = [parts]

    def step(name: str) -> None:
        left[0] -= name == "part"
        if not left[0]:
            raise Crash

    return step


def stop_in(room: Room, parts: int) -> list[str]:
    """Crash a run behind so many parts; return their names."""
    with pytest.raises(Crash):
        archive.archive_room(room.pk, step=crash_after(parts))
    return [part["name"] for part in ArchiveWork.objects.get(room=room).parts]


@pytest.mark.django_db
def test_long_archive_is_resumed_not_begun_again(store: DiskStore) -> None:
    """F17: three parts of ten records were there; the next run writes the other three."""
    room = make_closed_room(55)
    before = stop_in(room, 3)
    assert len(before) == 3
    written: list[str] = []

    def step(name: str) -> None:
        written.append(name)
        if name == "written":
            work = ArchiveWork.objects.get(room=room)
            assert [part["name"] for part in work.parts[:3]] == before
            assert [part["last"] for part in work.parts] == [10, 20, 30, 40, 50, 55]

    assert archive.archive_room(room.pk, step=step) == "sealed"
    assert written.count("part") == 3
    assert_sealed_once(store, room, 55)
    assert not ArchiveWork.objects.exists()


@pytest.mark.django_db
def test_run_out_of_time_pauses_and_goes_on(store: DiskStore) -> None:
    """F17: a task ends before its time limit does it; no part is lost or written twice."""
    room = make_closed_room(25)
    assert archive.archive_room(room.pk, until=0.0) == "paused"
    room.refresh_from_db()
    assert room.state == Room.State.CLOSING
    before = stop_in(room, 1)
    assert archive.archive_room(room.pk, until=0.0) == "paused"
    assert [part["name"] for part in ArchiveWork.objects.get(room=room).parts] == before
    archive_task(str(room.pk))
    assert_sealed_once(store, room, 25)


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["cut", "changed", "swapped", "lost"])
def test_part_of_a_dead_process_is_not_trusted(store: DiskStore, harm: str) -> None:
    """R117: a part that is not what was written is an alarm; the next run begins anew."""
    room = make_closed_room(35)
    one, other, *_ = [store.root / name for name in stop_in(room, 3)]
    match harm:
        case "cut":
            one.write_bytes(one.read_bytes()[:-5])
        case "changed":
            content = bytearray(one.read_bytes())
            content[len(content) // 2] ^= 1
            one.write_bytes(content)
        case "swapped":
            one.write_bytes(other.read_bytes())
        case "lost":
            one.unlink()
    with pytest.raises(BrokenArchive):
        archive.archive_room(room.pk)
    assert RoomRecord.objects.filter(room=room).count() == 35
    assert store.names(folder_of(room.pk)) == []
    assert archive.archive_room(room.pk) == "sealed"
    assert_sealed_once(store, room, 35)


@pytest.mark.django_db
def test_storage_that_fails_is_asked_less_and_less_often(store: DiskStore) -> None:
    """F21: back-off from a quarter of a minute to ten minutes; the reason is kept for the admin."""
    room = make_closed_room()
    store.root.parent.mkdir(exist_ok=True)
    store.root.write_text("a file where a folder should be")
    pauses = []  # each lies between two figures: that from before the sweep, that from after it
    for _ in range(8):
        began = timezone.now()
        archive_closing_rooms()
        work = ArchiveWork.objects.get(room=room)
        assert work.retry_at
        moments = (work.retry_at - now for now in (began, timezone.now()))
        pauses.append([pause.total_seconds() for pause in moments])
        ArchiveWork.objects.update(retry_at=None)
    assert (
        work.attempts,
        "FileExistsError" in work.problem or "NotADirectory" in work.problem,
    ) == (
        8,
        True,
    )
    (_, first), (longest, last) = pauses[0], pauses[-1]
    assert 10 < first < 20
    assert longest >= 480
    assert last <= 720
    store.root.unlink()
    archive_closing_rooms()
    assert_sealed_once(store, room, 12)


class Slow(DiskStore):
    """A storage in which one room takes longer than a task may, or until the database hangs up."""

    def __init__(self, root: Path, room: Room, *, hangs_up: bool) -> None:
        super().__init__(root)
        self.folder, self.hangs_up = folder_of(room.pk), hangs_up

    def write(self, name: str) -> Any:
        if not name.startswith(self.folder):
            return super().write(name)
        if self.hangs_up:
            connection.connection.close()
        raise SoftTimeLimitExceeded


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hangs_up", [False, True])
def test_room_that_takes_too_long_holds_up_no_other(
    store: DiskStore, monkeypatch: pytest.MonkeyPatch, hangs_up: bool
) -> None:
    """F21, F13: the sweep is ended by its limit, perhaps in the middle of a statement, after which
    the line to the database is of no use; the next sweep begins with the others.
    """
    slow, other = make_closed_room(), make_closed_room()
    Room.objects.filter(pk=slow.pk).update(closed_at=slow.created_at)
    storage = Slow(store.root, slow, hangs_up=hangs_up)
    monkeypatch.setattr(archive, "archive_store", lambda: storage)
    with pytest.raises(SoftTimeLimitExceeded):
        archive_closing_rooms()
    connection.close()  # as after each task
    archive_closing_rooms()
    assert_sealed_once(store, other, 12)
    work = ArchiveWork.objects.get(room=slow)
    assert work.attempts == 1
    assert "longer" in work.problem


@pytest.mark.django_db(transaction=True)
def test_lost_queue_of_the_broker_loses_no_archive(store: DiskStore) -> None:
    """F19: every hint is gone with Redis' data; the sweep finds the rooms by their rows."""
    rooms = [open_room(host) for host in make_users(3)]
    with redis.Redis.from_url(site.REDIS_URL) as broker:
        for room in rooms:
            services.close_room(room_key=room.pk, by=room.host)
        assert broker.llen("celery") == 3
        broker.flushall()
    archive_closing_rooms()
    for room in rooms:
        room.refresh_from_db()
        assert_sealed_once(store, room, room.last_seq)


@pytest.mark.django_db
def test_archives_are_kept_for_ever_unless_said(store: DiskStore, settings: Any) -> None:
    """R120: nothing expires by default, however old."""
    room = make_closed_room()
    archive.archive_room(room.pk)
    assert settings.ARCHIVE_DAYS == 0
    expire_archives()
    assert_sealed_once(store, room, 12)


def page_of(room: Room) -> Any:
    client = Client()
    client.force_login(room.host)
    return client.get(f"/rooms/{room.token}/archive/")


@pytest.mark.django_db
def test_expired_archive_is_removed_with_a_record(store: DiskStore, settings: Any) -> None:
    """R120: the words go, the fact stays; younger ones and unfinished ones are left alone."""
    settings.ARCHIVE_DAYS = 30
    old, young, unfinished = (make_closed_room() for _ in range(3))
    now = timezone.now()
    for room, days in ((old, 31), (young, 29), (unfinished, 31)):
        Room.objects.filter(pk=room.pk).update(closed_at=now - timedelta(days=days))
    for room in (old, young, unfinished):
        archive.archive_room(room.pk)
    Archive.objects.filter(room=unfinished).update(cleared_at=None)
    assert archive_retention.expire(now=now) == 1
    assert archive_retention.expire(now=now) == 0
    assert store.names(folder_of(old.pk)) == []
    kept = Archive.objects.get(room=old)
    assert (kept.expired_at, kept.records, kept.messages) == (now, 12, 10)
    with pytest.raises(Expired):
        archive_reading.open_object(kept)
    assert page_of(old).status_code == 410
    assert "Срок хранения" in page_of(old).content.decode()
    for room in (young, unfinished):
        assert store.names(folder_of(room.pk)) == [Archive.objects.get(room=room).key]


def test_reading_may_begin_behind_a_number() -> None:
    """R109: what was read before is passed over, whatever it holds."""
    stream = io.BytesIO()
    records = [{"seq": n, "kind": "chat.message", "payload": {"n": n}} for n in range(1, 101)]
    write_archive(stream, {"room": "r"}, records)
    for after in (0, 1, 57, 100):
        stream.seek(0)
        lines = list(read_lines(stream, after=after))
        assert lines[0]["type"] == "header"
        assert [line["seq"] for line in lines[1:-1]] == [*range(after + 1, 101)]
        assert lines[-1]["type"] == "footer"


@pytest.mark.django_db
def test_rows_wait_until_kafka_has_them(store: DiskStore, settings: Any) -> None:
    """F09, I8: sealed at once; the rows stay, and the next look comes later and later."""
    settings.KAFKA_BOOTSTRAP_SERVERS = "127.0.0.1:1"
    room = make_closed_room()
    archive_closing_rooms()
    room.refresh_from_db()
    assert room.state == Room.State.ARCHIVED
    assert RoomRecord.objects.filter(room=room, published_at=None).count() == 12
    work = ArchiveWork.objects.get(room=room)
    assert work.attempts == 1
    assert work.retry_at
    assert work.retry_at > timezone.now()
    settings.KAFKA_BOOTSTRAP_SERVERS = ""
    ArchiveWork.objects.update(retry_at=None)
    archive_closing_rooms()
    assert_sealed_once(store, room, 12)
