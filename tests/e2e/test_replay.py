"""The evening played again in a browser: words come and go with the film."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from accounts.models import User
from catalog.models import Title
from chat.services import react, send_message
from rooms.models import Room, RoomRecord
from rooms.services import close_room
from tests.e2e.conftest import PHONE, NewVisitor, in_thread
from tests.e2e.test_room_layout import no_sideways_scroll
from tests.e2e.visitor import Visitor, eventually
from tests.factories import open_room

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

# What was said, and where the film stood (s). The film has two minutes.
SAID = [
    ("Все на месте?", 0.0),
    ("Какая луна!", 20.0),
    ("Тише, сейчас начнётся", 40.0),
    ("Вот этот поворот я не ждала", 80.0),
    ("Поехали домой", 110.0),
]
LATER = "Вот этот поворот"


@pytest.fixture
def evening(film: Title, host: User, friend: User) -> Room:
    """A sealed evening: five messages at five places of the film, one with a sign and an answer."""

    def talk() -> Room:
        room = open_room(host, friend, title=film)
        for number, (text, place) in enumerate(SAID):
            author = (host, friend)[number % 2]
            say(room, author, f"m{number}", text, place, number)
        return room

    def say(room: Room, author: User, key: str, text: str, place: float, number: int) -> None:
        answer = (
            RoomRecord.objects.filter(room=room, client_id="m1").first() if number == 3 else None
        )
        record, _ = send_message(
            room_id=room.pk,
            author=author,
            client_id=key,
            text=text,
            reply_to=answer.seq if answer else None,
        )
        RoomRecord.objects.filter(pk=record.pk).update(position=place)
        if number == 1:
            react(room_id=room.pk, seq=record.seq, emoji="🔥", by=host)

    room = in_thread(talk)
    in_thread(lambda: close_room(room_key=room.pk, by=host, reason="host"))
    return room


@pytest.fixture
def sealed(evening: Room) -> Room:
    def is_sealed() -> bool:
        return in_thread(lambda: Room.objects.get(pk=evening.pk).state == Room.State.ARCHIVED)

    assert eventually(is_sealed, within=60)  # a sweep comes each 20 s
    return evening


def words(person: Visitor) -> Locator:
    return person.see("chat-message")


def shows(person: Visitor, count: int) -> None:
    """Wait until just the first `count` of the messages are there, in the film's order."""
    texts = [re.compile(re.escape(text)) for text, _ in SAID[:count]]
    expect(words(person)).to_have_text(texts)


def picture(person: Visitor, name: str) -> None:
    """Keep a picture where one is asked for (KINO_PICTURES=folder)."""
    if folder := os.environ.get("KINO_PICTURES"):
        person.page.screenshot(path=Path(folder) / f"{name}.png")


def test_words_come_and_go_with_the_film(visitor: NewVisitor, sealed: Room, friend: User) -> None:
    """R120: words appear at their places, later ones go when the film is wound back."""
    vasily = visitor(friend)
    vasily.page.goto(f"/rooms/{sealed.token}/archive/film/")
    shows(vasily, 1)
    picture(vasily, "cover")
    vasily.wind_to(18.0)
    shows(vasily, 1)
    vasily.see("play-pause").click()
    shows(vasily, 2)
    expect(vasily.see("play-pause")).to_have_attribute("data-state", "playing")
    vasily.wind_to(90.0)
    shows(vasily, 4)
    picture(vasily, "playing")
    vasily.see("play-pause").click()
    vasily.wind_to(30.0)
    shows(vasily, 2)
    words(vasily).filter(has_text="Все на месте").click()
    assert eventually(lambda: vasily.film()["position"] < 0.5)
    shows(vasily, 1)
    assert vasily.problems == []


def test_everything_is_shown_on_request(visitor: NewVisitor, sealed: Room, friend: User) -> None:
    """R120: without hints by default, all at once by a button; a click on words leads to them."""
    vasily = visitor(friend)
    vasily.page.goto(f"/rooms/{sealed.token}/archive/film/")
    shows(vasily, 1)
    vasily.see("show-everything").click()
    shows(vasily, 5)
    later = words(vasily).filter(has_text=LATER)
    expect(later).to_have_attribute("data-later", "")
    picture(vasily, "everything")
    is_sound(vasily)
    later.get_by_role("button", name="1:20").click()  # its place in the film, for a keyboard too
    assert eventually(lambda: abs(vasily.film()["position"] - 80.0) < 0.5)
    expect(later).not_to_have_attribute("data-later", "")
    vasily.see("show-film").click()
    shows(vasily, 4)
    is_sound(vasily)


def test_words_are_found_beside_the_film(visitor: NewVisitor, sealed: Room, friend: User) -> None:
    """R120: by keyboard; later words are found only when all are shown; a find leads there."""
    vasily = visitor(friend, **PHONE)
    vasily.page.goto(f"/rooms/{sealed.token}/archive/film/")
    shows(vasily, 1)
    vasily.page.keyboard.press("/")
    expect(vasily.see("find-words")).to_be_focused()
    vasily.see("find-words").fill("ПОВОРОТ")
    expect(vasily.see("found")).to_contain_text("До этого места фильма таких слов никто не говорил")
    expect(vasily.see("hit")).to_have_count(0)
    vasily.see("show-everything").click()
    expect(vasily.see("found")).to_have_text("Нашлось 1 сообщение")
    expect(vasily.see("hit")).to_contain_text(LATER)
    expect(vasily.see("hit").locator("mark")).to_have_text("поворот")
    assert no_sideways_scroll(vasily)
    is_sound(vasily)
    picture(vasily, "phone-found")
    vasily.see("hit").get_by_role("button").press("Enter")
    expect(vasily.see("hits")).to_be_hidden()
    expect(words(vasily).filter(has_text=LATER)).to_be_focused()
    assert eventually(lambda: abs(vasily.film()["position"] - 80.0) < 0.5)
    vasily.see("show-film").click()
    vasily.see("find").click()
    expect(vasily.see("found")).to_have_text("Нашлось 1 сообщение до этого места")
    vasily.see("find-words").press("Escape")
    expect(vasily.see("hits")).to_be_hidden()
    expect(vasily.see("find")).to_be_focused()
    assert vasily.problems == []


def test_evening_is_read_searched_and_watched_on_a_phone(
    visitor: NewVisitor, sealed: Room, friend: User
) -> None:
    """R120: from the evening to read, by its search, to the place in the film; narrow too."""
    vasily = visitor(friend, **PHONE)
    vasily.page.goto(f"/rooms/{sealed.token}/archive/")
    expect(words(vasily)).to_have_count(len(SAID))
    assert no_sideways_scroll(vasily)
    picture(vasily, "phone-evening")
    is_sound(vasily)
    for link, beginning in (
        ("download-text", "Луна над водой"),
        ("download-subtitles", "WEBVTT\n"),
    ):
        with vasily.page.expect_download() as coming:
            vasily.see(link).click()
        text = coming.value.path().read_text(encoding="utf-8")
        assert text.startswith(beginning)
        assert LATER in text
    vasily.see("search").fill("ПОВОРОТ")
    vasily.see("search").press("Enter")
    expect(vasily.see("found")).to_contain_text("Нашлось 1 сообщение")
    expect(words(vasily)).to_have_count(1)
    expect(words(vasily)).to_contain_text(LATER)
    words(vasily).get_by_role("link", name="1:20").click()
    expect(vasily.page).to_have_url(re.compile(r"/archive/film/\?t=80\.0$"))
    shows(vasily, 4)
    assert eventually(lambda: abs(vasily.film()["position"] - 80.0) < 0.5)
    assert no_sideways_scroll(vasily)
    picture(vasily, "phone-replay")
    is_sound(vasily)
    assert vasily.problems == []


def is_sound(person: Visitor) -> None:
    person.comes_to_rest()
    found = Axe().run(person.page).response["violations"]
    faults = [fault for fault in found if fault["impact"] != "minor"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []
