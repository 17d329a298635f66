"""`manage.py read_archive`: whole archives are read, each kind of damage is told by its name."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import zstandard
from django.core.management import CommandError, call_command

from rooms.archive import archive_room
from rooms.models import Archive, Room
from tests.commands import printed, refused
from tests.rooms.evenings import make_closed_room

pytestmark = pytest.mark.django_db

NOT_THERE, UNREADABLE, DAMAGED = 2, 3, 4
Lines = list[dict]

read = partial(printed, "read_archive")
refusal = partial(refused, "read_archive")


@pytest.fixture
def room(tmp_path: Path, settings) -> Room:
    settings.MEDIA_ROOT = tmp_path / "media"
    room = make_closed_room(12)
    archive_room(room.pk)
    return room


@pytest.fixture
def file(room, settings) -> Path:
    return Path(settings.MEDIA_ROOT) / "archives" / Archive.objects.get(room=room).key


def test_room_is_named_by_its_link_its_id_or_a_file(room, file) -> None:
    """R117: each way leads to the same object, and says what it holds."""
    archive = Archive.objects.get(room=room)
    address = f"http://127.0.0.1:8000/rooms/{room.token}/archive/"
    for name in (room.token, room.pk, room.pk.hex, address, file):
        verdict = read(name)
        assert "whole: records 1..12 without a gap, 10 messages" in verdict
        assert f"sha256: {archive.sha256}" in verdict


def test_old_token_that_looks_like_an_option_is_found_by_its_link(room) -> None:
    """R117: tokens of before may begin with a «-»; the link and the id do not."""
    room.token = "-" + room.token[1:]
    room.save(update_fields=["token"])
    for name in (f"https://kino.example/rooms/{room.token}/", room.pk):
        assert "whole: records 1..12" in read(name)


def test_archive_is_printed_and_exported(file, tmp_path) -> None:
    """R117: as lines, as text, as subtitles; on the screen or into a new file."""
    lines = [json.loads(line) for line in read(file, "--as", "lines").splitlines()]
    assert [line["type"] for line in lines] == ["header", *["record"] * 12, "footer"]
    assert "Реплика 5 <b>& прочее</b>" in read(file, "--as", "text", "--time-zone", "UTC")
    assert "opens the room" in read(file, "--as", "text", "--language", "en")
    output = tmp_path / "evening.vtt"
    assert read(file, "--as", "vtt", "--output", str(output)) == ""
    assert output.read_text(encoding="utf-8").startswith("WEBVTT\n\n")
    assert "is there already" in refusal(file, "--as", "vtt", "--output", str(output))[1]


def test_what_is_not_there_is_told(room, tmp_path) -> None:
    """R117: no room, no archive yet, no object: other codes than damage has."""
    assert refusal("nothing-here")[0] == NOT_THERE
    assert refusal(tmp_path / "none.jsonl.zst")[0] == NOT_THERE
    assert refusal(make_closed_room(3).token)[0] == NOT_THERE
    Archive.objects.filter(room=room).update(key="aa/bb/lost.jsonl.zst")
    assert refusal(room.token)[0] == UNREADABLE


def changed(edit: Callable[[Lines], object], *, honest: bool = True) -> Callable[[bytes], bytes]:
    """Return a change of the lines; with a footer that belongs to them, if it is `honest`."""

    def change(content: bytes) -> bytes:
        lines = [json.loads(line) for line in unpacked(content).splitlines()]
        footer = lines.pop()
        edit(lines)
        raw = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        if honest:
            footer["records"] = sum(line.get("type") == "record" for line in lines)
            footer["messages"] = sum(line.get("kind") == "chat.message" for line in lines)
            footer["sha256"] = hashlib.sha256(raw).hexdigest()
        return zstandard.compress(raw + json.dumps(footer).encode() + b"\n")

    return change


def unpacked(content: bytes) -> bytes:
    unpacker = zstandard.ZstdDecompressor()
    return unpacker.stream_reader(io.BytesIO(content), read_across_frames=True).read()


def repacked(edit: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda content: zstandard.compress(edit(unpacked(content)))


def header(**fields: object) -> Callable[[Lines], object]:
    return lambda lines: lines[0].update(fields)


def flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0x55]) + content[middle + 1 :]


DAMAGES = {
    "nothing in it": lambda content: b"",
    "not packed": unpacked,
    "rubbish": lambda content: b"rubbish" * 100,
    "a cut end": lambda content: content[:-5],
    "a cut middle": lambda content: content[: len(content) // 2],
    "a flipped byte": flip,
    "rubbish behind": lambda content: content + b"rubbish",
    "no last line break": repacked(lambda raw: raw[:-1]),
    "no footer": repacked(lambda raw: raw[: raw.rindex(b'{"type":"footer"')]),
    "two footers": repacked(lambda raw: raw + raw[raw.rindex(b'{"type":"footer"') :]),
    "a line that is no JSON": repacked(lambda raw: raw.replace(b'{"type"', b"{type", 3)),
    "a line that is no object": repacked(lambda raw: raw.replace(b"\n", b"\n[1]\n", 1)),
    "other words": changed(lambda ls: ls[3]["payload"].update(text="x"), honest=False),
    "a record lost at the end": changed(lambda ls: ls.pop(), honest=False),
    "a wrong count in the footer": repacked(
        lambda r: r.replace(b'"records":12,"m', b'"records":13,"m')
    ),
    "a gap": changed(lambda ls: ls.pop(4)),
    "a double": changed(lambda ls: ls.insert(4, ls[4])),
    "two records exchanged": changed(lambda ls: ls.insert(4, ls.pop(5))),
    "no header": changed(lambda ls: ls.pop(0)),
    "two headers": changed(lambda ls: ls.insert(1, ls[0])),
    "a header of another schema": changed(header(schema=2)),
    "a header of another count": changed(header(records=11)),
    "a header without people": changed(lambda ls: ls[0].pop("members")),
    "a line of no kind": changed(lambda ls: ls.insert(2, {"type": "note"})),
    "a record without its hour": changed(lambda ls: ls[5].pop("at")),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("form", ["verdict", "text"])
def test_each_kind_of_damage_is_told(file, tmp_path, damage, form) -> None:
    """R117, F21: a damaged file ends with a reason and code 4, and not a word of it comes out."""
    broken = tmp_path / "broken.jsonl.zst"
    broken.write_bytes(DAMAGES[damage](file.read_bytes()))
    out = io.StringIO()
    with pytest.raises(CommandError, match=": damaged: ") as raised:
        call_command("read_archive", str(broken), "--as", form, stdout=out)
    assert raised.value.returncode == DAMAGED
    assert out.getvalue() == ""


def test_another_whole_archive_is_not_the_sealed_one(room, file) -> None:
    """R117: read by its room, the object has to be the one of the seal, byte by byte."""
    content = changed(lambda lines: lines[3]["payload"].update(text="подменено"))(file.read_bytes())
    file.write_bytes(content)
    assert "whole" in read(file)
    code, words = refusal(room.token)
    assert code == DAMAGED
    assert "not the one that was sealed" in words
