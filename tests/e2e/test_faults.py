"""What the people in the room see when a part of the site dies: nothing for long."""

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from accounts.models import User
from rooms.models import Room, RoomRecord
from tests.e2e.conftest import NewVisitor
from tests.e2e.visitor import in_step
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(300)]


def test_evening_goes_on_after_the_server_was_killed(
    stack: Stack, visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R088: pages come back by themselves, what was written meanwhile arrives once, in step."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    anya.see("play-pause").click()
    anya.say("до обрыва")
    vasily.hears("до обрыва")
    anya.wait_until_moving()

    stack.kill_web()
    expect(anya.see("sync-status")).to_have_attribute("data-state", "offline")
    vasily.say("во время обрыва")
    anya.wait_until_moving()  # the film goes on by the anchor
    stack.start_web()

    for person in (anya, vasily):
        person.wait_until_in_step()
        person.hears("до обрыва")
        person.hears("во время обрыва")
    assert RoomRecord.objects.filter(room=room, kind="chat.message").count() == 2
    vasily.see("play-pause").click()
    expect(anya.see("play-pause")).to_have_attribute("data-state", "paused")
    assert in_step(anya, vasily, moving=False)


class Tunnel:
    """Both lines of a page, through which nothing passes while the train is inside."""

    def __init__(self, page: Page) -> None:
        self.dark = False
        page.route_web_socket(re.compile(r"/ws/rooms/"), self._lay)

    def _lay(self, line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        line.on_message(lambda frame: None if self.dark else server.send(frame))
        server.on_message(lambda frame: None if self.dark else line.send(frame))


def test_line_that_falls_silent_is_found_dead_and_comes_back(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R088: a phone in a tunnel says so, and finds the room where the others are."""
    anya, vasily = visitor(host), visitor(friend)
    tunnel = Tunnel(vasily.page)
    anya.enter(room)
    vasily.enter(room)
    tunnel.dark = True
    anya.see("play-pause").click()
    expect(anya.see("play-pause")).to_have_attribute("data-state", "playing")
    expect(vasily.see("sync-status")).to_have_attribute("data-state", "offline", timeout=60_000)
    anya.wind_to(20)
    vasily.say("из тоннеля")
    tunnel.dark = False
    anya.hears("из тоннеля")
    vasily.wait_until_in_step()
    vasily.is_told("Аня перематывает на 0:20")
    assert in_step(anya, vasily, moving=True)
