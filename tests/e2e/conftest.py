"""Real Chromium on a real site. A Visitor is one person in a browser of his own."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Playwright, sync_playwright

from accounts.models import User
from catalog.models import Title
from chat import services as chat_services
from rooms import clock, presence, selectors
from rooms.models import Room
from tests.e2e.browsers import CHROMIUM_FLAGS, SOUND_ALLOWED
from tests.e2e.visitor import Visitor
from tests.factories import open_room
from tests.films import made_film, put_film
from tests.services import chromium
from tests.stack import Stack

SEATED = 600  # s; longer than any test
NewVisitor = Callable[..., Visitor]
T = TypeVar("T")


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_playwright() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, in which Django refuses its ORM by default."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that starts films with sound by itself."""
    flags = [*CHROMIUM_FLAGS, SOUND_ALLOWED]
    started = playwright.chromium.launch(executable_path=chromium(), args=flags)
    yield started
    started.close()


@pytest.fixture(scope="session")
def strict_browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that refuses sound nobody asked for, as people's browsers do."""
    started = playwright.chromium.launch(
        executable_path=chromium(),
        args=list(CHROMIUM_FLAGS),
        ignore_default_args=[SOUND_ALLOWED],
    )
    yield started
    started.close()


@pytest.fixture
def visitor(stack: Stack, browser: Browser) -> Iterator[NewVisitor]:
    """Make people who come to the site, each in a browser of his own; `user` is signed in."""
    came: list[Visitor] = []

    def come(user: User | None = None, *, by: Browser | None = None, **options: object) -> Visitor:
        options = {"base_url": stack.url, "locale": "ru-RU", "viewport": DESKTOP, **options}
        context = (by or browser).new_context(**options)
        if user is not None:
            context.add_cookies([_session_of(user, str(options["base_url"]))])
        came.append(Visitor(context.new_page(), user.name if user else "гость"))
        return came[-1]

    yield come
    for person in came:
        person.page.context.close()
    undeclared = [problem for person in came for problem in person.undeclared]
    assert not undeclared, "\n".join(undeclared)  # every story shows the protocol true


DESKTOP = {"width": 1440, "height": 900}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}


def _session_of(user: User, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture(scope="session")
def film_file(request: pytest.FixtureRequest) -> Path:
    """A film of two minutes with a clock in its picture."""
    cache = request.config.cache
    assert cache is not None
    return made_film(Path(cache.mkdir("films")))


@pytest.fixture
def film(stack: Stack, film_file: Path) -> Title:
    """«Луна над водой», ready to be played by the site."""
    return put_film(film_file, name="Луна над водой", english="Moon over Water")


@pytest.fixture
def room(stack: Stack, film: Title, host: User, friend: User) -> Room:
    """A room of the host in which a friend sits too."""
    return in_thread(lambda: seated(open_room(host, friend, title=film)))


def seated(room: Room) -> Room:
    """Keep the seats of those in a room who have no page yet; from their first page on it counts.

    Else the sweep takes them for gone while browsers start, and the talk begins with partings.
    """
    later = clock.now_ms() + SEATED * 1000
    people = dict.fromkeys((str(user.pk) for user in selectors.people_in(room)), later)
    presence.client().zadd(f"presence:{room.pk.hex}", people)
    return room


@pytest.fixture
def no_pace_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test itself puts into the log comes as fast as it likes; the site counts."""
    monkeypatch.setattr(chat_services, "check_pace", lambda *_: None)


def in_thread(work: Callable[[], T]) -> T:
    """Call a service outside Playwright's thread, in which a loop runs: the hub wants its own."""

    def closing() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(closing).result()
