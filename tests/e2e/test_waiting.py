"""Somebody's film does not load: the others see for whom they wait, and not for long."""

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from catalog.models import Title
from rooms import presence
from rooms.models import Room
from tests.e2e.conftest import PHONE, NewVisitor, in_thread, seated
from tests.e2e.visitor import Visitor, eventually, in_step
from tests.factories import open_room

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]


class Dam:
    """Holds back the film of one page until it is opened."""

    def __init__(self, page: Page) -> None:
        self.is_open = False
        self.held: list[Route] = []
        page.route("**/*", self._take)

    def _take(self, route: Route) -> None:
        if route.request.resource_type == "media" and not self.is_open:
            self.held.append(route)
        else:
            route.continue_()

    def open(self) -> None:
        self.is_open = True
        for route in self.held:
            route.continue_()


def stands(person: Visitor) -> bool:
    return bool(person.film()["paused"])


def has_nothing_to_show(room: Room, user: User) -> bool:
    """Whether the room knows of somebody's player that it has waited for longer than a hiccup."""
    return str(user.pk) in presence.stalled(room.pk.hex)


@pytest.fixture
def room(film: Title, host: User, friend: User, stranger: User) -> Room:
    """Three people in a room."""
    return in_thread(lambda: seated(open_room(host, friend, stranger, title=film)))


def test_three_wait_for_the_stalled_one_and_go_on(
    visitor: NewVisitor, room: Room, host: User, friend: User, stranger: User
) -> None:
    """R078, R093, F30: «Ждём: Ольга», ten seconds at most, then without her; she catches up."""
    anya, vasily, olga = visitor(host), visitor(friend, **PHONE), visitor(stranger)
    anya.remembers_toasts()
    anya.enter(room)
    vasily.enter(room)
    dam = Dam(olga.page)
    olga.page.goto(f"/rooms/{room.token}/")
    expect(anya.see("members")).to_contain_text("Ольга")
    assert eventually(lambda: has_nothing_to_show(room, stranger))
    anya.see("play-pause").click()
    for person in (anya, vasily):
        expect(person.see("waiting")).to_contain_text("Ждём: Ольга")
        assert stands(person)
    vasily.see("go-on").tap(trial=True)  # over the film of a phone nothing lies over it
    expect(olga.see("waiting")).to_contain_text("Ждём вас")
    expect(vasily.see("dont-wait")).to_be_hidden()

    expect(anya.see("waiting")).to_be_hidden()
    anya.was_told("Дальше без: Ольга")
    assert in_step(anya, vasily, moving=True)

    dam.open()
    assert in_step(anya, vasily, olga, moving=True)
    olga.wait_until_in_step()
    expect(anya.see("waiting")).to_be_hidden()


def test_who_is_waited_for_may_send_the_others_on(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R093: «Не ждите меня», and a pause in the midst of a waiting is a pause."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    Dam(vasily.page)
    vasily.page.goto(f"/rooms/{room.token}/")
    expect(anya.see("members")).to_contain_text("Василий")
    assert eventually(lambda: has_nothing_to_show(room, friend))
    anya.see("play-pause").click()
    vasily.see("dont-wait").click()
    expect(anya.see("waiting")).to_be_hidden(timeout=5000)
    anya.wait_until_moving()
    anya.see("play-pause").click()
    expect(anya.see("play-pause")).to_have_attribute("data-state", "paused")
