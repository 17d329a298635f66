"""The film's file goes away during the evening, and a film that has left the page for a window."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from accounts.models import User
from catalog.models import Title
from rooms.models import Room
from tests.e2e.conftest import NewVisitor
from tests.e2e.visitor import eventually

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]


def test_lost_file_is_said_and_found_again(
    visitor: NewVisitor, room: Room, film: Title, host: User, friend: User
) -> None:
    """F31: who comes now is told that the film does not open; the talk goes on; it comes back."""
    file = Path(settings.MEDIA_ROOT, film.video.key)
    away = file.with_suffix(".away")
    file.rename(away)
    try:
        anya, vasily = visitor(host), visitor(friend)
        for person in (anya, vasily):
            person.page.goto(f"/rooms/{room.token}/")
            expect(person.see("film-lost")).to_be_visible(timeout=30_000)
        anya.say("а где кино?")
        vasily.hears("а где кино?")
        other = vasily.page.context.new_page()
        assert other.goto("/rooms/").status == 200
        other.close()
    finally:
        away.rename(file)
    for person in (anya, vasily):
        expect(person.see("film-lost")).to_be_hidden(timeout=60_000)
    anya.see("play-pause").click()
    for person in (anya, vasily):
        person.wait_until_moving()
    assert anya.problems == vasily.problems == []


def test_film_in_a_window_of_its_own_obeys_the_room(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R094: picture in picture: the same element, so it winds and stays in step; and back."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    button = vasily.page.locator("[data-part=pip]")
    if not vasily.page.evaluate("document.pictureInPictureEnabled"):
        pytest.skip("this browser has no picture in picture")
    button.click()
    is_out = "document.pictureInPictureElement === document.querySelector('[data-part=video]')"
    assert eventually(lambda: vasily.page.evaluate(is_out))
    expect(button).to_have_attribute("aria-pressed", "true")
    anya.see("play-pause").click()
    vasily.wait_until_moving()
    anya.wind_to(50)
    vasily.is_told("Аня перематывает на 0:50")
    vasily.wait_until_in_step()
    anya.see("play-pause").click()
    assert eventually(lambda: vasily.film()["paused"])
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert not vasily.page.evaluate(is_out)
    assert vasily.problems == []
