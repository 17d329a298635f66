"""The evening the product is for: two people, two browsers, one film, sign-up to archive."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from catalog.models import Title
from rooms import archive_reading
from rooms.models import Archive, Room, RoomRecord
from tests.e2e.conftest import NewVisitor, in_thread
from tests.e2e.test_stage import Mail
from tests.e2e.visitor import Visitor, eventually, in_step, waits_for
from tests.factories import PASSWORD, befriend, make_users
from wishlist.services import add_wish

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(500)]

SOON = 3.0  # s after a command


def test_two_friends_spend_an_evening(
    visitor: NewVisitor, film: Title, host: User, friend: User, stranger: User
) -> None:
    """R006 R013 R019 R053 R054 R058 R070 R081 R082 R083 R084 R091 R096 R114: the whole story."""
    befriend(host, friend)
    add_wish(user=friend, title=film)

    # Anya signs in, sees the films, opens one and wants it; so does her friend Vasily.
    anya = visitor()
    sign_in(anya, host)
    anya.see("film-card").filter(has_text="Луна над водой").first.click()
    anya.see("want-to-watch").click()
    expect(anya.see("matches")).to_contain_text("Василий")

    # «Смотреть вместе», pressed twice by an impatient hand, makes one room.
    anya.see("watch-together").dblclick()
    expect(anya.page).to_have_url(re.compile(r"/rooms/[\w-]+/$"))
    anya.wait_until_in_step()
    room = Room.objects.get()
    link = anya.see("room-link").input_value()
    assert link.endswith(f"/rooms/{room.token}/")

    # Marina opens the link signed out, is told who invites to what, signs up and lands in the room.
    marina = visitor()
    marina.page.goto(link)
    expect(marina.page.locator("main")).to_contain_text("Аня")
    expect(marina.page.locator("main")).to_contain_text("Луна над водой")
    sign_up(marina, name="Марина", email="marina@cast.test")
    expect(marina.page).to_have_url(link)
    marina.wait_until_in_step()
    expect(anya.see("members")).to_contain_text("Марина")
    anya.is_told("Марина входит")

    # Whoever of them plays, winds or pauses: both are on the same frame.
    anya.see("play-pause").click()
    same_frame(anya, marina, moving=True)
    wound = time.monotonic()
    marina.wind_to(30)
    same_frame(anya, marina, moving=True)
    assert 30 <= anya.film()["position"] <= 30 + time.monotonic() - wound
    anya.is_told("Марина перематывает на 0:30")
    marina.see("play-pause").click()
    same_frame(anya, marina, moving=False)
    marina.is_told("Марина ставит на паузу")
    marina.see("play-pause").click()
    same_frame(anya, marina, moving=True)

    # A newcomer lands on the right frame and stops nobody.
    vasily = visitor(friend)
    vasily.page.goto(link)
    vasily.wait_until_in_step()
    assert waits_for(room, friend) == 0
    same_frame(anya, marina, vasily, moving=True)

    # They talk; what was said is there after a reload, and so is the frame.
    anya.say("Смотрите, какая луна!")
    marina.hears("Смотрите, какая луна!")  # of two who speak at once either may be the first
    marina.say("<b>Вижу</b> лодку")
    for person in (anya, marina, vasily):
        person.hears("Смотрите, какая луна!")
        person.hears("<b>Вижу</b> лодку")
    marina.see("chat-input").fill("недописанн")
    marina.page.reload()
    marina.hears("Смотрите, какая луна!")
    marina.is_told("Василий входит")
    expect(marina.see("chat-input")).to_have_value("недописанн")
    marina.wait_until_in_step()
    same_frame(anya, marina, vasily, moving=True)

    # Vasily has to go.
    vasily.see("leave-room").click()
    anya.is_told("Василий выходит")
    expect(anya.see("members")).not_to_contain_text("Василий")

    # The host closes the room: everybody is told, the archive is sealed and can be read.
    anya.see("close-room").click()
    anya.see("close-room-confirm").click()
    expect(marina.page.get_by_role("dialog")).to_contain_text("Спасибо за вечер")
    expect(marina.see("chat-input")).to_be_disabled()
    archive = sealed_archive(room)
    assert [line["seq"] for line in archive] == list(range(1, len(archive) + 1))
    said = [line["payload"]["text"] for line in archive if line["kind"] == "chat.message"]
    assert said == ["Смотрите, какая луна!", "<b>Вижу</b> лодку"]
    assert not RoomRecord.objects.filter(room=room).exists(), "the hot rows go"

    marina.page.get_by_role("link", name="Открыть архив").click()
    expect(marina.page).to_have_url(re.compile(r"/archive/$"))
    expect(marina.page.locator("main")).to_contain_text("Смотрите, какая луна!")
    marina.page.goto(link)
    expect(marina.page).to_have_url(re.compile(r"/archive/$"))

    # A stranger may neither enter nor read.
    olga = visitor(stranger)
    for path in (link, f"{link}archive/"):
        answer = olga.page.goto(path)
        assert answer is not None
        assert answer.status == 404
    assert anya.problems == marina.problems == vasily.problems == []


def sign_in(person: Visitor, user: User) -> None:
    """Through the page of everybody."""
    person.page.goto("/")
    person.page.fill("input[name=login]", user.email)
    person.page.fill("input[name=password]", PASSWORD)
    person.page.press("input[name=password]", "Enter")
    expect(person.see("film-card").first).to_be_visible()


def sign_up(person: Visitor, *, name: str, email: str) -> None:
    """From the room's invitation, by the page for new people."""
    person.page.locator("main a[href*='/accounts/signup/']").first.click()
    person.page.fill("input[name=email]", email)
    person.page.fill("input[name=name]", name)
    person.page.fill("input[name=password1]", "луна-над-водой-7")
    person.page.press("input[name=password1]", "Enter")


def same_frame(*people: Visitor, moving: bool) -> None:
    """`SOON` after a command, or when the machine gets to it, all do the same at one place."""
    time.sleep(SOON)
    assert in_step(*people, moving=moving), [person.film() for person in people]


def sealed_archive(room: Room) -> list[dict[str, Any]]:
    """The records of the sealed object, as many as PostgreSQL says."""
    assert eventually(lambda: Archive.objects.filter(room=room).exists(), within=90)
    archive = Archive.objects.get(room=room)
    assert eventually(lambda: not RoomRecord.objects.filter(room=room).exists(), within=60)
    records = [line for line in archive_reading.lines(archive) if "seq" in line]
    assert len(records) == archive.records
    return records


def test_host_sees_a_newcomer_arrive_within_a_second(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R065 R068: who comes is seen at once, who closes the tab is gone after the grace."""
    anya, vasily = visitor(host), visitor(friend)
    anya.enter(room)
    vasily.enter(room)
    expect(anya.see("members")).to_contain_text("Василий")
    vasily.page.close()
    expect(anya.see("members")).not_to_contain_text("Василий")
    anya.is_told("Василий выходит")


def test_one_double_click_of_two_people_is_one_pause(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R090: both press pause at once; the film pauses, nobody is told off, versions agree.

    At once means: neither had heard of the other. His wish waits at his door until hers is done.
    """
    anya, vasily = visitor(host), visitor(friend)
    mail = Mail(vasily.page)
    anya.enter(room)
    vasily.enter(room)
    anya.see("play-pause").click()
    expect(vasily.see("play-pause")).to_have_attribute("data-state", "playing")
    assert in_step(anya, vasily, moving=True)
    mail.keep()
    vasily.see("play-pause").click()
    assert eventually(lambda: mail.has_come())
    anya.see("play-pause").click()
    assert eventually(lambda: not Room.objects.get().playing)
    mail.deliver()
    assert in_step(anya, vasily, moving=False)
    version = str(Room.objects.get().version)
    for person in (anya, vasily):
        expect(person.see("sync-status")).to_have_attribute("data-version", version)


def test_late_guest_is_wound_forward(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R076: the page computes the place from the server's facts, however late one comes."""
    from rooms.playback import Command
    from rooms.services import command_playback

    began = time.monotonic()
    in_thread(
        lambda: command_playback(
            room_key=room.pk,
            user=host,
            command=Command("play", position=40.0),
            client_id="begin",
        )
    )
    time.sleep(4)  # so late
    vasily = visitor(friend)
    vasily.enter(room)
    anya = visitor(host)
    anya.enter(room)
    assert in_step(anya, vasily, moving=True)
    place, elapsed = vasily.film()["position"], time.monotonic() - began
    assert 40 + elapsed - 3 < place < 40 + elapsed + 0.5


@pytest.fixture(autouse=True)
def _unused_people(db: None) -> None:
    """More people in the database than in the room: nobody is found by luck."""
    make_users(3)
