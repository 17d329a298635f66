"""A copy, words that are erased around it, and the way back: one process, two databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from rooms.archive_store import folder_of
from rooms.backup import manifest
from rooms.backup.copying import DATABASE, back_up
from rooms.erasure import finish_erasures
from rooms.models import Archive, Erasure, Room
from tests.commands import printed, refused
from tests.copies import empty_database, require_programs, working_on
from tests.factories import make_user
from tests.rooms.evenings import guest_of, make_sealed_room

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _var(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path / "var"


MINE, THEIRS = "Реплика 5 ", "Реплика 6 "  # of Аня, of Василий


def erase(room: Room) -> None:
    """Аня's words, by the command that the staff uses."""
    asked = (guest_of(room).email, "--by", "staff@example.test", "--reason", "просьба")
    assert "rooms: 1, ended: 1" in printed("erase_words", *asked)


def text_of(room: Room) -> str:
    """The evening as it is read; the whole object is verified before."""
    text = printed("read_archive", room.token, "--as", "text")
    assert THEIRS in text
    return text


def objects(media: Path, room: Room) -> list[str]:
    folder = media / "archives" / folder_of(room.pk)
    return [path.name for path in folder.iterdir()]


def test_words_erased_around_a_copy(tmp_path: Path, settings: Any) -> None:
    """F37, R120, R154: erased while the copy is made: they do not come back, and the database is
    led to the object without them. Erased after it: they are there again, as the copy has them,
    the archive is whole, and the same command takes them away for good.
    """
    require_programs()
    make_user(is_staff=True, email="staff@example.test")
    settings.MEDIA_ROOT = tmp_path / "media"
    meanwhile, later = make_sealed_room(), make_sealed_room()

    def tell(line: str) -> None:
        if line.startswith("database:"):  # and the objects are not copied yet
            erase(meanwhile)

    assert back_up(tmp_path / "copy", tell=tell)
    erase(later)
    assert not any(MINE in text_of(room) for room in (meanwhile, later))

    settings.MEDIA_ROOT = tmp_path / "restored"
    with empty_database() as name, working_on(name):
        told = printed("restore", tmp_path / "copy")
        assert "erased since" in told
        assert "archives: 0 without their object" in told
        assert MINE not in text_of(meanwhile)
        assert MINE in text_of(later)
        assert not Erasure.objects.exists()
        before = Archive.objects.get(room=later)
        erase(later)
        assert MINE not in text_of(later)
        assert Archive.objects.get(room=later).records == before.records
        for room in (meanwhile, later):
            [kept] = objects(tmp_path / "restored", room)
            assert Archive.objects.get(room=room).key.endswith(kept)


def test_restore_over_a_site_repeats_what_it_erased(tmp_path: Path, settings: Any) -> None:
    """F37, R120, R154: over a database that knows of later erasures nobody reads those words again,
    from the first moment; what cannot be repeated is told as the command that would.
    """
    require_programs()
    staff = make_user(is_staff=True, email="staff@example.test")
    settings.MEDIA_ROOT = tmp_path / "media"
    before, later, gone = (make_sealed_room() for _ in range(3))
    erase(before)
    assert back_up(tmp_path / "copy")
    with empty_database() as name, working_on(name):
        printed("restore", tmp_path / "copy")
        erase(later)
        erase(gone)
        Erasure.objects.filter(room=gone).update(by=make_user(email="newer@example.test"))
        told = printed("restore", tmp_path / "copy", "--replace")
        assert "erasures: 1 that are younger" in told
        words = f"--by newer@example.test --reason просьба --room={gone.token}"
        assert f"erase_words {guest_of(gone).email} {words}" in told.replace("'", "")
        assert Erasure.objects.filter(room=before).count() == 1
        assert Erasure.objects.get(room=later).by == staff
        _, refusal = refused("read_archive", later.token)
        assert "being erased" in refusal
        assert finish_erasures(later.pk)
        assert MINE not in text_of(later)
        assert MINE in text_of(gone)


def test_failed_restore_forgets_no_erasure(tmp_path: Path, settings: Any) -> None:
    """F37, R120: the old database is gone and the copy does not come: the next restore, though into
    an empty database, knows what was erased.
    """
    require_programs()
    make_user(is_staff=True, email="staff@example.test")
    settings.MEDIA_ROOT = tmp_path / "media"
    room, copy = make_sealed_room(), tmp_path / "copy"
    assert back_up(copy)
    whole = (copy / DATABASE).read_bytes()
    with empty_database() as name, working_on(name):
        printed("restore", copy)
        erase(room)
        put(copy, b"PGDMP, and then nothing")
        with pytest.raises(CommandError, match="pg_restore failed"):
            printed("restore", copy, "--replace")
        put(copy, whole)
        assert "erasures: 1 that are younger" in printed("restore", copy)
        assert finish_erasures(room.pk)
        assert MINE not in text_of(room)
    assert not list(tmp_path.glob("var/*"))  # it is noted no longer than it has to be


def put(copy: Path, dump: bytes) -> None:
    """Another database in the copy, with a manifest that says so."""
    (copy / DATABASE).write_bytes(dump)
    manifest.write(copy, database=True)
