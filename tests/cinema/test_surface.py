"""What holds for the whole of the API and of the documents, whatever app a route belongs to."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator

from accounts.models import User

OURS = ("accounts", "friends", "catalog", "wishlist", "rooms", "chat")
ROOT = Path(settings.BASE_DIR)
SHELL = {"/api/v1/schema/", "/api/v1/docs/", "/api/v1/{rest}"}  # the last one is "no such thing"


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> list[str]:
    """Return all addresses below `patterns`, parameters as {name}."""
    found = []
    for pattern in patterns:
        path = before + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, path)
        else:
            found.append(path)
    return found


def test_every_route_of_the_api_is_in_its_schema():
    """R151: the OpenAPI document lists each address of the API."""
    listed = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    api = {path for path in routes(get_resolver().url_patterns) if path.startswith("/api/v1/")}
    assert len(api) > 30
    assert {path for path in api - SHELL if path not in listed} == set()


@pytest.mark.django_db
def test_api_can_be_browsed_and_tried_in_a_browser(client, host):
    """R151: the browsable API and the page of the schema open for a person."""
    client.force_login(host)
    page = client.get("/api/v1/films", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "Django REST framework" in page.content.decode()
    assert "<style" not in page.content.decode()
    docs = client.get("/api/v1/docs/")
    assert docs.status_code == 200
    assert not re.search(r"<style|<script(?! src)", docs.content.decode())  # all would be blocked
    assert "SwaggerUIBundle(" in client.get("/api/v1/docs/?script=").content.decode()
    assert client.get("/api/v1/schema/").status_code == 200


def test_browsers_find_the_icon_where_they_look_for_it(client):
    """Pages of others (the admin, the API) name none."""
    assert client.get("/favicon.ico").url.endswith("icons/favicon.svg")


@pytest.mark.django_db
def test_unknown_address_of_the_api_answers_in_the_one_shape(client, host):
    """Every refusal has a code and a sentence, that of a missing thing too."""
    client.force_login(host)
    answer = client.get("/api/v1/films/00000000-0000-0000-0000-000000000000")
    assert answer.status_code == 404
    assert answer.json().keys() == {"code", "detail"}
    assert answer.json()["code"] == "not_found"


@pytest.mark.django_db
def test_migrations_say_what_the_models_say():
    """R153: the database is made by migrations only, and none is missing."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_there_is_one_table_of_people():
    """R009: rooms, friends and wishes refer to the one user model; no app keeps another."""
    people = [model for model in apps.get_models() if issubclass(model, User)]
    assert people == [User]
    from friends.models import Friendship
    from rooms.models import Member, Room
    from wishlist.models import Wish

    referring = [(Room, "host"), (Member, "user"), (Wish, "user"), (Friendship, "low")]
    assert all(model._meta.get_field(name).related_model is User for model, name in referring)


def test_everything_can_be_found_in_the_admin():
    """R152: every model of ours is registered, with search or inside its parent's page."""
    shown = {model for model in admin.site._registry if model._meta.app_label in OURS}
    inside = {line.model for a in admin.site._registry.values() for line in a.inlines}
    missing = {m for label in OURS for m in apps.get_app_config(label).get_models()}
    missing = {m for m in missing - shown - inside if not m._meta.auto_created}
    assert missing == set()
    assert [m for m in shown if not admin.site._registry[m].search_fields] == []


@pytest.mark.parametrize(
    "page", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md"], ids=lambda path: path.name
)
def test_links_between_documents_lead_somewhere(page):
    """R158: the architecture is written down, and what it points to is there."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_architecture_names_every_app_and_engine():
    """R158: the page tells of each part that there is."""
    text = (ROOT / "docs/architecture.md").read_text()
    for part in (*OURS, "cinema", "PostgreSQL", "Redis", "Celery", "daphne", "nginx"):
        assert part in text
