"""The site's cache: Redis that may be away. A lost cache slows the site and never stops it."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# What each call answers while Redis is away: as an empty cache that takes everything.
AWAY: dict[str, Any] = {
    "add": True,
    "set": None,
    "touch": False,
    "delete": False,
    "has_key": False,
    "set_many": None,
    "delete_many": None,
    "clear": False,
}


def patient(call: Callable[..., Any], answer: Callable[..., Any]) -> Callable[..., Any]:
    """Return the same call that, when Redis is away, logs it and answers by `answer`."""

    @wraps(call)
    def wrapped(self: RedisCacheClient, *args: Any, **kwargs: Any) -> Any:
        try:
            return call(self, *args, **kwargs)
        except RedisError as problem:
            logger.warning("cache.away call=%s problem=%s", call.__name__, problem)
            return answer(*args, **kwargs)

    return wrapped


def _constant(value: Any) -> Callable[..., Any]:
    return lambda *args, **kwargs: value


def _missing(key: str, delta: int = 1) -> int:
    raise ValueError(f"Key '{key}' not found.")  # as Django does for a key that is not there


class PatientClient(RedisCacheClient):
    """Django's client, none of whose calls raises because Redis is away."""

    get = patient(RedisCacheClient.get, lambda key, default=None: default)
    get_many = patient(RedisCacheClient.get_many, lambda keys: {})
    incr = patient(RedisCacheClient.incr, _missing)


for name, value in AWAY.items():
    setattr(PatientClient, name, patient(getattr(RedisCacheClient, name), _constant(value)))


class PatientRedisCache(RedisCache):
    """Cache and politeness limits in Redis; sign-in works on without it."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = PatientClient
