"""One launcher at a time for a data folder; the system itself frees the lock of a dead one."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from cinema.embedded.problems import Problem


class Busy(Problem):
    """Another process works with this folder."""


class Lock:
    """An exclusive lock file that is removed when it is let go."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def take(self, *, wait: bool = False) -> None:
        """Take the lock. Raises Busy when another process holds it and `wait` is not asked."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        while self._file is None:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except OSError:
                os.close(file)
                raise Busy(
                    f"{self.path.parent} is in use by another run: stop that one, "
                    "or choose another folder with VAR=…"
                ) from None
            if self._is_current(file):
                self._file = file
            else:  # its last holder removed the file between our opening and locking it
                os.close(file)

    def free(self) -> None:
        """Let go; nothing happens when it is not held."""
        if self._file is not None:
            self.path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def is_held(self) -> bool:
        """Whether any process, this one too, holds the lock now."""
        probe = Lock(self.path)
        if self._file is not None:
            return True
        if not self.path.exists():
            return False
        try:
            probe.take()
        except Busy:
            return True
        probe.free()
        return False

    def _is_current(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), self.path.stat())
        except FileNotFoundError:
            return False

    def __enter__(self) -> Lock:
        self.take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.free()
