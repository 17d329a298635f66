"""`manage.py read_archive`: print, verify or export the archive of an evening."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from django.core.management.base import BaseCommand, CommandError

from rooms.archive_check import Checked, check, shaped_lines
from rooms.archive_copy import archive_named, copy_of
from rooms.archive_export import text_lines, vtt_lines
from rooms.archive_format import BrokenArchive, Summary

NOT_THERE, UNREADABLE, DAMAGED = 2, 3, 4


class Command(BaseCommand):
    help = (
        "Read the archive of an evening: from the storage by the room, or from a file. "
        "It is verified as a whole before anything is written. Exit code: 0 whole, "
        f"{NOT_THERE} there is none, {UNREADABLE} it cannot be read now, {DAMAGED} it is damaged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", help="a file, or a room's link token, address or id")
        parser.add_argument(
            "--as",
            dest="form",
            default="verdict",
            choices=["verdict", "lines", "text", "vtt"],
            help="verdict: whether it is whole (default); lines: JSON lines as they lie in it; "
            "text: to read; vtt: messages as subtitles of the film (WebVTT)",
        )
        parser.add_argument("--output", type=Path, help="a new file instead of the screen")
        parser.add_argument("--language", default="ru", choices=["ru", "en"], help="of the text")
        parser.add_argument(
            "--time-zone", default="Europe/Moscow", type=_time_zone, help="of the text's hours"
        )

    def handle(self, *args: Any, archive: str, **options: Any) -> None:
        try:
            with _copy_of(archive) as (stream, promised):
                checked = check(stream, promised)
                stream.seek(0)
                self._write(stream, checked, **options)
        except BrokenArchive as damage:
            raise CommandError(f"{archive}: damaged: {damage}", returncode=DAMAGED) from damage
        except FileExistsError as problem:
            raise CommandError(f"{options['output']}: is there already") from problem
        except BrokenPipeError:  # `| head` has seen enough
            sys.stderr.close()
        except OSError as problem:
            raise CommandError(f"{archive}: {problem}", returncode=UNREADABLE) from problem

    def _write(self, stream: BinaryIO, checked: Checked, **options: Any) -> None:
        output: Path | None = options["output"]
        target: Any = output.open("x", encoding="utf-8") if output else nullcontext(self.stdout)
        with target as out:
            for text in _texts(stream, checked, **options):
                out.write(text, *(() if output else ("",)))


def _texts(
    stream: BinaryIO, checked: Checked, *, form: str, language: str, time_zone: str, **_: Any
) -> Iterator[str]:
    if form == "verdict":
        return _verdict(checked)
    lines = shaped_lines(stream)
    if form == "vtt":
        return vtt_lines(lines)
    if form == "text":
        return text_lines(lines, language=language, time_zone=time_zone)
    return (msgspec.json.encode(line).decode() + "\n" for line in lines)


def _time_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ArgumentTypeError(f"{name}: no such time zone, as Europe/Moscow is one") from None


def _verdict(checked: Checked) -> Iterator[str]:
    header, found = checked.header, checked.summary
    yield f"whole: records 1..{found.records} without a gap, {found.messages} messages\n"
    yield f"film: {header['film']['original_title']}\n"
    yield f"evening: {header['created_at']} .. {header['closed_at']}\n"
    yield f"people: {len(header['members'])}\n"
    yield f"size: {found.size} bytes\nsha256: {found.sha256}\n"


@contextmanager
def _copy_of(name: str) -> Iterator[tuple[BinaryIO, Summary | None]]:
    """Give a stream that can go back, and what the database promises of it (of a file: nothing)."""
    path = Path(name)
    if path.is_file():
        with path.open("rb") as file:
            yield file, None
        return
    archive = archive_named(name)
    if archive is None:
        raise CommandError(
            f"{name}: no file, and no room with a sealed archive", returncode=NOT_THERE
        )
    with copy_of(archive) as both:
        yield both
