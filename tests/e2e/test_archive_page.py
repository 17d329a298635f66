"""The evening to read again, in a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from accounts.models import User
from chat.services import send_message
from rooms.models import Room
from rooms.services import close_room
from tests.e2e.conftest import PHONE, NewVisitor, in_thread
from tests.e2e.test_room_layout import no_sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]

LONG = "очень" * 60


def test_archive_page_waits_for_the_seal_and_reads_well(
    visitor: NewVisitor, room: Room, host: User, friend: User
) -> None:
    """R117 R118: opened before the seal it shows the talk by itself; sound for axe, on a phone."""
    for author, text in ((host, "Хорошо сидим"), (friend, LONG)):
        in_thread(
            lambda author=author, text=text: send_message(  # type: ignore[misc]
                room_id=room.pk, author=author, client_id=f"m-{author.pk}", text=text
            )
        )
    in_thread(lambda: close_room(room_key=room.pk, by=host, reason="host"))
    vasily = visitor(friend, **PHONE)
    vasily.page.goto(f"/rooms/{room.token}/archive/")
    sealed = expect(vasily.see("archive"))
    sealed.to_have_attribute("data-state", "sealed", timeout=90_000)  # a sweep comes each 20 s
    expect(vasily.see("chat-message")).to_have_count(2)
    expect(vasily.see("archive")).to_contain_text("Хорошо сидим")
    vasily.comes_to_rest()
    assert no_sideways_scroll(vasily)
    found = Axe().run(vasily.page).response["violations"]
    serious = [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")]
    assert serious == []
    assert vasily.problems == []
