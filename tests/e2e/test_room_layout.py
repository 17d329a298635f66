"""Where things stand in the room, on a desk and on a phone, and how it is used without a mouse."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from catalog.models import Title
from rooms.models import Room
from tests.e2e.conftest import PHONE, NewVisitor, in_thread, seated
from tests.e2e.visitor import Visitor, eventually
from tests.factories import make_users, open_room

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]


def box(person: Visitor, test_id: str) -> dict[str, float]:
    found = person.see(test_id).bounding_box()
    assert found is not None
    return dict(found)


@pytest.mark.parametrize("width", [1024, 1440, 1920])
def test_chat_stands_right_of_the_film(
    visitor: NewVisitor, room: Room, host: User, width: int
) -> None:
    """R094: side by side on a desk, nothing overlaps, nothing is cut off."""
    anya = visitor(host, viewport={"width": width, "height": 900})
    anya.enter(room)
    anya.comes_to_rest()
    film, chat, field = (box(anya, name) for name in ("player", "chat", "chat-input"))
    assert film["x"] + film["width"] <= chat["x"] + 1
    assert film["width"] > 1.8 * chat["width"], "the film is the hero"
    assert chat["x"] + chat["width"] <= width + 1
    assert field["y"] + field["height"] <= 900
    assert no_sideways_scroll(anya)


def test_chat_stands_below_the_film_on_a_phone(visitor: NewVisitor, room: Room, host: User) -> None:
    """R094: film on top over the whole width, chat under it, its field in sight."""
    anya = visitor(host, **PHONE)
    anya.enter(room)
    anya.comes_to_rest()
    film, chat, field = (box(anya, name) for name in ("player", "chat", "chat-input"))
    assert (film["x"], film["width"]) == (0, 390)
    assert film["y"] + film["height"] <= chat["y"] + 1
    assert field["y"] + field["height"] <= 844
    assert no_sideways_scroll(anya)
    full = anya.page.get_by_role("button", name="На весь экран").bounding_box()
    assert full is not None
    assert full["x"] + full["width"] <= 390
    for control in ("play-pause", "chat-send", "invite", "leave-room", "close-room"):
        size = box(anya, control)
        assert min(size["width"], size["height"]) >= 44, control
        assert size["x"] + size["width"] <= 390, control


@pytest.mark.parametrize("width", [390, 1280, 1440])
def test_names_are_whole_or_behind_a_button(
    visitor: NewVisitor, film: Title, host: User, width: int
) -> None:
    """R083, R094: a name that does not fit is no stump; who is here can be read by a finger too."""
    crowd = in_thread(lambda: make_users(5))
    room = in_thread(lambda: seated(open_room(host, *crowd, title=film)))
    anya = visitor(host, viewport={"width": width, "height": 844})
    anya.enter(room)
    expect(anya.see("members").locator("[data-user]")).to_have_count(6)
    assert anya.see("members").get_attribute("data-many") is not None
    anya.see("company").click()
    for person in crowd:
        expect(anya.page.get_by_role("button", name=person.name).last).to_be_in_viewport()
    anya.see("company-menu").first.click()
    expect(anya.page.get_by_role("menuitem", name="Сделать ведущим")).to_be_visible()
    assert no_sideways_scroll(anya)


def test_two_names_stand_beside_the_badge(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R083: at the width of most desks Anya and Vasily are read at once, no letter cut off."""
    anya = visitor(host)
    anya.enter(room)
    names = anya.see("members").locator(".member__name")
    expect(names).to_have_text([host.name, friend.name])
    for name in names.all():
        expect(name).to_be_in_viewport(ratio=1)
    expect(anya.see("company")).to_be_hidden()


def test_every_rate_is_in_reach_on_a_phone(visitor: NewVisitor, room: Room, host: User) -> None:
    """R094, R081: the list of rates is longer than a phone's film is high; none is cut off."""
    anya = visitor(host, **PHONE)
    anya.enter(room)
    anya.see("rate-menu").locator("summary").tap()
    choices = anya.see("rate-menu").get_by_role("button")
    expect(choices).to_have_count(7)
    for choice in choices.all():
        choice.tap(trial=True)  # in sight, and nothing lies over it
    choices.first.tap()
    expect(anya.see("rate-menu").locator("summary")).to_contain_text("0,5×")


def test_room_is_used_by_keys_alone(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R081 R082: space, arrows, m and c; the same letters typed into the chat do nothing else."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    anya.page.keyboard.press("Space")
    expect(vasily.see("play-pause")).to_have_attribute("data-state", "playing")
    anya.page.keyboard.press("ArrowRight")
    vasily.is_told("Аня перематывает")
    anya.page.keyboard.press("m")
    assert eventually(lambda: anya.film()["muted"])
    assert not vasily.film()["muted"], "the sound is personal"
    anya.page.keyboard.press("c")
    anya.page.keyboard.type("m k f")
    anya.page.keyboard.press("Enter")
    vasily.hears("m k f")
    assert anya.film()["muted"]
    anya.wait_until_moving()


def no_sideways_scroll(person: Visitor) -> bool:
    root = "document.documentElement"
    return bool(person.page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"))
