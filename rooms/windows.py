"""So many in so many seconds: sliding windows, one count for all processes.

Counted in Redis. Without it each process counts alone: nobody is refused for that, and a flood is
still held (F05).
"""

import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import redis
from redis.exceptions import RedisError

from rooms import presence

REDIS_REST = 5.0  # seconds without asking a Redis that did not answer: each try costs its time-out
GLANCE_REST = 1.0  # the same after a glance, which costs little: a room without answers has no gate
LOCAL_KEYS = 10_000

# The times of the last so many; says how many ms are left until the next may come, and beside it
# what a hash holds, if one is named. A time that lies ahead was noted before the clock of Redis was
# set back: it holds nobody (F27).
WINDOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local beside = KEYS[2] and redis.call('HGETALL', KEYS[2]) or {}
local oldest = redis.call('LINDEX', KEYS[1], ARGV[1] - 1)
if oldest and tonumber(oldest) <= now and now - oldest < tonumber(ARGV[2]) then
  return {ARGV[2] - (now - oldest), beside}
end
redis.call('LPUSH', KEYS[1], now)
redis.call('LTRIM', KEYS[1], 0, ARGV[1] - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {0, beside}
"""

logger = logging.getLogger(__name__)

Asked = Callable[[], "redis.Redis"]  # gives the client


class Local:
    """The same counts inside one process, and whether Redis is left in peace at the moment."""

    def __init__(self) -> None:
        self._times: dict[str, deque[float]] = defaultdict(deque)
        self._lock = Lock()
        self._rests_until = 0.0

    @property
    def redis_rests(self) -> bool:
        """Whether Redis did not answer a moment ago and is not asked again yet."""
        return time.monotonic() < self._rests_until

    def rest(self, problem: RedisError, seconds: float = REDIS_REST) -> None:
        """Redis did not answer: count here for a while."""
        self._rests_until = max(self._rests_until, time.monotonic() + seconds)
        logger.warning("limits_count_alone error=%r", problem)

    def wait(self, key: str, now: float, most: int, seconds: float) -> float:
        """Count one at `now` (s) and return 0, or return the seconds to wait."""
        with self._lock:
            if len(self._times) > LOCAL_KEYS:
                self._times.clear()
            times = self._times[key]
            while times and now - times[0] >= seconds:
                times.popleft()
            if len(times) >= most:
                return seconds - (now - times[0])
            times.append(now)
            return 0.0


local = Local()


@dataclass(frozen=True, slots=True)
class Counted:
    """The seconds left until the next may come (0: this one was counted), and a hash beside it.

    `beside` is None when Redis did not tell.
    """

    left: float
    beside: dict[str, str] | None


def wait(key: str, most: int, seconds: float) -> float:
    """Count one of `most` in `seconds` and return 0, or return the seconds left."""
    return count(presence.client, (key,), most, seconds).left


def count(
    asked: Asked, keys: Sequence[str], most: int, seconds: float, rest: float = REDIS_REST
) -> Counted:
    """As `wait`, asking a given client; a second key names a hash that is read along with it.

    A client that is not answered is not asked again for `rest` seconds, nor is any other.
    """
    if not local.redis_rests:
        try:
            found: Any = asked().eval(WINDOW, len(keys), *keys, most, int(seconds * 1000))
            left, beside = found
            pairs = iter(beside)
            return Counted(float(left) / 1000.0, dict(zip(pairs, pairs, strict=True)))
        except RedisError as problem:
            local.rest(problem, rest)
    return Counted(local.wait(keys[0], time.monotonic(), most, seconds), None)
