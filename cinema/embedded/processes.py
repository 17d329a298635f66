"""Starting programs so that they end with us, finding those that did not, and ending them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_LOG_LIMIT = 5 * 1024 * 1024  # bytes; an older log is kept once, as *.1


@dataclass(frozen=True)
class Account:
    """The system user that a program runs as."""

    name: str
    uid: int
    gid: int


def end_with(parent: int, sign: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the child gets `sign` when `parent` dies, even by kill -9 (Linux only)."""

    def arrange() -> None:
        if _LIBC is None:
            return
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
        if os.getppid() != parent:  # it died before the arrangement was made
            os.kill(os.getpid(), sign)

    return arrange


def spawn(
    argv: Sequence[str | os.PathLike[str]],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    account: Account | None = None,
    when_parent_dies: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, with its output at the end of `log`.

    A session of its own keeps a terminal's Ctrl-C from reaching it: the order of stopping is ours.
    Its end is tied to the calling thread, as Linux counts parents: call from one that lasts.
    """
    _turn_over(log)
    with log.open("ab") as output:
        return subprocess.Popen(
            [os.fspath(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            start_new_session=True,
            # Threads of ours hold no lock that the few calls before exec would need.
            preexec_fn=end_with(os.getpid(), when_parent_dies),
            **as_account(account),
        )


class AccountArguments(TypedDict, total=False):
    """What subprocess takes to run a program as another user."""

    user: int
    group: int
    extra_groups: list[int]


def as_account(account: Account | None) -> AccountArguments:
    """Arguments of subprocess that make a program run as `account`."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def stop(
    process: subprocess.Popen[bytes], sign: signal.Signals = signal.SIGTERM, patience: float = 10
) -> None:
    """Ask a program to end; after `patience` seconds end it and all of its session by force."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(sign)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    kill_session(process.pid)


def kill_session(leader: int) -> None:
    """End by force whatever a program left behind in the session that it led."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent dies, for `bury` to find (Linux only)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def bury(patience: float = 3) -> None:
    """Take leave of all dead children, so that not even their names stay in the list of processes.

    To be called when nothing of ours is meant to run any more.
    """

    def none_left() -> bool:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return True
        return False

    wait_for(none_left, patience)


def working_in(folder: Path) -> list[int]:
    """Processes whose working directory is `folder`: how an engine of ours is told from others."""
    return [pid for pid, entry in _processes() if _link(entry / "cwd") == str(folder.resolve())]


def marked(mark: str) -> list[int]:
    """Processes started with `mark` (NAME=value) in their environment, ourselves apart."""
    wanted = mark.encode()
    found = []
    for pid, entry in _processes():
        with contextlib.suppress(OSError):
            if pid != os.getpid() and wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append(pid)
    return found


def end_strangers(pids: list[int], sign: signal.Signals, patience: float = 10) -> None:
    """End processes that are not our children: `sign` first, force after `patience` seconds."""
    for attempt in (sign, signal.SIGKILL):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, attempt)
        if wait_for(lambda: not any(is_alive(pid) for pid in pids), patience):
            return


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    except OSError:
        return False
    else:
        return status.rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def wait_for(condition: Callable[[], bool], patience: float, step: float = 0.03) -> bool:
    """Wait until `condition` holds, at most `patience` seconds; whether it came to hold."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True


def _processes() -> Iterator[tuple[int, Path]]:
    """All that runs here; nothing where there is no /proc."""
    with contextlib.suppress(FileNotFoundError):
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                yield int(entry.name), entry


def _link(path: Path) -> str:
    try:
        return os.readlink(path).removesuffix(" (deleted)")
    except OSError:
        return ""


def _turn_over(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_name(log.name + ".1"))
