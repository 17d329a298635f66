"""Lets daphne say when a client takes nothing.

ASGI's `send` may wait until a client can take more, and other servers do so. daphne's never does:
whatever a client leaves unread would grow in memory, and the hub would never know (F24).
"""

import asyncio
import sys
from typing import Any


def teach_daphne_to_wait() -> None:
    """Let `send` wait on a full connection, if it is daphne that runs us."""
    server: Any = sys.modules.get("daphne.server")
    if server is not None:
        server.Server.handle_reply = _waiting(server.Server.handle_reply)


class Gate:
    """A producer in Twisted's words: told when the transport has too much, and when enough left."""

    def __init__(self, transport: Any) -> None:
        self.open = asyncio.Event()
        self.open.set()
        transport.unregisterProducer()  # the HTTP request's, which ended with the handshake
        transport.registerProducer(self, True)

    def pauseProducing(self) -> None:
        self.open.clear()

    def resumeProducing(self) -> None:
        self.open.set()

    stopProducing = resumeProducing


def _waiting(reply: Any) -> Any:
    from daphne.ws_protocol import WebSocketProtocol

    async def handle_reply(server: Any, protocol: Any, message: dict[str, Any]) -> None:
        if isinstance(protocol, WebSocketProtocol) and message["type"] != "websocket.accept":
            gate = protocol.__dict__.get("gate")
            if gate is None and protocol.transport is not None:
                gate = protocol.gate = Gate(protocol.transport)
            if gate is not None and not gate.open.is_set():
                await gate.open.wait()
        await reply(server, protocol, message)

    return handle_reply
