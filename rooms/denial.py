"""A handshake refused with a reason, for servers that can send one (ASGI's `http.response`)."""

import math
from typing import Any

import msgspec

from rooms.errors import RoomError

EXTENSION = "websocket.http.response"


def denial(refusal: RoomError, detail: str) -> list[dict[str, Any]]:
    """Return the events that answer a handshake with a refusal, as the API would answer."""
    body = {"code": refusal.code, "detail": detail, "retry_after": refusal.retry_after}
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    if refusal.retry_after is not None:
        headers.append((b"retry-after", str(math.ceil(refusal.retry_after)).encode()))
    start = {"type": f"{EXTENSION}.start", "status": refusal.status, "headers": headers}
    return [start, {"type": f"{EXTENSION}.body", "body": msgspec.json.encode(body)}]
