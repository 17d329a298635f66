"""The private virtual environment of the checkout, made when it is lacking or out of date."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from cinema.embedded.binaries import lacking
from cinema.embedded.lock import Lock
from cinema.embedded.problems import Problem, from_os_error, from_output
from cinema.embedded.processes import end_with

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
_ENGINES = ROOT / "requirements-embedded.txt"


def ensure(*, development: bool) -> Path:
    """Make `.venv` hold what the site (and its tests) need; its Python. Raises Problem.

    Quick when nothing changed since: a stamp in it tells for which requirements it was made.
    """
    wanted = _requirements(development=development)
    stamp = VENV / f"kino-{'development' if development else 'site'}.stamp"
    if _is_sound() and _read(stamp) == _fingerprint(wanted):
        return PYTHON
    try:
        with _lock():
            if not _is_sound():
                _make()
            if _read(stamp) != _fingerprint(wanted):
                _install(wanted)
                stamp.write_text(_fingerprint(wanted), encoding="ascii")
    except OSError as error:
        raise from_os_error(error, ROOT) from None
    return PYTHON


def installed() -> str:
    """A word that changes when what is installed for the site does."""
    return _read(VENV / "kino-site.stamp")


class _lock:
    """Two first starts at once from one checkout make one environment."""

    def __enter__(self) -> None:
        self._held = Lock(ROOT / ".venv.lock")
        self._held.take(wait=True)

    def __exit__(self, *_: object) -> None:
        self._held.free()


def _requirements(*, development: bool) -> list[str]:
    """Arguments for pip: the requirements, and of the engines only those that the system lacks."""
    name = "requirements-dev.txt" if development else "requirements.txt"
    needed = lacking()
    engines = [
        line.partition("#")[0].strip()
        for line in _ENGINES.read_text(encoding="utf-8").splitlines()
        if re.split(r"[<>=~\[ ]", line, maxsplit=1)[0] in needed
    ]
    return ["-r", str(ROOT / name), *engines]


def _fingerprint(arguments: Iterable[str]) -> str:
    digest = hashlib.sha256(repr((sys.version_info[:2], sorted(lacking()))).encode())
    digest.update(repr(list(arguments)).encode())
    for file in sorted(ROOT.glob("requirements*.txt")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _is_sound() -> bool:
    """Whether the environment's Python starts: the one it was made from may be gone."""
    if not os.access(PYTHON, os.X_OK):
        return False
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", code], capture_output=True).returncode == 0


def _make() -> None:
    print("making the virtual environment .venv …", flush=True)
    if not VENV.is_symlink():
        shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", VENV],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=end_with(os.getpid(), signal.SIGTERM),
    )
    if made.returncode == 0:
        return
    if "ensurepip" in made.stdout or "No module named venv" in made.stdout:
        raise Problem(
            "this Python lacks its venv module: install it "
            "(on Debian and Ubuntu: apt install python3-venv)"
        )
    raise from_output(
        made.stdout, ROOT, f"the virtual environment could not be made:\n{made.stdout.strip()}"
    )


def _install(arguments: list[str]) -> None:
    """pip, with a line of progress; whatever PIP_… variables say holds for it too."""
    print("installing Python packages: a minute or two, the first time only …", flush=True)
    pip = subprocess.Popen(
        [PYTHON, "-m", "pip", "install", "--progress-bar=off", "--no-input", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        preexec_fn=end_with(os.getpid(), signal.SIGTERM),
    )
    try:
        output = _follow(pip)
    finally:
        if pip.poll() is None:
            pip.terminate()
            pip.wait()
    if pip.returncode != 0:
        tail = "\n".join(f"    {line}" for line in output[-12:])
        raise from_output(
            "\n".join(output), ROOT, f"Python packages could not be installed; pip said:\n{tail}"
        )


def _follow(pip: subprocess.Popen[str]) -> list[str]:
    """Show what pip is at, on one line of a terminal or every few seconds in a file."""
    output: list[str] = []
    shown = time.monotonic()
    count = 0
    terminal = sys.stdout.isatty()
    for line in pip.stdout or ():
        output.append(line.rstrip())
        count += line.startswith("Collecting ")
        now = time.monotonic()
        if now - shown > (0.2 if terminal else 5):
            shown = now
            step = line.split(" (")[0].strip() if line.startswith("Coll") else "installing"
            text = f"  {count} packages: {step}"[:78]
            print(f"\r{text:<78}" if terminal else text, end="" if terminal else "\n", flush=True)
    if terminal:
        print("\r" + " " * 78 + "\r", end="", flush=True)
    pip.wait()
    return output


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        return ""
