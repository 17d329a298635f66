"""A real Apache Kafka, one broker, private to one data folder: on the loopback only."""

from __future__ import annotations

import contextlib
import secrets
import signal
import socket
import subprocess
from pathlib import Path

from cinema.embedded import kafka_files
from cinema.embedded.engine import Engine
from cinema.embedded.ports import free_port
from cinema.embedded.problems import from_output, last_lines
from cinema.embedded.processes import end_strangers, working_in

# One node: whatever Kafka keeps for itself can have one copy only.
_SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
listeners=BROKER://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=BROKER://127.0.0.1:{advertised}
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=BROKER
controller.listener.names=CONTROLLER
log.dirs=data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
"""
_LOGGING = """\
rootLogger.level=WARN
rootLogger.appenderRef.out.ref=out
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d %p %c{1} %m%n
"""
_JVM = ("-Xmx256m", "-Xms64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


class Kafka(Engine):
    """One broker: `start`, and `servers` for its clients.

    `advertised` names another port by which clients come (a test's proxy).
    """

    name = "kafka"

    def __init__(self, var: Path, *, advertised: int | None = None) -> None:
        super().__init__(var)
        self._controller = free_port()
        self.advertised = advertised or self.port

    @property
    def servers(self) -> str:
        """Where clients begin."""
        return f"127.0.0.1:{self.advertised}"

    def start(self) -> None:
        """Start the broker on what it kept and wait until it listens. Raises Problem."""
        jars = kafka_files.fetch()
        self.folder.mkdir(parents=True, exist_ok=True)
        end_strangers(working_in(self.folder), signal.SIGTERM)
        self._write_settings()
        if not (self.folder / "data" / "meta.properties").exists():
            self._format(jars)
        broker = self._java(jars, "kafka.Kafka", "server.properties")
        if not self._launch(broker, 90) or not self.is_alive():
            shown = last_lines(self.log)
            self.stop()
            raise from_output(shown, self.folder, f"Kafka did not start:\n{shown}")

    def _write_settings(self) -> None:
        ports = {"port": self.port, "controller": self._controller, "advertised": self.advertised}
        settings = self.folder / "server.properties"
        settings.write_text(_SETTINGS.format(**ports), encoding="ascii")
        (self.folder / "log4j2.properties").write_text(_LOGGING, encoding="ascii")

    def _format(self, jars: Path) -> None:
        """Make an empty data folder what KRaft wants, under an identity of its own."""
        identity = "k" + secrets.token_urlsafe(16)[1:]  # one that begins with «-» is an option
        words = ("format", "--standalone", "-t", identity, "-c", "server.properties")
        told = subprocess.run(
            self._java(jars, "kafka.tools.StorageTool", *words),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if told.returncode:
            raise from_output(told.stdout, self.folder, f"Kafka did not start:\n{told.stdout}")

    def _java(self, jars: Path, *words: str) -> list[str]:
        return [str(kafka_files.java()), *_JVM, "-cp", f".:{jars}/*", *words]

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 2):
            return True
        return False
