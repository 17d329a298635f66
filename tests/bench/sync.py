"""`make bench-sync`: how closely real browsers play together, in milliseconds.

Several Chromium processes sit in one room of a whole site (daphne, Celery, PostgreSQL, Redis).
Each page notes its video element's currentTime every 20 ms on the monotonic clock of the machine,
which all processes share. BROWSERS, SECONDS and ROUNDS in the environment change the size.
"""

# ruff: noqa: E402  Django has to be set up before anything of the project is imported

import itertools
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.services import services  # first: it prepares the environment for Django

import django  # isort: skip

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from rooms.models import Room
from tests.bench.report import Reaction, report
from tests.bench.spread import Course, Sample, settled_after, spreads
from tests.e2e.browsers import CHROMIUM_FLAGS, SOUND_ALLOWED
from tests.factories import make_users, open_room
from tests.films import made_film, put_film
from tests.services import chromium
from tests.stack import Stack

BROWSERS = int(os.environ.get("BROWSERS", "3"))
SECONDS = float(os.environ.get("SECONDS", "30"))
ROUNDS = int(os.environ.get("ROUNDS", "6"))
FILM_SECONDS = 120
WATCH = 5.0  # s for which the players are watched after a command
FAR = 50.0  # s of film that a seek winds by, so that no jump is taken for a breath
SETTLE = 5.0  # s after the start that do not count as steady

SAMPLER = """() => {
  const video = document.querySelector("[data-testid=player]");
  const samples = [];
  setInterval(() => samples.push([performance.now(), video.currentTime, video.paused]), 20);
  document.addEventListener("bench-read", () => {
    document.documentElement.dataset.bench = JSON.stringify(samples.splice(0));
  });
}"""
READ = """() => {
  document.dispatchEvent(new Event("bench-read"));
  return JSON.parse(document.documentElement.dataset.bench);
}"""
PRESS = "id => { document.querySelector(`[data-testid=${id}]`).click(); return performance.now(); }"
WIND = """place => {
  const slider = document.querySelector("[data-testid=seek]");
  slider.value = place;
  slider.dispatchEvent(new Event("change"));
  return performance.now();
}"""


class Watcher:
    """One browser in the room and the course of its film."""

    def __init__(self, browser: Browser, url: str, cookie: dict[str, str], room: Room) -> None:
        context = browser.new_context(
            base_url=url, locale="ru-RU", viewport={"width": 960, "height": 540}
        )
        context.add_cookies([{**cookie, "url": url}])
        self.page: Page = context.new_page()
        self.page.goto(f"/rooms/{room.token}/")
        self.page.wait_for_selector("[data-testid=sync-status][data-state=in-step]")
        self.began = _navigation_start(context.new_cdp_session(self.page))
        self.course: list[Sample] = []
        self.page.evaluate(SAMPLER)

    def press(self) -> float:
        """Press play or pause; return when, on the common clock."""
        return self.moment(self.page.evaluate(PRESS, "play-pause"))

    def wind(self, place: float) -> float:
        """Wind to a place; return when, on the common clock."""
        return self.moment(self.page.evaluate(WIND, place))

    def collect(self) -> Course:
        """Return the whole course so far."""
        self.course += [
            Sample(self.moment(at), position, paused)
            for at, position, paused in self.page.evaluate(READ)
        ]
        return self.course

    def moment(self, milliseconds: float) -> float:
        """Return the page's performance.now() on the machine's monotonic clock (s)."""
        return self.began + milliseconds / 1000


def _navigation_start(session: CDPSession) -> float:
    """When the page's clock began, in the ticks that all processes of the machine share (s)."""
    session.send("Performance.enable")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "NavigationStart"))


def measure(watchers: list[Watcher]) -> tuple[list[float], list[Reaction]]:
    """Return the steady spreads (ms) and what each command did."""
    watchers[0].press()
    time.sleep(SETTLE)
    for left in range(int(SECONDS), 0, -10):
        print(f"  steady, {left} s left", flush=True)
        time.sleep(min(10, left))
    courses = [watcher.collect() for watcher in watchers]
    end = min(course[-1].at for course in courses)
    steady = [spread for _, spread in spreads(courses, end - SECONDS, end)]
    return steady, [reaction for number in range(ROUNDS) for reaction in _round(watchers, number)]


def _round(watchers: list[Watcher], number: int) -> Iterator[Reaction]:
    """Pause, play, wind: each by another person."""
    print(f"  commands, round {number + 1} of {ROUNDS}", flush=True)
    hands = [watchers[(number + step) % len(watchers)] for step in range(3)]
    yield _reaction("pause", hands[0].press(), watchers)
    yield _reaction("play", hands[1].press(), watchers)
    here = watchers[0].course[-1].position
    yield _reaction("seek", hands[2].wind((here + FAR) % (FILM_SECONDS - 15)), watchers)


def _reaction(action: str, asked: float, watchers: list[Watcher]) -> Reaction:
    time.sleep(WATCH)
    courses = [watcher.collect() for watcher in watchers]
    looks = spreads(courses, asked, min(course[-1].at for course in courses))
    obeyed = [_obeyed(action, course, asked) for course in courses]
    return Reaction(
        action=action,
        obeyed=max(obeyed),
        within_frame=settled_after(looks, asked, 42),
        within_echo=settled_after(looks, asked, 10),
    )


def _obeyed(action: str, course: Course, asked: float) -> float:
    """How long after the click (s) the element did what was asked; endless if it never did."""
    for before, sample in itertools.pairwise(course):
        if sample.at <= asked:  # `before` may be older: on a quiet machine the first look is late
            continue
        jumped = abs(sample.position - before.position) > 1.0
        if {"pause": sample.paused, "play": not sample.paused, "seek": jumped}[action]:
            return sample.at - asked
    return float("inf")


@contextmanager
def site() -> Iterator[Stack]:
    """A whole site on a database of its own."""
    services.start()
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with Stack(services) as stack:
            stack.start_web()
            stack.start_worker()
            yield stack
    finally:
        connection.creation.destroy_test_db("unused", verbosity=0)
        teardown_test_environment()
        services.stop()


def furnish() -> tuple[Room, list[dict[str, str]]]:
    """Make a room and people in it; return it with the cookie of each."""
    films = Path(tempfile.gettempdir()) / "kino-bench-films"
    path = made_film(films, FILM_SECONDS)
    film = put_film(path, name="Луна над водой", english="Moon over Water", seconds=FILM_SECONDS)
    people = make_users(BROWSERS)
    return open_room(*people, title=film), [_cookie(person) for person in people]


def _cookie(person: Any) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


def main() -> int:
    """Measure and print; 0 when every target is reached."""
    path = chromium()
    if path is None:
        print("not run: no Chromium found (CHROMIUM=/path names one)")
        return 0
    with ExitStack() as after:
        stack = after.enter_context(site())
        room, cookies = furnish()
        connection.close()
        playwright = after.enter_context(sync_playwright())
        print(f"{BROWSERS} browsers enter the room", flush=True)
        flags = [*CHROMIUM_FLAGS, SOUND_ALLOWED]
        browsers = [playwright.chromium.launch(executable_path=path, args=flags) for _ in cookies]
        watchers = [
            Watcher(browser, stack.url, cookie, room)
            for browser, cookie in zip(browsers, cookies, strict=True)
        ]
        steady, reactions = measure(watchers)
        for browser in browsers:
            browser.close()
    return report(steady, reactions, browsers=BROWSERS)


if __name__ == "__main__":
    sys.exit(main())
