"""The words that the launcher understands; the Makefile says them for people."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from cinema.embedded import virtualenv
from cinema.embedded.problems import Problem, from_os_error

DOOR = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Do what the first argument names; a Problem becomes its sentence and exit code 1."""
    word, rest = (arguments[0] if arguments else ""), arguments[1:]
    if word not in WORDS:
        print(f"say one of: {', '.join(WORDS)}", file=sys.stderr)
        return 2
    os.chdir(virtualenv.ROOT)
    try:
        return WORDS[word](rest)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr, flush=True)
    except OSError as error:
        print(f"\n{from_os_error(error, virtualenv.ROOT)}", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        return 130
    return 1


def _run(rest: list[str]) -> int:
    """The whole site, until it is told to stop."""
    from cinema.embedded.kafka_files import require_tools
    from cinema.embedded.place import Place
    from cinema.embedded.ports import require_free

    place = Place.from_environment()
    require_free(place.host, place.port)  # before anything that takes time
    if place.kafka:
        require_tools()
    _enter_environment("run", rest, development=False)
    from cinema.embedded.supervisor import run

    return run(place)


def _test(rest: list[str]) -> int:
    """All tests, in this process's place."""
    python = virtualenv.ensure(development=True)
    os.execv(python, [str(python), "-m", "pytest", *rest])  # noqa: S606


def _venv(rest: list[str]) -> int:
    """The environment alone."""
    virtualenv.ensure(development=True)
    return 0


def _manage(rest: list[str]) -> int:
    """A command of Django on the data of VAR, whether the site runs or not."""
    _enter_environment("manage", rest, development=False)
    from cinema.embedded.site_commands import manage

    return manage(rest)


def _python(rest: list[str]) -> int:
    """A Python program of this project, with all that tests need."""
    python = virtualenv.ensure(development=True)
    os.execv(python, [str(python), *rest])  # noqa: S606


def _forget(rest: list[str]) -> int:
    """All data of VAR."""
    from cinema.embedded.site_commands import forget

    return forget()


def _enter_environment(word: str, rest: list[str], *, development: bool) -> None:
    """Go on in the environment's Python, in this very process: its number and its parent stay."""
    python = virtualenv.ensure(development=development)
    if Path(sys.prefix).resolve() != virtualenv.VENV.resolve():
        os.execv(python, [str(python), str(DOOR), word, *rest])  # noqa: S606


WORDS: dict[str, Callable[[list[str]], int]] = {
    "run": _run,
    "test": _test,
    "manage": _manage,
    "python": _python,
    "venv": _venv,
    "forget": _forget,
}
