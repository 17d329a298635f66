"""Remembers that a site was prepared, so that its next start need not ask Django again.

It stands beside the cluster: a new cluster knows nothing of an old preparation. Any change of the
code, of the packages or of the sample's files calls for a new one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from cinema.embedded.virtualenv import ROOT, installed

_NOT_CODE = {".git", ".venv", "var", "node_modules", "tests", "docs", "__pycache__"}


class Preparation:
    """The note on the preparation of one site."""

    def __init__(self, home: Path, var: Path) -> None:
        self._note = home / "prepared.json"
        self._var = var

    def stands(self) -> bool:
        """Whether what was prepared last is still what this code wants, and still there."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return note["code"] == _fingerprint() and all(
                (self._var / file).exists() for file in note["files"]
            )
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def remember(self) -> None:
        """Note that it was done just now."""
        files = [str(file.relative_to(self._var)) for file in self._made()]
        note = {"code": _fingerprint(), "files": files}
        self._note.write_text(json.dumps(note), encoding="utf-8")

    def _made(self) -> Iterator[Path]:
        yield from (file for file in (self._var / "media").rglob("*") if file.is_file())
        yield from (self._var / "static").glob("staticfiles.json")


def _fingerprint() -> str:
    wishes = [os.environ.get(name, "") for name in ("DEBUG", "SAMPLE")]
    digest = hashlib.sha256(repr([*wishes, installed()]).encode())
    for file in _sources():
        facts = file.stat()
        digest.update(f"{file} {facts.st_mtime_ns} {facts.st_size}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if _is_code(Path(folder, name)))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith((".mo", ".pyc", ".new")):
                yield Path(folder, name)


def _is_code(folder: Path) -> bool:
    """Neither a tool's folder nor the data of a site, under whatever name its VAR has."""
    return folder.name not in _NOT_CODE and not (folder / "secrets" / "SECRET_KEY").exists()
