"""A copy of the site and the way back, with PostgreSQL's own programs (F37, R154)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from chat.services import send_message
from rooms import archive
from rooms.archive_store import DiskStore
from rooms.backup import manifest
from rooms.backup.restoring import begin_new_epoch
from rooms.models import Archive, Room, RoomRecord
from tests.api import api_of
from tests.copies import back_up, empty_database, require_programs
from tests.rooms.evenings import make_closed_room
from tests.services import child_environment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _programs(transactional_db: None, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    require_programs()


@pytest.fixture
def other() -> Iterator[dict[str, str]]:
    """The environment of a second site on an empty database of the same server."""
    here = child_environment()
    redis = here["REDIS_URL"].rpartition("/")[0]
    with empty_database() as name:
        yield {
            **here,
            "DATABASE_URL": f"{here['DATABASE_URL'].rpartition('/')[0]}/{name}",
            "REDIS_URL": f"{redis}/9",
            "DB_POOL_MAX": "14",  # as in life, unlike other tests
            "DJANGO_SETTINGS_MODULE": "cinema.settings.test",
        }


def say(room: Room, *texts: str) -> None:
    for text in texts:
        send_message(room_id=room.pk, author=room.host, text=text, client_id=text)


def restore(env: dict[str, str], var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "restore", *arguments],
        env={**env, "VAR": str(var)}, cwd=site.BASE_DIR, capture_output=True, text=True,
    )  # fmt: skip


def connected(env: dict[str, str]) -> psycopg.Connection[Any]:
    params = connection.get_connection_params()
    names = ("host", "port", "user", "password")
    known = {name: params[name] for name in names if params.get(name)}
    return psycopg.connect(**known, dbname=env["DATABASE_URL"].rpartition("/")[2])


def rows(env: dict[str, str], query: str) -> list[Any]:
    with connected(env) as there:
        return there.execute(query).fetchall()


def test_site_comes_back_as_it_was(room: Room, other: dict[str, str], tmp_path: Path) -> None:
    """F37, R154: rows and archives of the day of the copy, and a new epoch for every room, so that
    a page that saw more loads anew; over what is there only when told so, never under a site.
    """
    sealed, waiting = make_closed_room(30), make_closed_room(20)
    archive.archive_room(sealed.pk)
    say(room, "до копии")
    folder = back_up(tmp_path / "copy")
    say(room, "после копии")
    var = tmp_path / "var-two"
    done = restore(other, var, str(folder))
    assert done.returncode == 0, done.stderr
    said = rows(other, f"SELECT payload->>'text' FROM rooms_roomrecord"
                       f" WHERE room_id = '{room.pk}' AND kind = 'chat.message'")  # fmt: skip
    assert said == [("до копии",)]
    [(epoch,)] = rows(other, f"SELECT epoch FROM rooms_room WHERE id = '{room.pk}'")
    assert epoch != room.epoch
    assert rows(other, f"SELECT state FROM rooms_room WHERE id = '{waiting.pk}'") == [("closing",)]
    assert len(rows(other, "SELECT 1 FROM accounts_user")) == 6
    kept = Archive.objects.get(room=sealed)
    content = (var / "media" / "archives" / kept.key).read_bytes()
    assert content == (DiskStore(Path(site.MEDIA_ROOT) / "archives").root / kept.key).read_bytes()
    with connected(child_environment()), pytest.raises(CommandError, match="stop the site"):
        call_command("restore", str(folder), "--replace")
    refused = restore(other, var, str(folder))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    again = restore(other, var, str(folder), "--replace")
    assert again.returncode == 0, again.stderr
    assert rows(other, f"SELECT epoch FROM rooms_room WHERE id = '{room.pk}'") != [(epoch,)]


@pytest.mark.parametrize("harm", ["changed", "cut", "lost", "no list"])
def test_copy_that_is_not_whole_is_told(room: Room, tmp_path: Path, harm: str) -> None:
    """R154: each file is compared with the list before anything is touched."""
    folder = back_up(tmp_path / "copy")
    assert manifest.read(folder)["database"]
    dump = folder / "database.dump"
    content = dump.read_bytes()
    match harm:
        case "changed":
            dump.write_bytes(content[:500] + bytes([content[500] ^ 1]) + content[501:])
        case "cut":
            dump.write_bytes(content[:-1])
        case "lost":
            dump.unlink()
        case "no list":
            (folder / manifest.NAME).unlink()
    with pytest.raises(CommandError, match=r"not|whole"):
        call_command("restore", str(folder), "--check")


def test_lost_archive_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R154: a copy says what it lacks; the rest of it is there."""
    room = make_closed_room()
    archive.archive_room(room.pk)
    key = Archive.objects.get(room=room).key
    (Path(site.MEDIA_ROOT) / "archives" / key).unlink()
    with pytest.raises(CommandError, match="missing"):
        call_command("backup", str(tmp_path / "copy"))
    assert f"MISSING archive {key}" in capsys.readouterr().out
    assert manifest.read(tmp_path / "copy")["missing"] == [key]


def test_copy_takes_no_folder_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(tmp_path))


def test_every_room_gets_a_new_epoch(room: Room) -> None:
    """F37: open rooms and old ones; one mark for all, another at each restore."""
    make_closed_room()
    before = set(Room.objects.values_list("epoch", flat=True))
    first, second = begin_new_epoch(), begin_new_epoch()
    assert first != second
    assert set(Room.objects.values_list("epoch", flat=True)) == {second}
    assert second not in before


def test_room_goes_on_from_where_the_copy_stands(room: Room) -> None:
    """F37: the room says another epoch with a lower number, so that a page that saw more begins
    anew (tests/js/socket.test.mjs); the undone words are gone, and numbers have no gap.
    """
    say(room, "до копии")
    before = state_of(room)
    say(room, "после копии", "и ещё")
    RoomRecord.objects.filter(room=room, seq__gt=before["seq"]).delete()  # as in the copy
    Room.objects.filter(pk=room.pk).update(last_seq=before["seq"], epoch=before["epoch"])
    begin_new_epoch()
    after = state_of(room)
    assert after["epoch"] != before["epoch"]
    assert after["seq"] == before["seq"]
    say(room, "снова здесь", "после копии")
    rows = RoomRecord.objects.filter(room=room, kind="chat.message").order_by("seq")
    assert [row.payload["text"] for row in rows] == ["до копии", "снова здесь", "после копии"]
    assert [row.seq for row in rows[1:]] == [before["seq"] + 1, before["seq"] + 2]


def state_of(room: Room) -> dict[str, Any]:
    answer = api_of(room.host).get(f"/api/v1/rooms/{room.token}/state")
    assert answer.status_code == 200
    return dict(answer.json())
