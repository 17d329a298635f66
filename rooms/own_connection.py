"""A connection past the pool, for who needs one that nobody else shares."""

from typing import Any

import psycopg
from django.db import connection

# What Django and its pool understand, and psycopg's own `connect` does not want here.
NOT_PSYCOPGS = ("cursor_factory", "context", "prepare_threshold", "pool")


def own_connection(
    options: str = "", kind: type[psycopg.Connection[Any]] = psycopg.Connection
) -> psycopg.Connection[Any]:
    """Return a new connection to the site's database, by all of the site's own settings of it.

    `options` are PostgreSQL's, added to those; `kind` says how it waits. Each statement commits by
    itself. A connection that is not made within 5 s raises psycopg.OperationalError.
    """
    given: dict[str, Any] = connection.get_connection_params()
    for name in NOT_PSYCOPGS:
        given.pop(name, None)
    said = f"{given.pop('options', '') or ''} {options}".strip()
    given |= {"connect_timeout": 5, "keepalives_idle": 5, "tcp_user_timeout": 10_000}
    return kind.connect(**given, options=said, autocommit=True)
