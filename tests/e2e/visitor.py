"""A person in a browser: what he does on the pages, and what his video element shows."""

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

PATIENCE = 15_000  # ms; the machine may be busy with other tests
expect.set_options(timeout=PATIENCE)

# Where the film stands, and when that was, on a clock that all pages of one machine share.
READ_FILM = """video => ({
  position: video.currentTime,
  at: performance.timeOrigin + performance.now(),
  paused: video.paused,
  rate: video.playbackRate,
  muted: video.muted,
})"""


class Visitor:
    """One person and his page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.problems: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        # A strict policy that blocks something of our own is a fault of the page.
        if message.type == "error" and "Content Security Policy" in message.text:
            self.problems.append(message.text)

    def see(self, test_id: str) -> Locator:
        """The thing with this data-testid."""
        return self.page.get_by_test_id(test_id)

    def enter(self, room: Any) -> None:
        """Open a room's page and wait until its player is in step with the room."""
        self.page.goto(f"/rooms/{room.token}/")
        self.wait_until_in_step()

    def wait_until_in_step(self) -> None:
        """Until the badge says so."""
        expect(self.see("sync-status")).to_have_attribute("data-state", "in-step", timeout=PATIENCE)

    def film(self) -> dict[str, Any]:
        """What the video element shows at this moment."""
        shown: dict[str, Any] = self.see("player").evaluate(READ_FILM)
        return shown

    def wind_to(self, seconds: float) -> None:
        """Move the slider and let it go."""
        self.see("seek").fill(str(seconds))

    def say(self, text: str) -> None:
        """Write into the chat."""
        self.see("chat-input").fill(text)
        self.see("chat-send").click()

    def hears(self, text: str) -> None:
        """Wait for somebody's words, saved by the server."""
        words = self.see("chat-message").filter(has_text=text)
        expect(words).to_have_count(1)
        expect(words).to_have_attribute("data-seq", ANY_NUMBER)

    def is_told(self, text: str) -> None:
        """Wait for a system line."""
        expect(self.see("chat-system").filter(has_text=text).first).to_be_visible()


ANY_NUMBER = re.compile(r"\d+")


def apart(*people: Visitor) -> float:
    """Return by how many seconds the films differ, read one by one, compared as of one moment."""
    films = [person.film() for person in people]
    latest = max(film["at"] for film in films)
    places = [
        film["position"] + (0 if film["paused"] else (latest - film["at"]) / 1000 * film["rate"])
        for film in films
    ]
    return max(places) - min(places)


def eventually(fact: Callable[[], bool], within: float = 15.0, step: float = 0.1) -> bool:
    """Wait until `fact` holds; return whether it did within so many seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if fact():
            return True
        time.sleep(step)
    return fact()
