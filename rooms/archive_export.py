"""An evening as text for people and as subtitles for players. Lines in, lines out, one at a time.

Whatever people wrote is text in both: it can make no line, no cue and no tag of its own (A44).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rooms.archive_format import Line
from rooms.narration import clock_text, sentence

CHUNK = 32 * 1024  # bytes of an answer
READING = 15.0  # characters a second
SHORTEST, LONGEST = 3.0, 8.0  # s that a cue stays

_VTT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def text_lines(lines: Iterable[Line], *, language: str, time_zone: str) -> Iterator[str]:
    """Give the evening as plain text: a head, then a paragraph for each thing said or done."""
    source = iter(lines)
    with _as_read_in(language, time_zone):
        head = _head(next(source), language)
    yield head
    for line in source:
        if line["type"] == "record":
            # The language holds for one line: between two of them the thread does other things.
            with _as_read_in(language, time_zone):
                told = _told(line)
            if told:
                yield told


def vtt_lines(lines: Iterable[Line]) -> Iterator[str]:
    """Give the messages as WebVTT cues at their places in the film, in the film's order.

    Keeps the words of the whole evening in memory: cues have to come in the order of their times.
    """
    yield "WEBVTT\n\n"
    said = [line for line in lines if line["type"] == "record" and _is_said(line)]
    said.sort(key=lambda line: (line["position"] or 0.0, line["seq"]))
    for line in said:
        yield _cue(line)


def chunks(texts: Iterable[str]) -> Iterator[bytes]:
    """Give texts as bytes, some thousands at once."""
    waiting, size = [], 0
    for text in texts:
        waiting.append(text.encode())
        size += len(waiting[-1])
        if size >= CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


class _as_read_in(translation.override):
    """A language and a time zone for as long as the block."""

    def __init__(self, language: str, time_zone: str) -> None:
        super().__init__(language)
        self._zone = timezone.override(time_zone)

    def __enter__(self) -> None:
        super().__enter__()
        self._zone.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._zone.__exit__(*error)
        super().__exit__(*error)


def _head(header: Line, language: str) -> str:
    film, people = header["film"], ", ".join(_one_line(m["name"]) for m in header["members"])
    name = film["names"].get(language) or film["original_title"]
    day = date_format(_local(header["created_at"]), "j E Y, H:i")
    return f"{_one_line(name)} ({film['year'] or '—'})\n{day}\n{_('Были вместе')}: {people}\n\n"


def _told(record: Line) -> str:
    payload, actor = record["payload"], record["actor"]
    name = _one_line(actor["name"]) if actor else None
    hour, place = _local(record["at"]).strftime("%H:%M:%S"), clock_text(record["position"] or 0.0)
    if record["kind"] == "chat.message":
        gone = f"({_('сообщение удалено')})"
        words = gone if payload.get("deleted") else payload["text"]
        # Lines of one message are set in, so that none can pass for somebody else's.
        return f"{hour} [{place}] {name}: {words.replace(chr(10), chr(10) + ' ' * 4)}\n"
    done = sentence(record["kind"], name, payload)
    return f"{hour} [{place}] * {_one_line(done)}\n" if done else ""


def _is_said(record: Line) -> bool:
    return record["kind"] == "chat.message" and not record["payload"].get("deleted")


def _cue(record: Line) -> str:
    start, text = record["position"] or 0.0, record["payload"]["text"]
    end = start + min(LONGEST, max(SHORTEST, len(text) / READING))
    name = _one_line(record["actor"]["name"] if record["actor"] else "").translate(_VTT)
    # An empty line would end the cue.
    words = "\n".join(filter(str.strip, text.splitlines())).translate(_VTT)
    times = f"{_vtt_time(start)} --> {_vtt_time(end)}"
    return f"{record['seq']}\n{times}\n<v {name}>{name}: {words}</v>\n\n"


def _vtt_time(seconds: float) -> str:
    whole = round(seconds * 1000)
    minutes, ms = divmod(whole, 60_000)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{ms // 1000:02}.{ms % 1000:03}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _local(moment: str) -> datetime:
    return timezone.localtime(datetime.fromisoformat(moment))
