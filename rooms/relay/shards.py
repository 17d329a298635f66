"""How several relays share the rooms: sixteen shards, each held by one relay at a time.

A shard is all rooms whose key begins with one hexadecimal digit. Who holds its advisory lock
publishes them; the lock belongs to the connection and dies with it.
"""

import random
from typing import Any
from uuid import UUID

import psycopg

COUNT = 16
SHARD_LOCK = 1_799_001  # the first half of an advisory lock's key; the second is the shard
RELAY_LOCK = 1_799_002  # that a relay lives; the second half is its connection's process

_LIVING = """
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND classid = %s AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Shards:
    """The shards of one relay, on its connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self.held: set[int] = set()
        self._turn = 0
        connection.execute("SELECT pg_advisory_lock(%s, pg_backend_pid())", [RELAY_LOCK])

    def share(self) -> None:
        """Hold a fair part: let go what is too much for the relays that live now, take what lacks.

        To be called between batches: nothing of a shard may be on its way when it is let go.
        """
        row = self._connection.execute(_LIVING, [RELAY_LOCK]).fetchone()
        fair = -(-COUNT // max(1, row[0] if row else 1))
        while len(self.held) > fair:
            self._let_go(self.held.pop())
        free = [shard for shard in range(COUNT) if shard not in self.held]
        random.shuffle(free)
        for shard in free:
            if len(self.held) == fair:
                break
            if self._take(shard):
                self.held.add(shard)

    def in_turn(self) -> list[int]:
        """Return the held shards, each time another one first: none waits for a busy one."""
        self._turn = (self._turn + 1) % COUNT
        return sorted(self.held, key=lambda shard: (shard - self._turn) % COUNT)

    def _take(self, shard: int) -> bool:
        key = [SHARD_LOCK, shard]
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s, %s)", key).fetchone()
        return row is not None and bool(row[0])

    def _let_go(self, shard: int) -> None:
        self._connection.execute("SELECT pg_advisory_unlock(%s, %s)", [SHARD_LOCK, shard])


def bounds(shard: int) -> tuple[UUID, UUID]:
    """Return the first and the last key that a room of this shard may have."""
    return UUID(f"{shard:x}" + "0" * 31), UUID(f"{shard:x}" + "f" * 31)
