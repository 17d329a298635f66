"""`make bench-sync`: how closely real browsers play together, in milliseconds.

Several Chromium processes, and a Firefox if asked, sit in one room of a whole site (daphne, Celery,
PostgreSQL, Redis), each behind a road of its own to the web port. Each page notes its video
element's currentTime on the monotonic clock of the machine, which all processes share. BROWSERS,
SECONDS, ROUNDS, NETWORK (quiet, far, uneven, stalls, cuts or all) and FIREFOX=1 choose.
"""

# ruff: noqa: E402  Django has to be set up before anything of the project is imported

import itertools
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.services import services  # first: it prepares the environment for Django

import django  # isort: skip

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment
from playwright.sync_api import sync_playwright

from catalog.models import Title
from rooms.models import Room
from tests.bench import networks, rivals
from tests.bench.networks import Network
from tests.bench.report import Found, Reaction, report
from tests.bench.spread import Course, jumps, settled_after, spreads
from tests.bench.watchers import ChromiumPage, FirefoxPage, Page, Watcher, wait_for
from tests.e2e.bidi import Firefox
from tests.e2e.browsers import CHROMIUM_FLAGS, SOUND_ALLOWED
from tests.factories import make_users, open_room
from tests.films import made_film, put_film
from tests.proxy import Proxy
from tests.services import chromium, firefox
from tests.stack import Stack

BROWSERS = int(os.environ.get("BROWSERS", "3"))
SECONDS = float(os.environ.get("SECONDS", "30"))
ROUNDS = int(os.environ.get("ROUNDS", "4"))
NETWORKS = os.environ.get("NETWORK", "all")
WITH_FIREFOX = os.environ.get("FIREFOX", "") not in ("", "0")
FILM_SECONDS = 240
WATCH = 5.0  # s for which the players are watched after a command
HOLD = 2.0  # s for which a line is held while somebody winds
FAR = 50.0  # s of film that a seek winds by, so that no jump is taken for a breath
SETTLE = 5.0  # s after the start that do not count as steady
PATIENCE = 60.0  # s for all to be in step with a room that stands

Seats = tuple[Room, list[dict[str, str]]]
Opener = Callable[[str, dict[str, str]], Page]


class Evening:
    """One room on one network: who sits there, by which roads, and what they do."""

    def __init__(self, network: Network, watchers: list[Watcher], roads: list[Proxy]) -> None:
        self.network, self.watchers, self.roads = network, watchers, roads

    def measure(self) -> Found:
        """Play, then let everything happen that happens in a room."""
        wait_for(self._are_in_step, PATIENCE, "all pages in step")
        self.watchers[0].press()
        time.sleep(SETTLE)
        steady = self._steady()
        reactions = [r for number in range(ROUNDS) for r in self._round(number)]
        doubt = max(watcher.page.doubt for watcher in self.watchers) * 1000
        return Found(reactions=reactions, doubt=doubt, **steady)

    def _are_in_step(self) -> bool:
        return all(watcher.is_in_step() for watcher in self.watchers)

    def _steady(self) -> dict[str, Any]:
        for watcher in self.watchers:
            watcher.collect()
        before = [(watcher.rates, watcher.seeks) for watcher in self.watchers]
        for seat, road in enumerate(self.roads):
            road.begin()
            self.network.happen(seat, road, SECONDS - 2)
        start = time.monotonic()
        for left in range(int(SECONDS), 0, -10):
            print(f"  steady, {left} s left", flush=True)
            time.sleep(min(10, left))
        courses = [watcher.collect() for watcher in self.watchers]
        end = start + SECONDS
        corrections = [w.rates - b[0] for w, b in zip(self.watchers, before, strict=True)]
        minutes = len(courses) * SECONDS / 60
        return {
            "steady": [spread for _, spread in spreads(courses, start, end)],
            "nudges": sum(corrections) / minutes,
            "jumps": sum(jumps(course, start, end) for course in courses),
        }

    def _round(self, number: int) -> Iterator[Reaction]:
        """Each thing is done by another person."""
        print(f"  commands, round {number + 1} of {ROUNDS}", flush=True)
        hands = itertools.islice(itertools.cycle(self.watchers), number, None)
        yield self._reaction("pause", next(hands).press())
        yield self._reaction("play", next(hands).press())
        yield self._reaction("seek", self._wind(next(hands)))
        hand, far = next(hands), number % len(self.watchers)
        far = far if self.watchers[far] is not hand else (far + 1) % len(self.watchers)
        self.roads[far].stall(HOLD)
        asked = self._wind(hand)
        time.sleep(HOLD)
        yield self._reaction("stall", asked, since=asked + HOLD)
        self.roads[far].cut()
        yield self._reaction("reconnect", self._wind(hand))
        yield self._reaction("join", self.watchers[far].enter())

    def _wind(self, hand: Watcher) -> float:
        return hand.wind((hand.collect()[-1].position + FAR) % (FILM_SECONDS - 30))

    def _reaction(self, action: str, asked: float, since: float | None = None) -> Reaction:
        """What was seen until `WATCH` after `since`, the moment from which it counts."""
        since = asked if since is None else since
        time.sleep(max(0.0, since + WATCH - time.monotonic()))
        courses = [watcher.collect() for watcher in self.watchers]
        looks = spreads(courses, since, min(c[-1].at for c in courses if c))
        return Reaction(
            action=action,
            obeyed=max(_obeyed(action, course, asked) for course in courses),
            within_frame=settled_after(looks, since, 42),
            within_echo=settled_after(looks, since, 10),
        )


def _obeyed(action: str, course: Course, asked: float) -> float:
    """How long after the click (s) the element did what was asked; endless if it never did."""
    if action == "join":
        return float("nan")  # nobody else is asked for anything
    for before, sample in itertools.pairwise(course):
        if sample.at <= asked:  # `before` may be older: on a quiet machine the first look is late
            continue
        jumped = abs(sample.position - before.position) > 1.0
        if {"pause": sample.paused, "play": not sample.paused}.get(action, jumped):
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


def furnish(film: Title) -> Seats:
    """A new room with new people in it, and the cookie of each."""
    people = make_users(BROWSERS)
    return open_room(*people, title=film), [_cookie(person) for person in people]


def a_film() -> Title:
    """A made film, kept between runs."""
    path = made_film(Path(tempfile.gettempdir()) / "kino-bench-films", FILM_SECONDS)
    return put_film(path, name="Луна над водой", english="Moon over Water", seconds=FILM_SECONDS)


def _cookie(person: Any) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


def evening(network: Network, seats: Seats, stack: Stack, openers: list[Opener]) -> Found:
    """What happens in one room on one network."""
    room, cookies = seats
    with ExitStack() as after:
        roads = [after.enter_context(network.proxy(s, stack.port)) for s in range(len(cookies))]
        pages = [
            opener(road.through(stack.url), cookie)
            for opener, road, cookie in zip(openers, roads, cookies, strict=True)
        ]
        for page in pages:
            after.callback(page.close)
        watchers = [Watcher(page, f"/rooms/{room.token}/") for page in pages]
        return Evening(network, watchers, roads).measure()


def start_browsers(after: ExitStack, path: str) -> list[Opener]:
    """The browsers, each a process of its own; the last one is Firefox if it was asked for."""
    fox = firefox() if WITH_FIREFOX else None
    if WITH_FIREFOX and fox is None:
        print("not run: Firefox (none found; FIREFOX_BIN=/path names one)")
    playwright = after.enter_context(sync_playwright())
    flags = [*CHROMIUM_FLAGS, SOUND_ALLOWED]
    openers: list[Opener] = []
    for _ in range(BROWSERS - (fox is not None)):
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        after.callback(browser.close)
        openers.append(partial(ChromiumPage, browser))
    if fox is not None:
        openers.append(partial(FirefoxPage, after.enter_context(Firefox(fox))))
    return openers


def main() -> int:
    """Measure and print; 0 when every target is reached."""
    path = chromium()
    if path is None:
        print("not run: no Chromium found (CHROMIUM=/path names one)")
        return 0
    missed = 0
    with ExitStack() as after:
        stack = after.enter_context(site())
        film = a_film()
        furnished = [(network, furnish(film)) for network in networks.chosen(NETWORKS)]
        connection.close()  # Playwright's loop lives in this thread, and the ORM wants none
        openers = start_browsers(after, path)
        for network, seats in furnished:
            print(f"\n{network.name}: {network.about}; {len(openers)} browsers", flush=True)
            found = evening(network, seats, stack, openers)
            missed += report(network, found, rivals.steady(network.name))
    return missed


if __name__ == "__main__":
    sys.exit(min(1, main()))
