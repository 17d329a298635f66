"""Who may do what, seen in browsers: controls come and go with the rights, without a reload."""

import pytest
from playwright.sync_api import Locator, Route, expect

from accounts.models import User
from rooms.models import Room
from tests.e2e.conftest import PHONE, NewVisitor
from tests.e2e.visitor import Visitor, eventually
from tests.factories import befriend

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]


def menu_of(person: Visitor, other: User) -> Locator:
    """The button of somebody in the strip."""
    return person.page.locator(f'[data-user="{other.pk}"] [data-testid=member-menu]')


def choose(person: Visitor, other: User, item: str) -> None:
    """Open somebody's menu and take an item."""
    menu_of(person, other).click()
    person.page.get_by_role("menuitem", name=item).click()


def set_rule(person: Visitor, choice: str) -> None:
    """Choose a rule in the settings and close them."""
    person.see("open-settings").click()
    person.see("room-settings").get_by_label(choice, exact=True).check()
    expect(person.see("room-settings").get_by_role("status")).to_have_text("Сохранено")
    person.page.keyboard.press("Escape")


def test_host_only_and_chosen_people(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R085 A08: the rule is followed at once by every open page, and so is a hand given."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    expect(vasily.see("open-settings")).to_be_hidden()
    expect(vasily.see("play-pause")).to_be_enabled()

    set_rule(anya, "Только хозяин")
    expect(vasily.see("play-pause")).to_be_disabled()
    anya.see("play-pause").click()
    expect(vasily.see("play-pause")).to_have_attribute("data-state", "playing")

    anya.see("open-settings").click()
    rules = anya.see("room-settings")
    rules.get_by_label("Выбранные", exact=True).check()
    rules.get_by_role("checkbox", name="Василий").check()
    anya.page.keyboard.press("Escape")
    expect(vasily.see("play-pause")).to_be_enabled()
    vasily.see("play-pause").click()
    expect(anya.see("play-pause")).to_have_attribute("data-state", "paused")
    anya.is_told("Василий теперь управляет фильмом")

    choose(anya, friend, "Не давать управлять фильмом")
    expect(vasily.see("play-pause")).to_be_disabled()
    assert anya.problems == vasily.problems == []


def test_tick_stays_while_it_is_being_saved(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R085: what is chosen stays chosen on the page, whatever the room tells before the answer."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    set_rule(anya, "Выбранные")
    held: list[Route] = []
    anya.page.route("**/members/*", lambda route: held.append(route))
    anya.see("open-settings").click()
    tick = anya.see("room-settings").get_by_role("checkbox", name="Василий")
    tick.check()
    vasily.page.reload()  # the room tells the host of him, without the hand that is on its way
    vasily.wait_until_in_step()
    expect(anya.see("members")).to_contain_text("Василий")
    expect(tick).to_be_checked()
    held[0].continue_()
    expect(vasily.see("play-pause")).to_be_enabled()
    expect(tick).to_be_checked()


def test_host_hands_the_room_over(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R066: the new host gets settings and «Закрыть» at once, the old one loses them."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    expect(vasily.see("member-menu")).to_have_count(0)
    choose(anya, friend, "Передать комнату…")
    anya.see("ask-yes").click()
    for control in ("open-settings", "close-room"):
        expect(vasily.see(control)).to_be_visible()
        expect(anya.see(control)).to_be_hidden()
    expect(menu_of(vasily, host)).to_be_visible()
    expect(anya.see("member-menu")).to_have_count(0)
    vasily.is_told("Василий теперь хозяин комнаты")
    vasily.see("close-room").click()
    vasily.see("close-room-confirm").click()
    expect(anya.page.get_by_role("dialog")).to_contain_text("Спасибо за вечер")


def test_removed_member_sees_it_at_once(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R071 A04: removed, he may come back by the link; banned, he may not until he is let in."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    choose(anya, friend, "Убрать из комнаты")
    expect(vasily.page.get_by_role("dialog")).to_contain_text("Вы больше не в комнате")
    expect(anya.see("members")).not_to_contain_text("Василий")
    anya.is_told("Аня убирает из комнаты: Василий")

    vasily.page.reload()
    expect(vasily.page.locator("main")).to_contain_text("Вас убрали из этой комнаты")
    vasily.see("enter-room").click()
    vasily.wait_until_in_step()

    choose(anya, friend, "Убрать и больше не впускать…")
    anya.see("ask-yes").click()
    expect(vasily.page.get_by_role("dialog")).to_contain_text("Вы больше не в комнате")
    answer = vasily.page.reload()
    assert answer is not None
    assert answer.status == 404

    anya.see("open-settings").click()
    anya.see("room-settings").get_by_role("button", name="Впустить снова").click()
    expect(anya.see("room-settings")).not_to_contain_text("Василий")
    vasily.page.reload()
    expect(vasily.see("enter-room")).to_be_visible()
    assert anya.problems == vasily.problems == []


def test_new_link_leaves_everybody_in(
    visitor: NewVisitor, room: Room, host: User, friend: User, stranger: User
) -> None:
    """A21: the old link opens nothing to others; open pages go on, and a reload finds the room."""
    anya, vasily, olga = visitor(host), visitor(friend), visitor(stranger)
    anya.enter(room)
    vasily.enter(room)
    old = anya.see("room-link").input_value()
    anya.see("open-settings").click()
    anya.see("new-link").click()
    anya.see("ask-yes").click()
    expect(vasily.see("room-link")).not_to_have_value(old)
    new = vasily.see("room-link").input_value()
    vasily.see("chat-input").fill("не дописано")
    answer = olga.page.goto(old)
    assert answer is not None
    assert answer.status == 404
    vasily.page.goto(old)
    expect(vasily.page).to_have_url(new)
    vasily.wait_until_in_step()
    expect(vasily.see("chat-input")).to_have_value("не дописано")
    olga.page.goto(new)
    olga.wait_until_in_step()


def test_menu_and_settings_by_keys_and_on_a_phone(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """Everything is reached without a mouse, and fits a phone."""
    anya, vasily = visitor(host), visitor(friend)  # who has no page open loses his seat
    for person in (vasily, anya):
        person.enter(room)
    menu_of(anya, friend).focus()
    anya.page.keyboard.press("Enter")
    expect(anya.page.get_by_role("menuitem").first).to_be_focused()
    anya.page.keyboard.press("ArrowDown")
    expect(anya.page.get_by_role("menuitem").nth(1)).to_be_focused()
    anya.page.keyboard.press("Escape")
    expect(menu_of(anya, friend)).to_be_focused()
    anya.page.close()

    phone = visitor(host, **PHONE)
    phone.enter(room)
    menu_of(phone, friend).tap()
    assert eventually(lambda: breadth(phone.page.get_by_role("menu")) == (0, 390))
    phone.page.keyboard.press("Escape")
    phone.see("open-settings").tap()
    assert eventually(lambda: breadth(phone.see("room-settings")) == (0, 390))


def breadth(thing: Locator) -> tuple[float, float]:
    """Where it begins from the left, and how wide it is; it may still be on its way."""
    expect(thing).to_be_visible()
    box = thing.bounding_box()
    return (box["x"], box["width"]) if box else (-1, -1)


def test_friend_is_called_by_name(
    visitor: NewVisitor, room: Room, host: User, stranger: User
) -> None:
    """R062: a tick and a press; the friend finds the card and is in the room by one click."""
    befriend(host, stranger)
    anya, olga = visitor(host), visitor(stranger, **PHONE)
    anya.enter(room)
    anya.see("invite").click()
    anya.see("invite-friends").get_by_text("Ольга").click()
    anya.see("send-invitations").click()
    expect(anya.see("invite-friends")).to_contain_text("приглашение отправлено")
    olga.page.goto("/")
    expect(olga.see("calls")).to_contain_text("Аня")
    olga.see("accept-call").click()
    olga.wait_until_in_step()
    anya.is_told("Ольга входит")


def test_room_goes_on_without_its_host(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R066: he leaves, the film runs on, and who is left has the room in his hands."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    anya.see("play-pause").click()
    expect(vasily.see("play-pause")).to_have_attribute("data-state", "playing")
    anya.see("leave-room").click()
    expect(vasily.see("close-room")).to_be_visible()
    expect(vasily.see("members")).not_to_contain_text("Аня")
    expect(vasily.see("play-pause")).to_have_attribute("data-state", "playing")
    vasily.wait_until_moving()
    assert anya.problems == vasily.problems == []
