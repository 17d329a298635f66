"""What a site needs before it opens, done by one process of Django: the start has to be quick.

Compiled translations, tables, collected static files, the sample cinema: each quick when it was
done before.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from cinema.embedded.messages import compile_catalogs
from cinema.embedded.virtualenv import ROOT, installed


def main() -> None:
    """Do it all, with a line for what takes long."""
    compile_catalogs()  # before Django reads them

    import django

    django.setup()
    _migrate()
    _collect_static()
    _load_sample()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        print(f"bringing the tables up to date: {len(plan)} steps …", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()


def _collect_static() -> None:
    """Collect and compress static files when any of them changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    if settings.DEBUG:
        return
    stamp = Path(settings.VAR) / "static.stamp"
    state = _static_state()
    if stamp.exists() and stamp.read_text(encoding="ascii") == state:
        return
    print("collecting styles, scripts and fonts …", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(state, encoding="ascii")


def _static_state() -> str:
    digest = hashlib.sha256(installed().encode())  # stands for the files of packages
    for file in _static_sources():
        facts = file.stat()
        digest.update(f"{file} {facts.st_mtime_ns} {facts.st_size}\n".encode())
    return digest.hexdigest()


def _static_sources() -> Iterator[Path]:
    """Our own files one by one."""
    for folder, _, names in sorted(os.walk(ROOT / "static")):
        yield from (Path(folder, name) for name in sorted(names))


def _load_sample() -> None:
    from django.core.management import call_command, get_commands

    wanted = os.environ.get("SAMPLE", "1") != "0"
    if wanted and "load_sample" in get_commands():
        call_command("load_sample")


if __name__ == "__main__":
    main()
