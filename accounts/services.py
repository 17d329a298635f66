"""All that changes people and their ways in."""

import logging
import secrets
from functools import lru_cache

import redis
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts import endings
from accounts.errors import EmailTaken, Unavailable
from accounts.models import User

logger = logging.getLogger(__name__)

TICKET_SECONDS = 30


@transaction.atomic
def register_person(
    *, email: str, password: str, name: str, language: str = "ru", time_zone: str = "Europe/Moscow"
) -> User:
    """Make a person and send him a letter that confirms the address. Raises EmailTaken."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email, password, name=name, language=language, time_zone=time_zone
            )
    except IntegrityError as problem:
        raise EmailTaken from problem
    address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
    transaction.on_commit(lambda: _send_confirmation(address, language))
    return user


def _send_confirmation(address: EmailAddress, language: str) -> None:
    with translation.override(language):
        address.send_confirmation(signup=True)


def remember_language(*, user: User, language: str) -> None:
    """Keep the language to which a person has switched."""
    User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)
    user.language = language


@transaction.atomic
def sign_out_everywhere(*, user: User) -> None:
    """End every session and every token of a person, this one too (R002)."""
    User.objects.filter(pk=user.pk).update(sign_in_version=F("sign_in_version") + 1)
    endings.tell(user.pk)  # an update of rows is seen by nobody
    live = OutstandingToken.objects.filter(user=user, blacklistedtoken=None)
    BlacklistedToken.objects.bulk_create(
        [BlacklistedToken(token=token) for token in live], ignore_conflicts=True
    )


def issue_ticket(user: User) -> str:
    """Return a word that opens sockets as this person: once, within 30 s.

    Raises Unavailable when Redis is away.
    """
    ticket = secrets.token_urlsafe(24)
    try:
        _redis(settings.REDIS_URL).set(_ticket_key(ticket), str(user.pk), ex=TICKET_SECONDS)
    except redis.RedisError as problem:
        raise Unavailable from problem
    return ticket


def redeem_ticket(ticket: str) -> str | None:
    """Use a ticket up and return the id of its person; None for a used, old or made-up one.

    With Redis away every ticket is refused: its owner asks for another and comes back.
    """
    try:
        found = _redis(settings.REDIS_URL).getdel(_ticket_key(ticket))
    except redis.RedisError as problem:
        logger.warning("ticket.unreadable problem=%s", problem)
        return None
    return str(found) if found else None


def _ticket_key(ticket: str) -> str:
    return f"ticket:{ticket}"


@lru_cache(maxsize=4)
def _redis(url: str) -> redis.Redis:
    patience = {"socket_timeout": 2, "socket_connect_timeout": 2}
    return redis.Redis.from_url(url, decode_responses=True, **patience)
