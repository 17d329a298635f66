"""Lets things happen at one moment, some dozens of times; `KINO_RACES=10000` asks for more."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

PATIENCE = 60  # s


def races(usual: int) -> range:
    """How often a race is run: `usual` times in the suite, or as often as it is asked for."""
    return range(int(os.environ.get("KINO_RACES") or usual))


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run all in threads that begin together; return what each gave. Raises what they raise."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            start.wait(PATIENCE)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))
