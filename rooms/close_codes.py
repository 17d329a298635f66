"""Why a socket was closed by us (design 7.2)."""

from enum import IntEnum


class Close(IntEnum):
    """Close codes of both sockets."""

    BAD_FRAMES = 1008
    TOO_LARGE = 1009
    FAILED = 1011
    GOING_AWAY = 1012
    SIGNED_OUT = 4401
    REMOVED = 4403
    TOO_SLOW = 4408
    ROOM_CLOSED = 4410
    TOO_MANY = 4429


# What a close says beside its code.
CLOSE_HINTS: dict[int, str] = {Close.GOING_AWAY: "retry_after=0.3"}  # s, as pages wait (socket.js)
