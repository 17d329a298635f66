"""Connections to PostgreSQL that give up a server which does not answer (F14).

TCP finds a dead line after minutes, and one that a proxy or a stopped server holds open never.
`statement_timeout` is the server's own word and does not come either. So the waiting itself ends.
"""

from typing import Any

import psycopg
from django.conf import settings
from psycopg import errors

LOOK = 0.1  # s between two looks for Ctrl-C, as psycopg's own
LONG = 20.0  # s


class PatientConnection(psycopg.Connection[Any]):
    """Waits for an answer no longer than its patience; then the line is given up."""

    def patience(self) -> float:
        """Return for how long (s) an answer is waited for; 0: for ever."""
        return float(settings.DB_PATIENCE_SECONDS)

    def wait(self, gen: Any, interval: float = LOOK, timeout: float | None = None) -> Any:
        """As psycopg's. Raises OperationalError, and nobody knows what became of the statement."""
        limit = self.patience() if timeout is None else timeout
        try:
            return super().wait(gen, interval, limit or None)
        except errors._WaitTimeout as silence:
            if timeout is not None:  # its own asker's limit
                raise
            self.pgconn.finish()
            raise errors.OperationalError(f"no answer within {limit:g} s") from silence


class WatchmansConnection(PatientConnection):
    """That of a process which works by itself: nobody would miss it for a while."""

    def patience(self) -> float:
        """As every connection's, or long enough for any of its statements."""
        return super().patience() or LONG
