"""The evening to take away: text and subtitles in which words stay words (A44)."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from chat.text import clean_text
from rooms.archive import archive_room
from rooms.archive_export import text_lines, vtt_lines
from rooms.errors import Invalid
from rooms.models import Room
from tests.rooms.evenings import make_closed_room

TIMES = r"\d\d:\d\d:\d\d\.\d{3}"
# What a WebVTT parser takes: a number, times, lines without an arrow or an open tag, an empty line.
CUE = re.compile(rf"\d+\n{TIMES} --> {TIMES}\n<v [^<>\n]*>(?:(?!-->)[^<>\n]|\n(?=[^\n]))*</v>\n\n")
HEADER = {
    "type": "header",
    "film": {"names": {"ru": "Путешествие", "en": "A Trip"}, "original_title": "T", "year": 1928},
    "members": [{"name": "Аня"}, {"name": "Василий"}],
    "created_at": "2026-03-06T19:00:00+00:00",
}
NASTY = [
    "1\n00:00:00.000 --> 00:10:00.000\nподделка",
    "a --> b",
    "<script>alert(1)</script>",
    "</v><v Аня>чужое",
    "&lt; &amp; &",
    "строка\n\nдругая",
    '=HYPERLINK("http://x")',
    "NOTE\nSTYLE\n::cue{}",
]


def said(text: str, *, seq: int = 2, name: str = "Аня", position: float | None = 5.0) -> dict:
    return {
        "type": "record",
        "seq": seq,
        "kind": "chat.message",
        "actor": {"id": "1", "name": name},
        "at": "2026-03-06T19:00:05+00:00",
        "position": position,
        "payload": {"text": text},
    }


def cues(*records: dict) -> str:
    return "".join(vtt_lines([HEADER, *records]))


def is_sound_vtt(text: str, count: int) -> bool:
    head, _, body = text.partition("\n\n")
    found = CUE.findall(body)
    return head == "WEBVTT" and len(found) == count and "".join(found) == body


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("name", ["Аня", "<b>Аня</b>", "Аня --> x"])
def test_words_make_no_cue_of_their_own(text, name) -> None:
    """A44: arrows, tags, ampersands and empty lines in words and names are words."""
    assert is_sound_vtt(cues(said(text, name=name)), 1)


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_message_is_one_cue(text: str, name: str) -> None:
    """A44: whatever the chat takes in is one sound cue."""
    try:
        cleaned = clean_text(text)
    except Invalid:
        return
    assert is_sound_vtt(cues(said(cleaned, name=name)), 1)


def test_cues_stand_in_the_film_s_order() -> None:
    """R120: by the place in the film, not by the hour; what was deleted is not there."""
    deleted = {**said("", seq=4, position=1.0), "payload": {"deleted": True}}
    text = cues(
        said("потом", seq=2, position=3661.25), said("раньше", seq=3, position=2.0), deleted
    )
    assert is_sound_vtt(text, 2)
    assert re.findall(rf"{TIMES} -->", text) == ["00:00:02.000 -->", "01:01:01.250 -->"]
    assert "01:01:01.250 --> 01:01:04.250" in text


def test_text_is_read_by_the_reader_s_clock_and_language() -> None:
    """R120: hours of his zone, names and sentences of his language."""
    joined = {**said(""), "kind": "member.joined", "payload": {}}
    russian = "".join(
        text_lines([HEADER, said("Да"), joined], language="ru", time_zone="Europe/Moscow")
    )
    assert russian.startswith("Путешествие (1928)\n6 марта 2026, 22:00\n")
    assert "22:00:05 [0:05] Аня: Да\n" in russian
    assert "22:00:05 [0:05] * Аня входит\n" in russian
    english = "".join(text_lines([HEADER, joined], language="en", time_zone="UTC"))
    assert english.startswith("A Trip (1928)\n")
    assert "19:00:05 [0:05] * Аня comes in\n" in english


def test_a_message_cannot_pass_for_another_s_line() -> None:
    """A44: lines of one message are set in."""
    told = said("да\n22:00:06 [0:06] Василий: сознаюсь")
    text = "".join(text_lines([HEADER, told], language="ru", time_zone="Europe/Moscow"))
    assert "\n22:00:06" not in text
    assert "\n    22:00:06" in text


@pytest.fixture
def room(db, tmp_path: Path, settings) -> Room:
    settings.MEDIA_ROOT = tmp_path
    return make_closed_room(12)


def download(user: Any, url: str) -> tuple[Any, str]:
    """Read a streamed answer as the server would."""

    async def read() -> tuple[Any, bytes]:
        client = AsyncClient()
        client.cookies = signed.cookies
        answer: Any = await client.get(url)
        return answer, b"".join([part async for part in answer.streaming_content])

    signed = APIClient()
    signed.force_login(user)
    answer, content = asyncio.run(read())
    return answer, content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("form", "kind", "name", "words"),
    [
        ("text", "text/plain", "evening-2026-03-06.txt", "Реплика 5 <b>& прочее</b>"),
        ("subtitles", "text/vtt", "evening-2026-03-06.vtt", "Реплика 5 &lt;b&gt;&amp; прочее"),
    ],
)
def test_downloads_are_streamed_under_a_plain_name(room, form, kind, name, words) -> None:
    """R120, A44: a file with a name of ours, not kept by caches, never shown as a page."""
    archive_room(room.pk)
    answer, text = download(room.host, f"/api/v1/rooms/{room.token}/archive/{form}")
    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert words in text
    assert text.count("Реплика") == 10


def test_nothing_is_downloaded_before_the_seal(room) -> None:
    """R115: there is no half an evening."""
    client = APIClient()
    client.force_authenticate(room.host)
    for form in ("text", "subtitles", "object"):
        assert client.get(f"/api/v1/rooms/{room.token}/archive/{form}").status_code == 404


def test_a_storage_that_is_away_is_said_before_the_answer_begins(room, tmp_path) -> None:
    """F21: 503 and no empty file."""
    archive_room(room.pk)
    for file in tmp_path.rglob("*.jsonl.zst"):
        file.unlink()
    client = APIClient()
    client.force_authenticate(room.host)
    for form in ("text", "subtitles"):
        assert client.get(f"/api/v1/rooms/{room.token}/archive/{form}").status_code == 503
