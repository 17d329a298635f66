"""Personal things stay personal: one viewer's picture, sound and subtitles are his alone."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NewVisitor
from tests.e2e.visitor import Visitor, eventually, in_step, waits_for
from tests.films import put_choice

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]

FRAME = 0.042
SHOWN = "v => [...v.textTracks].filter(t => t.mode === 'showing').map(t => t.language)"
CUES = "v => v.textTracks[0]?.activeCues?.[0]?.text ?? ''"


@pytest.fixture
def pair(visitor: NewVisitor, film, film_file, room, host, friend) -> tuple[Visitor, Visitor]:
    """Two people in a room whose film goes on."""
    put_choice(film, film_file)
    vasily, anya = visitor(host), visitor(friend)
    for person in (vasily, anya):
        person.enter(room)
    vasily.see("play-pause").click()
    assert in_step(vasily, anya, moving=True)
    for person in (vasily, anya):
        person.wait_until_in_step()
    return vasily, anya


def choose(person: Visitor, name: str, value: str) -> None:
    """Open the menu over the film and choose."""
    panel = person.page.locator("#tracks")
    if not panel.is_visible():  # open, it lies over the film and keeps the controls in sight
        person.see("player").hover()
        person.see("tracks-menu").click()
    panel.locator(f"label:has(input[name={name}][value='{value}'])").click()


def height(person: Visitor) -> int:
    shown: int = person.see("player").evaluate("v => v.videoHeight")
    return shown


def test_another_picture_and_sound_are_in_step_and_only_ones_own(pair, room, friend):
    """Design 5, R093: who changes over comes back to the frame, the other never stops."""
    vasily, anya = pair
    before = vasily.see("player").evaluate("v => v.currentSrc")
    choose(anya, "height", "360")
    assert eventually(lambda: height(anya) == 360)
    anya.wait_until_in_step()
    assert in_step(vasily, anya, moving=True, apart_at_most=FRAME)
    choose(anya, "language", "en")
    assert eventually(lambda: height(anya) == 720)
    anya.wait_until_in_step()
    assert in_step(vasily, anya, moving=True, apart_at_most=FRAME)
    assert vasily.see("player").evaluate("v => v.currentSrc") == before
    assert waits_for(room, friend) == 0, "nobody stands for it"
    assert not vasily.problems + anya.problems


def test_subtitles_are_shown_to_the_one_who_wants_them_and_remembered(pair, room):
    """Design 5: subtitles are personal, and come back with the viewer."""
    vasily, anya = pair
    choose(anya, "subtitles", "ru")
    assert eventually(lambda: anya.see("player").evaluate(SHOWN) == ["ru"])
    assert eventually(lambda: anya.see("player").evaluate(CUES) != "")
    assert vasily.see("player").evaluate(SHOWN) == []
    anya.enter(room)
    assert eventually(lambda: anya.see("player").evaluate(SHOWN) == ["ru"])
    choose(anya, "subtitles", "")
    assert eventually(lambda: anya.see("player").evaluate(SHOWN) == [])


def test_film_without_a_choice_shows_no_menu(visitor: NewVisitor, room, host):
    """A menu of one line is no menu."""
    person = visitor(host)
    person.enter(room)
    expect(person.see("tracks-menu")).to_be_hidden()
