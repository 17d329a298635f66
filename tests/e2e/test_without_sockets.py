"""A page whose network lets no sockets through: the same evening by HTTP (R089)."""

import re
import time

import pytest
from django.conf import settings
from playwright.sync_api import Page, WebSocketRoute, expect

from accounts.models import User
from rooms.models import Room, RoomRecord
from tests.e2e.conftest import NewVisitor
from tests.e2e.visitor import Visitor, apart, eventually

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]

IN_STEP = 0.5  # s, as promised without sockets
HTTP = ("data-way", "http")
NONE_AT_ALL = "delete window.WebSocket"
FORBIDDEN = "window.WebSocket = class { constructor() { throw new Error('forbidden'); } }"


class Proxy:
    """An office's proxy that knows no sockets, until it is replaced."""

    def __init__(self, page: Page) -> None:
        self.blocks = True
        page.route_web_socket(re.compile(r"/ws/rooms/"), self._pass)

    def _pass(self, line: WebSocketRoute) -> None:
        if self.blocks:
            line.close(code=1011)
        else:
            line.connect_to_server()


def enter_without(person: Visitor, room: Room) -> None:
    person.page.goto(f"/rooms/{room.token}/")
    expect(person.see("sync-status")).to_have_attribute(*HTTP)
    person.wait_until_in_step()


def test_evening_without_sockets(visitor: NewVisitor, room: Room, host: User, friend: User) -> None:
    """R089 R081 R082 R083 R096: play, pause, seek and talk both ways, beside one with sockets."""
    anya, vasily = visitor(host), visitor(friend)
    Proxy(vasily.page)
    anya.enter(room)
    with vasily.page.expect_response(lambda r: r.url.endswith("/report") and r.status == 204):
        enter_without(vasily, room)
    expect(vasily.see("sync-status")).to_contain_text("без сокетов")

    vasily.see("play-pause").click()
    for person in (anya, vasily):
        expect(person.see("play-pause")).to_have_attribute("data-state", "playing")
    together(anya, vasily)
    anya.wind_to(40)
    vasily.is_told("Аня перематывает на 0:40")
    together(anya, vasily)
    vasily.wind_to(20)
    anya.is_told("Василий перематывает на 0:20")
    together(anya, vasily)
    anya.see("play-pause").click()
    expect(vasily.see("play-pause")).to_have_attribute("data-state", "paused")
    together(anya, vasily)
    vasily.see("play-pause").click()
    expect(anya.see("play-pause")).to_have_attribute("data-state", "playing")
    together(anya, vasily)

    anya.say("слышно?")
    vasily.hears("слышно?")
    vasily.say("слышно и так")
    anya.hears("слышно и так")
    said = RoomRecord.objects.filter(room=room, kind="chat.message")
    assert said.count() == 2, "each once"
    assert anya.problems == vasily.problems == []


def together(*people: Visitor) -> None:
    """Within the promise, and not by chance: three times in a row."""

    def thrice() -> bool:
        for _ in range(3):
            if apart(*people) >= IN_STEP:
                return False
            time.sleep(0.2)
        return True

    assert eventually(thrice), [person.film() for person in people]


@pytest.mark.parametrize("trouble", [NONE_AT_ALL, FORBIDDEN])
def test_browser_that_has_no_sockets_enters_at_once(
    visitor: NewVisitor, room: Room, host: User, trouble: str
) -> None:
    """R089: no matter how they are missing, nothing breaks."""
    anya = visitor(host)
    anya.page.add_init_script(trouble)
    enter_without(anya, room)
    anya.see("play-pause").click()
    expect(anya.see("play-pause")).to_have_attribute("data-state", "playing")
    assert anya.problems == []


def test_who_polls_is_here_and_sockets_are_taken_again(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R067 R089: the seat is kept past the grace; when the network is mended, sockets it is."""
    anya, vasily = visitor(host), visitor(friend)
    proxy = Proxy(vasily.page)
    anya.enter(room)
    enter_without(vasily, room)
    partings = anya.see("chat-system").filter(has_text="Василий выходит")
    before = partings.count()  # of the seat that he has in the test before his browser is up
    time.sleep(settings.ROOM_LEAVE_GRACE_SECONDS + 4)
    expect(anya.see("members")).to_contain_text("Василий")
    expect(partings).to_have_count(before)
    proxy.blocks = False
    expect(vasily.see("sync-status")).to_have_attribute("data-way", "socket", timeout=90_000)
    vasily.wait_until_in_step()
    vasily.say("теперь по-людски")
    anya.hears("теперь по-людски")
    expect(partings).to_have_count(before)


def test_host_closes_and_who_polls_is_thanked(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R114 R089: the end of the evening comes by HTTP too."""
    anya, vasily = visitor(host), visitor(friend)
    Proxy(vasily.page)
    anya.enter(room)
    enter_without(vasily, room)
    anya.see("close-room").click()
    anya.see("close-room-confirm").click()
    expect(vasily.page.get_by_role("dialog")).to_contain_text("Спасибо за вечер")
