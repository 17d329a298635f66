"""What may go wrong on somebody's machine, each in one sentence that says what to do."""

from __future__ import annotations

import errno
from pathlib import Path

DISK_FULL = "the disk is full: free some space for {place} and start again"
_DISK_FULL_SIGNS = ("No space left on device", "Disk quota exceeded", "Errno 28", "ENOSPC")


class Problem(Exception):
    """A trouble that its reader can mend; the text is the whole sentence."""


def from_os_error(error: OSError, place: Path | str) -> Problem:
    """Turn what the system refused at `place` into a sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(DISK_FULL.format(place=place))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"{error.filename or place} cannot be written by this user: "
            "choose another folder with VAR=… or mend its owner"
        )
    return Problem(f"{error.strerror or error} ({error.filename or place})")


def from_output(output: str, place: Path | str, otherwise: str) -> Problem:
    """Turn the output of a failed program into a sentence; `otherwise` when it is no known one."""
    if any(sign in output for sign in _DISK_FULL_SIGNS):
        return Problem(DISK_FULL.format(place=place))
    return Problem(otherwise)


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, indented, to be shown under a sentence."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 16_384))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in lines[-count:])
