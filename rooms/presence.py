"""Who is at a socket right now, kept in Redis: a copy that may be lost at any moment.

`presence:<room>` is a sorted set of people by the time of their last heartbeat; `reports:<room>`
holds what their players said last. PostgreSQL knows who sits in the room; this only tells when
somebody has gone without saying so.
"""

import functools
import json
import time
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import RedisError
from redis.retry import Retry

KEPT_SECONDS = 24 * 60 * 60


@functools.cache
def client() -> "redis.Redis":
    """Return the process's client: threads share it, each call waits two seconds at most."""
    # redis-py's own ten retries would hold those who wait for five seconds and more.
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=2,
        socket_connect_timeout=2,
        decode_responses=True,
        retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionLost,)),
    )


def beat(room: str, user: str) -> tuple[bool, int | None]:
    """Note that a person is here (room as hex).

    Return whether he was not known to be, and the room's last number in the live copy (None
    without one). Raises RedisError when Redis does not answer: the bus is down too then.
    """
    with client().pipeline(transaction=False) as pipe:
        pipe.zadd(f"presence:{room}", {user: now_ms()})
        pipe.expire(f"presence:{room}", KEPT_SECONDS)
        pipe.hget(f"live:{room}", "seq")
        fresh, _expires, seq = pipe.execute()
    return bool(fresh), None if seq is None else int(seq)


def touch(room: str, user: str) -> None:
    """Note that a person is here, if Redis answers: for those who come by HTTP alone."""
    try:
        beat(room, user)
    except RedisError:
        return


def last_beats(room: str) -> dict[str, float]:
    """Return the last heartbeat (ms) of each person. Raises RedisError."""
    beats: Any = client().zrange(f"presence:{room}", 0, -1, withscores=True)
    return {str(user): float(at) for user, at in beats}


def assume_here(room: str, users: list[str]) -> None:
    """Give people about whom nothing is known a heartbeat now: an emptied Redis judges nobody."""
    if users:
        client().zadd(f"presence:{room}", dict.fromkeys(users, now_ms()), nx=True)


def forget(room: str, user: str) -> None:
    """Drop a person who left."""
    try:
        client().zrem(f"presence:{room}", user)
        client().hdel(f"reports:{room}", user)
    except RedisError:
        return


def report(room: str, user: str, said: dict[str, Any]) -> None:
    """Keep what a person's player said last. Raises RedisError."""
    with client().pipeline(transaction=False) as pipe:
        pipe.hset(f"reports:{room}", user, json.dumps(said))
        pipe.expire(f"reports:{room}", KEPT_SECONDS)
        pipe.execute()


def stalled(room: str) -> set[str]:
    """Return the people whose players are loading; nobody when Redis does not answer."""
    try:
        said: Any = client().hgetall(f"reports:{room}")
    except RedisError:
        return set()
    return {str(user) for user, text in said.items() if json.loads(text).get("buffering")}


def heartbeat_seconds() -> float:
    """Return how often a socket says that it is here: three times within the grace."""
    return min(5.0, float(settings.ROOM_LEAVE_GRACE_SECONDS) / 3)


def silence_seconds() -> float:
    """Return after what silence a person counts as gone: the grace and one lost heartbeat."""
    return float(settings.ROOM_LEAVE_GRACE_SECONDS) + heartbeat_seconds()


def now_ms() -> float:
    """Return the server's clock in milliseconds."""
    return time.time() * 1000.0
