"""A person in a browser: what he does on the pages, and what his video element shows."""

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, WebSocket, expect

from accounts.models import User
from rooms.models import Room, RoomRecord
from tests import wire_check

PATIENCE = 45_000  # ms; the machine may be busy with other tests
SECONDS = PATIENCE / 1000
TOGETHER = 0.1  # s between any two players in step
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
        self.undeclared: list[str] = []
        self.frames = 0  # overheard on the page's sockets
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._hear)
        page.on("websocket", self._overhear)

    def _hear(self, message: Any) -> None:
        # A strict policy that blocks something of our own is a fault of the page.
        if message.type == "error" and "Content Security Policy" in message.text:
            self.problems.append(message.text)

    def _overhear(self, socket: WebSocket) -> None:
        """Hold every frame of the page's sockets, both ways, against the AsyncAPI document."""
        channel = wire_check.channel_of(socket.url)
        socket.on("framereceived", lambda text: self._judge(wire_check.said, text, channel))
        socket.on("framesent", lambda text: self._judge(wire_check.heard, text, channel))

    def _judge(self, judge: Callable[..., Any], text: str | bytes, channel: str) -> None:
        self.frames += 1
        try:
            judge(text, channel)
        except wire_check.UndeclaredFrame as problem:
            self.undeclared.append(str(problem))

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

    def comes_to_rest(self) -> None:
        """Wait until nothing fades, slides or grows any more: then the page may be measured."""
        assert eventually(lambda: self.page.evaluate(STILL)), "the page never comes to rest"

    def film(self) -> dict[str, Any]:
        """What the video element shows at this moment."""
        shown: dict[str, Any] = self.see("player").evaluate(READ_FILM)
        return shown

    def wait_until_moving(self) -> None:
        """Until the film runs: a start is dated a moment ahead, and may wait for who loads."""
        begun = self.film()["position"]
        assert eventually(lambda: self._runs_from(begun)), self.film()

    def wait_until_standing(self) -> None:
        """Until the film is paused."""
        assert eventually(lambda: self.film()["paused"]), self.film()

    def _runs_from(self, position: float) -> bool:
        film = self.film()
        return not film["paused"] and film["position"] != position

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

    def remembers_toasts(self) -> None:
        """Keep what the pages to come will say in passing, for `was_told`."""
        self.page.add_init_script(KEEP_TOASTS)

    def was_told(self, text: str) -> None:
        """Wait for short news that may be gone already."""
        said = "text => window.toasts.some((one) => one.includes(text))"
        self.page.wait_for_function(said, arg=text)

    def is_told(self, text: str) -> None:
        """Wait for a system line, which may be folded away with others."""
        expect(self.see("chat-system").filter(has_text=text).first).to_be_attached()


# What runs for ever (a spinner) is not waited for.
STILL = """() => document.getAnimations().every((one) =>
    one.playState === "finished" || one.effect.getComputedTiming().iterations === Infinity)"""
KEEP_TOASTS = """window.toasts = [];
new MutationObserver(() => {
  for (const one of document.querySelectorAll(".toast")) {
    if (!window.toasts.includes(one.textContent)) window.toasts.push(one.textContent);
  }
}).observe(document, { childList: true, subtree: true });"""
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


def in_step(
    *people: Visitor,
    moving: bool | None = None,
    apart_at_most: float = TOGETHER,
    within: float = SECONDS,
) -> bool:
    """Wait until the films stand or run (if `moving` says which) so close to each other."""

    def agree() -> bool:
        alike = moving is None or all(one.film()["paused"] is not moving for one in people)
        return alike and apart(*people) <= apart_at_most

    return eventually(agree, within)


def waits_for(room: Room, user: User) -> int:
    """How often the room has stood still for somebody."""
    commands = RoomRecord.objects.filter(room=room, kind__startswith="playback.")
    return commands.filter(payload__waiting_for__contains=[str(user.pk)]).count()


def eventually(fact: Callable[[], bool], within: float = SECONDS, step: float = 0.1) -> bool:
    """Wait until `fact` holds; return whether it did within so many seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if fact():
            return True
        time.sleep(step)
    return fact()
