"""Translations: compiled without GNU gettext, and checked to be whole and up to date."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cinema.embedded.virtualenv import PYTHON, ROOT

if TYPE_CHECKING:
    from babel.messages.catalog import Message

_DOMAINS = {"django": ["-e", "html,txt,py"], "djangojs": ["-e", "js"]}
# Russian is the source; its own catalogue holds the plural forms, which the source cannot.
_LOCALES = ("en", "ru")
_IGNORED = ["static/vendor/*", "var*/*", ".venv/*", "node_modules/*", "tests/*"]


def compile_catalogs() -> None:
    """Make *.mo of each *.po that is newer than its own; two launchers may do it at once."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in _catalogs():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(f".{os.getpid()}.new")
        with source.open("rb") as po, fresh.open("wb") as mo:
            write_mo(mo, read_po(po, locale=source.parent.parent.name))
        fresh.replace(target)


def make() -> int:
    """Collect the strings of templates, Python and scripts into locale/, and compile them."""
    for domain, extensions in _DOMAINS.items():
        ignored = [part for pattern in _IGNORED for part in ("--ignore", pattern)]
        locales = [part for locale in _LOCALES for part in ("--locale", locale)]
        done = subprocess.run(
            [
                *(str(PYTHON), "manage.py", "makemessages", *locales, "--domain", domain),
                *("--no-location", "--no-wrap", "--no-obsolete", *extensions, *ignored),
            ],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "cinema.settings.test"},
        )
        if done.returncode:
            return done.returncode
    compile_catalogs()
    return 0


def check() -> int:
    """Say what is untranslated or fuzzy, and whether collecting anew would change a catalogue."""
    troubles = [*_unfinished(), *_outdated()]
    print("\n".join(troubles) or "translations are whole and up to date")
    return 1 if troubles else 0


def _catalogs() -> list[Path]:
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))


def _unfinished() -> Iterator[str]:
    from babel.messages.pofile import read_po

    for source in _catalogs():
        with source.open("rb") as po:
            for message in read_po(po, locale=source.parent.parent.name):
                trouble = _trouble_of(message, source.parent.parent.name)
                if trouble:
                    yield f"{source.relative_to(ROOT)}: {trouble}: {message.id!r}"


def _trouble_of(message: Message, locale: str) -> str:
    if not message.id:  # the header
        return ""
    if message.fuzzy:
        return "fuzzy"
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    needed = locale != "ru" or message.pluralizable
    return "untranslated" if needed and not all(texts) else ""


def _outdated() -> Iterator[str]:
    if not shutil.which("xgettext"):
        print("not run: comparison with the sources (no GNU gettext found)")
        return
    before = {file: file.read_bytes() for file in _catalogs()}
    strings = {file: _strings(file) for file in before}
    try:
        if make():
            yield "the strings could not be collected"
        for file in sorted({*before, *_catalogs()}):
            if strings.get(file, set()) != _strings(file):
                yield f"{file.relative_to(ROOT)} is out of date: run `make messages`"
    finally:  # a check changes nothing
        for file in _catalogs():
            if file in before:
                file.write_bytes(before[file])
            else:
                file.unlink()
                file.with_suffix(".mo").unlink(missing_ok=True)


def _strings(catalog: Path) -> set[tuple[str, str]]:
    """What a catalogue translates: its order, dates and comments are of no matter."""
    from babel.messages.pofile import read_po

    with catalog.open("rb") as po:
        found = read_po(po, locale=catalog.parent.parent.name)
    return {(message.context or "", repr(message.id)) for message in found}


if __name__ == "__main__":
    sys.exit({"make": make, "check": check, "compile": compile_catalogs}[sys.argv[1]]())
