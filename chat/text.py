"""What may be said: rules of a message's text. Pure.

A text is kept as it was written (it is escaped where it is shown, never here), but in one Unicode
form, without blanks at its ends, and only if a person can see something in it. At most 500
characters, which in UTF-8 is at most 2,000 bytes. Marks that turn the writing direction stay:
whoever shows a text isolates it (`<bdi>`).
"""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from rooms.errors import Invalid

MAX_LENGTH = 500  # characters after cleaning
MAX_RAW = 4 * MAX_LENGTH  # what is longer is refused unread; cleaning never shortens so much
MAX_MARKS = 8  # combining marks in a row; living scripts need four, «zalgo» hundreds

# They take space or none and draw nothing, though Unicode counts them among letters and symbols.
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
LINE_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
EMPTY_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


def clean_text(raw: str) -> str:
    """Return the text of a message as it is kept. Raises Invalid with a sentence that says why."""
    if len(raw) > MAX_RAW:
        raise Invalid(_too_long())
    text = LINE_BREAKS.sub("\n", raw).replace("\t", " ")
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text.replace("\n", "")):
        raise Invalid(_("В сообщении есть управляющие знаки, их нельзя показать."))
    text = EMPTY_LINES.sub("\n\n", unicodedata.normalize("NFC", text)).strip()
    if not any(map(_is_visible, text)):
        raise Invalid(_("Сообщение пустое."))
    if len(text) > MAX_LENGTH:
        raise Invalid(_too_long())
    if _longest_run_of_marks(text) > MAX_MARKS:
        raise Invalid(_("Слишком много надстрочных знаков подряд."))
    return text


def names_in(text: str, names: Iterable[str]) -> set[str]:
    """Return those of `names` that stand in the text behind an @."""
    return {name for name in names if f"@{unicodedata.normalize('NFC', name)}" in text}


def _too_long() -> str:
    return _("Сообщение длиннее %(limit)s знаков.") % {"limit": MAX_LENGTH}


def _is_visible(sign: str) -> bool:
    """Whether a sign draws something by itself: not a blank, a format sign, a mark upon another."""
    return unicodedata.category(sign)[0] not in "ZCM" and sign not in BLANK_LETTERS


def _longest_run_of_marks(text: str) -> int:
    longest = run = 0
    for sign in text:
        run = run + 1 if unicodedata.category(sign)[0] == "M" else 0
        longest = max(longest, run)
    return longest
