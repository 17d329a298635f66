"""Browsers that refuse sound nobody asked for: in step without it, with it after one click."""

import time

import pytest
from playwright.sync_api import Browser, expect

from accounts.models import User
from rooms.models import Room
from tests.e2e.conftest import NewVisitor
from tests.e2e.visitor import apart

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(120)]


def test_guest_enters_with_sound_by_one_click(
    visitor: NewVisitor, strict_browser: Browser, room: Room, host: User, friend: User
) -> None:
    """R083 R091: «войти со звуком» brings the sound and leaves the player in step."""
    anya = visitor(host)
    anya.enter(room)
    anya.see("play-pause").click()

    vasily = visitor(friend, by=strict_browser)
    vasily.enter(room)
    button = vasily.page.get_by_role("button", name="Войти со звуком")
    expect(button).to_be_visible()
    time.sleep(3)
    assert vasily.film()["muted"]
    assert not vasily.film()["paused"]
    assert apart(anya, vasily) < 0.1, "in step without sound"

    button.click()
    expect(button).to_be_hidden()
    time.sleep(3)
    assert not vasily.film()["muted"]
    assert not vasily.film()["paused"]
    assert apart(anya, vasily) < 0.1, "in step with sound"
