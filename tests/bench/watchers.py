"""Real browsers in a room, and where their films stand on one monotonic clock of the machine."""

import time
from collections.abc import Callable
from typing import Any, Protocol

from playwright.sync_api import Browser

from tests.bench.spread import Course, Sample
from tests.e2e.bidi import Firefox

VIEWPORT = {"width": 960, "height": 540}
PROBES = 60  # questions for the time of a page whose clock the machine does not tell

# Every `gap` ms; for a browser that tells the place in steps, only each new step.
SAMPLER = """([gap, steps]) => {
  const video = document.querySelector("[data-testid=player]");
  const samples = [];
  const counts = {rates: 0, seeks: 0};
  let place = NaN, stood = true, noted = -Infinity;
  video.addEventListener("ratechange", () => { counts.rates += 1; });
  video.addEventListener("seeking", () => { counts.seeks += 1; });
  setInterval(() => {
    const now = performance.now();
    const {currentTime, paused} = video;
    if (steps && currentTime === place && paused === stood && now - noted < 150) return;
    [place, stood, noted] = [currentTime, paused, now];
    samples.push([now, currentTime, paused]);
  }, gap);
  document.addEventListener("bench-read", () => {
    document.documentElement.dataset.bench = JSON.stringify([samples.splice(0), counts]);
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
IN_STEP = "() => document.querySelector('[data-testid=sync-status]')?.dataset.state === 'in-step'"
HAS_FILM = "() => document.querySelector('[data-testid=player]') !== null"
NOW = "() => performance.now()"


class Page(Protocol):
    """What a browser must be able to do."""

    def open(self, path: str) -> None: ...
    def evaluate(self, function: str, argument: Any = None) -> Any: ...
    def began(self) -> float: ...
    def close(self) -> None: ...

    steps: bool
    doubt: float


class ChromiumPage:
    """A page of a Chromium of its own; its clock begins at a tick that the machine tells."""

    steps, doubt = False, 0.0

    def __init__(self, browser: Browser, url: str, cookie: dict[str, str]) -> None:
        context = browser.new_context(base_url=url, locale="ru-RU", viewport=VIEWPORT)
        context.add_cookies([{**cookie, "url": url}])
        self.page = context.new_page()
        self.session = context.new_cdp_session(self.page)
        self.session.send("Performance.enable")

    def open(self, path: str) -> None:
        self.page.goto(path, wait_until="domcontentloaded")

    def evaluate(self, function: str, argument: Any = None) -> Any:
        return self.page.evaluate(function, argument)

    def began(self) -> float:
        """When the page's clock began, in the ticks that all processes share (s)."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in metrics if m["name"] == "NavigationStart"))

    def close(self) -> None:
        self.page.context.close()


class FirefoxPage:
    """A tab of Firefox; its clock is found out by asking, best of many round trips."""

    steps, doubt = True, 0.0

    def __init__(self, firefox: Firefox, url: str, cookie: dict[str, str]) -> None:
        self.tab = firefox.new_tab(url)
        self.tab.set_viewport(**VIEWPORT)
        self.tab.set_cookie(cookie["name"], cookie["value"], url)

    def open(self, path: str) -> None:
        self.tab.goto(path, wait="interactive")

    def evaluate(self, function: str, argument: Any = None) -> Any:
        return self.tab.evaluate(function, argument)

    def began(self) -> float:
        rounds = [self._ask() for _ in range(PROBES)]
        trip, began = min(rounds)
        self.doubt = trip / 2
        return began

    def close(self) -> None:
        self.tab.close()

    def _ask(self) -> tuple[float, float]:
        asked = time.monotonic()
        shown = self.tab.evaluate(NOW) / 1000
        heard = time.monotonic()
        return heard - asked, (asked + heard) / 2 - shown


class Watcher:
    """One browser in the room and the course of its film."""

    def __init__(self, page: Page, path: str) -> None:
        self.page, self.path = page, path
        self.course: list[Sample] = []
        self.rates = self.seeks = 0  # on the page that is open now
        self._began = 0.0
        self.enter()

    def enter(self) -> float:
        """Open the room's page, again too; return when the hand pressed Enter (s)."""
        asked = time.monotonic()
        self.page.open(self.path)
        wait_for(lambda: bool(self.page.evaluate(HAS_FILM)), 30, "a page with a film")
        self._began = self.page.began()
        self.course = []
        self.page.evaluate(SAMPLER, [4, True] if self.page.steps else [20, False])
        return asked

    def is_in_step(self) -> bool:
        """What the page's own badge says."""
        return bool(self.page.evaluate(IN_STEP))

    def press(self) -> float:
        """Press play or pause; return when, on the common clock."""
        return self._moment(self.page.evaluate(PRESS, "play-pause"))

    def wind(self, place: float) -> float:
        """Wind to a place; return when, on the common clock."""
        return self._moment(self.page.evaluate(WIND, place))

    def collect(self) -> Course:
        """Return the whole course so far."""
        samples, counts = self.page.evaluate(READ)
        self.rates, self.seeks = counts["rates"], counts["seeks"]
        self.course += [Sample(self._moment(at), place, paused) for at, place, paused in samples]
        return self.course

    def _moment(self, milliseconds: float) -> float:
        return self._began + milliseconds / 1000


def wait_for(fact: Callable[[], bool], within: float, what: str) -> None:
    """Wait until something is so; SystemExit with a plain word if it never is."""
    deadline = time.monotonic() + within
    while not fact():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited in vain: {what}")
        time.sleep(0.02)
