"""Commands at the keyboard that are given rubbish: a sentence and a code, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from activity import topics
from rooms.archive import archive_room
from rooms.models import Archive, Erasure
from tests.commands import refused
from tests.factories import make_user
from tests.rooms.evenings import guest_of, make_closed_room

pytestmark = pytest.mark.django_db

NO_TEXT = "\udcff"  # a byte of the command line that is no UTF-8
NOT_THERE = REFUSED = 2


@pytest.fixture(autouse=True)
def _site(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.KAFKA_BOOTSTRAP_SERVERS = "127.0.0.1:1"
    monkeypatch.setattr(topics, "SECONDS", 1.0)


@pytest.mark.parametrize("name", [NO_TEXT, "", " ", "/", "..", "-", "x" * 200, "комната", "%s"])
@pytest.mark.parametrize("command", ["read_archive", "republish"])
def test_name_of_nothing_is_told(command: str, name: str) -> None:
    """R117: whatever was typed, there is no such archive."""
    assert refused(command, f"https://kino.example/rooms/{name}/")[0] == NOT_THERE
    if not name.startswith("-"):
        assert refused(command, name)[0] == NOT_THERE


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../UTC", "Europe", "/etc/passwd"])
def test_zone_that_is_none_is_told_before_anything_is_written(tmp_path: Path, zone: str) -> None:
    """R117: not in the middle of a file."""
    room = make_closed_room(3)
    archive_room(room.pk)
    file = Path(tmp_path / "media" / "archives" / Archive.objects.get(room=room).key)
    output = tmp_path / "evening.txt"
    said = ("--as", "text", "--time-zone", zone, "--output", output)
    assert "no such time zone" in refused("read_archive", file, *said)[1]
    assert not output.exists()


@pytest.mark.parametrize("where", ["file/copy", "x" * 300])
def test_copy_to_where_no_folder_can_be(tmp_path: Path, where: str) -> None:
    """R154: the system's own words."""
    (tmp_path / "file").write_text("no folder")
    assert "Errno" in refused("backup", tmp_path / where)[1]


@pytest.mark.parametrize("told", [[], {"format": 1}, "copy", None])
def test_list_of_a_copy_that_is_none(tmp_path: Path, told: object) -> None:
    """R154: another file of that name, or another program's."""
    (tmp_path / "manifest.json").write_text(json.dumps(told))
    for option in ("--check", "--replace"):
        assert "no whole copy" in refused("restore", tmp_path, option)[1]
    assert "no whole copy" in refused("restore", tmp_path / ("x" * 300))[1]


def test_storage_at_no_address(settings: Any) -> None:
    """R117: a slip in ARCHIVE_ENDPOINT."""
    known = {"bucket": "kino", "access_key": "a", "secret_key": "b", "region": "us-east-1"}
    settings.ARCHIVE_S3 = {**known, "endpoint": "storage:7070 "}
    assert "the storage of archives" in refused("prepare_archives")[1]


def test_kafka_that_is_not_there_is_told() -> None:
    """R106: topics are asked for, and nobody answers."""
    assert "Kafka" in refused("make_topics")[1]


def test_sign_of_life_that_cannot_be_given(tmp_path: Path) -> None:
    """R106: at the start, and not by a relay that dies again and again."""
    assert "--alive" in refused("relay", "--alive", tmp_path / "none" / "alive")[1]


@pytest.mark.parametrize(
    ("option", "wrong"),
    [("--room", ""), ("--reason", " "), ("--reason", "x" * 201), ("--by", NO_TEXT), ("email", "")],
)
def test_erasure_that_is_not_meant_so_is_not_begun(option: str, wrong: str) -> None:
    """R120: a room without a name is not all rooms, and a reason has to be kept."""
    staff = make_user(is_staff=True)
    email = guest_of(make_closed_room(3)).email
    given = {"email": email, "--by": staff.email, "--reason": "просьба"} | {option: wrong}
    said = [word for pair in given.items() for word in pair if word != "email"]
    assert refused("erase_words", *said)[0] == REFUSED
    assert not Erasure.objects.exists()
