"""Every route of the API refuses in the one shape, whatever the refusal is."""

import re

import pytest
from django.urls import get_resolver

from tests.api import api_of, refused
from tests.cinema.test_surface import SHELL, routes

LISTS = ["films", "series", "people", "genres", "friends", "friends/requests", "friends/blocks",
         "users?search=ан", "wishlist", "wishlist/matches", "rooms"]  # fmt: skip
WRITTEN = {"/api/v1/auth/register", "/api/v1/auth/token", "/api/v1/auth/token/refresh",
        "/api/v1/auth/token/verify", "/api/v1/auth/logout", "/api/v1/rooms",
           "/api/v1/friends/requests"}  # fmt: skip
ANY_ID = "00000000-0000-0000-0000-000000000001"


def addresses() -> list[str]:
    """Return every address of the API, each parameter with a value that names nothing."""
    api = {path for path in routes(get_resolver().url_patterns) if path.startswith("/api/v1/")}
    filled = (re.sub(r"\{(\w+)\}", _filling, path) for path in sorted(api - SHELL))
    return list(filled)


def _filling(parameter: re.Match[str]) -> str:
    return {"token": "x" * 32, "seq": "1"}.get(parameter[1], ANY_ID)


@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses())
def test_each_route_refuses_in_the_one_shape(address, host):
    """405 for a method that is not there, 415 and 400 for a body that cannot be read."""
    client = api_of(host)
    assert refused(client.generic("TRACE", address), 405, "method_not_allowed")
    if address in WRITTEN:
        assert refused(
            client.generic("POST", address, "x", "text/csv"), 415, "unsupported_media_type"
        )
        assert refused(client.generic("POST", address, "{", "application/json"), 400, "parse_error")


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_each_list_is_paged_alike(path, host):
    """R019: the frame of a page, its cap, and what lies beyond it."""
    client = api_of(host)
    joint = "&" if "?" in path else "?"
    page = client.get(f"/api/v1/{path}{joint}page_size=100000")
    assert page.status_code == 200, page.json()
    assert page.json().keys() == {"count", "next", "previous", "results"}
    for number in ("0", "-1", "99", "x", "9" * 40):
        beyond = client.get(f"/api/v1/{path}{joint}page={number}")
        assert refused(beyond, 404, "not_found")
