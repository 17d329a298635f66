"""The list of what a copy holds, with the sum of each file; written last: it says «whole»."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from rooms.backup.errors import BackupError

NAME = "manifest.json"
FORMAT = 1
FACTS = {"made_at", "database", "files"}
CHUNK = 1024 * 1024  # bytes


def sum_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def write(folder: Path, **facts: Any) -> None:
    """Sum up all files of the folder."""
    files = {
        str(path.relative_to(folder)): {"size": path.stat().st_size, "sha256": sum_of(path)}
        for path in _files(folder)
    }
    told = {"format": FORMAT, "made_at": timezone.now().isoformat(), **facts, "files": files}
    text = json.dumps(told, ensure_ascii=False, indent=1)
    (folder / NAME).write_text(text, encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """Return the list after every file was compared with it. Raises BackupError."""
    try:
        told: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BackupError(f"{folder} holds no whole copy: {problem}") from None
    if not isinstance(told, dict):
        raise BackupError(f"{folder} holds no whole copy: {NAME} is no list of one")
    if told.get("format") != FORMAT:
        raise BackupError(f"a copy of format {told.get('format')}: this site reads {FORMAT}")
    if not told.keys() >= FACTS:
        raise BackupError(f"{folder} holds no whole copy: {NAME} lacks {FACTS - told.keys()}")
    for name, facts in told["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != facts["size"]:
            raise BackupError(f"{name} is not there, or not whole")
        if sum_of(path) != facts["sha256"]:
            raise BackupError(f"{name} is not what was copied")
    return told


def made_at(told: dict[str, Any]) -> datetime:
    """Return of which moment the copy is."""
    return datetime.fromisoformat(told["made_at"])


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
