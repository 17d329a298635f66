"""A film on its own page, watched alone."""

import pytest
from playwright.sync_api import Response, expect

from accounts.models import User
from catalog.models import Title
from tests.e2e.conftest import NewVisitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]


def test_film_plays_on_its_page_and_is_wound_by_ranges(
    visitor: NewVisitor, film: Title, friend: User
) -> None:
    """R013 R034 R035: it plays; winding asks for the bytes of that place, not for all again."""
    anya = visitor(friend)
    answers: list[Response] = []
    anya.page.on("response", lambda one: answers.append(one))  # a builtin cannot be handed over
    anya.page.goto(f"/films/{film.pk}/")
    expect(anya.page.get_by_role("heading", level=1, name="Луна над водой")).to_be_visible()
    anya.page.get_by_role("button", name="Смотреть одному").click()
    anya.page.wait_for_function("() => document.querySelector('video').currentTime > 1")

    anya.page.evaluate("() => { document.querySelector('video').currentTime = 70 }")
    anya.page.wait_for_function("() => document.querySelector('video').currentTime > 71")

    films = [one for one in answers if "/video/" in one.url]
    assert films, "the film was asked for"
    assert {one.status for one in films} == {206}
    starts = [int(one.headers["content-range"].split()[1].split("-")[0]) for one in films]
    assert starts[0] == 0
    assert max(starts) > 0, "a later place was asked for by itself"
    assert all(int(one.headers["content-length"]) <= 2 * 2**20 for one in films)
    assert anya.problems == []
