"""What the people in the room see when a part of the site dies: nothing for long."""

import time

import pytest
from playwright.sync_api import expect

from accounts.models import User
from rooms.models import Room, RoomRecord
from tests.e2e.conftest import NewVisitor
from tests.e2e.visitor import apart
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(150)]


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

    stack.kill_web()
    expect(anya.see("sync-status")).to_have_attribute("data-state", "offline")
    vasily.say("во время обрыва")
    time.sleep(2)
    assert not anya.film()["paused"], "the film goes on by the anchor"
    stack.start_web()

    for person in (anya, vasily):
        person.wait_until_in_step()
        person.hears("до обрыва")
        person.hears("во время обрыва")
    assert RoomRecord.objects.filter(room=room, kind="chat.message").count() == 2
    vasily.see("play-pause").click()
    expect(anya.see("play-pause")).to_have_attribute("data-state", "paused")
    time.sleep(1)
    assert apart(anya, vasily) < 0.1


def test_line_that_is_cut_says_so_and_comes_back(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R088: a phone in a tunnel finds the room where the others are."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    vasily.page.context.set_offline(True)
    vasily.page.evaluate("() => dispatchEvent(new Event('offline'))")
    anya.see("play-pause").click()
    expect(anya.see("play-pause")).to_have_attribute("data-state", "playing")
    anya.wind_to(20)
    vasily.page.context.set_offline(False)
    vasily.page.reload()
    vasily.wait_until_in_step()
    time.sleep(3)
    assert apart(anya, vasily) < 0.1
