"""Who may ask for the erasure of a person's words, and what a live room and a reader are told."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from accounts.models import User
from chat.services import delete_message, send_message
from rooms import archive_reading, erasure
from rooms.archive import archive_room
from rooms.archive_store import DiskStore, folder_of
from rooms.errors import Forbidden
from rooms.models import Archive, Erasure, Room, RoomRecord
from rooms.services import close_room
from rooms.tasks import finish_erasures
from tests.factories import make_user, open_room
from tests.rooms.evenings import guest_of, make_sealed_room
from tests.rooms.test_erasure import MINE, ask, readings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff() -> User:
    return make_user(is_staff=True, is_superuser=True, email="staff@example.test")


@pytest.fixture
def room(tmp_path: Path, settings) -> Room:
    """A sealed evening of Василий and Аня."""
    settings.MEDIA_ROOT = tmp_path
    return make_sealed_room()


def test_open_room_is_told_message_by_message(staff, host, friend) -> None:
    """R099: in a live room it is a deletion like others; what is said later stays."""
    room = open_room(host, friend)
    for number, author in enumerate((host, friend, host)):
        said = {"room_id": room.pk, "author": author, "client_id": f"m{number}"}
        send_message(text=f"слова {number}", **said)
    erasure.erase_words(user=host, by=staff, reason="просьба")
    finish_erasures()
    records = RoomRecord.objects.filter(room=room).order_by("seq")
    texts = [r.payload.get("text") for r in records.filter(kind="chat.message")]
    assert texts == [None, "слова 1", None]
    assert records.filter(kind="chat.deleted").count() == 2
    room.refresh_from_db()
    assert [r.seq for r in records] == [*range(1, room.last_seq + 1)]
    assert not Erasure.objects.filter(done_at=None).exists()


def test_what_is_said_after_the_request_stays(tmp_path: Path, settings, staff, host) -> None:
    """I1, R120: it was acknowledged, so it is in the log, may be taken back, and is in the archive,
    though the room closed before the sweep had come.
    """
    settings.MEDIA_ROOT = tmp_path
    room = open_room(host)
    said = {"room_id": room.pk, "author": host}
    send_message(text="до просьбы", client_id="m0", **said)
    [asked] = erasure.erase_words(user=host, by=staff, reason="просьба")
    assert asked.done_at is not None
    kept, _ = send_message(text="после просьбы", client_id="m1", **said)
    gone, _ = send_message(text="и это", client_id="m2", **said)
    finish_erasures()
    kept.refresh_from_db()
    assert kept.payload["text"] == "после просьбы"
    delete_message(room_id=room.pk, seq=gone.seq, by=host)
    close_room(room_key=room.pk, by=host)
    archive_room(room.pk)
    finish_erasures()
    lines = list(archive_reading.lines(Archive.objects.get(room=room)))
    texts = [line["payload"].get("text") for line in lines if line.get("kind") == "chat.message"]
    assert texts == [None, "после просьбы", None]


def test_only_the_staff_may(room) -> None:
    """R120: it cannot be taken back, so a person of the staff answers for it."""
    with pytest.raises(Forbidden):
        ask(room, room.host)
    with pytest.raises(CommandError) as raised:
        call_command("erase_words", guest_of(room).email, by=room.host.email, reason="x")
    assert raised.value.returncode == 2
    assert not Erasure.objects.exists()


def test_staff_erases_in_the_admin(room, staff) -> None:
    """R152: the form names who, where and why; it is kept in the admin's own log, too."""
    client = APIClient()
    client.force_login(staff)
    form = {"user": guest_of(room).pk, "room": room.pk, "reason": "просьба"}
    answer = client.post("/admin/rooms/erasure/add/", form)
    assert answer.status_code == 302
    assert not any(MINE in text for text in readings(room))
    other = client.post("/admin/rooms/erasure/add/", {**form, "user": staff.pk})
    assert "в той комнате не бывал" in other.content.decode()
    assert client.get("/admin/rooms/erasure/").status_code == 200
    assert "просьба" in client.get("/admin/rooms/erasure/").content.decode()


def test_reading_by_room_waits_for_the_rewriting(room, staff) -> None:
    """R120: the command does not give away what is being erased."""
    ask(room, staff)
    with pytest.raises(CommandError, match="being erased") as raised:
        call_command("read_archive", room.token)
    assert raised.value.returncode == 3
    erasure.finish_erasures(room.pk)
    call_command("read_archive", room.token, stdout=io.StringIO())


class Slow(DiskStore):
    """A storage in which one room takes longer than a task may."""

    def __init__(self, root: Path, room: Room) -> None:
        super().__init__(root)
        self.folder = folder_of(room.pk)

    def open(self, name: str) -> BinaryIO:
        if name.startswith(self.folder):
            raise SoftTimeLimitExceeded
        return super().open(name)


def test_room_that_takes_too_long_holds_up_no_other(room, staff, tmp_path, monkeypatch) -> None:
    """R120, F21: it has waited longest and ends each sweep by its limit; the others have a turn."""
    other = make_sealed_room()
    ask(room, staff)
    asked = ask(other, staff)
    monkeypatch.setattr(erasure, "archive_store", lambda: Slow(tmp_path / "archives", room))
    for _ in range(40):
        with suppress(SoftTimeLimitExceeded):
            finish_erasures()
    asked.refresh_from_db()
    assert asked.done_at is not None
