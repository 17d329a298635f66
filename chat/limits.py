"""How fast a person may write, react and be told of as writing; one count for all processes."""

from dataclasses import dataclass
from uuid import UUID

from rooms import windows
from rooms.errors import RateLimited


@dataclass(frozen=True, slots=True)
class Pace:
    """So many in so many seconds, of one person in one room."""

    name: str
    most: int
    seconds: float


MESSAGES = Pace("pace", 5, 3.0)
SIGNS = Pace("signs", 6, 3.0)
TYPING = Pace("typing", 1, 2.5)  # a page says it every three seconds


def check_pace(room_id: UUID, user_id: UUID, pace: Pace = MESSAGES) -> None:
    """Count one message (or sign) of a person in a room. Raises RateLimited with `retry_after`."""
    wait = _wait(pace, room_id, user_id)
    if wait > 0:
        raise RateLimited(retry_after=round(wait, 3))


def may_be_told(room_id: UUID, user_id: UUID) -> bool:
    """Whether the room may be told once more that the person writes; counts it if so."""
    return _wait(TYPING, room_id, user_id) <= 0


def _wait(pace: Pace, room_id: UUID, user_id: UUID) -> float:
    return windows.wait(f"{pace.name}:{room_id.hex}:{user_id.hex}", pace.most, pace.seconds)
