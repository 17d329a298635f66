"""How long archives are kept: for ever, or for `ARCHIVE_DAYS` after the evening.

The object goes, the row stays: that there was an evening, who was there, how much was said, and
when its words were removed.
"""

import logging
import math
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from rooms.archive_store import ArchiveStore, archive_store
from rooms.models import Archive

logger = logging.getLogger(__name__)


def expire(
    *, store: ArchiveStore | None = None, now: datetime | None = None, until: float = math.inf
) -> int:
    """Remove the objects of evenings that are older than the site keeps them; return how many.

    Whatever is not done by `until` (monotonic s) is done next time. A storage that is away stops
    nothing but this run: the row is marked only once the object is gone. Raises OSError.
    """
    if not settings.ARCHIVE_DAYS:
        return 0
    store, now = store or archive_store(), now or timezone.now()
    oldest = now - timedelta(days=settings.ARCHIVE_DAYS)
    kept = Archive.objects.filter(expired_at__isnull=True, cleared_at__isnull=False)
    done = 0
    for archive in kept.filter(room__closed_at__lt=oldest).iterator():
        if time.monotonic() > until:
            break
        store.remove(archive.key)
        done += kept.filter(pk=archive.pk).update(expired_at=now)
        logger.info("archive_expired room=%s key=%s", archive.room_id.hex, archive.key)
    return done
