"""One's own data taken away in a browser, from the profile page."""

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.e2e.conftest import PHONE, NewVisitor
from tests.e2e.test_room_layout import no_sideways_scroll
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

VIEWS = {
    "desk-ru": ({"viewport": {"width": 1280, "height": 800}}, "ru", "Ваши данные"),
    "phone-en": (PHONE, "en", "Your data"),
}


@pytest.mark.parametrize(("options", "language", "title"), VIEWS.values(), ids=VIEWS)
def test_own_data_comes_as_a_file(
    visitor: NewVisitor, friend: User, options: dict[str, object], language: str, title: str
) -> None:
    """R009, R159: a button of the profile gives a file of whole JSON lines; the page stays."""
    vasily = visitor(friend, **options)
    switch = {"name": "django_language", "value": language, "domain": "127.0.0.1", "path": "/"}
    vasily.page.context.add_cookies([switch])
    vasily.page.goto("/profile/")
    panel = vasily.page.get_by_role("region", name=title)
    panel.scroll_into_view_if_needed()
    expect(panel).to_be_visible()
    assert no_sideways_scroll(vasily)
    picture(vasily, f"own-data-{language}")
    with vasily.page.expect_download() as coming:
        panel.get_by_test_id("take-out").click()
    assert coming.value.suggested_filename.startswith("my-data-20")
    assert coming.value.suggested_filename.endswith(".jsonl")
    told = [json.loads(line) for line in coming.value.path().read_bytes().splitlines()]
    assert [told[0]["type"], told[1]["email"]] == ["header", friend.email]
    assert told[-1] == {"type": "footer", "lines": len(told) - 2}
    expect(panel.get_by_test_id("take-out")).to_be_enabled()
    assert vasily.problems == []


def picture(person: Visitor, name: str) -> None:
    """Keep a picture where one is asked for (KINO_PICTURES=folder)."""
    if folder := os.environ.get("KINO_PICTURES"):
        person.comes_to_rest()
        person.page.screenshot(path=Path(folder) / f"{name}.png")
