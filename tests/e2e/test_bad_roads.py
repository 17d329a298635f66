"""Members behind bad roads: a black hole, a far and lossy line, two tabs on sliced packets."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from accounts.models import User
from rooms.models import Room, RoomRecord
from tests.e2e.conftest import NewVisitor
from tests.e2e.visitor import Visitor, eventually, in_step, waits_for
from tests.proxy import Proxy, Road
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]

NARROW = 150_000  # bytes a second: enough for the film, and it is not loaded at once
FAR = 0.5  # s between a far player and the others
LITTLE = 20.0  # s more on a busy machine
NOTICED = 75_000  # ms; a cut wire is found within 30 s, and this machine may be a busy one
LOADED = "video => video.buffered.length && video.buffered.end(video.buffered.length - 1)"

BothEnter = Callable[[], tuple[Visitor, Visitor]]


@pytest.fixture
def road(stack: Stack) -> Iterator[Proxy]:
    """A road to the site that can be made bad."""
    with Proxy(stack.port) as proxy:
        yield proxy


@pytest.fixture
def by_road(stack: Stack, road: Proxy, visitor: NewVisitor) -> Callable[[User], Visitor]:
    """Make people who come by that road."""
    return lambda user: visitor(user, base_url=road.through(stack.url))


@pytest.fixture
def both_enter(
    by_road: Callable[[User], Visitor], visitor: NewVisitor, room: Room, host: User, friend: User
) -> BothEnter:
    """Let Anya in, and Vasily by that road."""

    def enter() -> tuple[Visitor, Visitor]:
        anya, vasily = visitor(host), by_road(friend)
        for person in (anya, vasily):
            person.enter(room)
        return anya, vasily

    return enter


def test_black_hole_of_twenty_seconds_is_noticed_and_made_good(
    road: Proxy, both_enter: BothEnter, room: Room
) -> None:
    """F22 R088 R096: the page says so, tries again with pauses, catches up, keeps unsent words."""
    anya, vasily = both_enter()
    anya.see("play-pause").click()
    vasily.wait_until_moving()
    assert eventually(lambda: loaded(vasily) > 60), "there is a film to go on with"

    before = road.accepted
    road.swallow()
    dark = time.monotonic()
    vasily.say("сказано в дыре")
    vasily.see("chat-input").fill("недописанн")
    badge = vasily.see("sync-status")
    expect(badge).to_have_attribute("data-state", "offline", timeout=NOTICED)
    expect(vasily.page.get_by_text("Нет связи").first).to_be_visible()
    vasily.wait_until_moving()  # the film goes on by the anchor
    anya.say("сказано без Василия")
    anya.wind_to(40)
    time.sleep(max(0.0, dark + 20 - time.monotonic()))
    tries = road.accepted - before
    assert tries < 40, "pauses between tries grow, and are not all alike"
    road.heal()

    vasily.wait_until_in_step()
    for person in (anya, vasily):
        person.hears("сказано в дыре")
        person.hears("сказано без Василия")
    vasily.is_told("Аня перематывает на 0:40")
    expect(vasily.see("chat-input")).to_have_value("недописанн")
    assert RoomRecord.objects.filter(room=room, kind="chat.message").count() == 2
    assert in_step(anya, vasily, moving=True), [anya.film(), vasily.film()]


def test_film_whose_line_died_is_asked_for_anew(road: Proxy, both_enter: BothEnter) -> None:
    """F22 R093: a hole swallows the film half loaded; nobody tells the page, and it goes on."""
    road.down = Road(bandwidth=NARROW)
    anya, vasily = both_enter()
    anya.see("play-pause").click()
    vasily.wait_until_moving()
    road.swallow()
    time.sleep(3)
    edge = loaded(vasily)
    assert edge < 110, "the hole came in the midst of the film"
    road.heal()
    road.down = Road()
    if edge > 15:
        anya.wind_to(edge - 10)
    assert eventually(lambda: vasily.film()["position"] > edge + 1, within=90)
    assert in_step(anya, vasily, moving=True), [anya.film(), vasily.film()]


def test_server_notices_a_black_hole_by_its_own_heartbeat(
    road: Proxy, both_enter: BothEnter, friend: User
) -> None:
    """F22 R067: nothing was closed, and yet the lost one is seen to be gone, and comes back."""
    anya, vasily = both_enter()
    expect(seats_of(anya, friend)).to_have_count(1)
    road.swallow()
    expect(seats_of(anya, friend)).to_have_count(0, timeout=NOTICED)
    anya.is_told("Василий выходит")
    road.heal()
    vasily.wait_until_in_step()
    expect(seats_of(anya, friend)).to_have_count(1)


def test_far_and_lossy_member_keeps_up_and_troubles_nobody(
    road: Proxy, both_enter: BothEnter, visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """F28: 300 ± 200 ms, 5 % loss and stalls: half a second after 10 s; the others play on."""
    again = visitor(host)
    again.enter(room)
    anya, vasily = both_enter()
    road.both(Road(delay=0.15, jitter=0.1, loss=0.05))  # there and back: 300 ± 200 ms
    anya.see("play-pause").click()
    assert in_step(anya, again, moving=True), [anya.film(), again.film()]

    waits = waits_for(room, friend)
    road.stall(1.5)
    time.sleep(10)  # in which he has to come near
    assert in_step(anya, again, moving=True), [anya.film(), again.film()]
    assert in_step(anya, vasily, apart_at_most=FAR, within=LITTLE), [anya.film(), vasily.film()]
    assert waits_for(room, friend) == waits, "nobody waits for the far one"

    anya.wind_to(60)
    assert eventually(lambda: anya.film()["position"] > 60)
    time.sleep(10)
    assert in_step(anya, again, vasily, moving=True, apart_at_most=FAR, within=LITTLE)
    assert vasily.film()["position"] > 60


def test_two_tabs_of_one_person_agree_and_count_once(
    road: Proxy, both_enter: BothEnter, by_road: Callable[[User], Visitor], room: Room, friend: User
) -> None:
    """F29: on sliced packets: one mark in the strip, each message once in each tab, one frame."""
    road.both(Road(slice=700))
    (anya, one), two = both_enter(), by_road(friend)
    two.enter(room)
    expect(seats_of(anya, friend)).to_have_count(1)

    anya.say("всем")
    one.say("из первой")
    two.say("из второй")
    for person in (anya, one, two):
        for words in ("всем", "из первой", "из второй"):
            person.hears(words)
    assert eventually(lambda: feed(one) == feed(two) == feed(anya))

    two.see("play-pause").click()
    assert in_step(anya, one, two, moving=True)

    two.page.close()
    time.sleep(settings.ROOM_LEAVE_GRACE_SECONDS + 2)  # the other tab still holds the seat
    one.say("ещё здесь")
    anya.hears("ещё здесь")
    expect(seats_of(anya, friend)).to_have_count(1)
    assert not RoomRecord.objects.filter(room=room, kind="member.left").exists()


def loaded(person: Visitor) -> float:
    """Up to where the page has the film, s."""
    return float(person.see("player").evaluate(LOADED))


def seats_of(person: Visitor, user: User) -> Any:
    """The marks of somebody in the strip that `person` sees."""
    return person.see("members").locator(f'[data-user="{user.pk}"]')


def feed(person: Visitor) -> list[tuple[str | None, str]]:
    """Number and words of each message, as they stand."""
    lines = person.see("chat-message").all()
    words = [re.sub(r"\s+", " ", line.inner_text()) for line in lines]
    numbers = [line.get_attribute("data-seq") for line in lines]
    return [
        (number, next(said for said in ("всем", "из первой", "из второй") if said in text))
        for number, text in zip(numbers, words, strict=True)
    ]
