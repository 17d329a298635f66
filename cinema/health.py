"""Health, for whoever restarts or routes: `live` the process answers, `ready` it can work."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse

from cinema.leaving import is_leaving


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _redis() -> None:
    # Not through the cache: that one keeps silent about a Redis that is away.
    patience = {"socket_timeout": 2, "socket_connect_timeout": 2}
    with redis.Redis.from_url(settings.REDIS_URL, **patience) as client:
        client.ping()


PARTS: dict[str, Callable[[], None]] = {"postgresql": _database, "redis": _redis}


def _state(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as problem:
        return type(problem).__name__
    return "ok"


@login_not_required
def live(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process serves requests at all."""
    return JsonResponse({"status": "ok"})


@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every engine needed for work answers, 503 and the names of the others.

    503 too from the moment when the process was told to go (F03).
    """
    if is_leaving():
        return JsonResponse({"status": "leaving", "parts": {}}, status=503)
    parts = {name: _state(check) for name, check in PARTS.items()}
    healthy = all(state == "ok" for state in parts.values())
    return JsonResponse(
        {"status": "ok" if healthy else "unavailable", "parts": parts},
        status=200 if healthy else 503,
    )
