"""The archive's object: what is written is read, what is spoilt is told."""

from __future__ import annotations

import contextlib
import io
import random
import shutil
import subprocess

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms import archive_format
from rooms.archive_format import BrokenArchive, inspect_archive, read_lines, write_archive

TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)


def packed(payloads: list[dict], *, numbers: list[int] | None = None) -> bytes:
    numbers = numbers or [*range(1, len(payloads) + 1)]
    records = [
        {"seq": seq, "kind": "chat.message", "payload": payload}
        for seq, payload in zip(numbers, payloads, strict=True)
    ]
    stream = io.BytesIO()
    write_archive(stream, {"room": "r"}, records)
    return stream.getvalue()


@given(st.lists(st.fixed_dictionaries({"text": TEXTS}), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_as_it_was(payloads: list[dict]) -> None:
    """R116: line breaks, quotes, any script: one record is one line."""
    content = packed(payloads)
    lines = list(read_lines(io.BytesIO(content)))
    assert [line["payload"] for line in lines[1:-1]] == payloads
    assert inspect_archive(io.BytesIO(content)).records == len(payloads)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_cut_is_noticed(data: st.DataObject) -> None:
    """R117: half an object is never taken for a whole one."""
    content = packed([{"text": f"line {n}"} for n in range(50)])
    cut = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(BrokenArchive):
        inspect_archive(io.BytesIO(content[:cut]))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_changed_byte_changes_the_sum(data: st.DataObject) -> None:
    """R117: a changed byte is told by the object itself or by its sum."""
    content = bytearray(packed([{"text": f"line {n}"} for n in range(50)]))
    whole = inspect_archive(io.BytesIO(bytes(content)))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(BrokenArchive):
        assert inspect_archive(io.BytesIO(bytes(content))) != whole


@pytest.mark.parametrize("tail", [b"\n", b"{}", packed([{}])])
def test_nothing_may_follow(tail: bytes) -> None:
    """R117: an object with something behind it is not the sealed one."""
    with pytest.raises(BrokenArchive):
        inspect_archive(io.BytesIO(packed([{}]) + tail))


@pytest.mark.parametrize("numbers", [[2, 3], [1, 3], [1, 1], [2, 1], [0, 1]])
def test_hole_or_disorder_is_refused(numbers: list[int]) -> None:
    """I3, I7: records are 1..n."""
    with pytest.raises(BrokenArchive):
        packed([{}, {}], numbers=numbers)


@pytest.mark.parametrize("content", [b"", b"{}", b"\x28\xb5\x2f\xfd", b"\x00" * 100])
def test_what_is_no_archive_is_told(content: bytes) -> None:
    """R117: another file under the key is not read as an evening."""
    with pytest.raises(BrokenArchive):
        inspect_archive(io.BytesIO(content))


@pytest.mark.skipif(shutil.which("zstd") is None, reason="not run: the zstd program is not here")
def test_common_tools_read_it() -> None:
    """R105: a documented format that needs nothing of ours."""
    told = subprocess.run(
        ["zstd", "-dc"], input=packed([{"a": 1}]), capture_output=True, check=True
    )
    assert told.stdout.count(b"\n") == 3


def test_line_without_an_end_is_no_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    """I10: what pretends to be one is given up before it fills the memory."""
    monkeypatch.setattr(archive_format, "MAX_LINE", 300_000)
    short, long = (random.Random(1).randbytes(size).hex().encode() for size in (125_000, 500_000))
    whole = io.BytesIO(zstandard.compress(short + b"\n" + short + b"\n"))
    assert list(archive_format._raw_lines(whole)) == [short, short]
    with pytest.raises(BrokenArchive, match="without an end"):
        list(archive_format._raw_lines(io.BytesIO(zstandard.compress(long + b"\n"))))
