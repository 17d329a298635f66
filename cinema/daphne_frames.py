"""Lets daphne write a message as a ready frame: made once for all receivers, sent at once.

autobahn makes the frame of each receiver anew, and Twisted has the reactor watch the socket for
every write, which is two system calls beside the one that sends. Whatever is not plain (something
waits, TLS, compression, bytes) goes daphne's own way.
"""

import functools
import sys
from typing import Any

TEXT = 0x81  # the first byte of a frame that is a whole text message
SHORT, LONG = 126, 127  # lengths that say: the length itself follows in two bytes, or in eight


def teach_daphne_ready_frames() -> None:
    """Write what can be written at once, if it is daphne that runs us. After backpressure."""
    server: Any = sys.modules.get("daphne.server")
    if server is not None:
        server.Server.handle_reply = _at_once(server.Server.handle_reply)


@functools.lru_cache(maxsize=16)
def frame_of(text: str) -> bytes:
    """Return a text message as a server sends it: one frame, no mask."""
    body = text.encode()
    size = len(body)
    if size < SHORT:
        return bytes((TEXT, size)) + body
    if size < 1 << 16:
        return bytes((TEXT, SHORT)) + size.to_bytes(2) + body
    return bytes((TEXT, LONG)) + size.to_bytes(8) + body


def _at_once(reply: Any) -> Any:
    async def handle_reply(server: Any, protocol: Any, message: dict[str, Any]) -> None:
        text = message.get("text")
        if text is None or not _is_plain(server, protocol):
            await reply(server, protocol, message)
            return
        frame, transport = frame_of(text), protocol.transport
        sent = transport.writeSomeData(frame)
        if sent != len(frame):  # full; or lost, which the reactor notices when it tries again
            transport.write(frame[sent:] if isinstance(sent, int) else frame)

    return handle_reply


def _is_plain(server: Any, protocol: Any) -> bool:
    """Whether nothing waits before this message, and nothing is to be done to its bytes."""
    if "gate" not in protocol.__dict__:  # the first word of a socket makes it (backpressure)
        return False
    transport = protocol.transport
    return (
        protocol.state == protocol.STATE_OPEN
        and protocol._perMessageCompress is None
        and not protocol.send_queue
        and hasattr(transport, "writeSomeData")
        and transport.connected
        and not (transport.dataBuffer or transport._tempDataBuffer or transport.disconnecting)
        and not server.connections.get(protocol, {"disconnected": True}).get("disconnected")
    )
