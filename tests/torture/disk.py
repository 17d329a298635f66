"""A small file system of PostgreSQL's own, to be filled; only root may mount one."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

SIZE = "400m"  # a fresh cluster and its WAL come to some 150 MiB
BLOCK = 64 * 1024  # bytes


class SmallDisk:
    """Mounted at a folder that is there, with its owner and mode."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.why_not = self._mount()

    def fill(self) -> None:
        """Leave not one block free."""
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(BLOCK))
            except OSError as refusal:
                if refusal.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        """Take the ballast away."""
        (self.folder / "ballast").unlink(missing_ok=True)

    def close(self) -> None:
        """Give the folder back; may be called again."""
        if not self.why_not:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False)
            self.why_not = "closed"

    def _mount(self) -> str:
        """Mount it; return why it could not be."""
        if os.geteuid() != 0 or shutil.which("mount") is None:
            return "only root may mount a small file system"
        owner = self.folder.stat()
        options = f"size={SIZE},mode=0700,uid={owner.st_uid},gid={owner.st_gid}"
        argv = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        told = subprocess.run(argv, capture_output=True, text=True)
        return told.stderr.strip() if told.returncode else ""
