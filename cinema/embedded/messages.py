"""Translations: compiled without GNU gettext, and checked to be whole and up to date."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cinema.embedded.virtualenv import PYTHON, ROOT

_DOMAINS = {"django": ["-e", "html,txt,py"], "djangojs": ["-e", "js"]}
_IGNORED = ["static/vendor/*", "var/*", ".venv/*", "node_modules/*", "tests/*"]


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
        done = subprocess.run(
            [
                *(str(PYTHON), "manage.py", "makemessages", "--locale", "en", "--domain", domain),
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
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                if message.id and (message.fuzzy or not all(texts)):
                    name = source.relative_to(ROOT)
                    yield f"{name}: {'fuzzy' if message.fuzzy else 'untranslated'}: {message.id!r}"


def _outdated() -> Iterator[str]:
    if not shutil.which("xgettext"):
        print("not run: comparison with the sources (no GNU gettext found)")
        return
    before = {file: file.read_bytes() for file in _catalogs()}
    try:
        if make():
            yield "the strings could not be collected"
        for file in sorted({*before, *_catalogs()}):
            old = before.get(file, b"")
            if _essence(old) != _essence(file.read_bytes() if file.exists() else b""):
                yield f"{file.relative_to(ROOT)} is out of date: run `make messages`"
    finally:
        for file, text in before.items():
            file.write_bytes(text)


def _essence(catalog: bytes) -> list[bytes]:
    """A catalogue without the line of its date, which differs each time."""
    return [line for line in catalog.splitlines() if b"POT-Creation-Date" not in line]


if __name__ == "__main__":
    sys.exit({"make": make, "check": check, "compile": compile_catalogs}[sys.argv[1]]())
