"""Which archives are to be made, and when: rows are the queue, a message is only a hint (D12)."""

import random
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from rooms.models import Archive, ArchiveWork, Room

FIRST_PAUSE = 15.0  # seconds before the second attempt; each further one waits twice as long
LONGEST_PAUSE = 600.0


def unfinished_rooms(limit: int) -> list[UUID]:
    """Return rooms whose archive is not sealed or not cleared, the longest waiting first.

    Those that failed a moment ago are left out until their pause is over.
    """
    resting = ArchiveWork.objects.filter(retry_at__gt=timezone.now()).values("room")
    closing = Room.objects.filter(~Q(pk__in=resting), state=Room.State.CLOSING)
    uncleared = Archive.objects.filter(~Q(room__in=resting), cleared_at__isnull=True)
    rooms = list(closing.order_by("closed_at").values_list("pk", flat=True)[:limit])
    left = limit - len(rooms)
    return rooms + list(uncleared.order_by("sealed_at").values_list("room_id", flat=True)[:left])


def put_off(room_id: UUID, problem: Exception | str) -> float:
    """Note an attempt that did not come to its end; return the seconds until the next (F21)."""
    work, _ = ArchiveWork.objects.get_or_create(room_id=room_id)
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(work.attempts, 10))
    pause *= random.uniform(0.8, 1.2)  # noqa: S311 a thousand rooms shall not come back at once
    ArchiveWork.objects.filter(pk=work.pk).update(
        attempts=F("attempts") + 1,
        retry_at=timezone.now() + timedelta(seconds=pause),
        problem=(problem if isinstance(problem, str) else repr(problem))[:200],
    )
    return pause
