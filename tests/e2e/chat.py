"""The talk beside the film, for the tests of its pages: words put into it and found again."""

import uuid

from playwright.sync_api import Locator, expect

from accounts.models import User
from chat import services
from rooms.models import Room, RoomRecord
from tests.e2e.conftest import NewVisitor, in_thread
from tests.e2e.visitor import Visitor


def say(room: Room, author: User, *texts: str) -> list[RoomRecord]:
    """Put words into the log past the pages."""

    def work() -> list[RoomRecord]:
        sent = {"room_id": room.pk, "author": author}
        return [
            services.send_message(**sent, text=text, client_id=uuid.uuid4().hex)[0]
            for text in texts
        ]

    return in_thread(work)


def message(person: Visitor, text: str) -> Locator:
    """The message whose own words (not those it quotes) hold the text."""
    words = person.page.locator(".message__text", has_text=text)
    return person.see("chat-message").filter(has=words)


def tool(person: Visitor, text: str, name: str) -> None:
    """Press one of the tools of a message."""
    message(person, text).hover()
    message(person, text).get_by_test_id(name).click()


def both_enter(visitor: NewVisitor, room: Room, *people: User) -> list[Visitor]:
    came = [visitor(user) for user in people]
    for person in came:
        person.page.goto(f"/rooms/{room.token}/")
    for person in came:
        expect(person.page.locator("[data-room]")).to_have_attribute("data-chat", "open")
    return came


def said_in(room: Room) -> list[str]:
    records = RoomRecord.objects.filter(room=room, kind="chat.message").order_by("seq")
    return [record.payload.get("text", "") for record in records]
