"""What the engines that are one plain process have in common: its folder, its log and its end."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from cinema.embedded.ports import free_port
from cinema.embedded.processes import spawn, stop, wait_for


class Engine:
    """One process on one data folder. Its port is chosen once and kept over restarts, so that
    its clients find it again.
    """

    name: str

    def __init__(self, var: Path) -> None:
        self.folder = var / self.name
        self.log = var / "log" / f"{self.name}.log"
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process, if it was started here."""
        return self._process.pid if self._process else None

    def stop(self) -> None:
        """End it in order, with everything on disk."""
        if self._process:
            stop(self._process)
            self._process = None

    def kill(self) -> None:
        """kill -9, as a fault."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def is_alive(self) -> bool:
        """Whether what was started here still runs."""
        return self._process is not None and self._process.poll() is None

    def _answers(self) -> bool:
        """Whether clients are served."""
        raise NotImplementedError

    def _launch(self, argv: Sequence[str | Path], patience: float) -> bool:
        """Start the process; return whether it answers, or is dead, within `patience` s."""
        self._process = spawn(argv, log=self.log, cwd=self.folder)
        return wait_for(lambda: not self.is_alive() or self._answers(), patience)
