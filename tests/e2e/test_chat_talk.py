"""The talk beside the film, as people have it: in real browsers, on a real site."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from rooms.models import Room
from rooms.muting import mute_member
from rooms.playback import Command
from rooms.services import change_settings, command_playback
from tests.e2e.chat import both_enter, message, say, tool
from tests.e2e.conftest import PHONE, NewVisitor, in_thread
from tests.e2e.visitor import Visitor, eventually

pytestmark = [
    pytest.mark.browser,
    pytest.mark.stack,
    pytest.mark.usefixtures("no_pace_here"),
    pytest.mark.timeout(400),
]

PRESSED = "aria-pressed"


def test_two_friends_talk(visitor: NewVisitor, room: Room, host: User, friend: User) -> None:
    """R096 R098 R099 R103 R104: answers, signs, names, links, typing, and words taken back."""
    anya, vasily = both_enter(visitor, room, host, friend)
    anya.say("Смотрите, какая луна!")
    vasily.hears("Смотрите, какая луна!")

    # He answers it; the quote shows whose words these are and leads to them.
    tool(vasily, "какая луна", "reply")
    expect(vasily.see("chat-input")).to_be_focused()
    vasily.say("И правда")
    quote = message(anya, "И правда").locator(".message__quote")
    expect(quote).to_contain_text("Аня")
    expect(quote).to_contain_text("какая луна")
    quote.click()
    expect(message(anya, "какая луна")).to_be_focused()

    # Signs: put by one, seen by the other with the name, taken off by a second click.
    tool(vasily, "какая луна", "react")
    message(vasily, "какая луна").get_by_role("button", name="огонь").click()
    sign = message(anya, "какая луна").locator(".sign")
    expect(sign).to_have_text("🔥1")
    expect(sign).to_have_attribute("title", "Василий")
    sign.click()
    expect(message(vasily, "какая луна").locator(".sign")).to_have_text("🔥2")
    sign.click()
    expect(message(vasily, "какая луна").locator(".sign")).to_have_text("🔥1")
    expect(sign).to_have_attribute(PRESSED, "false")

    # He calls her by name, found by the keyboard; she sees that it is for her.
    vasily.see("chat-input").press_sequentially("эй, @а")
    expect(anya.see("typing")).to_have_text("Василий печатает…")
    expect(vasily.see("mentions")).to_contain_text("Аня")
    vasily.page.keyboard.press("Enter")
    expect(vasily.see("chat-input")).to_have_value("эй, @Аня ")
    vasily.page.keyboard.type("гляди: https://ru.example.org/луна, там")
    vasily.page.keyboard.press("Enter")
    expect(message(anya, "гляди")).to_have_attribute("data-for-me", "")
    expect(message(vasily, "гляди")).not_to_have_attribute("data-for-me", "")
    link = message(anya, "гляди").locator("a")
    expect(link).to_have_text("https://ru.example.org/луна")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow ugc")
    expect(link).to_have_attribute("target", "_blank")
    expect(anya.see("typing")).to_have_text("")

    # The host takes his words away, asked once; a guest has no such tool for hers.
    vasily.say("спойлер!")
    anya.hears("спойлер!")
    tool(anya, "спойлер!", "delete-message")
    anya.page.keyboard.press("Escape")
    anya.hears("спойлер!")
    tool(anya, "спойлер!", "delete-message")
    anya.see("chat-confirm").click()
    for person in (anya, vasily):
        expect(message(person, "Сообщение удалено")).to_have_count(1)
        expect(message(person, "спойлер!")).to_have_count(0)
    message(vasily, "какая луна").hover()
    expect(message(vasily, "какая луна").get_by_test_id("reply")).to_be_visible()
    expect(message(vasily, "какая луна").get_by_test_id("delete-message")).to_have_count(0)

    # A quote of words that go says nothing of them any more.
    tool(anya, "какая луна", "delete-message")
    anya.see("chat-confirm").click()
    expect(message(vasily, "И правда").locator(".message__quote")).to_contain_text("удалено")
    assert anya.problems == vasily.problems == []


def test_place_in_the_film_leads_there(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R098: each message knows where the film stood; who may control can go there, asked once."""
    in_thread(
        lambda: command_playback(
            room_key=room.pk, user=host, command=Command("seek", position=61.0)
        )
    )
    say(room, host, "вот здесь")
    in_thread(lambda: change_settings(room_key=room.pk, by=host, control="host"))
    anya, vasily = both_enter(visitor, room, host, friend)
    expect(message(anya, "вот здесь").locator(".message__place")).to_have_text("1:01")
    in_thread(
        lambda: command_playback(room_key=room.pk, user=host, command=Command("seek", position=5.0))
    )
    anya.is_told("Аня перематывает на 0:05")
    message(vasily, "вот здесь").locator(".message__place").click(force=True)
    expect(vasily.see("chat-confirm")).to_have_count(0)
    anya.wait_until_in_step()
    message(anya, "вот здесь").locator(".message__place").click()
    expect(anya.page.get_by_text("Перейти к 1:01 для всех?")).to_be_visible()
    anya.see("chat-confirm").click()
    expect(vasily.see("chat-system").filter(has_text="на 1:01")).to_have_count(2)


def test_moderator_calms_the_room(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R099 R102 A12: mute, slow mode and the switch take effect at once; the film does not mind."""
    anya, vasily = both_enter(visitor, room, host, friend)
    vasily.wait_until_in_step()
    vasily.see("chat-input").fill("недописанн")
    anya.page.locator(f'[data-user="{friend.pk}"] [data-testid=member-menu]').click()
    anya.page.get_by_role("menuitem", name="Заглушить в чате").click()
    expect(vasily.see("chat-input")).to_be_disabled()
    anya.is_told("Аня заглушает: Василий")
    vasily.see("play-pause").click()
    expect(anya.see("play-pause")).to_have_attribute("data-state", "playing")
    vasily.page.reload()
    expect(vasily.see("chat-input")).to_be_disabled()
    set_muted(room, host, friend, muted=False)
    expect(vasily.see("chat-input")).to_be_enabled()
    expect(vasily.see("chat-input")).to_have_value("недописанн")

    anya.page.locator("[data-part=ask-settings]").click()
    anya.see("room-settings").get_by_label("5 с", exact=True).check()
    vasily.is_told("не чаще раза в 5 с")
    vasily.say("раз")
    expect(vasily.see("slow-mode")).to_contain_text("Медленный режим")
    vasily.see("chat-input").fill("два")
    expect(vasily.see("chat-send")).to_be_disabled()
    anya.hears("раз")
    expect(vasily.see("chat-send")).to_be_enabled()
    vasily.see("chat-send").click()
    anya.hears("два")

    anya.see("room-settings").get_by_role("switch", name="Чат").uncheck()
    anya.page.keyboard.press("Escape")
    for person in (anya, vasily):
        expect(person.see("chat-input")).to_be_disabled()
        expect(person.page.get_by_text("Чат выключен, фильм идёт дальше.")).to_be_visible()
    vasily.see("play-pause").click()
    expect(anya.see("play-pause")).to_have_attribute("data-state", "paused")
    in_thread(lambda: change_settings(room_key=room.pk, by=host, chat_enabled=True))
    expect(vasily.see("chat-input")).to_be_enabled()


def set_muted(room: Room, by: User, whom: User, *, muted: bool) -> None:
    in_thread(lambda: mute_member(room_key=room.pk, by=by, user_id=whom.pk, muted=muted))


def test_chat_is_used_by_keys_alone(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R094: arrows go through the messages, their tools follow; the film hears none of it."""
    say(room, host, "раз", "два", "три")
    [vasily] = both_enter(visitor, room, friend)
    vasily.hears("три")
    volume = vasily.see("player").evaluate("video => video.volume")
    vasily.page.locator(".chat__scroller").focus()
    for _ in range(2):
        vasily.page.keyboard.press("ArrowUp")
    expect(message(vasily, "два")).to_be_focused()
    expect(message(vasily, "два").get_by_test_id("reply")).to_be_visible()
    message(vasily, "два").get_by_test_id("reply").focus()
    vasily.page.keyboard.press("Enter")
    vasily.page.keyboard.type("отвечаю")
    vasily.page.keyboard.press("Enter")
    expect(message(vasily, "отвечаю").locator(".message__quote")).to_contain_text("два")
    assert vasily.see("player").evaluate("video => video.volume") == volume
    log = vasily.page.locator(".chat__scroller")
    expect(log).to_have_attribute("role", "log")
    expect(log).to_have_attribute("aria-live", "off")
    spoken = vasily.page.locator("[data-part=said]")
    expect(spoken).to_have_attribute("aria-live", "polite")
    expect(spoken).not_to_contain_text("раз")
    say(room, host, "это новость")
    expect(spoken).to_contain_text("Аня: это новость")


def test_chat_on_a_phone(visitor: NewVisitor, room: Room, host: User, friend: User) -> None:
    """R094: a tap brings the tools; with the keyboard out the field stays in sight."""
    say(room, host, "привет с экрана")
    vasily = visitor(friend, **PHONE)
    vasily.page.goto(f"/rooms/{room.token}/")
    vasily.hears("привет с экрана")
    message(vasily, "привет").tap()
    react = message(vasily, "привет").get_by_test_id("react")
    expect(react).to_be_visible()
    vasily.comes_to_rest()
    box = react.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    react.tap()
    message(vasily, "привет").get_by_role("button", name="нравится").tap()
    expect(message(vasily, "привет").locator(".sign")).to_have_text("👍1")
    vasily.see("chat-input").tap()
    vasily.page.set_viewport_size({"width": 390, "height": 420})
    for name in ("chat-input", "chat-send"):
        expect(vasily.see(name)).to_be_in_viewport(ratio=1)
    assert eventually(lambda: film_ends_above_the_field(vasily)), "the film is still there"


def film_ends_above_the_field(person: Visitor) -> bool:
    film, field = (person.see(name).bounding_box() for name in ("player", "chat-input"))
    return bool(film and field and film["y"] + film["height"] < field["y"])
