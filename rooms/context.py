"""What every template may ask of rooms without its view knowing of them."""

from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import SimpleLazyObject

from accounts.selectors import language
from rooms import selectors

ENTRANCES = ("account_login", "account_signup")


def invitation(request: HttpRequest) -> dict[str, Any]:
    """Give the pages of signing in and up `invitation`, when their `next` is a room (R070).

    Accounts know nothing of rooms (D18); costs nothing on any other page.
    """
    if request.path not in [reverse(name) for name in ENTRANCES]:
        return {}
    after = request.POST.get("next") or request.GET.get("next") or ""
    return {"invitation": SimpleLazyObject(lambda: _invitation_behind(after))}


def _invitation_behind(path: str) -> dict[str, str] | None:
    try:
        found = resolve(path)
    except Resolver404:
        return None
    if found.view_name != "rooms:room":
        return None
    return selectors.invitation(found.kwargs["token"], language())
