"""Who is at a socket right now, kept in Redis: a copy that may be lost at any moment.

`presence:<room>` is a sorted set of people by the time of their last heartbeat; `reports:<room>`
holds what their players said last. PostgreSQL knows who sits in the room; this only tells when
somebody has gone without saying so.
"""

import functools
from collections.abc import Collection, Mapping
from typing import Any

import msgspec
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import RedisError
from redis.retry import Retry

from rooms.clock import now_ms
from rooms.gate import STALL, Report, Reports

KEPT_SECONDS = 24 * 60 * 60

SAID = msgspec.json.Decoder(Report)


@functools.cache
def client() -> "redis.Redis":
    """Return the process's client: threads share it, each call waits two seconds at most."""
    return _client(2.0)


@functools.cache
def quick_client() -> "redis.Redis":
    """Return the client of those who had rather not know than wait."""
    return _client(settings.REDIS_GLANCE_SECONDS)


def _client(seconds: float) -> "redis.Redis":
    # redis-py's own ten retries would hold those who wait for five seconds and more.
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        decode_responses=True,
        retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionLost,)),
    )


def beat(here: Mapping[str, Collection[str]]) -> list[str]:
    """Note that people are here, by room (hex), in one round trip; return the rooms in which
    somebody was not known to be. Raises RedisError.
    """
    now = now_ms()
    with client().pipeline(transaction=False) as pipe:
        for room, people in here.items():
            pipe.zadd(beats_key(room), dict.fromkeys(people, now))
        added = pipe.execute()
        fresh = [room for room, count in zip(here, added, strict=True) if count]
        for room in fresh:
            pipe.expire(beats_key(room), KEPT_SECONDS)
        pipe.execute()
    return fresh


def touch(room: str, user: str) -> None:
    """Note that a person is here, if Redis answers: for those who come by HTTP alone."""
    try:
        beat({room: (user,)})
    except RedisError:
        return


def last_beats(room: str) -> dict[str, float]:
    """Return the last heartbeat (ms) of each person. Raises RedisError."""
    beats: Any = client().zrange(beats_key(room), 0, -1, withscores=True)
    return {str(user): float(at) for user, at in beats}


def is_silent(room: str, user: str, since: float) -> bool:
    """Whether nothing was heard of a person after `since` (ms). Raises RedisError."""
    heard = last_beats(room).get(user)
    return heard is None or heard <= since


def assume_here(room: str, users: list[str]) -> None:
    """Give people about whom nothing is known a heartbeat now: an emptied Redis judges nobody."""
    if users:
        client().zadd(beats_key(room), dict.fromkeys(users, now_ms()), nx=True)


def forget(room: str, user: str) -> None:
    """Drop a person who left."""
    try:
        client().zrem(beats_key(room), user)
        client().hdel(reports_key(room), user)
    except RedisError:
        return


def report(room: str, user: str, said: Report) -> None:
    """Keep what a person's player said last. Raises RedisError."""
    with client().pipeline(transaction=False) as pipe:
        pipe.hset(reports_key(room), user, msgspec.json.encode(said).decode())
        pipe.expire(reports_key(room), KEPT_SECONDS)
        pipe.execute()


def report_of(room: str, user: str) -> Report | None:
    """Return what one person's player said last. Raises RedisError."""
    said: Any = client().hget(reports_key(room), user)
    return SAID.decode(said) if said is not None else None


def reports(room: str) -> Reports:
    """Return what the players of a room said last. Raises RedisError, soon."""
    said: Any = quick_client().hgetall(reports_key(room))
    return read_reports(said)


def beats_key(room: str) -> str:
    """Return the name of the sorted set of a room's people by their last heartbeat."""
    return f"presence:{room}"


def reports_key(room: str) -> str:
    """Return the name of the hash that holds what the players of a room said."""
    return f"reports:{room}"


def keys(room: str) -> tuple[str, str]:
    """Return the names of all that is kept here of a room."""
    return beats_key(room), reports_key(room)


def read_reports(said: Mapping[str, str]) -> Reports:
    """Read what that hash holds."""
    return {user: SAID.decode(text) for user, text in said.items()}


def stalled(room: str) -> set[str]:
    """Return the people whose players are loading; nobody when Redis does not answer."""
    try:
        said = reports(room)
    except RedisError:
        return set()
    now = now_ms()
    return {
        user
        for user, report in said.items()
        if report.unready_since is not None and now - report.unready_since >= STALL
    }


def heartbeat_seconds() -> float:
    """Return how often it is said of a socket that it is here: three times within the grace."""
    return min(5.0, float(settings.ROOM_LEAVE_GRACE_SECONDS) / 3)


def silence_seconds() -> float:
    """Return after what silence a person counts as gone: the grace and one lost heartbeat."""
    return float(settings.ROOM_LEAVE_GRACE_SECONDS) + heartbeat_seconds()
