"""How a web process goes (F03): it says so, who routes looks elsewhere, then sockets are told.

From SIGTERM on `/healthz/ready` is red. For `DRAIN_SECONDS` all is served as before; then sockets
are closed with 1012, requests under way are answered, and the process ends: in time, or by force.
"""

import asyncio
import faulthandler
import logging
import os
import sys
import threading
from typing import Any

from django.conf import settings

from rooms import hub

LAST_WORD = 0.1  # s for the closes to be out before the server closes what is left
REQUESTS = 5.0  # s for requests under way, at daphne; uvicorn has its own setting
LAST_STEPS = 1.0  # s for what was cancelled, at daphne
# After the drain: more than any of the above and uvicorn's own time, less than supervisors wait.
BY_FORCE = {"daphne": 8.5, "uvicorn": 12.0}

log = logging.getLogger(__name__)
_leaving = threading.Event()


def is_leaving() -> bool:
    """Whether the process was told to go."""
    return _leaving.is_set()


def leave_in_order() -> None:
    """Let the server that runs us go in these steps."""
    daphne: Any = sys.modules.get("daphne.server")
    if daphne is not None:
        daphne.Server.kill_all_applications = _daphne_goes
    uvicorn: Any = sys.modules.get("uvicorn.server")
    if uvicorn is not None:
        uvicorn.Server.shutdown = _uvicorn_goes(uvicorn.Server.shutdown)


def _begin(server: str) -> None:
    log.info("leaving drain=%g", settings.DRAIN_SECONDS)
    _leaving.set()
    limit = threading.Timer(settings.DRAIN_SECONDS + BY_FORCE[server], _end_by_force)
    limit.daemon = True
    limit.start()


def _end_by_force() -> None:
    """End a process that hangs; what it hangs at stands in the log."""
    log.error("leaving_took_too_long")
    faulthandler.dump_traceback(all_threads=True)
    os._exit(1)


def _uvicorn_goes(shutdown: Any) -> Any:
    """Take the steps before uvicorn closes its doors and waits for requests under way."""

    async def go(server: Any, *given: Any, **named: Any) -> None:
        _begin("uvicorn")
        await asyncio.sleep(settings.DRAIN_SECONDS)
        hub.close_all()
        await asyncio.sleep(LAST_WORD)
        await shutdown(server, *given, **named)

    return go


def _daphne_goes(server: Any) -> Any:
    """Take the steps before the reactor stops.

    daphne's own cancels everything, requests too; it fails at the first connection that is idle,
    and where it does not, it waits for the quickest alone.
    """
    from twisted.internet.defer import Deferred

    async def go() -> None:
        await asyncio.sleep(settings.DRAIN_SECONDS)
        running = _running(server)
        sockets = [task for protocol, task in running if hasattr(protocol, "sendCloseFrame")]
        requests = [task for _, task in running if task not in sockets]
        await _ended(_cancelled(sockets), LAST_STEPS)
        await _ended(requests, REQUESTS)
        await _ended(_cancelled([task for _, task in _running(server)]), LAST_STEPS)

    _begin("daphne")
    return Deferred.fromFuture(asyncio.ensure_future(go()))


def _running(server: Any) -> list[tuple[Any, asyncio.Task[None]]]:
    tasks = (
        (protocol, details.get("application_instance"))
        for protocol, details in server.connections.items()
    )
    return [(protocol, task) for protocol, task in tasks if task is not None and not task.done()]


def _cancelled(tasks: list[asyncio.Task[None]]) -> list[asyncio.Task[None]]:
    for task in tasks:
        task.cancel()
    return tasks


async def _ended(tasks: list[asyncio.Task[None]], patience: float) -> None:
    """Wait for all of them, and no longer than `patience` seconds."""
    if tasks:
        await asyncio.wait(tasks, timeout=patience)
