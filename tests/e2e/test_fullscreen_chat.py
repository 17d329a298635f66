"""The talk over the film in full screen: read, written, put away, never in the way."""

import re

import pytest
from playwright.sync_api import Locator, expect

from accounts.models import User
from rooms.models import Room
from tests.e2e.conftest import PHONE, NewVisitor
from tests.e2e.visitor import Visitor, eventually

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(300)]

FULL = "document.fullscreenElement === document.querySelector('[data-room]')"
IN_SIGHT = """() => !document.querySelector('[data-room]').classList.contains('is-idle')
    && getComputedStyle(document.querySelector('.controls')).opacity === '1'"""
IDLE = re.compile("is-idle")


def shell(person: Visitor) -> Locator:
    return person.page.locator("[data-room]")


def fill_the_screen(person: Visitor) -> None:
    person.page.keyboard.press("f")
    expect(shell(person)).to_have_attribute("data-fullscreen", "")


def test_talk_goes_on_in_full_screen(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R094 R096: words pass by over the film, `c` opens the pane, what is written arrives."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    fill_the_screen(anya)
    anya.page.wait_for_function(FULL)  # the room itself, not the film alone
    expect(anya.see("chat-input")).to_be_hidden()

    vasily.say("видите лодку?")
    expect(anya.see("passing")).to_contain_text("Василий видите лодку?")

    anya.page.keyboard.press("c")
    expect(anya.see("chat-input")).to_be_focused()
    expect(anya.see("passing")).to_be_empty()
    anya.hears("видите лодку?")
    anya.page.keyboard.type("вижу")
    anya.page.keyboard.press("Enter")
    vasily.hears("вижу")
    anya.comes_to_rest()
    film, chat = (anya.see(name).bounding_box() for name in ("player", "chat"))
    assert film is not None
    assert chat is not None
    assert film["width"] == 1440, "the film keeps the whole screen, the pane lies over it"
    assert chat["x"] + chat["width"] == 1440

    vasily.say("и вёсла")
    anya.hears("и вёсла")
    expect(anya.see("passing")).to_be_empty()


def test_escape_takes_one_layer_at_a_time(visitor: NewVisitor, room: Room, host: User) -> None:
    """R091: first the chat over the film, then the full screen; what was before comes back."""
    anya = visitor(host)
    anya.enter(room)
    fill_the_screen(anya)
    anya.page.keyboard.press("Enter")
    expect(anya.see("chat-input")).to_be_focused()
    anya.page.keyboard.press("Escape")
    expect(anya.see("chat-input")).to_be_hidden()
    assert anya.page.evaluate(FULL)
    anya.page.keyboard.press("c")
    expect(anya.see("chat-input")).to_be_focused()
    anya.page.mouse.click(200, 300)
    anya.page.keyboard.press("c")
    expect(anya.see("chat-input")).to_be_hidden()
    anya.page.keyboard.press("Escape")
    expect(shell(anya)).not_to_have_attribute("data-fullscreen", "")
    expect(anya.see("chat-input")).to_be_visible()


def test_calm_hides_the_controls_and_a_movement_brings_them(
    visitor: NewVisitor, room: Room, host: User
) -> None:
    """R091: after three seconds of calm there is the film alone, without a cursor."""
    anya = visitor(host)
    anya.enter(room)
    fill_the_screen(anya)
    anya.page.keyboard.press("Space")
    expect(anya.see("play-pause")).to_have_attribute("data-state", "playing")
    expect(shell(anya)).to_have_class(IDLE)
    expect(anya.page.locator(".controls")).to_have_css("opacity", "0")
    expect(anya.page.locator(".stage")).to_have_css("cursor", "none")
    assert eventually(lambda: moved_hand_shows_controls(anya))


def moved_hand_shows_controls(person: Visitor) -> bool:
    """Move the mouse and see whether the controls are there before the next calm."""
    person.page.mouse.move(400, 400)
    person.page.mouse.move(420, 400)
    return bool(person.page.evaluate(IN_SIGHT))


def test_phone_that_has_no_full_screen_gets_one_of_css(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R094: an iPhone shows the film over the whole page, and the chat over it too."""
    anya, vasily = visitor(host, **PHONE), visitor(friend)
    anya.page.add_init_script("delete Element.prototype.requestFullscreen")
    anya.enter(room)
    vasily.enter(room)
    anya.page.get_by_role("button", name="На весь экран").tap()
    expect(shell(anya)).to_have_attribute("data-fullscreen", "")
    assert eventually(lambda: size_of_film(anya) == (390, 844))
    vasily.say("ты где?")
    expect(anya.see("passing")).to_contain_text("ты где?")
    anya.page.get_by_role("button", name="Чат рядом с фильмом").tap()
    anya.say("тут")
    vasily.hears("тут")
    expect(anya.see("chat-input")).to_be_in_viewport(ratio=1)
    anya.page.get_by_role("button", name="Выйти из полного экрана").tap()
    expect(shell(anya)).not_to_have_attribute("data-fullscreen", "")


def size_of_film(person: Visitor) -> tuple[float, float]:
    """Width and height in which the film is shown."""
    box = person.see("player").bounding_box()
    assert box is not None
    return box["width"], box["height"]
