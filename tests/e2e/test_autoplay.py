"""Browsers that refuse sound nobody asked for: in step without it, with it after one click."""

import pytest
from playwright.sync_api import Browser, expect

from accounts.models import User
from rooms.models import Room
from tests.e2e.conftest import NewVisitor
from tests.e2e.visitor import eventually, in_step

# Every look that the tests take at a page counts as a gesture of the viewer, after which sound is
# allowed: so the page itself says when it was refused, and nobody looks before.
TELL_OF_REFUSALS = """
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  const started = play.call(this);
  started.catch((error) => console.info(`not played: ${error.name}`));
  return started;
};
"""

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]


def test_guest_enters_with_sound_by_one_click(
    visitor: NewVisitor, strict_browser: Browser, room: Room, host: User, friend: User
) -> None:
    """R083 R091: «войти со звуком» brings the sound and leaves the player in step."""
    anya = visitor(host)
    anya.enter(room)
    anya.see("play-pause").click()
    anya.wait_until_moving()

    vasily = visitor(friend, by=strict_browser)
    vasily.page.add_init_script(TELL_OF_REFUSALS)
    with vasily.page.expect_console_message(
        lambda message: message.text == "not played: NotAllowedError", timeout=60_000
    ):
        vasily.page.goto(f"/rooms/{room.token}/")
    vasily.wait_until_in_step()
    button = vasily.page.get_by_role("button", name="Войти со звуком")
    expect(button).to_be_visible()
    assert in_step(anya, vasily, moving=True), "in step without sound"
    assert vasily.film()["muted"]

    button.click()
    expect(button).to_be_hidden()
    assert eventually(lambda: not vasily.film()["muted"])
    assert in_step(anya, vasily, moving=True), "in step with sound"
