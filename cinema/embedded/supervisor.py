"""Brings the whole site up, keeps it up, and takes it down in order, leaving nothing behind."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import IO, cast

from cinema.embedded import kafka_files
from cinema.embedded.binaries import ffmpeg
from cinema.embedded.engines import Engines
from cinema.embedded.parts import Keeper, Part, beat_of, is_ready, relay_of, web_of, worker_of
from cinema.embedded.place import Place
from cinema.embedded.prepared import Preparation
from cinema.embedded.problems import DISK_FULL, Problem, from_os_error, from_output, last_lines
from cinema.embedded.processes import (
    adopt_orphans,
    bury,
    end_strangers,
    end_with,
    marked,
    stop,
)
from cinema.embedded.site_commands import running_file
from cinema.embedded.virtualenv import ROOT

_STEP = 0.1  # seconds between looks at the parts
_ROOM_ON_DISK = 64 * 1024 * 1024  # bytes: with less PostgreSQL would soon stop in mid-work

_WELCOME = """
ready {url}
{neighbours}
  people     vasily@example.test  anya@example.test  petr@example.test  olga@example.test
  password   kino-together

  three things to try
    1. Sign in as vasily (one click), open the first film, press «Хочу посмотреть»:
       anya and petr want it too. Press «Смотреть вместе».
    2. Open the room's link in a private window as anya: pause, wind and talk;
       both see the same frame.
    3. As vasily close the room, and read the evening again on its archive page.

  Ctrl-C stops everything; data, letters and logs stay in {var}
"""


class Stopping(Exception):
    """Raised out of the start when a signal came."""


def run(place: Place) -> int:
    """Run the site of `place` until a signal; 0 after an orderly end. Raises Problem."""
    return Supervisor(place).run()


class Supervisor:
    """One run of one site."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.engines = Engines(place.var, kafka=place.kafka)
        self._parts: list[Part] = []
        self._stopping = False

    def run(self) -> int:
        """Start, watch, stop."""
        self._listen()
        try:
            self._start()
            self._watch()
        except Stopping:
            pass
        except OSError as error:
            raise from_os_error(error, self.place.var) from None
        finally:
            self._stop()
        return 0

    def _listen(self) -> None:
        signs = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        for sign in signs:
            signal.signal(sign, self._on_signal)
        # A starter may have blocked them, and we and our parts would inherit that.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signs)
        adopt_orphans()
        if os.environ.get("MAKELEVEL"):
            # Started by make: if that is killed, nobody is left to stop us.
            end_with(os.getppid(), signal.SIGTERM)()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True  # nothing more: every wait of ours looks at it

    def _start(self) -> None:
        place = self.place
        place.var.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(place.var).free < _ROOM_ON_DISK:
            raise Problem(DISK_FULL.format(place=place.var))
        self.engines.reserve()
        if place.kafka:
            kafka_files.fetch()  # now: what is missing is said before anything has started
        end_strangers(marked(place.mark), signal.SIGTERM)
        say("starting PostgreSQL and Redis …")
        self.engines.start()
        self._parts = [self.engines.postgres, self.engines.redis]
        self._look()
        preparation = Preparation(self.engines.postgres.home, place.var)
        if not preparation.stands():
            self._prepare()
            preparation.remember()
        say("opening the doors …")
        self._open(web_of(place, self._environment))
        self._wait_until_ready()
        for part_of in (worker_of, beat_of):  # not before: they would share the cores
            self._open(part_of(place, self._environment))
        if self.engines.kafka:
            say("starting Kafka …")
            self._open(self.engines.kafka)
            self._open(relay_of(place, self._environment))
        self._write_running()
        neighbours = "".join(f"  in the network: {url}\n" for url in place.neighbours_urls)
        say(_WELCOME.format(url=place.url, var=place.var, neighbours=neighbours))

    def _environment(self) -> dict[str, str]:
        programs = {"FFMPEG_BINARY": os.environ.get("FFMPEG_BINARY") or ffmpeg()}
        return self.place.environment(self.engines.addresses.as_environment()) | programs

    def _look(self) -> None:
        if self._stopping:
            raise Stopping

    def _prepare(self) -> None:
        """Run the preparation, showing its output as it comes. Raises Problem, Stopping."""
        log = self.place.var / "log" / "prepare.log"
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-m", "cinema.embedded.prepare"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=self._environment(),
            start_new_session=True,
            preexec_fn=end_with(os.getpid(), signal.SIGTERM),
        )
        try:
            with log.open("wb") as copy:
                self._pass_on(cast("IO[bytes]", process.stdout), copy.write)
                process.wait()
        finally:
            stop(process)
        if process.returncode:
            shown = last_lines(log)
            raise from_output(
                shown, self.place.var, f"the site could not be prepared:\n{shown}\n  whole: {log}"
            )

    def _pass_on(self, output: IO[bytes], copy: Callable[[bytes], object]) -> None:
        while True:
            self._look()
            if select.select([output], [], [], _STEP)[0]:
                text = os.read(output.fileno(), 65_536)
                if not text:
                    return
                copy(text)
                with contextlib.suppress(OSError):
                    sys.stdout.buffer.write(text)
                    sys.stdout.buffer.flush()

    def _open(self, part: Part) -> None:
        self._parts.append(part)
        part.start()

    def _wait_until_ready(self) -> None:
        """Wait for the first good answer. Raises Problem with what a dead part said, Stopping."""
        end = time.monotonic() + 120
        while not is_ready(self.place):
            self._look()
            dead = [part for part in self._parts if not part.is_alive()]
            if dead or time.monotonic() > end:
                part = (dead or self._parts[-1:])[0]
                shown = last_lines(part.log, 20)
                what = f"{part.name} did not start:\n{shown}\n  whole: {part.log}"
                raise from_output(shown, self.place.var, what)
            time.sleep(_STEP)

    def _write_running(self) -> None:
        """Tell `make superuser` and the like where the engines are; only our user may read it."""
        file = running_file(self.place.var)
        file.touch(mode=0o600)
        addresses = self.engines.addresses
        file.write_text(json.dumps(dataclasses.asdict(addresses)))

    def _watch(self) -> None:
        keepers = [Keeper(part, say) for part in self._parts]
        while not self._stopping:
            for keeper in keepers:
                try:
                    keeper.look(time.monotonic())
                except (Problem, OSError) as trouble:
                    say(str(trouble))
            time.sleep(_STEP)

    def _stop(self) -> None:
        """Doors first, engines last: nothing writes to an engine that is going away."""
        parts = list(reversed(self._parts))
        if parts:
            say("stopping …")
        with ThreadPoolExecutor() as together:
            list(together.map(lambda part: part.stop(), _doors(parts)))
        running_file(self.place.var).unlink(missing_ok=True)
        self.engines.stop()
        bury()
        if parts:
            say("stopped")


def _doors(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.name in ("web", "worker", "beat", "relay")]


def say(text: str) -> None:
    """Tell the person; a closed terminal is no reason to fall."""
    with contextlib.suppress(OSError):
        print(text, flush=True)
