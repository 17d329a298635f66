"""The launcher's door: `python3 cinema/embedded WORD`, on any Python, with nothing installed.

This file alone is written for old Pythons too, so that they can say that they are too old.
"""

import os
import sys
import types

OLDEST = (3, 11)


def _stand_without_libraries():
    # type: () -> None
    """Make `cinema.embedded` importable without `cinema/__init__.py`, which needs Celery."""
    here = os.path.dirname(os.path.abspath(__file__))
    project = os.path.dirname(here)
    sys.path[0] = os.path.dirname(project)
    package = types.ModuleType("cinema")
    package.__path__ = [project]
    sys.modules["cinema"] = package


def _main():
    # type: () -> int
    if sys.version_info < OLDEST:
        sys.stderr.write(
            "this Python is {}.{} and the site needs 3.11 or newer: install it, "
            "or name another with PYTHON=...\n".format(*sys.version_info)
        )
        return 1
    if not __package__:
        _stand_without_libraries()
    from cinema.embedded.cli import main

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(_main())
