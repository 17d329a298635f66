"""How far Kafka is behind the room log."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from activity import kafka
from rooms.models import RoomRecord

MOST = 100_000  # records that are counted; of more it is said that there are more

# The oldest of a room is its first in order: one step of the index for each room that waits.
_LAG = f"""
    WITH RECURSIVE first AS (
        (SELECT room_id, at FROM {RoomRecord._meta.db_table} WHERE published_at IS NULL
         ORDER BY room_id, seq LIMIT 1)
        UNION ALL
        SELECT next.room_id, next.at FROM first, LATERAL (
            SELECT room_id, at FROM {RoomRecord._meta.db_table}
            WHERE published_at IS NULL AND room_id > first.room_id
            ORDER BY room_id, seq LIMIT 1
        ) AS next
    )
    SELECT (SELECT count(*) FROM (
                SELECT 1 FROM {RoomRecord._meta.db_table} WHERE published_at IS NULL LIMIT %s
            ) AS waiting),
           coalesce(extract(epoch FROM clock_timestamp() - (SELECT min(at) FROM first)), 0)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Lag:
    """Records that wait (at most `MOST` are counted), and the age of the oldest in seconds."""

    records: int
    seconds: float

    @property
    def is_alarming(self) -> bool:
        """Whether somebody should look after it."""
        return bool(self.seconds > settings.KAFKA_LAG_ALARM_SECONDS)


def lag() -> Lag | None:
    """Return how far Kafka is behind; None where there is no Kafka. One query."""
    if not kafka.is_configured():
        return None
    with connection.cursor() as cursor:
        cursor.execute(_LAG, [MOST])
        records, seconds = cursor.fetchone()
    return Lag(records, max(0.0, float(seconds)))
