"""`make run KAFKA=1`: what it says where something is missing, and that it brings a Kafka."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from cinema.embedded import kafka_files
from cinema.embedded.ports import free_port
from tests.embedded.launching import ROOT, launch


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


def test_kafka_is_pinned_and_the_same_everywhere() -> None:
    """R147: the embedded mode and compose run one version."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert f"image: apache/kafka:{kafka_files.VERSION}\n" in compose
