"""A real S3 server for tests: Versity S3 Gateway over a folder.

`python -m tests.s3` builds it by Go, once, and keeps it in ~/.cache; KINO_S3_SERVER names a program
that is there already. Where there is none the tests say `not run: …`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from cinema.embedded.ports import free_port
from cinema.embedded.problems import last_lines
from cinema.embedded.processes import spawn, stop, wait_for

VERSION = "v1.8.0"
MODULE = f"github.com/versity/versitygw/cmd/versitygw@{VERSION}"
BUILD_SECONDS = 300
ACCESS, SECRET = "kino-access", "kino-secret-0123456789"


class S3Server:
    """The server as a process of its own; may be killed and started again, its objects stay."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.endpoint = f"http://127.0.0.1:{self._port}"

    def settings(self, bucket: str) -> dict[str, str]:
        """ARCHIVE_S3 for a bucket here."""
        return {
            "bucket": bucket,
            "endpoint": self.endpoint,
            "access_key": ACCESS,
            "secret_key": SECRET,
            "region": "us-east-1",
        }

    def start(self) -> None:
        """Start it and wait until it answers."""
        for name in ("data", "meta"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        self._process = spawn(
            [
                *(str(program()), "--port", f"127.0.0.1:{self._port}", "--quiet", "posix"),
                *("--sidecar", str(self._folder / "meta"), str(self._folder / "data")),
            ],
            log=self._folder / "s3.log",
            env={**os.environ, "ROOT_ACCESS_KEY": ACCESS, "ROOT_SECRET_KEY": SECRET},
            cwd=self._folder,
        )
        assert wait_for(self._answers, 30, step=0.05), last_lines(self._folder / "s3.log", 20)

    def stop(self) -> None:
        """End it; may be called again."""
        if self._process is not None:
            stop(self._process)
            self._process = None

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(self.endpoint, timeout=2).close()
        except urllib.error.HTTPError:
            return True  # it asks who we are
        except OSError:
            return False
        return True


def program() -> Path:
    """The server's program, given or built before. Skips the test where there is none.

    It is not built here: that takes both cores for a minute, and other tests are at work beside.
    """
    from tests.services import NOT_RUN  # importing it makes folders for engines

    given = os.environ.get("KINO_S3_SERVER") or shutil.which("versitygw")
    if given:
        return Path(given)
    if not _kept().exists():
        pytest.skip(f"{NOT_RUN}archives in S3 (`python -m tests.s3` builds a server by Go)")
    return _kept()


def build() -> int:
    """Build the server by Go and keep it; return an exit code."""
    kept = _kept()
    if kept.exists():
        return 0
    if shutil.which("go") is None:
        print("no Go to build an S3 server with")
        return 1
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        env = {**os.environ, "GOBIN": folder}
        try:
            subprocess.run(["go", "install", MODULE], env=env, timeout=BUILD_SECONDS, check=True)
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as problem:
            print(f"no S3 server was built: {problem}")
            return 1
        (Path(folder) / "versitygw").rename(kept)
    return 0


def _kept() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "kino-together" / "versitygw" / VERSION / "versitygw"


if __name__ == "__main__":
    sys.exit(build())
