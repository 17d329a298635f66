"""The relay at work: take what waits, publish it, note it, sleep until the bell rings."""

import logging
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from confluent_kafka import KafkaException
from django.conf import settings

from accounts.patience import WatchmansConnection
from rooms.own_connection import own_connection
from rooms.relay import source
from rooms.relay.bell import Bell
from rooms.relay.publisher import KafkaAway, Publisher
from rooms.relay.shards import Shards

logger = logging.getLogger(__name__)

BATCH = 2000  # records: all that a relay ever holds in memory
POLL_SECONDS = 0.1  # behind the bell
SHARE_SECONDS = 1.0  # between two looks at who else is here
LAST_SECONDS = 3.0  # for what is on its way when asked to stop
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # after a failure, growing
# A relay that is stuck loses its connection, and with it its shards, to one that is not. It waits
# for no disk: a note that a crash of PostgreSQL takes back makes a repeat, and nothing else.
SESSION = "-c idle_session_timeout=30000 -c synchronous_commit=off -c application_name=kino-relay"


class Relay:
    """One relay; `run` works until `stop` is called, from a signal or another thread."""

    def __init__(
        self,
        *,
        patience: float | None = None,
        alive: Path | None = None,
        prepare: Callable[[], object] | None = None,
    ) -> None:
        seconds = settings.KAFKA_PATIENCE_SECONDS if patience is None else patience
        self._publisher = Publisher(settings.KAFKA_ROOM_TOPIC, patience=seconds)
        self._bell = Bell()
        self._alive = alive  # a file that is touched while the relay works
        self._prepare = prepare  # is called once Kafka answers, before anything is published
        self._stopping, self._stopped_at = False, 0.0
        self._connection: psycopg.Connection[Any] | None = None
        self._shards: Shards
        self._looked = 0.0
        self._pause = 0.0

    def stop(self) -> None:
        """Ask it to end; what is on its way is waited for a little."""
        self._stopping, self._stopped_at = True, time.monotonic()
        self._bell.rung.set()

    def run(self) -> None:
        """Work until asked to stop. Raises nothing that time can heal."""
        self._bell.start()
        try:
            self._go_on(lambda: False)
        finally:
            self._bell.stop()
            self._end()

    def drain(self) -> None:
        """Publish all that waits, and end. For one relay alone: shards of another are his."""
        try:
            self._go_on(lambda: True)
        finally:
            self._end()

    def _go_on(self, is_done: Callable[[], bool]) -> None:
        while not self._stopping:
            try:
                moved = self._step()
                self._pause = 0.0
            except KafkaAway as trouble:
                logger.warning("relay_kafka_away %s", trouble)
                self._rest()
            except psycopg.Error as trouble:
                logger.warning("relay_database_away %r", trouble)
                self._hang_up()
                self._rest()
            else:
                if not moved:
                    if is_done():
                        return
                    self._bell.rung.wait(POLL_SECONDS)

    def _step(self) -> int:
        """Publish one batch; return how many records it had."""
        self._make_ready()
        self._bell.rung.clear()  # before the look: what is written from here on rings again
        database = self._tend()
        records = source.unpublished(database, self._shards.in_turn(), BATCH)
        if records:
            placed = self._publisher.publish(records, self._tick)
            source.note(database, placed)
        return len(records)

    def _make_ready(self) -> None:
        if self._prepare is None:
            return
        self._sign()
        try:
            self._prepare()
        except (KafkaException, TimeoutError) as trouble:
            raise KafkaAway(f"not ready: {trouble!r}") from trouble
        self._prepare = None

    def _tend(self) -> psycopg.Connection[Any]:
        """Keep the connection, the fair share of shards, and the sign of life."""
        if self._connection is None:
            self._connection = own_connection(SESSION, WatchmansConnection)
            self._shards = Shards(self._connection)
            self._looked = 0.0
        if time.monotonic() - self._looked > SHARE_SECONDS:
            self._shards.share()
            self._sign()
        return self._connection

    def _tick(self) -> bool:
        """While Kafka is waited for: live, and hold the connection."""
        if time.monotonic() - self._looked > SHARE_SECONDS and self._connection is not None:
            self._connection.execute("SELECT 1")
            self._sign()
        return not self._stopping or time.monotonic() - self._stopped_at < LAST_SECONDS

    def _sign(self) -> None:
        self._looked = time.monotonic()
        if self._alive is not None:
            self._alive.touch()

    def _rest(self) -> None:
        self._pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, self._pause * 2))
        end = time.monotonic() + self._pause * random.uniform(0.5, 1.0)  # noqa: S311 no secret
        while not self._stopping and time.monotonic() < end:
            time.sleep(0.05)

    def _hang_up(self) -> None:
        database, self._connection = self._connection, None
        if database is not None:
            database.close()

    def _end(self) -> None:
        self._publisher.close()
        self._hang_up()
