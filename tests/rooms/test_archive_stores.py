"""Both storages of archives, each as it is in life: a folder of the disk, a real S3 server."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from rooms import archive, archive_reading, archive_s3, archive_tasks
from rooms.archive_store import ArchiveStore, archive_store
from rooms.errors import Unavailable
from rooms.models import Archive, ArchiveWork, Room, RoomRecord
from rooms.tasks import archive_closing_rooms
from tests.proxy import Proxy
from tests.rooms.evenings import make_closed_room
from tests.rooms.test_archive import STEPS, assert_sealed_once, crash_while_archiving
from tests.s3 import S3Server

AWAY = r"storage|connect|endpoint"


def put(store: ArchiveStore, name: str, content: bytes) -> None:
    with store.write(name) as stream:
        stream.write(content)


def content_of(store: ArchiveStore, name: str) -> bytes:
    with store.open(name) as stream:
        return stream.read()


def test_object_is_placed_once(store: ArchiveStore) -> None:
    """I7: a key that is taken cannot be written over, by nobody."""
    put(store, "a/1.part", b"first")
    put(store, "a/2.part", b"second")
    store.place("a/1.part", "a/key")
    with pytest.raises(FileExistsError):
        store.place("a/2.part", "a/key")
    assert content_of(store, "a/key") == b"first"
    assert store.names("a") == ["a/2.part", "a/key"]


def test_what_breaks_while_it_is_written_is_no_object(store: ArchiveStore) -> None:
    """F17: half an object is not to be had under the name of a whole one."""

    def write_half() -> None:
        with store.write("a/key.part") as stream:
            stream.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert all(name.endswith(".part") for name in store.names("a"))


def test_large_object_comes_back_in_pieces(store: ArchiveStore) -> None:
    content = bytes(range(256)) * 16 * 1024  # 4 MiB
    put(store, "b/1.part", content)
    store.place("b/1.part", "b/key")
    with store.open("b/key") as stream:
        assert stream.read(1000) == content[:1000]
        assert stream.read(7) == content[1000:1007]
        assert stream.read() == content[1007:]
        assert stream.read(10) == b""


def test_what_is_not_there_is_told_and_may_be_removed(store: ArchiveStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.open("c/none")
    store.remove("c/none")
    assert store.names("c") == []
    with pytest.raises(FileNotFoundError):
        store.place("c/none.part", "c/key")


@pytest.mark.django_db
def test_evening_is_sealed_in_s3(s3: S3Server) -> None:
    """R116, R117: the same archive, in a bucket."""
    room = make_closed_room(2500)
    archive_closing_rooms()
    assert_sealed_once(archive_store(), room, 2500)
    sealed = Archive.objects.get(room=room)
    assert len(content_of(archive_store(), sealed.key)) == sealed.size
    told = list(archive_reading.wires(Room.objects.get(pk=room.pk)))
    assert [record["seq"] for record in told] == [*range(1, 2501)]


@pytest.mark.django_db
@pytest.mark.parametrize("crash_at", STEPS)
def test_error_at_any_step_in_s3_is_made_good(s3: S3Server, crash_at: str) -> None:
    """F17: as on the disk, so in a bucket."""
    room = make_closed_room()
    crash_while_archiving(room, crash_at)
    archive_closing_rooms()
    assert_sealed_once(archive_store(), room, 12)


@pytest.mark.django_db
@pytest.mark.parametrize("dies_at", ["part", "written", "checked", "placed"])
def test_storage_that_dies_leaves_the_room_closing(s3: S3Server, dies_at: str) -> None:
    """F21: it is killed for real; the room stays `closing`, its rows stay, it rests before the
    next attempt, and is sealed when the storage is back.
    """
    room = make_closed_room()

    def step(name: str) -> None:
        if name == dies_at:
            s3.kill()

    if dies_at == "placed":
        assert_dies_after_the_seal(room, step)
    else:
        with pytest.raises(OSError, match=AWAY):
            archive.archive_room(room.pk, step=step)
        archive_closing_rooms()
        room.refresh_from_db()
        assert room.state == Room.State.CLOSING
    work = ArchiveWork.objects.get(room=room)
    assert (work.attempts, work.problem[:12]) == (1, "StorageError")
    assert work.retry_at
    assert work.retry_at > timezone.now()
    assert RoomRecord.objects.filter(room=room).count() == 12
    s3.start()
    archive_closing_rooms()
    assert Archive.objects.filter(room=room, cleared_at=None).exists() == (dies_at == "placed")
    ArchiveWork.objects.update(retry_at=timezone.now())  # the rest is over
    archive_closing_rooms()
    assert_sealed_once(archive_store(), room, 12)
    assert not ArchiveWork.objects.filter(room=room).exists()


@pytest.mark.django_db
def test_storage_that_is_silent_is_waited_for_once(
    s3: S3Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F21: it takes connections and says nothing. An attempt asks one thing of it and ends well
    before the limit of a task, which would end it without a note; then it rests as always.
    """
    monkeypatch.setattr(archive_s3, "ANSWER_SECONDS", 1)
    room = make_closed_room()
    with Proxy.before(s3.endpoint) as road:
        settings.ARCHIVE_S3 = {**settings.ARCHIVE_S3, "endpoint": road.through(s3.endpoint)}
        road.swallow()
        archive_closing_rooms()
        assert 1 <= road.accepted <= archive_s3.ATTEMPTS
        work = ArchiveWork.objects.get(room=room)
        assert (work.attempts, work.problem[:12]) == (1, "StorageError")
        road.heal()
        ArchiveWork.objects.update(retry_at=None)
        archive_closing_rooms()
        assert_sealed_once(archive_store(), room, 12)


def test_last_room_of_a_sweep_ends_before_the_limit(settings: Any) -> None:
    """F21: begun at the last moment, with a storage that is silent."""
    silent = archive_s3.ATTEMPTS * (archive_s3.ANSWER_SECONDS + 2)  # with the pauses of boto3
    limit = settings.CELERY_TASK_TIME_LIMIT
    assert archive_tasks.SWEEP_SECONDS + silent < limit - 10


def assert_dies_after_the_seal(room: Room, step: Any) -> None:
    """The seal is in the database alone; the look before the rows go fails."""
    with pytest.raises(OSError, match=AWAY):
        archive.archive_room(room.pk, step=step)
    archive_closing_rooms()
    with pytest.raises(Unavailable):
        archive_reading.open_object(Archive.objects.get(room=room))
