"""Whoever is signed out, or has a new password, is out of his rooms at once, everywhere (A04).

The looks of the pulse, every half a minute, stay behind it (test_rights.py).
"""

from uuid import UUID

import msgspec
import pytest
from channels.db import database_sync_to_async
from django.conf import settings as site
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.services import sign_out_everywhere
from rooms import bus, hub, pulse
from tests.api import API, api_of
from tests.factories import PASSWORD
from tests.rooms.sockets import Socket, knock, path_of, ticket_of

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "another-word-entirely"


@pytest.fixture(autouse=True)
def _no_looks(monkeypatch):
    """The pulse does not look: what ends here ends by the word."""
    monkeypatch.setattr(pulse, "RECHECK_SECONDS", 3600.0)


class Browser:
    """A signed-in browser of a person with a socket in the room."""

    def __init__(self, user):
        self.client = Client()
        self.client.force_login(user)

    async def enter(self, lobby, room, *, chat=False):
        cookie = self.client.cookies[site.SESSION_COOKIE_NAME].value
        socket = await knock(path_of(room, chat=chat), cookie=cookie)
        assert isinstance(socket, Socket), f"refused with {socket}"
        lobby.open.append(socket)
        await socket.next()
        return socket

    @database_sync_to_async
    def post(self, path, **form):
        answer = self.client.post(path, form)
        assert answer.status_code == 302, answer.content


browser_of = database_sync_to_async(Browser)


async def still_open(socket):
    await socket.send(type="sync", after=10**6)
    return (await socket.until("welcome"))["type"] == "welcome"


async def test_sign_out_ends_the_sockets_of_that_browser(lobby, room, host, friend):
    """A04 R002: both sockets of the session, at once; another browser and others stay."""
    here, there = await browser_of(friend), await browser_of(friend)
    player, chat = await here.enter(lobby, room), await here.enter(lobby, room, chat=True)
    stays = [await there.enter(lobby, room), await lobby.enter(room, host)]
    await here.post("/accounts/logout/")
    assert [await socket.closed() for socket in (player, chat)] == [4401, 4401]
    assert all([await still_open(socket) for socket in stays])


async def by_page(user):
    await (await browser_of(user)).post(
        "/accounts/password/change/", oldpassword=PASSWORD, password1=NEW, password2=NEW
    )


@database_sync_to_async
def by_force(user):
    user.set_password(NEW)
    user.save()


@database_sync_to_async
def by_api(user):
    assert api_of(user).post(f"{API}auth/logout-all").status_code in (200, 204, 205)


@database_sync_to_async
def everywhere(user):
    sign_out_everywhere(user=user)


@database_sync_to_async
def blocked(user):
    user.is_active = False
    user.save(update_fields=["is_active"])


@pytest.mark.parametrize("cause", [by_page, by_force, by_api, everywhere, blocked])
async def test_what_ends_every_sign_in_ends_every_socket(lobby, room, host, friend, cause):
    """A04 R002 R003: a new password, «sign out everywhere», a block: browsers and programs."""
    ticket = await ticket_of(friend)
    program = await knock(f"{path_of(room)}?ticket={ticket}", origin=None)
    assert isinstance(program, Socket)
    lobby.open.append(program)
    browser = await lobby.enter(room, friend, chat=True)
    anya = await lobby.enter(room, host)
    await cause(await User.objects.aget(pk=friend.pk))
    assert [await socket.closed() for socket in (program, browser)] == [4401, 4401]
    assert await still_open(anya)


async def test_word_of_another_process_is_heard(lobby, room, friend):
    """A04 F23: the line that rooms are heard by carries it; a lost word lets all be looked at."""
    browser = await browser_of(friend)
    for word in (hub.Person(friend.pk), hub.Look()):
        player = await browser.enter(lobby, room)
        await database_sync_to_async(_forget_silently)(browser)
        await database_sync_to_async(bus.ring)(hub.PEOPLE, b"elsewher" + msgspec.json.encode(word))
        assert await player.closed() == 4401
        browser = await browser_of(friend)


def _forget_silently(browser):
    """End a session in a way that nobody here hears of."""
    from django.contrib.sessions.models import Session

    key = browser.client.cookies[site.SESSION_COOKIE_NAME].value
    sessions = Session.objects.filter(session_key=key)
    sessions._raw_delete(sessions.db)


def test_sign_in_and_sweeps_say_nothing(friend, monkeypatch, django_capture_on_commit_callbacks):
    """A04: what ends nobody's sign-in rings for nobody: a sign-in, a new name, old sessions."""
    rung: list[UUID] = []
    monkeypatch.setattr(hub, "look_at", rung.append)
    with django_capture_on_commit_callbacks(execute=True):
        Client().force_login(friend)
        User.objects.filter(pk=friend.pk).update(name="Вася")
        friend.save(update_fields=["name", "last_login"])
        call_command("clearsessions")
    assert rung == []
