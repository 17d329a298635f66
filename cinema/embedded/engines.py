"""PostgreSQL and Redis together, private to one data folder: for the site, tests and benches."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from cinema.embedded.kafka_engine import Kafka
from cinema.embedded.lock import Lock
from cinema.embedded.postgres_engine import Postgres
from cinema.embedded.problems import from_os_error
from cinema.embedded.redis_engine import Redis


@dataclass(frozen=True)
class Addresses:
    """Where the engines are, in the forms that the settings read."""

    database: str
    redis: str
    kafka: str = ""  # where there is one

    def as_environment(self) -> dict[str, str]:
        """The variables of the settings."""
        kafka = {"KAFKA_BOOTSTRAP_SERVERS": self.kafka} if self.kafka else {}
        return {"DATABASE_URL": self.database, "REDIS_URL": self.redis, **kafka}


class Engines:
    """Both engines of `var`; nobody else can start them there until `stop` or our death.

    `durable=False` takes the disk out of PostgreSQL's way: for data that nobody will miss. With
    `kafka` there is a place for Kafka as well; it is started by itself, for nobody waits for it.
    """

    def __init__(self, var: Path, *, durable: bool = True, kafka: bool = False) -> None:
        self.var = var.resolve()
        self._lock = Lock(self.var / "lock")
        self._durable = durable
        self.postgres: Postgres
        self.redis: Redis
        self.kafka = Kafka(self.var) if kafka else None

    def start(self) -> Addresses:
        """Start both. Raises Problem; then nothing of ours is left running."""
        try:
            self.reserve()
            self.postgres.start()
            self.redis.start()
        except OSError as error:
            self.stop()
            raise from_os_error(error, self.var) from None
        except BaseException:
            self.stop()
            raise
        return self.addresses

    def reserve(self) -> Addresses:
        """Take the folder and say where the engines will be, without starting them yet."""
        self.var.mkdir(parents=True, exist_ok=True)
        self._lock.take()
        if not hasattr(self, "postgres"):
            self.postgres = Postgres(self.var, durable=self._durable)
            self.redis = Redis(self.var)
        return self.addresses

    @property
    def addresses(self) -> Addresses:
        """Where they are, once reserved."""
        kafka = self.kafka.servers if self.kafka else ""
        return Addresses(self.postgres.url, self.redis.url, kafka)

    def stop(self) -> None:
        """Stop them in order and let the folder go; may be called again."""
        for name in ("kafka", "redis", "postgres"):
            if engine := getattr(self, name, None):
                engine.stop()
        self._lock.free()

    def __enter__(self) -> Addresses:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
