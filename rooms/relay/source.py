"""The room log as an outbox: what waits, in order, and the note that it waits no more.

On the relay's own connection and past the ORM: what is read and noted belongs to the locks of
that very connection.
"""

import functools
from collections.abc import Sequence
from typing import Any

import psycopg

from accounts.models import User
from rooms.models import RoomRecord
from rooms.relay.publisher import Placed
from rooms.relay.records import LogRecord
from rooms.relay.shards import bounds


def unpublished(
    connection: psycopg.Connection[Any], shards: Sequence[int], most: int
) -> list[LogRecord]:
    """Return up to `most` records that wait in these shards, each room's from its first one on.

    The shards are looked into in the order given, as far as `most` reaches.

    One query along the partial index. A room's number is committed after the one before it, so
    what is seen of a room has no hole.
    """
    if not shards:
        return []
    first, last = zip(*(bounds(shard) for shard in shards), strict=True)
    rows = connection.execute(_waiting(), [list(first), list(last), most, most], prepare=True)
    return [_record(row) for row in rows]


def note(connection: psycopg.Connection[Any], placed: Sequence[Placed]) -> None:
    """Write down that and where records were published. One statement."""
    rows = [(p.record.key, p.partition, p.offset) for p in placed if p.record.key is not None]
    if rows:
        keys, partitions, offsets = (list(column) for column in zip(*rows, strict=True))
        connection.execute(_note(), [keys, partitions, offsets], prepare=True)


@functools.cache
def _waiting() -> str:
    return f"""
        SELECT r.* FROM unnest(%s::uuid[], %s::uuid[]) AS shard (first, last), LATERAL (
            SELECT r.id, r.event_id, r.room_id, r.seq, r.kind, r.actor_id, u.name, r.at,
                   r.position, r.version, r.payload, r.schema
            FROM {RoomRecord._meta.db_table} r
            LEFT JOIN {User._meta.db_table} u ON u.id = r.actor_id
            WHERE r.published_at IS NULL AND r.room_id BETWEEN shard.first AND shard.last
            ORDER BY r.room_id, r.seq
            LIMIT %s
        ) AS r
        LIMIT %s
    """  # noqa: S608


@functools.cache
def _note() -> str:
    return f"""
        UPDATE {RoomRecord._meta.db_table} AS r
        SET published_at = clock_timestamp(), kafka_partition = placed.partition,
            kafka_offset = placed.spot
        FROM unnest(%s::bigint[], %s::int[], %s::bigint[]) AS placed (id, partition, spot)
        WHERE r.id = placed.id
    """  # noqa: S608


def _record(row: Sequence[Any]) -> LogRecord:
    key, event_id, room, seq, kind, actor, name, at, position, version, payload, schema = row
    person = None if actor is None else {"id": str(actor), "name": name}
    return LogRecord(key, event_id, room, seq, kind, person, at, position, version, payload, schema)
