"""A limit on how long, in time and in bytes, the head of a request may be (A13, A16).

Half a handshake is a line, a file handle and a buffer held for nothing. uvicorn would hold them for
ever, and daphne for as long as a byte comes now and then: both count silence, if they count. nginx
has limits of its own, but not everybody comes by nginx.
"""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings

MOST_BYTES = 64 * 1024  # of a head; browsers and nginx send no more than 32 KiB


def limit_heads() -> None:
    """Give up half a head, in whichever server runs us."""
    if "daphne.http_protocol" in sys.modules:
        _watch_daphne()
    if "uvicorn" in sys.modules:  # which loads its protocols after us
        _watch_uvicorn()


class Head:
    """A head that is awaited: `give_up` is called when it takes too long."""

    def __init__(self, give_up: Callable[[], object]) -> None:
        self.size = 0
        limit = settings.REQUEST_HEAD_SECONDS
        self._timer = asyncio.get_running_loop().call_later(limit, give_up)

    def end(self) -> None:
        """It has come, or nobody waits for it any more."""
        self._timer.cancel()


def _await_head(protocol: Any, give_up: Callable[[], object]) -> None:
    if "head" not in protocol.__dict__:  # else it is awaited already, and no byte prolongs that
        protocol.head = Head(give_up)


def _end_head(protocol: Any, *_: Any) -> None:
    head = protocol.__dict__.pop("head", None)
    if head is not None:
        head.end()


def _after(method: Any, then: Callable[..., None]) -> Any:
    """Return `method` with `then` behind it, called with the same arguments."""

    def both(protocol: Any, *given: Any) -> Any:
        answer = method(protocol, *given)
        then(protocol, *given)
        return answer

    return both


def _watch_uvicorn() -> None:
    from uvicorn.protocols.http import httptools_impl

    protocol: Any = httptools_impl.HttpToolsProtocol

    def begin(one: Any, *_: Any) -> None:
        _await_head(one, one.transport.close)

    def count(one: Any, data: bytes) -> None:
        head = one.__dict__.get("head")
        if head is not None:
            head.size += len(data)
            if head.size > MOST_BYTES:
                one.transport.close()

    protocol.connection_made = _after(protocol.connection_made, begin)
    protocol.on_message_begin = _after(protocol.on_message_begin, begin)
    protocol.on_headers_complete = _after(protocol.on_headers_complete, _end_head)
    protocol.connection_lost = _after(protocol.connection_lost, _end_head)
    protocol.data_received = _after(protocol.data_received, count)


def _watch_daphne() -> None:
    """Twisted counts the bytes itself, and ends a line that has been silent for a minute."""
    from twisted.web.http import HTTPChannel

    channel: Any = HTTPChannel

    def begin(one: Any) -> None:
        _await_head(one, one.loseConnection)

    def begin_next(one: Any, _data: bytes) -> None:
        reads_head = one.line_mode and not one._handlingRequest
        if reads_head and (one._buffer or one._receivedHeaderSize):
            begin(one)

    channel.connectionMade = _after(channel.connectionMade, begin)
    channel.allHeadersReceived = _after(channel.allHeadersReceived, _end_head)
    channel.dataReceived = _after(channel.dataReceived, begin_next)
    channel.connectionLost = _after(channel.connectionLost, _end_head)
