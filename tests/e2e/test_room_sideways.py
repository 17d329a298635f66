"""A phone on its side: the film has the height, the door and the invitation are a touch away."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from accounts.models import User
from catalog.models import Title
from rooms.models import Room
from rooms.services import close_room
from tests.e2e.conftest import PHONE, NewVisitor, in_thread
from tests.e2e.test_room_layout import box, no_sideways_scroll
from tests.e2e.visitor import Visitor, eventually
from tests.films import put_choice

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]

SIZES = [(844, 390), (667, 375)]
IDLE = re.compile("is-idle")


def sideways(width: int = 844, height: int = 390) -> dict[str, object]:
    return {**PHONE, "viewport": {"width": width, "height": height}}


def bar(person: Visitor) -> Locator:
    return person.page.locator(".bar")


def watches_in_calm(person: Visitor) -> None:
    """Wait until the film runs and all that lies over it has left."""
    expect(person.page.locator("[data-room]")).to_have_class(IDLE)
    expect(bar(person)).to_have_css("opacity", "0")


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize(
    ("language", "invite", "leave"), [("ru", "Позвать", "Уйти"), ("en", "Invite", "Leave")]
)
def test_door_and_invitation_stand_over_the_film(
    visitor: NewVisitor,
    room: Room,
    host: User,
    width: int,
    height: int,
    language: str,
    invite: str,
    leave: str,
) -> None:
    """R062 R068 R094: in both languages, large enough for a thumb, nothing lies over anything."""
    User.objects.filter(pk=host.pk).update(language=language)
    anya = visitor(host, **sideways(width, height))
    anya.enter(room)
    anya.comes_to_rest()
    film, chat = box(anya, "player"), box(anya, "chat")
    assert (film["y"], film["height"]) == (0, height), "the film has all the height"
    assert film["x"] + film["width"] <= chat["x"] + 1
    controls = anya.page.locator(".controls__row").bounding_box()
    assert controls is not None
    for test_id in ("invite", "leave-room", "open-settings", "close-room", "sync-status"):
        size = box(anya, test_id)
        assert min(size["width"], size["height"]) >= 44, test_id
        assert size["y"] + size["height"] <= controls["y"], test_id
        expect(anya.see(test_id)).to_be_in_viewport(ratio=1)
    full = anya.page.locator('[data-part="fullscreen"]').bounding_box()
    assert full is not None
    assert full["x"] + full["width"] <= film["width"], "every button of the film is in sight"
    assert no_sideways_scroll(anya)
    anya.page.get_by_role("button", name=invite, exact=True).tap()
    expect(anya.see("invite-friends")).to_be_visible()
    anya.page.keyboard.press("Escape")
    anya.page.get_by_role("button", name=leave, exact=True).tap()
    anya.page.wait_for_url(lambda url: f"/rooms/{room.token}/" not in url)


def test_bar_leaves_the_film_alone_and_no_finger_meets_it_unseen(
    visitor: NewVisitor, room: Room, host: User
) -> None:
    """R091 R094: calm takes the bar away; a touch where its door was brings it, no more."""
    anya = visitor(host, **sideways())
    anya.enter(room)
    anya.see("play-pause").tap()
    watches_in_calm(anya)
    anya.see("leave-room").tap()
    assert eventually(lambda: bar(anya).evaluate("bar => getComputedStyle(bar).opacity") != "0")
    assert anya.see("player").is_visible(), "still in the room"
    watches_in_calm(anya)
    anya.see("leave-room").focus()
    anya.page.keyboard.press("Tab")  # from the door to the next: a key's focus is seen
    expect(anya.see("open-settings")).to_be_focused()
    expect(bar(anya)).to_have_css("opacity", "1")


@pytest.mark.parametrize("size", [(844, 390), (390, 844)])
def test_phone_keeps_the_door_in_full_screen(
    visitor: NewVisitor, room: Room, host: User, size: tuple[int, int]
) -> None:
    """R062 R068: held either way, the bar lies over the film there too, the chat open or not."""
    anya = visitor(host, **sideways(*size))
    anya.enter(room)
    anya.page.get_by_role("button", name="На весь экран").tap()
    expect(anya.page.locator("[data-room]")).to_have_attribute("data-fullscreen", "")
    anya.page.get_by_role("button", name="Чат рядом с фильмом").tap()
    anya.comes_to_rest()
    for test_id in ("invite", "leave-room"):
        anya.see(test_id).tap(trial=True)  # in sight, and nothing lies over it
    anya.see("invite").tap()
    expect(anya.see("invite-friends")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_menus_and_letters_are_whole(
    visitor: NewVisitor,
    room: Room,
    host: User,
    film: Title,
    film_file: Path,
    width: int,
    height: int,
) -> None:
    """R091 R114: what is to be pressed is in sight without scrolling, down to the last word."""
    put_choice(film, film_file)
    anya = visitor(host, **sideways(width, height))
    anya.enter(room)
    anya.see("tracks-menu").tap()
    for choice in anya.page.locator(".tracks__line").all():
        expect(choice).to_be_in_viewport(ratio=1)
        choice.tap(trial=True)
    anya.page.keyboard.press("Escape")
    anya.see("rate-menu").locator("summary").tap()
    for rate in anya.see("rate-menu").get_by_role("button").all():
        expect(rate).to_be_in_viewport(ratio=1)
        rate.tap(trial=True)
    in_thread(lambda: close_room(room_key=room.pk, by=host, reason="host"))
    expect(anya.page.get_by_role("link", name="Открыть архив")).to_be_in_viewport(ratio=1)
    ways = anya.page.get_by_role("dialog").get_by_role("link")
    for way in ways.all():
        expect(way).to_be_in_viewport(ratio=1)
