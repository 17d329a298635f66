"""Wakes the relay when something was written: it listens in on the rooms' bus.

At most once, like every doorbell: a short poll stands behind it.
"""

import contextlib
import logging
import threading

import redis
from django.conf import settings

from rooms.bus import PREFIX

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0  # before the line is made again
QUIET_SECONDS = 5.0  # after which the line is asked whether it lives


class Bell:
    """`rung` is set soon after each commit of a room, while Redis answers."""

    def __init__(self) -> None:
        self.rung = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="bell", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more; the thread ends by itself."""
        self._over.set()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                self._hear()
            except (redis.RedisError, OSError) as problem:
                logger.warning("relay_bell_lost error=%r", problem)
                self._over.wait(PAUSE_SECONDS)

    def _hear(self) -> None:
        with contextlib.closing(
            redis.Redis.from_url(
                settings.REDIS_URL,
                socket_connect_timeout=2,
                socket_timeout=QUIET_SECONDS * 2,
                health_check_interval=QUIET_SECONDS,
            )
        ) as client:
            line = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
            line.psubscribe(f"{PREFIX}*")
            self.rung.set()  # what was written before is looked for as well
            while not self._over.is_set():
                if line.get_message(timeout=QUIET_SECONDS / 2):
                    self.rung.set()
