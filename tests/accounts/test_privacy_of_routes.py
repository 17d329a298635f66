"""Every address of the site is private unless it is named here as public."""

import ast
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

import accounts

pytestmark = pytest.mark.django_db

PUBLIC = {  # name of the route: why everybody may ask
    "account_login": "the door",
    "account_signup": "the door",
    "account_logout": "shows a visitor to the door",
    "account_inactive": "tells a blocked person",
    "account_email_verification_sent": "tells of a letter",
    "account_confirm_email": "opened from a letter",
    "account_reset_password": "the forgotten key",
    "account_reset_password_done": "the forgotten key",
    "account_reset_password_from_key": "opened from a letter",
    "account_reset_password_from_key_done": "the forgotten key",
    "accounts:sample_login": "embedded mode only, else 404",
    "set_language": "everybody reads",
    "javascript_catalog": "words of scripts",
    "favicon": "a picture for every page",
    "live": "for whoever restarts",
    "ready": "for whoever routes",
    "metrics": "for the staff and the holder of a key, else 404",
    "admin:login": "the staff's door",
    "catalog:poster": "pictures are no secret",
    "catalog:video": "the address is signed for a person and checked against him",
    "catalog:rendition": "as catalog:video",
    "catalog:subtitles": "as catalog:video",
    "rooms:room": "tells a guest who invites him to what; opens for members only",
    "api:schema": "programs read it before they have an account",
    "api:docs": "the same for their writers",
    "api:register": "the door of programs",
    "api:token": "the door of programs",
    "api:token-refresh": "a refresh token is the right",
    "api:token-verify": "a token is the question",
    "api:logout": "a refresh token is the right",
    "api:no-such-address": "404 for everybody",
}
SAMPLES = {"uuid": str(uuid.UUID(int=1)), "int": "1", "slug": "some", "str": "some", "path": "some"}


def routes(patterns, prefix="", space="") -> Iterator[tuple[str, str]]:
    """Yield (full name, a sample address) of every route."""
    for each in patterns:
        path = prefix + sample(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from routes(each.url_patterns, path, inner)
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name}", "/" + path


def sample(pattern) -> str:
    """Return a piece of an address that the pattern takes."""
    form, names = normalize(pattern.regex.pattern)[0]
    values = dict.fromkeys(names, "some")
    for name, converter in pattern.converters.items():
        values[name] = SAMPLES.get(type(converter).__name__.removesuffix("Converter").lower(), "a")
    return form % values


ROUTES = sorted(set(routes(get_resolver().url_patterns)))


def test_the_walk_sees_the_whole_site():
    """R007: the list of routes is that of the site, and every public one is real."""
    names = {name for name, _ in ROUTES}
    assert len(ROUTES) > 60
    assert {"catalog:films", "friends:list", "api:me", "admin:index"} <= names
    assert set(PUBLIC) - names <= {"catalog:poster", "rooms:room"}


@pytest.mark.parametrize(("name", "path"), [route for route in ROUTES if route[0] not in PUBLIC])
@pytest.mark.parametrize("method", ["get", "post"])
def test_private_route_sends_a_visitor_to_the_door(client, name, path, method):
    """R007, R010: a route that is not marked public gives a visitor a redirect or 401."""
    answer = getattr(client, method)(path)
    if path.startswith("/api/"):
        assert answer.status_code == 401, path
        assert answer.json()["code"] == "not_authenticated"
    else:
        assert answer.status_code == 302, path
        assert "login" in answer["Location"], path


def test_identity_knows_of_no_room():
    """R008: the passport app imports nothing of the floors above it, not even in a function."""
    imported = set()
    for file in Path(accounts.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").split(".")[0])
    assert "allauth" in imported
    assert not imported & {"rooms", "chat", "wishlist", "friends", "catalog", "cinema"}


@pytest.mark.parametrize("path", ["nothing", "friends/not-an-id", "me/", "wishlist/1/2"])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_unknown_api_address_answers_in_the_one_shape(client, method, path):
    """A program reads JSON even where there is nothing."""
    answer = getattr(client, method)(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
