"""How fast a member may command: five times a second, counted for all processes together (F32).

What comes too early is refused with the time to wait; a socket waits by itself and drops the
seeks that a newer one has overtaken (rooms/consumers.py). Reports by HTTP are counted likewise;
those of a socket are limited with its frames.
"""

from uuid import UUID

from django.conf import settings

from rooms import presence, windows
from rooms.errors import RateLimited
from rooms.gate import Reports

REPORTS, REPORTS_SECONDS = 10, 5.0  # by HTTP; a page says fewer


def take_turn(room_id: UUID, user_id: UUID) -> Reports | None:
    """Count one command of a member; return what the players of the room said last.

    One round trip; None when Redis does not tell. Raises RateLimited with `retry_after` (s).
    """
    keys = (f"turns:{room_id.hex}:{user_id.hex}", presence.reports_key(room_id.hex))
    most = settings.ROOM_COMMANDS_A_SECOND
    counted = windows.count(presence.quick_client, keys, most, 1.0, windows.GLANCE_REST)
    if counted.left > 0:
        raise RateLimited(retry_after=round(counted.left, 3))
    return None if counted.beside is None else presence.read_reports(counted.beside)


def check_report(room_id: UUID, user_id: UUID) -> None:
    """Count one report of a member by HTTP. Raises RateLimited with `retry_after` (s)."""
    wait = windows.wait(f"telling:{room_id.hex}:{user_id.hex}", REPORTS, REPORTS_SECONDS)
    if wait > 0:
        raise RateLimited(retry_after=round(wait, 3))
