"""What people and browsers do to the room's page that nobody planned: it stays a room."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import User
from catalog.models import Title
from rooms.models import Room
from rooms.people import remove_person
from rooms.services import close_room
from tests.e2e.chat import message, say
from tests.e2e.conftest import PHONE, NewVisitor, in_thread
from tests.e2e.visitor import Visitor, eventually
from tests.films import put_choice

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(300)]

NO_STORES = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}"""
NOTHING_PLAYS = """const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  if (window.clicked) return play.call(this);
  return Promise.reject(new DOMException("no", "NotAllowedError"));
};"""
# Whether the film stands, and goes on standing for some pictures of the screen.
STANDS = """video => new Promise((say) => {
  const look = (left) => {
    if (!video.paused) say(false);
    else if (left) requestAnimationFrame(() => look(left - 1));
    else say(true);
  };
  look(40);
})"""
CALM = 4  # s of film; the hand is taken for calm after three
LINES_IN_PAGE = 500  # js/room/chat-view.js
EARLIER, LATER = 80, 440


def full_screen(person: Visitor) -> None:
    person.page.keyboard.press("f")
    expect(person.page.locator("[data-room]")).to_have_attribute("data-fullscreen", "")


def test_browser_that_keeps_nothing_has_a_room_all_the_same(
    visitor: NewVisitor, room: Room, host: User
) -> None:
    """R091: a browser that forbids its stores forgets the volume, not the film and the talk."""
    anya = visitor(host)
    anya.page.add_init_script(NO_STORES)
    anya.enter(room)
    anya.page.keyboard.press("ArrowDown")
    anya.see("play-pause").click()
    anya.wait_until_moving()
    anya.say("слышно?")
    anya.hears("слышно?")
    assert anya.problems == []


def test_only_way_in_stays_until_the_film_runs(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R083 R091: where nothing starts without a click, the sound's knob takes no button away."""
    anya, vasily = visitor(host), visitor(friend)
    vasily.page.add_init_script(NOTHING_PLAYS)
    anya.enter(room)
    anya.see("play-pause").click()
    anya.wait_until_moving()
    vasily.page.goto(f"/rooms/{room.token}/")
    begin = vasily.page.get_by_role("button", name="Начать просмотр")
    expect(begin).to_be_visible()
    vasily.page.keyboard.press("m")
    assert eventually(lambda: not vasily.film()["muted"])
    expect(begin).to_be_visible()
    vasily.page.evaluate("window.clicked = true")
    begin.click()
    expect(begin).to_be_hidden()
    vasily.wait_until_moving()
    vasily.wait_until_in_step()


def test_who_wants_no_motion_reads_what_passes_by(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R096 R104: without animations words and news over the film are seen, and leave again."""
    anya, vasily = visitor(host), visitor(friend, reduced_motion="reduce")
    anya.enter(room)
    vasily.enter(room)
    full_screen(vasily)
    anya.say("смотрите, лодка")
    expect(vasily.page.locator(".passing__line")).to_have_css("opacity", "1")
    expect(vasily.page.locator(".passing__line")).to_have_count(0)
    anya.wind_to(30)
    expect(vasily.see("news")).to_contain_text("перематывает")
    expect(vasily.see("news")).to_have_css("opacity", "1")
    expect(vasily.see("news")).to_have_css("opacity", "0")


def test_first_touch_in_an_open_menu_counts(
    visitor: NewVisitor, room: Room, host: User, film: Title, film_file: Path
) -> None:
    """R091: the controls leave with a calm hand, but not while a menu of theirs is open."""
    put_choice(film, film_file)
    anya = visitor(host, **PHONE)
    anya.enter(room)
    anya.see("play-pause").tap()
    anya.see("tracks-menu").tap()
    assert eventually(lambda: anya.film()["position"] > CALM)
    anya.page.locator(".tracks__line", has_text="360p").tap()
    expect(anya.page.get_by_role("radio", name="360p")).to_be_checked()


def test_film_stops_with_the_evening(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R071, R114: who was put out hears no film behind the letter, nor does a room that closed."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    anya.see("play-pause").click()
    for person in (anya, vasily):
        person.wait_until_moving()
    in_thread(lambda: remove_person(room_key=room.pk, by=host, user_id=friend.pk))
    expect(vasily.page.get_by_role("heading", name="Вы больше не в комнате")).to_be_visible()
    assert vasily.see("player").evaluate(STANDS)
    in_thread(lambda: close_room(room_key=room.pk, by=host, reason="host"))
    expect(anya.page.get_by_role("heading", name="Спасибо за вечер")).to_be_visible()
    assert anya.see("player").evaluate(STANDS)


def test_last_word_of_the_evening_cannot_be_waved_away(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R114 R091: two Escapes leave nobody before a dead room without a word."""
    vasily = visitor(friend)
    vasily.enter(room)
    in_thread(lambda: close_room(room_key=room.pk, by=host, reason="host"))
    thanks = vasily.page.get_by_role("heading", name="Спасибо за вечер")
    expect(thanks).to_be_visible()
    for _ in range(3):
        vasily.page.keyboard.press("Escape")
    expect(thanks).to_be_visible()


def test_escape_closes_the_menu_before_the_full_screen(
    visitor: NewVisitor, room: Room, host: User, film: Title, film_file: Path
) -> None:
    """R091: one layer at a time, the menu of sound and subtitles too."""
    put_choice(film, film_file)
    anya = visitor(host)
    anya.enter(room)
    full_screen(anya)
    anya.see("tracks-menu").click()
    menu = anya.page.locator("#tracks")
    expect(menu).to_be_visible()
    anya.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(anya.page.locator("[data-room]")).to_have_attribute("data-fullscreen", "")


def test_evening_of_words_does_not_grow_the_page_of_who_reads_above(
    visitor: NewVisitor, room: Room, host: User, friend: User, no_pace_here: None
) -> None:
    """R100, A11: the page is bounded wherever one reads; the latest is one press away."""
    say(room, friend, *(f"раньше {n}" for n in range(EARLIER)))
    anya = visitor(host)
    anya.enter(room)
    expect(message(anya, f"раньше {EARLIER - 1}")).to_be_visible()
    anya.page.locator('[data-part="scroller"]').evaluate("list => list.scrollTo(0, 0)")
    say(room, friend, *(f"позже {n}." for n in range(LATER)))
    expect(anya.see("unread")).to_contain_text(f"{LATER} новых")
    lines = "list => list.querySelectorAll('[data-seq]').length"
    assert anya.page.locator('[data-part="list"]').evaluate(lines) <= LINES_IN_PAGE
    anya.see("unread").click()
    expect(message(anya, f"позже {LATER - 1}.")).to_be_in_viewport()
    say(room, friend, "и ещё")
    expect(message(anya, "и ещё")).to_be_in_viewport()
