"""How fast a person may write, counted for all processes together in Redis.

Without Redis each process counts alone: the chat goes on, a flood is still held (F05).
"""

import logging
import time
from collections import defaultdict, deque
from threading import Lock
from uuid import UUID

from redis.exceptions import RedisError

from rooms import presence
from rooms.errors import RateLimited

logger = logging.getLogger(__name__)

MESSAGES = 5
SECONDS = 3.0
REDIS_REST = 5.0  # seconds without asking a Redis that did not answer: each try costs its time-out
LOCAL_KEYS = 10_000

# The times of the last messages in a list; says how many ms are left until the next may come.
WINDOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local oldest = redis.call('LINDEX', KEYS[1], ARGV[1] - 1)
if oldest and now - oldest < tonumber(ARGV[2]) then return ARGV[2] - (now - oldest) end
redis.call('LPUSH', KEYS[1], now)
redis.call('LTRIM', KEYS[1], 0, ARGV[1] - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0
"""


class LocalWindow:
    """The same count inside one process."""

    def __init__(self) -> None:
        self._times: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=MESSAGES))
        self._lock = Lock()

    def wait(self, key: str, now: float) -> float:
        """Count one message at `now` (s) and return 0, or return the seconds to wait."""
        with self._lock:
            if len(self._times) > LOCAL_KEYS:
                self._times.clear()
            times = self._times[key]
            if len(times) == MESSAGES and now - times[0] < SECONDS:
                return SECONDS - (now - times[0])
            times.append(now)
            return 0.0


_local = LocalWindow()
_redis_rests_until = 0.0


def check_pace(room_id: UUID, user_id: UUID) -> None:
    """Count one message of a person in a room: 5 in 3 s. Raises RateLimited with `retry_after`."""
    wait = _wait(f"pace:{room_id.hex}:{user_id.hex}")
    if wait > 0:
        raise RateLimited(retry_after=round(wait, 3))


def _wait(key: str) -> float:
    global _redis_rests_until
    now = time.monotonic()
    if now >= _redis_rests_until:
        try:
            left = presence.client().eval(WINDOW, 1, key, MESSAGES, int(SECONDS * 1000))
            return float(left) / 1000.0
        except RedisError as problem:
            _redis_rests_until = now + REDIS_REST
            logger.warning("chat_pace_counts_alone error=%r", problem)
    return _local.wait(key, now)
