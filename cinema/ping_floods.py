"""A limit on pings, which both web servers answer by themselves, before anybody of ours is asked.

The answers of a client that takes none pile up in the server's memory without a bound. No browser
and no library pings more than a few times a minute; who does is cut off (A13).
"""

import sys
import time
from typing import Any

PINGS_AT_ONCE, PINGS_A_SECOND = 100, 2.0


def limit_pings() -> None:
    """Cut off who floods, in whichever server runs us."""
    daphne: Any = sys.modules.get("daphne.ws_protocol")
    if daphne is not None:
        daphne.WebSocketProtocol.onPing = _counted(daphne.WebSocketProtocol.onPing)
    if "uvicorn" in sys.modules:  # which loads its protocols after us
        from uvicorn.protocols.websockets import websockets_sansio_impl as uvicorn

        protocol: Any = uvicorn.WebSocketsSansIOProtocol
        protocol.handle_ping = _counted(protocol.handle_ping)


class Allowance:
    """Pings that a connection may still send; `now` in seconds of any clock."""

    def __init__(self, now: float) -> None:
        self.left, self.last = float(PINGS_AT_ONCE), now

    def take(self, now: float) -> bool:
        """Whether one more is fine."""
        self.left = min(PINGS_AT_ONCE, self.left + (now - self.last) * PINGS_A_SECOND) - 1
        self.last = now
        return self.left >= 0


def _counted(answer: Any) -> Any:
    def on_ping(protocol: Any, *payload: Any) -> None:
        now = time.monotonic()
        allowance = protocol.__dict__.setdefault("pings", Allowance(now))
        if allowance.take(now):
            answer(protocol, *payload)
        else:
            _cut(protocol.transport)

    return on_ping


def _cut(transport: Any) -> None:
    """Without a last word: who takes no pongs would not take that either."""
    abort = getattr(transport, "abort", None) or transport.abortConnection
    abort()
