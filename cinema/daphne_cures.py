"""Two cures for daphne, without which sockets end in other ways than the protocol says.

Both hold only where daphne runs us; other servers need neither.
"""

import asyncio
import sys
from typing import Any

FIRST_FREE = 3000  # close codes below it belong to the WebSocket standard


def cure_daphne() -> None:
    """Apply both, if it is daphne that runs us."""
    sockets: Any = sys.modules.get("daphne.ws_protocol")
    server: Any = sys.modules.get("daphne.server")
    if sockets is not None and server is not None:
        sockets.WebSocketProtocol.serverClose = _close
        server.Server.kill_all_applications = _end_all


def _close(protocol: Any, code: int | None = None) -> None:
    """Close with any code.

    autobahn takes only 1000 and 3000–4999 from an application and raises for the rest: a socket
    closed with 1008, 1009 or 1012 would stay open. Frames of daphne's own go past that check.
    """
    if code is None or code == 1000 or code >= FIRST_FREE:
        protocol.sendClose(code=1000 if code is None else code)
    else:
        protocol.sendCloseFrame(code=code)


def _end_all(server: Any) -> Any:
    """Cancel what runs and wait for all of it, so that each socket can say that we are leaving.

    daphne's own fails at the first connection that is idle, and then cancels nothing; where it
    does not, it waits only for the quickest.
    """
    from twisted.internet.defer import Deferred, succeed

    running = [details.get("application_instance") for details in server.connections.values()]
    running = [task for task in running if task is not None and not task.done()]
    for task in running:
        task.cancel()
    if not running:
        return succeed(None)
    return Deferred.fromFuture(asyncio.gather(*running, return_exceptions=True))
