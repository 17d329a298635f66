"""How long archives are kept: for ever, or for `ARCHIVE_DAYS` after the evening.

The object goes, the row stays: that there was an evening, who was there, how much was said, and
when its words were removed.
"""

import logging
import math
import time
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from rooms.archive import alone_with
from rooms.archive_store import ArchiveStore, archive_store, folder_of
from rooms.models import Archive

logger = logging.getLogger(__name__)


def expire(
    *, store: ArchiveStore | None = None, now: datetime | None = None, until: float = math.inf
) -> int:
    """Remove the objects of evenings that are older than the site keeps them; return how many.

    Whatever is not done by `until` (monotonic s) is done next time, and so is an archive in which
    words are just being erased. A storage that is away stops nothing but this run: the row is
    marked only once the object is gone. Raises OSError.
    """
    if not settings.ARCHIVE_DAYS:
        return 0
    store, now = store or archive_store(), now or timezone.now()
    oldest = now - timedelta(days=settings.ARCHIVE_DAYS)
    kept = Archive.objects.filter(expired_at__isnull=True, cleared_at__isnull=False)
    old = kept.filter(room__closed_at__lt=oldest)
    done = 0
    for room_id in old.values_list("room_id", flat=True).iterator():
        if time.monotonic() > until:
            break
        with alone_with(room_id) as alone:
            done += alone and _remove(room_id, store, now)
    return done


def _remove(room_id: UUID, store: ArchiveStore, now: datetime) -> int:
    """Remove all that lies in the room's folder: the object, and what dead processes left there."""
    for name in store.names(folder_of(room_id)):
        store.remove(name)
    logger.info("archive_expired room=%s", room_id.hex)
    return Archive.objects.filter(room=room_id, expired_at=None).update(expired_at=now)
