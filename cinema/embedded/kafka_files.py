"""Apache Kafka's own program, fetched once from Maven; nothing of it is in the checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from cinema.embedded.lock import Lock
from cinema.embedded.problems import Problem, from_output
from cinema.embedded.virtualenv import ROOT

VERSION = "4.1.1"
OLDEST_JAVA = 17
HOME = ROOT / "var" / "kafka-program" / VERSION  # one copy for all data folders of the checkout
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kino</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId>
      <version>{version}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId>
      <version>2.24.3</version>
    </dependency>
  </dependencies>
</project>
"""


def java() -> Path:
    """The Java to run Kafka with. Raises Problem."""
    program = shutil.which("java")
    if program is None:
        raise Problem(
            f"Kafka needs Java {OLDEST_JAVA} and there is none: install it (on Debian and Ubuntu: "
            "apt install openjdk-17-jre-headless), or start without KAFKA=1"
        )
    told = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=30)
    number = re.search(r'version "(\d+)', told.stderr + told.stdout)
    if number is None or int(number[1]) < OLDEST_JAVA:
        raise Problem(
            f"Kafka needs Java {OLDEST_JAVA} or newer and this is {number[1] if number else '?'}: "
            "install a newer one, or start without KAFKA=1"
        )
    return Path(program)


def require_tools() -> None:
    """Raise Problem unless Kafka is here or can be fetched; quick, starts nothing."""
    java()
    if not HOME.is_dir() and shutil.which("mvn") is None:
        raise Problem(
            "Kafka is fetched by Maven and there is none: install it (on Debian and Ubuntu: "
            "apt install maven), or start without KAFKA=1"
        )


def fetch(patience: float = 300) -> Path:
    """The folder with Kafka's jars; fetched by Maven where it is not there yet. Raises Problem."""
    require_tools()
    if HOME.is_dir():
        return HOME
    lock = Lock(HOME.parent / "lock")
    lock.take(wait=True)
    try:
        if not HOME.is_dir():
            print(f"fetching Apache Kafka {VERSION} by Maven: the first time only …", flush=True)
            _fetch(patience)
    finally:
        lock.free()
    return HOME


def _fetch(patience: float) -> None:
    with tempfile.TemporaryDirectory(dir=HOME.parent, prefix="new-") as name:
        folder = Path(name)
        (folder / "pom.xml").write_text(_POM.format(version=VERSION), encoding="ascii")
        try:
            maven = subprocess.run(
                ["mvn", "-q", "-B", _COPY, f"-DoutputDirectory={folder / 'jars'}"],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=patience,
            )
        except subprocess.TimeoutExpired:
            raise Problem(f"Maven did not bring Kafka within {patience:g} s: try again") from None
        if maven.returncode or not list((folder / "jars").glob(f"kafka_2.13-{VERSION}.jar")):
            said = "\n".join(f"    {line}" for line in maven.stdout.splitlines()[-6:])
            raise from_output(said, HOME, f"Maven could not bring Kafka {VERSION}:\n{said}")
        (folder / "jars").rename(HOME)
