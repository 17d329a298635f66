"""Lines that die beside the film: words wait for them, come once and in order; the film goes on."""

import re

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from accounts.models import User
from rooms.models import Room
from tests.e2e.chat import both_enter, said_in
from tests.e2e.conftest import NewVisitor
from tests.stack import Stack

pytestmark = [
    pytest.mark.browser,
    pytest.mark.stack,
    pytest.mark.usefixtures("no_pace_here"),
    pytest.mark.timeout(400),
]


class Cut:
    """One of the two lines of a page, its way by HTTP too: nothing passes while it is cut."""

    def __init__(self, page: Page, lines: str, beside: str) -> None:
        self.dark = True
        page.route_web_socket(re.compile(lines), self._lay)
        page.route(re.compile(beside), self._fetch)

    def _fetch(self, route: Route) -> None:
        if self.dark:
            route.abort()
        else:
            route.continue_()

    def _lay(self, line: WebSocketRoute) -> None:
        if self.dark:
            line.close(code=1011)
            return
        line.connect_to_server()


CHAT = (r"/ws/rooms/[\w-]+/chat/", r"/api/v1/rooms/[\w-]+/messages")
PLAYER = (r"/ws/rooms/[\w-]+/$", r"/api/v1/rooms/[\w-]+/(state|commands)")


def test_dead_chat_leaves_the_film_alone(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R102: no line for the chat, and the film is begun, wound and in step; the chat says so."""
    [anya] = both_enter(visitor, room, host)
    vasily = visitor(friend)
    Cut(vasily.page, *CHAT)
    vasily.enter(room)
    expect(vasily.page.get_by_text("Чат переподключается")).to_be_visible()
    vasily.see("play-pause").click()
    expect(anya.see("play-pause")).to_have_attribute("data-state", "playing")
    anya.wind_to(30)
    vasily.wait_until_in_step()


def test_dead_player_leaves_the_chat_alone(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R102, the reverse: no line for the film, and people talk."""
    [anya] = both_enter(visitor, room, host)
    vasily = visitor(friend)
    Cut(vasily.page, *PLAYER)
    vasily.page.goto(f"/rooms/{room.token}/")
    expect(vasily.page.locator("[data-room]")).to_have_attribute("data-chat", "open")
    vasily.say("фильма нет, а я есть")
    anya.hears("фильма нет, а я есть")
    anya.say("слышим")
    vasily.hears("слышим")


def test_unsent_words_survive_a_reload(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R101 A35: written without a line, reloaded, sent once each and in order when it is back."""
    [anya] = both_enter(visitor, room, host)
    vasily = visitor(friend)
    cut = Cut(vasily.page, *CHAT)
    vasily.page.goto(f"/rooms/{room.token}/")
    texts = [f"слово {n}" for n in range(7)]
    for text in texts:
        vasily.say(text)
    vasily.see("chat-input").fill("недописанн")
    vasily.page.reload()
    expect(vasily.page.locator(".message[data-pending]")).to_have_count(7)
    expect(vasily.see("chat-input")).to_have_value("недописанн")
    cut.dark = False
    for person in (anya, vasily):
        for text in texts:
            person.hears(text)
    assert said_in(room) == texts
    expect(vasily.page.locator(".message[data-pending]")).to_have_count(0)


def test_unsent_words_survive_the_server(
    stack: Stack, visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R101 F01: written while the site is dead; each arrives once, in order."""
    anya, vasily = both_enter(visitor, room, host, friend)
    stack.kill_web()
    for text in ("раз", "два", "три"):
        vasily.say(text)
    anya.say("четыре")
    stack.start_web()
    for person in (anya, vasily):
        for text in ("раз", "два", "три", "четыре"):
            person.hears(text)
    his = [text for text in said_in(room) if text != "четыре"]
    assert his == ["раз", "два", "три"]
    assert len(said_in(room)) == 4


def test_flood_arrives_in_order(visitor: NewVisitor, room: Room, host: User, friend: User) -> None:
    """A12: more than the pace allows waits its turn; nothing overtakes, nothing is lost."""
    anya, vasily = both_enter(visitor, room, host, friend)
    texts = [f"очередь {n}" for n in range(12)]
    for text in texts:
        vasily.see("chat-input").fill(text)
        vasily.page.keyboard.press("Enter")
    anya.hears(texts[-1])
    assert said_in(room) == texts
