"""Who opens a socket: a session cookie from an allowed origin, or a one-time ticket.

A browser sends its cookies with a socket that any page opens, so the origin is what guards a
cookie. A ticket is known only to the program that asked for it and needs no origin.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.services import redeem_ticket
from accounts.threads import in_turn

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

SIGNED_OUT = 4401

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """The person at a socket, what vouches for him and the language he is answered in.

    Equal only to itself: by `user`, of whom only the key is compared, a sign-in that has ended
    would be taken for a later one of the same person.
    """

    user: User
    session_key: str | None  # None: came with a ticket
    language: str


class SocketIdentity:
    """ASGI middleware: puts an `Identity` into the scope, or refuses before the handshake."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            identity = await in_turn(identify, scope)
        except DatabaseError as problem:
            log.warning("socket_identity_failed error=%r", problem)
            identity = None
        if identity is None:
            return await refuse(scope, receive, send)
        return await self.app({**scope, "identity": identity}, receive, send)


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a socket before it is accepted; the client sees HTTP 403."""
    await receive()
    await send({"type": "websocket.close", "code": SIGNED_OUT})


def identify(scope: Scope) -> Identity | None:
    """Return who opens the socket; None for nobody, and for a foreign page."""
    headers = {name.lower(): value.decode("latin1") for name, value in scope["headers"]}
    origin = headers.get(b"origin")
    if origin is not None and not is_allowed_origin(origin, headers.get(b"host", "")):
        return None
    cookies = parse_cookie(headers.get(b"cookie", ""))
    tickets = parse_qs(scope.get("query_string", b"").decode("latin1")).get("ticket")
    if tickets:
        user, key = user_of_ticket(tickets[0]), None
    elif origin is not None:
        key = cookies.get(settings.SESSION_COOKIE_NAME)
        user = user_of_session(key)
    else:
        return None
    return Identity(user, key, _language(cookies, user)) if user is not None else None


def is_allowed_origin(origin: str, host: str) -> bool:
    """Whether a page of `origin` may open sockets: exactly one of ours, or the very same host."""
    if origin in {settings.SITE_ORIGIN, *settings.CSRF_TRUSTED_ORIGINS}:
        return True
    scheme = "https" if settings.SITE_ORIGIN.startswith("https:") else "http"
    domain, _port = split_domain_port(host)
    return origin == f"{scheme}://{host}" and validate_host(domain, settings.ALLOWED_HOSTS)


def user_of_session(key: str | None) -> User | None:
    """Return the active person of a session; None if it ended or the password changed."""
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    return user if isinstance(user, User) and user.is_active else None


def user_of_ticket(ticket: str) -> User | None:
    """Return the active person of a ticket and spend it."""
    found = redeem_ticket(ticket)
    return User.objects.filter(pk=found, is_active=True).first() if found else None


def still_good(identities: Iterable[Identity]) -> set[Identity]:
    """Return those who are still signed in and active; two queries for any number of them (A04).

    A session vouches while it lives and carries its person's present hash; a ticket is spent, so
    that its person stays until he signs out everywhere or his password changes.
    """
    asked = set(identities)
    people = User.objects.in_bulk({identity.user.pk for identity in asked})
    sessions = _sessions({one.session_key for one in asked if one.session_key})
    return {one for one in asked if _vouched(one, people.get(one.user.pk), sessions)}


def _vouched(one: Identity, user: User | None, sessions: dict[str, dict[str, Any]]) -> bool:
    if user is None or not user.is_active:
        return False
    if one.session_key is None:
        before = one.user.sign_in_version, one.user.password
        return (user.sign_in_version, user.password) == before
    said = sessions.get(one.session_key, {})
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    is_his = said.get(SESSION_KEY) == user._meta.pk.value_to_string(user)
    return is_his and any(
        constant_time_compare(said.get(HASH_SESSION_KEY, ""), one_hash) for one_hash in hashes
    )


def _sessions(keys: set[str]) -> dict[str, dict[str, Any]]:
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return {row.session_key: row.get_decoded() for row in rows} if keys else {}


def _language(cookies: dict[str, str], user: User | None) -> str:
    chosen = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    known = dict(settings.LANGUAGES)
    return chosen if chosen in known else getattr(user, "language", settings.LANGUAGE_CODE)
