"""People in the admin; the daily cleaning; the check of settings."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts.authentication import tokens_for
from accounts.checks import BLACKLIST
from accounts.models import User
from accounts.tasks import forget_ended
from tests.api import API, api_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/accounts/user/"


@pytest.fixture
def boss(client):
    boss = User.objects.create_superuser("boss@example.test", "x", name="Директор")
    client.force_login(boss)
    return boss


def form_of(user: User, **change: object) -> dict[str, object]:
    """Return the admin's form of a person as it would be sent, with the changes."""
    shown = {
        "name": user.name,
        "language": user.language,
        "time_zone": user.time_zone,
        "is_active": "on" if user.is_active else "",
    }
    filled = {**shown, **change}
    return {name: value for name, value in filled.items() if value}


def test_people_are_found_and_no_password_is_shown(client, boss):
    """Staff search by name and address; no hash of a password is on any page."""
    anya = make_user(name="Аня", email="anya@example.test")
    make_user(name="Пётр")
    page = client.get(f"{PEOPLE}?q=Аня").content.decode()
    assert "anya@example.test" in page
    assert "Пётр" not in page
    change = client.get(f"{PEOPLE}{anya.pk}/change/").content.decode()
    assert anya.password not in change
    assert "pbkdf2" not in change
    assert 'name="email"' not in change


def test_new_person_is_added_in_lower_case(client, boss):
    """Addresses are kept in lower case, whoever types them."""
    body = {"email": "New@Example.Test", "name": "Новый", "usable_password": "false"}
    assert client.post(f"{PEOPLE}add/", body).status_code == 302
    assert User.objects.filter(email="new@example.test").exists()


def test_blocked_person_is_out_everywhere(client, boss):
    """R072: whoever is deactivated loses sessions and tokens, and is never deleted."""
    anya = make_user()
    hers = api_of(anya)
    assert hers.get(f"{API}me").status_code == 200
    answer = client.post(f"{PEOPLE}{anya.pk}/change/", form_of(anya, is_active=""))
    assert answer.status_code == 302
    anya.refresh_from_db()
    assert (anya.is_active, anya.sign_in_version) == (False, 1)
    assert LogEntry.objects.filter(user=boss, object_id=str(anya.pk)).count() == 1
    assert hers.get(f"{API}me").status_code == 401
    assert client.post(f"{PEOPLE}{anya.pk}/delete/", {"post": "yes"}).status_code == 403


def test_staff_cannot_make_themselves_masters(client):
    """A06: rights are given by superusers only, and staff do not touch superusers."""
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    boss = User.objects.create_superuser("boss@example.test", "x", name="Директор")
    client.force_login(clerk)
    client.post(
        f"{PEOPLE}{clerk.pk}/change/", form_of(clerk, is_staff="on", is_superuser="on", name="Я")
    )
    clerk.refresh_from_db()
    assert (clerk.name, clerk.is_superuser) == ("Я", False)
    assert client.post(f"{PEOPLE}{boss.pk}/change/", form_of(boss, name="X")).status_code == 403


def test_person_of_the_street_is_no_staff(client):
    """A38: an ordinary person is sent away from the admin."""
    client.force_login(make_user())
    assert client.get(PEOPLE).status_code == 302


def test_ended_sessions_and_tokens_are_forgotten(client):
    """What has run out does not fill the tables."""
    user = make_user()
    client.force_login(user)
    tokens_for(user)
    forget_ended()
    assert (Session.objects.count(), OutstandingToken.objects.count()) == (1, 1)
    past = timezone.now() - timedelta(seconds=1)
    Session.objects.update(expire_date=past)
    OutstandingToken.objects.update(expires_at=past)
    forget_ended()
    forget_ended()
    assert (Session.objects.count(), OutstandingToken.objects.count()) == (0, 0)


def test_site_does_not_start_with_tokens_that_cannot_be_taken_back(settings):
    """A17: without the blacklist, or without rotation, the check says so."""
    assert not [each for each in run_checks() if each.id == "accounts.E001"]
    settings.SIMPLE_JWT = settings.SIMPLE_JWT | {"BLACKLIST_AFTER_ROTATION": False}
    assert [each for each in run_checks(tags=["security"]) if each.id == "accounts.E001"]
    settings.SIMPLE_JWT = settings.SIMPLE_JWT | {"BLACKLIST_AFTER_ROTATION": True}
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != BLACKLIST]
    assert [each for each in run_checks(tags=["security"]) if each.id == "accounts.E001"]


def test_nobody_reads_tokens_in_the_admin(client, boss, host):
    """A38: a refresh token is a person; the library's pages that show them whole are not there."""
    tokens_for(host)
    assert OutstandingToken.objects.exists()
    assert "token_blacklist" not in client.get("/admin/").content.decode()
    for page in ("outstandingtoken", "blacklistedtoken"):
        assert client.get(f"/admin/token_blacklist/{page}/").status_code == 404
