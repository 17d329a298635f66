"""`make run KAFKA=1`: what it says where something is missing, and that it brings a Kafka."""

from __future__ import annotations

import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cinema.embedded import kafka_files
from cinema.embedded.ports import free_port
from cinema.embedded.problems import Problem
from cinema.embedded.processes import wait_for
from tests.embedded.launching import ROOT, Launcher, environment, folder_for_others, launch
from tests.kafka.broker import read_all, seqs_by_room, values
from tests.person import Person
from tests.services import NOT_RUN

JAVA = "echo 'openjdk version \"{}\" 2025-04-15' >&2"
PATIENCE = 120.0  # s until a record is in Kafka: the relay has just been started
# What a site without samples has not: a film to watch. Says too where its commands find Kafka.
MAKE_FILM = """
from django.conf import settings
from tests.factories import film_to_watch
print(film_to_watch().pk, settings.KAFKA_BOOTSTRAP_SERVERS)
"""


@pytest.fixture
def launcher(why_no_kafka: str) -> Iterator[Launcher]:
    if why_no_kafka:
        pytest.skip(f"{NOT_RUN}a whole site with Kafka ({why_no_kafka})")
    with folder_for_others() as folder:
        launcher = Launcher(folder / "var")
        yield launcher
        launcher.end()


@pytest.mark.kafka
@pytest.mark.timeout(600)
async def test_site_brings_a_kafka_of_its_own(launcher: Launcher, settings: Any) -> None:
    """R106, R107, R148: what is said in a room is in topic `watch_together` of the site's broker;
    its topic is made, its commands find it, and Ctrl-C leaves no process behind.
    """
    launcher.start(KAFKA="1")
    told = launch("manage", "shell", "-c", MAKE_FILM, **environment(launcher.var, launcher.port))
    assert told.returncode == 0, told.stderr
    film, settings.KAFKA_BOOTSTRAP_SERVERS = told.stdout.split()[-2:]
    assert settings.KAFKA_ROOM_TOPIC == "watch_together"

    host = await Person(launcher.url.rstrip("/"), "Host").sign_up()
    token = (await host.post("rooms", {"film": film}))["token"]
    said = await host.post(f"rooms/{token}/messages", {"id": "first", "text": "Слышно в Kafka?"})
    log = (await host.get(f"rooms/{token}/events?after=0"))["results"]
    await host.close()

    def is_there() -> bool:
        return len(read_all(settings.KAFKA_ROOM_TOPIC)) >= len(log)

    assert wait_for(is_there, PATIENCE, step=0.2), launcher.said()
    messages = read_all(settings.KAFKA_ROOM_TOPIC)
    assert list(seqs_by_room(messages).values()) == [[record["seq"] for record in log]]
    [record] = [value for value in values(messages) if value["kind"] == "chat.message"]
    assert (record["seq"], record["payload"]["text"]) == (said["seq"], "Слышно в Kafka?")
    assert record["actor"] == {"id": host.id, "name": "Host"}

    assert launcher.process_of("kafka.Kafka")
    assert launcher.send(signal.SIGINT) == 0
    assert launcher.said().rstrip().endswith("stopped")
    assert launcher.left() == []


def without(*programs: str, folder: Path) -> str:
    """A PATH on which everything is that is on ours, but for these."""
    folder.mkdir()
    for name in ("java", "mvn", "postgres", "redis-server", "ffmpeg", "env"):
        found = shutil.which(name)
        if found and name not in programs:
            (folder / name).symlink_to(found)
    return str(folder)


def test_missing_java_is_one_sentence(tmp_path: Path) -> None:
    """R148: said at once, before anything has started, with two ways out."""
    told = launch(
        "run",
        KAFKA="1",
        VAR=str(tmp_path / "var"),
        PORT=str(free_port()),
        PATH=without("java", folder=tmp_path / "bin"),
    )
    assert told.returncode == 1
    assert re.fullmatch(
        r"Kafka needs Java 17 and there is none: install it .*", told.stderr.strip()
    )
    assert "start without KAFKA=1" in told.stderr
    assert not (tmp_path / "var").exists()


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout into which Kafka was not fetched; its whole PATH is this folder."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(kafka_files, "HOME", tmp_path / "kafka-program" / "1")
    (tmp_path / "kafka-program").mkdir()
    return programs


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize("version", ["11.0.2", "1.8.0_392", "16"])
def test_old_java_is_one_sentence(elsewhere: Path, version: str) -> None:
    """R148: which one is there, which is needed, and two ways out."""
    program(elsewhere, "java", JAVA.format(version))
    number = version.partition(".")[0]
    sentence = f"Kafka needs Java 17 or newer and this is {number}: .* start without KAFKA=1"
    with pytest.raises(Problem, match=sentence):
        kafka_files.require_tools()


def test_missing_maven_is_one_sentence(elsewhere: Path) -> None:
    """R148: where Kafka is not fetched yet, its fetcher is asked for before anything starts."""
    program(elsewhere, "java", JAVA.format("17.0.15"))
    sentence = "Kafka is fetched by Maven and there is none: .* start without KAFKA=1"
    with pytest.raises(Problem, match=sentence):
        kafka_files.require_tools()
    kafka_files.HOME.mkdir()  # fetched before: nobody needs Maven any more
    kafka_files.require_tools()


def test_maven_that_fails_is_quoted_and_leaves_nothing(elsewhere: Path) -> None:
    """R148: without a network, say: what Maven said is shown; the next start tries again."""
    program(elsewhere, "java", JAVA.format("17.0.15"))
    program(elsewhere, "mvn", "echo 'Could not transfer artifact: unknown host'; exit 1")
    with pytest.raises(Problem, match=r"could not bring Kafka [\d.]+:\n +Could not transfer"):
        kafka_files.fetch()
    assert [path.name for path in kafka_files.HOME.parent.iterdir()] in ([], ["lock"])


def test_kafka_is_pinned_and_the_same_everywhere() -> None:
    """R147: the embedded mode and compose run one version."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert f"image: apache/kafka:{kafka_files.VERSION}\n" in compose
