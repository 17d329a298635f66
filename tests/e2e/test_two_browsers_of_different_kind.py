"""A room does not ask which browser somebody has: Chromium and Firefox play together."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from rooms.models import Room
from tests.e2e.bidi import Firefox, Tab
from tests.e2e.conftest import NewVisitor
from tests.e2e.visitor import READ_FILM, apart, eventually
from tests.services import NOT_RUN, firefox
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]

FRAME = 0.042  # s
HOLDS = 5  # looks in a row
PLAYER = '() => document.querySelector("[data-testid=player]")'
STATE = "() => document.querySelector('[data-testid=sync-status]')?.dataset.state === 'in-step'"
WIND = """place => {
  const slider = document.querySelector("[data-testid=seek]");
  slider.value = place;
  slider.dispatchEvent(new Event("change"));
}"""
SAID = """text => [...document.querySelectorAll("[data-testid=chat-message][data-seq]")]
  .filter((line) => line.textContent.includes(text)).length"""


class FirefoxVisitor:
    """A person at Firefox: the same gestures as `Visitor`, by way of BiDi."""

    def __init__(self, tab: Tab, name: str) -> None:
        self.tab, self.name = tab, name

    def enter(self, room: Room) -> None:
        self.tab.goto(f"/rooms/{room.token}/")
        self.tab.wait_for(STATE)

    def film(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.tab.evaluate(f"() => ({READ_FILM})(({PLAYER})())")
        return shown

    def press(self) -> None:
        self.tab.click("[data-testid=play-pause]")

    def wind_to(self, seconds: float) -> None:
        self.tab.evaluate(WIND, seconds)

    def say(self, text: str) -> None:
        self.tab.click("[data-testid=chat-input]")
        self.tab.type(text)
        self.tab.type("Enter")

    def hears(self, text: str) -> None:
        self.tab.wait_for(SAID, text)


@pytest.fixture(scope="module")
def fox() -> Iterator[Firefox]:
    path = firefox()
    if path is None:
        pytest.skip(f"{NOT_RUN}Firefox (none found): Chromium and Firefox in one room")
    with Firefox(path) as started:
        yield started


@pytest.fixture
def vasily(fox: Firefox, stack: Stack, friend: User) -> FirefoxVisitor:
    """The friend, signed in, at Firefox."""
    tab = fox.new_tab(stack.url)
    client = Client()
    client.force_login(friend)
    name = settings.SESSION_COOKIE_NAME
    tab.set_cookie(name, client.cookies[name].value, stack.url)
    return FirefoxVisitor(tab, friend.name)


def test_chromium_and_firefox_play_in_one_room(
    visitor: NewVisitor, vasily: FirefoxVisitor, room: Room, host: User
) -> None:
    """R081 R082 R083 R090 R091: whoever commands, both stand on one frame; they talk."""
    anya = visitor(host)
    anya.enter(room)
    vasily.enter(room)

    anya.see("play-pause").click()
    together(anya, vasily, moving=True)
    vasily.press()
    together(anya, vasily, moving=False)
    vasily.press()
    together(anya, vasily, moving=True)
    vasily.wind_to(60)
    together(anya, vasily, moving=True, among=(60, 110))
    anya.wind_to(20)
    together(anya, vasily, moving=True, among=(20, 60))
    anya.see("play-pause").click()
    together(anya, vasily, moving=False)

    anya.say("у меня Chromium")
    vasily.hears("у меня Chromium")
    vasily.say("а у меня лиса")
    anya.hears("а у меня лиса")
    assert anya.problems == []
    assert vasily.tab.problems == []


def together(*people: Any, moving: bool, among: tuple[float, float] = (0, 120)) -> None:
    """Both do the same within a frame of each other, and go on doing so."""
    row = 0

    def holds() -> bool:
        nonlocal row
        films = [person.film() for person in people]
        first, last = among
        same = all(f["paused"] is not moving and first <= f["position"] < last for f in films)
        row = row + 1 if same and apart(*people) <= FRAME else 0
        return row >= HOLDS

    assert eventually(holds, within=45, step=0.2), [person.film() for person in people]
