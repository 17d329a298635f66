"""Every page as people see it: sound for axe, nothing sideways, nothing refused or foreign."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import Title
from friends.services import request_friend
from rooms.models import Room
from rooms.services import close_room
from tests.catalog.factories import make_credit, make_genre, make_person
from tests.e2e.conftest import DESKTOP, PHONE, NewVisitor, in_thread, seated
from tests.e2e.visitor import Visitor
from tests.factories import befriend, film_to_watch, make_title, make_user, open_room
from wishlist.services import add_wish

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]

SERIOUS = {"serious", "critical"}
LONG = "A very long name that no poster was made for " * 3
CYRILLIC = re.compile("[А-яЁё]+")
VIEWS = {
    "desk, in Russian": ({"viewport": DESKTOP}, "ru"),
    "phone, in English": (PHONE, "en"),
}


@dataclass
class Evening:
    """People and films of whom every page has something to tell; all names are Latin."""

    me: User
    film: Title
    silent: Title
    room: Room
    past: Room

    def pages(self) -> list[str]:
        """What a signed-in person can open."""
        person = self.film.credits.get(job="actor").person_id
        return [
            *("/", "/?search=nothing-like-this", f"/?genre={self.film.genres.get().slug}"),
            *(f"/films/{self.film.pk}/", f"/films/{self.silent.pk}/", f"/people/{person}/"),
            *(
                "/wishlist/",
                "/wishlist/matches/",
                "/friends/",
                "/friends/?search=pe",
                "/profile/",
                "/rooms/",
            ),
            *("/accounts/logout/", "/accounts/password/change/", "/accounts/email/"),
            *(f"/rooms/{self.room.token}/", f"/rooms/{self.past.token}/archive/", "/no-such-page/"),
        ]

    def doors(self) -> list[str]:
        """What a visitor can open."""
        return [
            *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"),
            *("/accounts/password/reset/done/", "/accounts/password/reset/key/1-bad/"),
            *("/accounts/confirm-email/bad/", f"/rooms/{self.room.token}/", "/no-such-page/"),
        ]


@pytest.fixture
def evening(stack: object) -> Evening:
    return in_thread(_evening)


def _evening() -> Evening:
    me, friend, newcomer, asker = (
        make_user(name=name) for name in ("Vasily", "Anya", "Olga", "Petr")
    )
    befriend(me, friend)
    request_friend(sender=asker, addressee_id=me.pk)
    request_friend(sender=me, addressee_id=newcomer.pk)
    film, silent = film_to_watch(), make_title({"ru": LONG, "en": LONG})
    genre = make_genre("drama")
    for title in (film, silent):
        title.genres.add(genre)
        add_wish(user=friend, title=title)
    add_wish(user=me, title=film)
    make_credit(film, make_person("Vera", "Vera"), role_ru="Olga", role_en="Olga")
    make_credit(film, make_person("Evgeni", "Evgeni"), job="director")
    past = open_room(friend, me, title=film)
    close_room(room_key=past.pk, by=friend, reason="host")
    return Evening(me, film, silent, seated(open_room(friend, title=film)), past)


@pytest.fixture(params=VIEWS)
def view(request: pytest.FixtureRequest) -> tuple[Any, str]:
    """How somebody looks: on what, in which language."""
    return VIEWS[request.param]


def look(
    visitor: NewVisitor, user: User | None, options: dict[str, object], language: str
) -> Visitor:
    """Open the site as somebody who has chosen a language."""
    person = visitor(user, **options)
    switch = {"name": "django_language", "value": language, "domain": "127.0.0.1", "path": "/"}
    person.page.context.add_cookies([switch])
    return person


def settle(person: Visitor) -> None:
    """Wait until a page has come to rest; a room's page once its people have come in."""
    people = person.see("members")
    if people.count():
        expect(people.locator("[data-user]").first).to_be_visible()
    person.comes_to_rest()  # what is still fading in has no contrast yet


def faults(person: Visitor, path: str, language: str) -> list[str]:
    """What is wrong with one page."""
    page = person.page
    page.goto(path)
    settle(person)
    found = [
        f"axe {violation['id']}: {node['html'][:200]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("scrolls sideways")
    if not page.title().strip(" ·"):
        found.append("has no title")
    if language == "en" and (foreign := CYRILLIC.findall(words(page))):
        found.append(f"is not translated: {foreign[:8]}")
    return [f"{path} {fault}" for fault in found]


def words(page: Page) -> str:
    """All that is written on a page, but for the name of the Russian language."""
    return page.locator("body").inner_text().replace("Русский", "")


def test_pages_are_sound_for_everybody(
    visitor: NewVisitor, evening: Evening, view: tuple[dict[str, object], str]
) -> None:
    """R159: every page of a signed-in person, on a desk and on a phone, in both languages."""
    options, language = view
    person = look(visitor, evening.me, options, language)
    found = [fault for path in evening.pages() for fault in faults(person, path, language)]
    assert not [*found, *person.problems], "\n".join([*found, *person.problems])


def test_empty_pages_are_sound_for_everybody(
    visitor: NewVisitor, evening: Evening, view: tuple[dict[str, object], str]
) -> None:
    """R159, R047: lists with nothing in them yet invite, and are as sound as full ones."""
    options, language = view
    loner = in_thread(lambda: make_user(name="Semyon"))
    person = look(visitor, loner, options, language)
    paths = [
        "/wishlist/",
        "/wishlist/matches/",
        "/friends/",
        "/rooms/",
        f"/films/{evening.silent.pk}/",
    ]
    found = [fault for path in paths for fault in faults(person, path, language)]
    assert not [*found, *person.problems], "\n".join([*found, *person.problems])
    person.page.goto("/wishlist/matches/")
    expect(person.see("matches").get_by_role("link")).to_have_attribute("href", "/friends/")


def test_doors_are_sound_for_everybody(
    visitor: NewVisitor, evening: Evening, view: tuple[dict[str, object], str]
) -> None:
    """R159, R001: every page before signing in, on a desk and on a phone, in both languages."""
    options, language = view
    person = look(visitor, None, options, language)
    found = [fault for path in evening.doors() for fault in faults(person, path, language)]
    assert not [*found, *person.problems], "\n".join([*found, *person.problems])


def test_language_switch_stays_on_the_page(visitor: NewVisitor, evening: Evening) -> None:
    """R159: one button, the same page, the other language; it works before signing in too."""
    person = visitor(evening.me)
    person.page.goto("/wishlist/?page=1")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Хочу посмотреть")
    person.page.get_by_role("button", name="EN").click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Want to watch")
    assert person.page.url.endswith("/wishlist/?page=1")
    guest = visitor(None)
    guest.page.goto("/accounts/signup/")
    guest.page.get_by_role("button", name="EN").click()
    expect(guest.page.get_by_role("button", name="Sign up")).to_be_visible()


def test_wish_changes_in_place_and_keeps_the_focus(visitor: NewVisitor, evening: Evening) -> None:
    """R044: the button turns over without a reload; with scripts off it works as a form."""
    person = visitor(evening.me)
    person.page.goto(f"/films/{evening.silent.pk}/")
    person.page.evaluate("window.same = true")
    button = person.see("want-to-watch")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.focus()
    person.page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    assert person.page.evaluate("window.same")
    plain = visitor(evening.me, java_script_enabled=False)
    plain.page.goto(f"/films/{evening.silent.pk}/")
    plain.see("want-to-watch").click()
    expect(plain.see("want-to-watch")).to_have_attribute("aria-pressed", "false")


def test_search_answers_as_one_types(visitor: NewVisitor, evening: Evening) -> None:
    """R016: the grid follows the words, the address too; the focus stays in the field."""
    person = visitor(evening.me)
    person.page.goto("/")
    expect(person.see("film-card")).to_have_count(2)
    name = evening.film.texts.get(language="ru").name
    person.see("search").press_sequentially(name)
    expect(person.see("film-card")).to_have_count(1)
    expect(person.see("search")).to_be_focused()
    expect(person.page).to_have_url(re.compile("search="))


def test_first_tab_leads_to_the_content(visitor: NewVisitor, evening: Evening) -> None:
    """R159: whoever uses keys skips the header at once."""
    person = visitor(evening.me)
    person.page.goto("/")
    person.page.keyboard.press("Tab")
    expect(person.page.get_by_role("link", name="К содержанию")).to_be_focused()
    person.page.keyboard.press("Enter")
    expect(person.page.locator("main")).to_be_focused()
