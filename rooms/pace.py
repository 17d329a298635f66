"""How fast a member may command: five times a second, counted for all processes together (F32).

What comes too early is refused with the time to wait; a socket waits by itself and drops the
seeks that a newer one has overtaken (rooms/consumers.py). Reports by HTTP are counted likewise;
those of a socket are limited with its frames.
"""

from uuid import UUID

from django.conf import settings

from rooms import presence, windows
from rooms.errors import RateLimited

REPORTS, REPORTS_SECONDS = 10, 5.0  # by HTTP; a page says fewer


def take_turn(room_id: UUID, user_id: UUID) -> None:
    """Count one command of a member. Raises RateLimited with `retry_after` (s)."""
    key = f"turns:{room_id.hex}:{user_id.hex}"
    most = settings.ROOM_COMMANDS_A_SECOND
    wait = windows.wait(key, most, 1.0, asked=presence.quick_client())
    if wait > 0:
        raise RateLimited(retry_after=round(wait, 3))


def check_report(room_id: UUID, user_id: UUID) -> None:
    """Count one report of a member by HTTP. Raises RateLimited with `retry_after` (s)."""
    wait = windows.wait(f"telling:{room_id.hex}:{user_id.hex}", REPORTS, REPORTS_SECONDS)
    if wait > 0:
        raise RateLimited(retry_after=round(wait, 3))
