"""A long talk, read: pages both ways, a reader who is not moved, what people did folded away."""

import time
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from rooms.models import Room
from rooms.playback import Command
from rooms.services import command_playback
from tests.e2e.chat import both_enter, message, say
from tests.e2e.conftest import NewVisitor, in_thread
from tests.e2e.visitor import SECONDS, Visitor, eventually

pytestmark = [
    pytest.mark.browser,
    pytest.mark.stack,
    pytest.mark.usefixtures("no_pace_here"),
    pytest.mark.timeout(400),
]


NUMBERS = "all => all.map(line => Number(line.dataset.seq)).filter(Boolean)"
CENTRED = "all => all.every(note => getComputedStyle(note).justifyContent === 'center')"


def test_long_talk_is_paged_both_ways(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R100: back to the first word and forward to the last, with a bounded page."""
    texts = [f"слово номер {n}." for n in range(520)]
    both_enter(visitor, room, host)  # who is not at a page is taken for gone
    say(room, host, *texts)
    [vasily] = both_enter(visitor, room, friend)
    vasily.hears(texts[-1])
    scroller = vasily.page.locator(".chat__scroller")
    everything = vasily.page.locator(".chat__list > li")

    def until(text: str, to: str) -> None:
        deadline = time.monotonic() + 2 * SECONDS
        while not message(vasily, text).count():
            assert time.monotonic() < deadline, f"no {text}"
            scroller.evaluate(f"box => box.scrollTop = {to}")
            vasily.page.wait_for_timeout(120)

    until(texts[0], "0")
    assert eventually(lambda: everything.count() <= 420)
    expect(message(vasily, texts[-1])).to_have_count(0)

    # What is said meanwhile is counted; the button leads to it, past all that lies between.
    say(room, host, "а вот и новое")
    expect(vasily.see("unread")).to_contain_text("1 новое сообщение")
    expect(message(vasily, "а вот и новое")).to_have_count(0)
    vasily.see("unread").click()
    vasily.hears("а вот и новое")
    expect(message(vasily, "а вот и новое")).to_be_in_viewport()
    expect(vasily.see("unread-mark")).to_have_count(1)
    expect(vasily.see("unread")).to_be_hidden()

    # Back again, then down page by page: every message, once, in order, to the living end.
    until(texts[0], "0")
    until("а вот и новое", "box.scrollHeight")
    numbers = everything.evaluate_all(NUMBERS)
    assert numbers == sorted(set(numbers))
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    say(room, host, "живой конец")
    vasily.hears("живой конец")


def test_new_words_do_not_move_the_reader(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R100: who reads upwards stays where he is and is told by a mark and a count."""
    say(room, host, *[f"слово номер {n}." for n in range(50)])
    anya, vasily = both_enter(visitor, room, host, friend)
    vasily.hears("слово номер 49.")
    old = message(vasily, "слово номер 20.")
    old.scroll_into_view_if_needed()
    before = place_at_rest(vasily, "слово номер 20.")
    anya.say("новое раз")
    expect(vasily.see("unread")).to_contain_text("1 новое")
    anya.say("новое два")
    expect(vasily.see("unread")).to_contain_text("2 новых")
    assert place_at_rest(vasily, "слово номер 20.") == before
    vasily.see("unread").click()
    expect(message(vasily, "новое два")).to_be_in_viewport()
    expect(vasily.see("unread-mark")).to_be_visible()


def place_at_rest(person: Visitor, text: str) -> Any:
    """Where a message stands, once two looks agree."""
    seen: list[Any] = [None]

    def agrees() -> bool:
        seen.append(message(person, text).bounding_box())
        return seen[-1] is not None and seen[-1] == seen[-2]

    assert eventually(agrees, step=0.3)
    return seen[-1]


def wind(room: Room, by: User, position: float) -> None:
    command_playback(room_key=room.pk, user=by, command=Command("seek", position=position))


def test_storm_of_commands_folds(visitor: NewVisitor, room: Room, host: User, friend: User) -> None:
    """R104: lines on what people do are apart from words, and do not push them out of sight."""
    say(room, friend, "не потеряйте меня")
    in_thread(lambda: [wind(room, host, float(n)) for n in range(12)])
    [anya] = both_enter(visitor, room, host)
    anya.is_told("перематывает на 0:11")
    expect(anya.page.locator(".note:visible")).to_have_count(7)
    unfold = anya.page.get_by_role("button", name="ещё 9 событий")
    unfold.click()
    expect(anya.page.locator(".note:visible")).to_have_count(15)
    assert anya.page.locator(".note").evaluate_all(CENTRED)
