"""Cures for daphne: sockets end as the protocol says, and do not keep what their handshake brought.

They hold only where daphne runs us; other servers need none.
"""

import sys
from typing import Any

from rooms.close_codes import CLOSE_HINTS

FIRST_FREE = 3000  # close codes below it belong to the WebSocket standard
LAST_READING = 10.0  # s in which a close is read and answered, as at uvicorn; then the line is cut


def cure_daphne() -> None:
    """Apply them, if it is daphne that runs us."""
    sockets: Any = sys.modules.get("daphne.ws_protocol")
    if sockets is not None:
        protocol = sockets.WebSocketProtocol
        protocol.serverClose = _close
        protocol.serverAccept = _forgetful(protocol.serverAccept)


def _forgetful(accept: Any) -> Any:
    """Drop the handshake's bytes and headers once it is over: browsers send two KiB of them.

    From here on a close is waited for: after autobahn's one second a slow line would be cut before
    anybody has read why.
    """

    def server_accept(protocol: Any, subprotocol: str | None = None) -> None:
        accept(protocol, subprotocol)
        protocol.closeHandshakeTimeout = LAST_READING
        if protocol.state == protocol.STATE_OPEN:
            protocol.http_request_data = b""
            protocol.http_headers.clear()

    return server_accept


def _close(protocol: Any, code: int | None = None) -> None:
    """Close with any code.

    autobahn takes only 1000 and 3000–4999 from an application and raises for the rest: a socket
    closed with 1008, 1009 or 1012 would stay open. Frames of daphne's own go past that check.
    """
    if code is None or code == 1000 or code >= FIRST_FREE:
        protocol.sendClose(code=1000 if code is None else code)
    else:
        hint = CLOSE_HINTS.get(code)
        protocol.sendCloseFrame(code=code, reasonUtf8=hint.encode() if hint else None)
