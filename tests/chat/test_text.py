"""What may be said, and what is told to who said it badly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text import MAX_LENGTH, clean_text
from rooms.errors import Invalid

ZALGO = "я" + "\u0301" * 10_000
AS_WRITTEN = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1) </textarea> {{ 7*7 }} {% debug %}",
    "=HYPERLINK(1)",
    "שלום العربية \u202eперевёрнуто\u202c",
    "👩‍👩‍👧‍👦 🇷🇺 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "क्षत्रिय ไทย ภาษาที่ Việt",
    "می‌خواهم",
    "две\nстроки",
    "'; DROP TABLE rooms_roomrecord; --",
    "я" * 500,
    "😀" * 500,
]
REFUSED = {
    "empty": "",
    "spaces": " \u00a0\u3000\t\n ",
    "zero-width": "\u200b\u200c\u200d\ufeff\u2060",
    "fillers": "\u3164\u2800",
    "marks alone": "\u0301\u0302",
    "NUL": "a\x00b",
    "escape": "\x1b[31mred",
    "half a pair": "a\ud800",
    "501 characters": "я" * 501,
    "1 MB": "я" * 1_000_000,
    "zalgo": ZALGO,
    "short zalgo": "я" + "\u0335" * 40,
}


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_text_is_kept_as_written(text: str) -> None:
    """A10, A11: nothing is escaped or cut on the way in; showing it safely is the page's work."""
    assert clean_text(text) == text


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_bad_text_is_refused_with_a_reason(text: str) -> None:
    """A11: a sentence, not a database error."""
    with pytest.raises(Invalid) as refusal:
        clean_text(text)
    assert refusal.value.code == "invalid"
    assert str(refusal.value.detail).endswith(".")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  привет \n", "привет"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n \n\nb", "a\n\nb"),
        ("й", "й"),
        ("a\tb", "a b"),
    ],
)
def test_text_is_brought_into_one_form(written: str, kept: str) -> None:
    """R098: what looks the same is the same."""
    assert clean_text(written) == kept


@given(st.text(max_size=600))
def test_cleaning_is_total_and_settled(raw: str) -> None:
    """A11: any text is either refused, or kept in a form that cleaning changes no more."""
    try:
        text = clean_text(raw)
    except Invalid:
        return
    assert clean_text(text) == text
    assert 1 <= len(text) <= MAX_LENGTH
    assert len(text.encode()) <= 2000
    assert "\x00" not in text
