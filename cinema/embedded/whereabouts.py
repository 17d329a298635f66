"""Where PostgreSQL lives and as whom it runs: it refuses root, and a socket's path must be short.

As root another user must reach the data. Folders of other people are never opened up for that:
where he cannot reach, the cluster moves to a private folder under /var/tmp and a note says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
from pathlib import Path

from cinema.embedded.problems import Problem, from_os_error
from cinema.embedded.processes import Account, as_account

_SOCKET_PATH_LIMIT = 107  # bytes, by the kernel
_ROOMY = Path("/var/tmp")  # noqa: S108 - survives a reboot; our folder in it is private


def account_for(data: Path) -> Account | None:
    """As whom PostgreSQL shall run on `data`; None means as ourselves. Raises Problem."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(FileNotFoundError, KeyError):
        owner = data.stat().st_uid
        if owner != 0:  # a cluster of an ordinary user, now started by root
            return _account(pwd.getpwuid(owner))
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return _account(pwd.getpwnam(name))
    raise Problem("PostgreSQL does not run as root and there is no other user: run as one")


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def home_for(var: Path) -> tuple[Path, Account | None]:
    """The private folder of the cluster that belongs to `var`, and as whom to run it."""
    note = var / "postgres.location"
    home = Path(note.read_text(encoding="utf-8").strip()) if note.exists() else var / "postgres"
    account = account_for(home / "data")
    try:
        private_folder(home, account)
        if account is None or _can_enter(home, account):
            return home, account
    except OSError as error:
        raise from_os_error(error, home) from None
    shutil.rmtree(home, ignore_errors=True)
    elsewhere = private_folder(_ROOMY / f"kino-together-{_digest(var)}", account)
    note.write_text(f"{elsewhere}\n", encoding="utf-8")
    return elsewhere, account


def socket_folder(home: Path, account: Account | None) -> Path:
    """A private folder for the socket: in `home`, or in /tmp when that path is long or unusual."""
    here = home / "run"
    longest = os.fsencode(here / ".s.PGSQL.5432.lock")
    if len(longest) > _SOCKET_PATH_LIMIT or not re.fullmatch(r"[\w./-]+", str(here), re.ASCII):
        here = Path("/tmp") / f"kino-{_digest(home)}"  # noqa: S108 - private, and its owner is checked
    return private_folder(here, account)


def private_folder(path: Path, account: Account | None) -> Path:
    """Make `path` a folder that only `account` may enter. Raises Problem if a stranger owns it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
        if account:
            os.chown(path, account.uid, account.gid)
    owner = account.uid if account else os.geteuid()
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
        raise Problem(f"{path} belongs to somebody else: choose another folder with VAR=…")
    path.chmod(0o700)
    return path


def programs_for(folder: Path, home: Path, account: Account | None) -> Path:
    """The programs' folder as `account` can use it: itself, or a copy of the wheel's in `home`."""
    if account is None or _may(account, "-x", folder / "postgres"):
        return folder
    install, package = folder.parent, folder.parent.parent
    copy = home / "engine" / package.name / install.name
    if not copy.exists():
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            target = home / "engine" / libraries.name
            shutil.copytree(libraries, target, dirs_exist_ok=True)
        shutil.copytree(install, copy.with_suffix(".new"), dirs_exist_ok=True, symlinks=True)
        copy.with_suffix(".new").rename(copy)
    return copy / "bin"


def _can_enter(folder: Path, account: Account) -> bool:
    return _may(account, "-w", folder)


def _may(account: Account, right: str, path: Path) -> bool:
    """Ask as that user: whatever mix of modes and lists guards the way, this answers for it."""
    question = ["test", right, str(path)]
    return subprocess.run(question, cwd="/", **as_account(account)).returncode == 0


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]
