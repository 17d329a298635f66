"""How far the relay has come, as its tests wait for it, and what a topic has to hold then."""

from __future__ import annotations

from cinema.embedded.processes import wait_for
from rooms.models import Room, RoomRecord

PATIENCE = 120.0  # seconds: a broker and a relay start meanwhile, on a busy machine


def published(count: int) -> bool:
    """Whether so many records come to be published."""
    rows = RoomRecord.objects.filter(published_at__isnull=False)
    return wait_for(lambda: rows.count() >= count, PATIENCE, step=0.1)


def all_published() -> bool:
    """Whether it comes to this that nothing waits."""
    rows = RoomRecord.objects.filter(published_at__isnull=True)
    return wait_for(lambda: not rows.exists(), PATIENCE, step=0.1)


def whole(*rooms: tuple[Room, int]) -> dict[str, list[int]]:
    """What a topic has to hold of these rooms, each with so many records."""
    return {str(room.pk): list(range(1, count + 1)) for room, count in rooms}
