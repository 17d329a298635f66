"""A real broker behind a road that may be spoilt; knows nothing of pytest or Django."""

from __future__ import annotations

from pathlib import Path

from cinema.embedded.kafka_engine import Kafka
from tests.proxy import Proxy, Road


class Broker:
    """A real one: `servers` leads through `road`, on which answers can be held back."""

    is_real = True

    def __init__(self, folder: Path) -> None:
        self.engine = Kafka(folder)
        self.road = Proxy(self.engine.port)

    def start(self) -> None:
        """Open the road and start the broker."""
        self.road.__enter__()
        self.engine.advertised = self.road.port
        self.engine.start()

    def stop(self) -> None:
        """End both."""
        self.engine.stop()
        self.road.__exit__(None, None, None)

    def mend(self) -> None:
        """Make whole what the last test broke."""
        self.road.heal()
        self.road.both(Road())
        if not self.engine.is_alive():
            self.engine.start()

    @property
    def servers(self) -> str:
        """Where clients begin."""
        return self.engine.servers
