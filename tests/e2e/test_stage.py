"""The stage: what is pressed shows at once, the rate for all, keys, fingers, who did what."""

import re

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from accounts.models import User
from rooms.models import Room, RoomRecord
from rooms.services import change_settings
from tests.e2e.conftest import PHONE, NewVisitor, in_thread
from tests.e2e.visitor import Visitor, eventually, in_step

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(300)]


class Mail:
    """The player's line of a page, whose outgoing requests can be kept back."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.kept: list[str | bytes] | None = None
        page.route_web_socket(re.compile(r"/ws/rooms/[\w-]+/$"), self._lay)

    def _lay(self, line: WebSocketRoute) -> None:
        self.server = line.connect_to_server()
        line.on_message(self._pass)

    def _pass(self, frame: str | bytes) -> None:
        if self.kept is not None and b"playback.command" in _bytes(frame):
            self.kept.append(frame)
        else:
            self.server.send(frame)

    def keep(self) -> None:
        self.kept = []

    def has_come(self) -> bool:
        """Whether something is kept; lets the page's frames come meanwhile."""
        self.page.wait_for_timeout(50)
        return bool(self.kept)

    def deliver(self) -> None:
        letters, self.kept = self.kept or [], None
        for letter in letters:
            self.server.send(letter)


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


def test_click_is_pending_until_the_room_obeys(visitor: NewVisitor, room: Room, host: User) -> None:
    """R081 R087: the button turns at once, the film moves with the server's anchor only."""
    anya = visitor(host)
    mail = Mail(anya.page)
    anya.enter(room)
    mail.keep()
    button = anya.see("play-pause")
    button.click()
    expect(button).to_have_attribute("data-pending", "")
    expect(button).to_have_attribute("aria-label", "Пауза")
    expect(button).to_have_attribute("data-state", "paused")
    assert anya.film()["paused"]
    mail.deliver()
    expect(button).to_have_attribute("data-state", "playing")
    expect(button).not_to_have_attribute("data-pending", "")


def test_unanswered_click_returns_with_a_word(visitor: NewVisitor, room: Room, host: User) -> None:
    """R087: nobody answers: the button turns back and says why, nothing happens a minute later."""
    anya = visitor(host)
    mail = Mail(anya.page)
    anya.enter(room)
    mail.keep()
    anya.see("play-pause").click()
    expect(anya.page.locator(".toast")).to_contain_text("Нет связи с комнатой")
    expect(anya.see("play-pause")).to_have_attribute("aria-label", "Смотреть")
    assert anya.film()["paused"]


def test_rate_is_one_for_all(visitor: NewVisitor, room: Room, host: User, friend: User) -> None:
    """R081 R090: who controls chooses it from a menu, both films go by it, the toast says who."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    anya.see("play-pause").click()
    menu = anya.see("rate-menu")
    menu.locator("summary").click()
    expect(menu.get_by_role("button")).to_have_count(7)
    menu.get_by_role("button", name="1,5×").click()
    expect(vasily.see("news")).to_have_text("Аня ставит скорость 1,5×")
    expect(vasily.see("rate-menu").locator("summary")).to_contain_text("1,5×")
    people = (anya, vasily)
    assert eventually(lambda: all(abs(one.film()["rate"] - 1.5) < 0.16 for one in people))
    for person in people:
        person.wait_until_in_step()
    assert in_step(anya, vasily, moving=True)


def test_watcher_sees_the_rate_and_has_no_menu(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R085: host only: the guest's buttons are off, the keys do nothing, the rate is a word."""
    in_thread(lambda: change_settings(room_key=room.pk, by=host, control="host"))
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    expect(vasily.see("rate-menu")).to_be_hidden()
    expect(vasily.see("rate-now")).to_be_hidden()
    expect(vasily.see("play-pause")).to_be_disabled()
    vasily.page.keyboard.press("Space")
    anya.see("rate-menu").locator("summary").click()
    anya.see("rate-menu").get_by_role("button", name="0,75×").click()
    expect(vasily.see("rate-now")).to_have_text("0,75×")
    assert vasily.film()["paused"]


def test_keys_have_a_sheet(visitor: NewVisitor, room: Room, host: User) -> None:
    """R091: «?» and a button show it; keys rest while it is open, and in the chat's field."""
    anya = visitor(host)
    anya.enter(room)
    sheet, keys = anya.see("help-sheet"), anya.page.keyboard
    keys.press("?")
    expect(sheet).to_be_visible()
    keys.press("Space")
    keys.press("Escape")
    expect(sheet).to_be_hidden()
    anya.page.get_by_role("button", name="Клавиши").click()
    expect(sheet).to_contain_text("на весь экран")
    keys.press("?")
    expect(sheet).to_be_hidden()
    anya.see("chat-input").press_sequentially("? m")
    expect(sheet).to_be_hidden()
    assert anya.film()["paused"]
    assert not anya.film()["muted"]
    anya.see("chat-input").blur()
    keys.press("Control+m")
    assert not anya.film()["muted"], "with a modifier a key is somebody else's"


def test_media_keys_ask_the_room(visitor: NewVisitor, room: Room, host: User, friend: User) -> None:
    """R084 R085: a headphone's button is a request like any other; the system knows the film."""
    anya, vasily = visitor(host), visitor(friend)
    anya.page.add_init_script(HEAR_HANDLERS)
    anya.enter(room)
    vasily.enter(room)
    anya.page.evaluate("handlers.play({})")
    expect(vasily.see("play-pause")).to_have_attribute("data-state", "playing")
    expect(anya.see("play-pause")).to_have_attribute("data-state", "playing")
    anya.page.evaluate("handlers.seekto({seekTime: 33})")
    vasily.is_told("Аня перематывает на 0:33")
    session = "[navigator.mediaSession.metadata.title, navigator.mediaSession.playbackState]"
    assert eventually(lambda: anya.page.evaluate(session) == ["Луна над водой", "playing"])
    in_thread(lambda: change_settings(room_key=room.pk, by=host, control="chosen"))
    anya.page.evaluate("handlers.pause({})")
    expect(vasily.see("play-pause")).to_have_attribute("data-state", "paused")


HEAR_HANDLERS = """
window.handlers = {};
const give = MediaSession.prototype.setActionHandler;
MediaSession.prototype.setActionHandler = function (name, handler) {
  handlers[name] = handler;
  give.call(this, name, handler);
};
"""


def test_seek_storm_is_one_line_on_the_film(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R104: who winds ten times is told of in one place, with the last word."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    for second in range(10, 60, 10):
        anya.wind_to(second)
    expect(vasily.see("news")).to_have_text("Аня перематывает на 0:50")
    expect(vasily.see("news")).to_have_count(1)


def test_fingers_on_the_film(visitor: NewVisitor, room: Room, host: User, friend: User) -> None:
    """R094: a tap shows and hides the controls, two at the right edge wind by ten seconds."""
    anya, vasily = visitor(host, **PHONE), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    anya.see("play-pause").tap()
    expect(vasily.see("play-pause")).to_have_attribute("data-state", "playing")
    shell = anya.page.locator("[data-room]")
    expect(shell).to_have_class(re.compile("is-idle"))
    tap(anya, 0.5)
    expect(shell).not_to_have_class(re.compile("is-idle"))
    anya.wait_until_moving()
    tap(anya, 0.5)
    expect(shell).to_have_class(re.compile("is-idle"))
    before = anya.film()["position"]
    wound = vasily.see("chat-system").filter(has_text="Аня перематывает")
    assert eventually(lambda: tap_twice(anya, 0.9) or wound.count() > 0, step=1.0)
    vasily.is_told("Аня перематывает")
    seek = RoomRecord.objects.filter(room=room, kind="playback.seek").earliest("seq")
    assert seek.payload["position"] > before + 8


def tap_twice(person: Visitor, share: float) -> None:
    """Two taps, as quick as the machine is: it may be too slow to make them one gesture."""
    tap(person, share)
    tap(person, share)


def tap(person: Visitor, share: float) -> None:
    """Put a finger on the film, so far from its left edge."""
    box = person.see("player").bounding_box()
    assert box is not None
    person.page.touchscreen.tap(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.4)


def test_language_changes_inside_the_room(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R159: one button, the same room; the seat is kept and nobody is told of a leaving."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    anya.see("chat-input").fill("недопис")
    anya.page.get_by_role("button", name="EN").click()
    expect(anya.page.get_by_role("button", name="Full screen")).to_be_visible()
    expect(anya.see("chat-input")).to_have_value("недопис")
    anya.wait_until_in_step()
    expect(vasily.see("members")).to_contain_text("Аня")
    expect(vasily.see("chat-system").filter(has_text="Аня выходит")).to_have_count(0)


def test_room_without_scripts_says_so_and_shows_nothing_dead(
    visitor: NewVisitor, room: Room, host: User
) -> None:
    """R091: no buttons that do nothing; the way out works."""
    anya = visitor(host, java_script_enabled=False)
    anya.page.goto(f"/rooms/{room.token}/")
    expect(anya.page.get_by_role("heading", name="нужен JavaScript")).to_be_visible()
    for dead in ("play-pause", "seek", "chat-input"):
        expect(anya.see(dead)).to_be_hidden()
    expect(anya.see("leave-room")).to_be_visible()


def test_room_waits_out_a_film_that_does_not_come(
    visitor: NewVisitor, room: Room, host: User
) -> None:
    """R093: a file that is away for a moment is asked for again."""
    anya = visitor(host)
    tries: list[str] = []

    def refuse_once(route: Route) -> None:
        tries.append(route.request.url)
        route.abort() if len(tries) == 1 else route.continue_()

    anya.page.route(re.compile(r"/media/|/video/"), refuse_once)
    anya.enter(room)
    assert anya.problems == []
