"""`make run`: one command for the whole site, and one sentence for each usual trouble."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cinema.embedded import virtualenv
from cinema.embedded.place import Place
from cinema.embedded.ports import free_port, parse_port
from cinema.embedded.problems import Problem, from_output
from cinema.embedded.processes import wait_for
from tests.embedded.launching import ROOT, Launcher, environment, launch
from tests.services import NOT_RUN

# What is killed, and a word of its command line.
PARTS = {"web": "daphne", "redis": "redis-server", "worker": "\0worker\0", "beat": "\0beat\0"}


@pytest.fixture
def launcher(open_folder: Path) -> Iterator[Launcher]:
    launcher = Launcher(open_folder / "var")
    yield launcher
    launcher.end()


@pytest.mark.timeout(600)
def test_site_starts_heals_stops_and_keeps_its_data(launcher: Launcher) -> None:
    """R148: a killed part comes back, SIGTERM leaves nothing, the next start has the data."""
    launcher.start()
    assert launcher.is_ready()
    assert "kino-together" in launcher.said()
    made = launch(
        *("manage", "shell", "-c"),
        "from accounts.models import User; User.objects.create_user('keeper@example.test', 'x')",
        **environment(launcher.var, launcher.port),
    )
    assert made.returncode == 0, made.stderr
    secret = (launcher.var / "secrets" / "SECRET_KEY").read_text()

    for part, word in PARTS.items():
        os.kill(launcher.process_of(word), signal.SIGKILL)
        assert launcher.will_say(f"{part} has ended by itself: starting it again"), launcher.said()
        assert launcher.will_say(f"{part} is started again"), launcher.said()
    assert wait_for(launcher.is_ready, 60)

    assert launcher.send(signal.SIGTERM) == 0
    assert launcher.left() == []
    assert not (launcher.var / "lock").exists()

    launcher.start()
    found = launch(
        *("manage", "shell", "-c"),
        "from accounts.models import User; print(User.objects.get().email)",
        **environment(launcher.var, launcher.port),
    )
    assert "keeper@example.test" in found.stdout, found.stderr
    assert (launcher.var / "secrets" / "SECRET_KEY").read_text() == secret

    launcher.send(signal.SIGKILL)
    assert wait_for(lambda: launcher.left() == [], 60), "children outlive a killed launcher"


def test_taken_port_is_one_sentence(open_folder: Path) -> None:
    """R148: said at once, before anything slow, with the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = launch("run", VAR=str(open_folder / "var"), PORT=str(port), HOST="127.0.0.1")
    assert told.returncode == 1
    assert told.stderr.strip() == f"port {port} is taken: choose another with PORT=…"
    assert told.stdout == ""
    assert not (open_folder / "var").exists()


@pytest.mark.parametrize("port", ["", "abc", "0", "65536", "-1", "8000.0", "٨"])
def test_nonsense_port_is_one_sentence(port: str) -> None:
    with pytest.raises(Problem, match="is not a port"):
        parse_port(port)


def test_foreign_address_is_one_sentence(open_folder: Path) -> None:
    told = launch("run", VAR=str(open_folder), PORT=str(free_port()), HOST="192.0.2.77")
    assert told.returncode == 1
    assert told.stderr.strip().startswith("HOST=192.0.2.77 is not an address of this machine")


def test_old_python_is_one_sentence() -> None:
    """R148: an old Python says so itself, whatever syntax the rest of the launcher uses."""
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0);"
        "runpy.run_path('cinema/embedded/__main__.py', run_name='__main__')"
    )
    told = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, timeout=20
    )
    assert told.returncode == 1
    assert told.stderr.startswith("this Python is 3.9 and the site needs 3.11 or newer")
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("The virtual environment was not created because ensurepip is not available.", "python3"),
        ("Error: [Errno 28] No space left on device: '/x'", "the disk is full"),
        ("something new", "could not be made:\nsomething new"),
    ],
)
def test_broken_venv_module_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, sentence: str
) -> None:
    """R148: Debian's Python without its venv package, and a disk without room."""
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\ncat <<'END'\n{output}\nEND\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(virtualenv, "VENV", tmp_path / "venv")
    with pytest.raises(Problem, match=sentence):
        virtualenv._make()


def test_failing_pip_shows_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(Problem, match="No matching distribution"):
        virtualenv._install(["kino-no-such-package"])


def test_full_disk_is_known_from_any_programs_words() -> None:
    said = "FATAL: could not write lock file: No space left on device"
    assert str(from_output(said, "/data", "other")).startswith("the disk is full: free some space")
    assert str(from_output("FATAL: other", "/data", "the sentence")) == "the sentence"


def test_full_disk_stops_the_start_with_one_sentence(open_folder: Path) -> None:
    """R148: a folder on a disk without room."""
    var = open_folder / "small"
    var.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "none", var], capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"{NOT_RUN}a really full disk (no right to mount one)")
    try:
        told = launch("run", VAR=str(var), PORT=str(free_port()))
    finally:
        subprocess.run(["umount", var], check=True)
    assert told.returncode == 1
    assert told.stderr.strip() == f"the disk is full: free some space for {var} and start again"


def test_second_run_in_one_folder_is_refused(open_folder: Path) -> None:
    """Two sites never share data; the sentence says how to have two."""
    var = open_folder / "var"
    holder = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "import sys; from pathlib import Path; from cinema.embedded.lock import Lock;"
            "lock = Lock(Path(sys.argv[1])); lock.take(); print('held', flush=True); input()",
            str(var / "lock"),
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        told = launch("run", VAR=str(var), PORT=str(free_port()))
    finally:
        holder.communicate("\n", timeout=10)
    assert told.returncode == 1
    assert "is in use by another run" in told.stderr


def test_site_for_the_network_answers_to_this_machines_names_only(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R006: HOST=0.0.0.0 serves the network without trusting any name that somebody sends."""
    for name in ("SITE_ORIGIN", "CSRF_TRUSTED_ORIGINS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALLOWED_HOSTS", "kino.home")
    settings = Place("0.0.0.0", 8000, open_folder).environment({})
    hosts = settings["ALLOWED_HOSTS"].split(",")
    assert {"kino.home", "127.0.0.1", "localhost", socket.gethostname()} <= set(hosts)
    assert "*" not in settings["ALLOWED_HOSTS"]
    assert settings["SITE_ORIGIN"].removeprefix("http://").rpartition(":")[0] in hosts


def test_secrets_are_made_once_and_for_their_owner(open_folder: Path) -> None:
    """R150: no default key anywhere; sessions outlive a restart."""
    place = Place("127.0.0.1", 8000, open_folder)
    first, second = place.environment({}), place.environment({})
    assert len(first["SECRET_KEY"]) >= 50
    assert first["SECRET_KEY"] == second["SECRET_KEY"] != first["JWT_SIGNING_KEY"]
    assert (open_folder / "secrets" / "SECRET_KEY").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason=f"{NOT_RUN}root's own troubles (not root)")
def test_root_keeps_other_folders_closed(open_folder: Path) -> None:
    """Where PostgreSQL's user cannot reach, its data move; nobody's folder is opened for it."""
    from cinema.embedded.engines import Engines

    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    engines = Engines(closed / "var", durable=False)
    engines.start()
    try:
        assert closed.stat().st_mode & 0o777 == 0o700
        assert engines.postgres.home.parent == Path("/var/tmp")
        assert str(engines.postgres.home) in (closed / "var" / "postgres.location").read_text()
    finally:
        engines.stop()
        (closed / "var" / "secrets").mkdir()
        assert launch("forget", VAR=str(closed / "var")).returncode == 0
    assert not engines.postgres.home.exists()


def test_data_folder_is_forgotten_only_if_it_is_one(open_folder: Path) -> None:
    (open_folder / "letters.txt").write_text("mine")
    told = launch("forget", VAR=str(open_folder))
    assert told.returncode == 1
    assert "nothing was removed" in told.stderr
    assert (open_folder / "letters.txt").exists()
