"""Reading people."""

from typing import Protocol

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import get_language
from rest_framework.request import Request

from accounts.models import User


class HasUser(Protocol):
    """A request of Django or of DRF."""

    @property
    def user(self) -> object:
        """Whoever asks, perhaps a visitor."""


def who(request: HasUser) -> User:
    """Return the signed-in person of a request to a private view.

    Raises PermissionDenied for a visitor.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def language_for(request: HttpRequest | Request) -> str:
    """Return the language of an API's names: what the client asks for, else the person's own."""
    if "Accept-Language" in request.headers:
        return language()
    return getattr(request.user, "language", settings.LANGUAGE_CODE)


def language() -> str:
    """Return the language of this request: "ru" or "en"."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]
