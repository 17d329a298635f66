"""Single commands on the data of a site, whether it runs now or not."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from cinema.embedded.engines import Addresses, Engines
from cinema.embedded.lock import Lock
from cinema.embedded.place import Place
from cinema.embedded.problems import Problem
from cinema.embedded.virtualenv import PYTHON, ROOT


def running_file(var: Path) -> Path:
    """Where a running site says how to reach its engines; for its owner's eyes only."""
    return var / "running.json"


def manage(arguments: list[str]) -> int:
    """`manage.py` on the running site's engines, or on engines started for this one command."""
    place = Place.from_environment()
    if Lock(place.var / "lock").is_held():
        return _manage(place, _of_running(place.var), arguments)
    with Engines(place.var) as addresses:
        return _manage(place, addresses, arguments)


def forget() -> int:
    """Remove the data of VAR. Raises Problem while the site runs, or if VAR is no site's folder."""
    var = Place.from_environment().var
    if not var.exists():
        return 0
    if not (var / "secrets").is_dir():
        raise Problem(f"{var} does not look like the data of a site: nothing was removed")
    with Lock(var / "lock"):
        note = var / "postgres.location"
        if note.exists():
            shutil.rmtree(note.read_text(encoding="utf-8").strip(), ignore_errors=True)
        shutil.rmtree(var)
    print(f"{var} was removed")
    return 0


def _of_running(var: Path) -> Addresses:
    try:
        return Addresses(**json.loads(running_file(var).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise Problem("the site is just starting or stopping: try again in a moment") from None


def _manage(place: Place, addresses: Addresses, arguments: list[str]) -> int:
    environment = place.environment(addresses.as_environment())
    return subprocess.run([PYTHON, "manage.py", *arguments], cwd=ROOT, env=environment).returncode
