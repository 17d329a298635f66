"""Signing in and up on pages, `next`, letters, the profile and the language."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN, SIGNUP = "/accounts/login/", "/accounts/signup/"
NEW = {"email": "Masha@Example.Test", "password1": "ochen-dlinny-parol", "name": "Маша"}
ELSEWHERE = [
    "https://evil.test/",
    "//evil.test/",
    "///evil.test",
    "/\\evil.test/",
    "\\\\evil.test",
    "javascript:alert(1)",
    "http:evil.test",
    "https:///evil.test",
    " https://evil.test",
    "http://testserver@evil.test/",
    "http://testserver.evil.test/",
    "http://127.0.0.1:8000/",  # a trusted origin, yet not this host
]


def test_visitor_signs_up_confirms_and_sees_his_name(client, django_capture_on_commit_callbacks):
    """R001: a visitor registers, is signed in at once, confirms by the letter, sees his name."""
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(SIGNUP, NEW | {"next": "/friends/"})
    assert (answer.status_code, answer["Location"]) == (302, "/friends/")
    assert "Маша" in client.get("/friends/").content.decode()
    (letter,) = mail.outbox
    link = re.search(
        rf"{re.escape(settings.SITE_ORIGIN)}(/accounts/confirm-email/\S+)", letter.body
    )
    assert client.get(link[1]).status_code == 200
    client.post(link[1])
    assert EmailAddress.objects.get(email="masha@example.test").verified


def test_visitor_signs_in_with_any_letters(client):
    """R001: the address in any letter case and the password open the door."""
    make_user(email="vasya@example.test")
    answer = client.post(LOGIN, {"login": "VASYA@Example.test", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/api/v1/me"])
@pytest.mark.parametrize("key", ["\\000" * 8, "\\000" * 32, "x" * 9_000, "%00" * 8, ""])
def test_cookie_that_is_no_key_is_nobodys(client, path, key):
    """R002 A14: whatever a browser sends for its session, it is a visitor, and no error."""
    cookie = f'{settings.SESSION_COOKIE_NAME}="{key}"'
    assert client.get(path, HTTP_COOKIE=cookie).status_code in (200, 302, 401)


def test_wrong_password_and_unknown_address_look_alike(client):
    """R001: the page does not tell whether the address is known."""
    make_user(email="known@example.test")
    pages = [
        client.post(LOGIN, {"login": login, "password": "wrong"}).content.decode()
        for login in ("known@example.test", "unknown@example.test")
    ]
    plain = [re.sub(r'value="[^"]*"', "", page).replace("unknown@", "known@") for page in pages]
    assert plain[0] == plain[1]


def test_blocked_person_stays_outside(client):
    """A deactivated person is not signed in, nor kept in by an old session."""
    gone = make_user(is_active=False)
    client.post(LOGIN, {"login": gone.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    present = make_user()
    client.force_login(present)
    User.objects.filter(pk=present.pk).update(is_active=False)
    assert client.get("/friends/").status_code == 302


def test_signup_link_keeps_where_the_guest_was_going(client):
    """R011: the way to the room goes on from sign-in to sign-up and back."""
    page = client.get(f"{LOGIN}?next=/rooms/abc/").content.decode()
    assert f"{SIGNUP}?next=%2Frooms%2Fabc%2F" in page
    page = client.get(f"{SIGNUP}?next=/rooms/abc/").content.decode()
    assert f"{LOGIN}?next=%2Frooms%2Fabc%2F" in page


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_never_leads_to_another_site(client, target, settings):
    """R011: `next` of sign-in, sign-up, samples, language and buttons stays at home (A22)."""
    settings.EMBEDDED = True
    user = make_user(email="vasily@example.test")
    moves = [
        (LOGIN, {"login": user.email, "password": PASSWORD}),
        ("/accounts/sample-login/", {"email": user.email}),
        (SIGNUP, NEW),
        ("/i18n/setlang/", {"language": "en"}),
        (reverse("friends:unblock", args=[user.pk]), {}),
    ]
    for path, body in moves:
        answer = client.post(path, body | {"next": target})
        assert answer.status_code == 302, path
        assert answer["Location"].startswith("/"), path
        assert "evil" not in answer["Location"], path
        if path in (LOGIN, "/accounts/sample-login/"):
            client.logout()


def test_next_in_the_address_is_checked_too(client):
    """R011: a signed-in person is not led away by a crafted link either."""
    client.force_login(make_user())
    answer = client.get(f"{LOGIN}?next=https://evil.test/")
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_letters_lead_to_the_configured_site(client, settings):
    """A22: a forged Host header gets into no letter."""
    settings.ALLOWED_HOSTS = ["*"]
    make_user(email="vasya@example.test")
    client.post(
        "/accounts/password/reset/", {"email": "vasya@example.test"}, headers={"host": "evil.test"}
    )
    (letter,) = mail.outbox
    assert f"{settings.SITE_ORIGIN}/accounts/password/reset/key/" in letter.body
    assert "evil.test" not in f"{letter.subject} {letter.body}"


def test_forgotten_password_is_replaced_by_the_letter(client):
    """The link of the letter lets in once, to choose another password."""
    make_user(email="vasya@example.test")
    client.post("/accounts/password/reset/", {"email": "vasya@example.test"})
    path = re.search(r"(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(path, follow=True)
    assert form.status_code == 200
    new = {"password1": "sovsem-novy-parol", "password2": "sovsem-novy-parol"}
    client.post(form.redirect_chain[-1][0], new)
    client.logout()
    answer = client.post(LOGIN, {"login": "vasya@example.test", "password": new["password1"]})
    assert answer.status_code == 302
    assert client.get(path, follow=True).context.get("token_fail")


def test_reset_answers_alike_for_unknown_address(client):
    """A19: asking for a new password does not tell who has an account."""
    make_user(email="known@example.test")
    answers = [
        client.post("/accounts/password/reset/", {"email": email})
        for email in ("known@example.test", "unknown@example.test")
    ]
    assert [(each.status_code, each["Location"]) for each in answers] == [
        (302, "/accounts/password/reset/done/")
    ] * 2


def test_dead_post_stops_nobody_from_signing_up(client, settings):
    """A mail server that is away costs the letter, not the account."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert client.post(SIGNUP, NEW).status_code == 302
    assert User.objects.filter(email="masha@example.test").exists()


def test_name_of_unseen_signs_is_refused(client):
    """A name that nobody could see is no name."""
    answer = client.post(SIGNUP, NEW | {"name": "\u200b\u202e"})
    assert answer.status_code == 200
    assert "name" in answer.context["form"].errors


def test_logout_needs_a_click(client):
    """A18: a link signs nobody out, a form does."""
    client.force_login(make_user())
    client.get("/accounts/logout/")
    assert client.get("/friends/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/friends/").status_code == 302


def test_profile_edits_name_language_and_zone(client):
    """R005: the form changes them, in the new language at once; the address is only shown."""
    user = make_user(email="vasya@example.test")
    client.force_login(user)
    assert "vasya@example.test" in client.get("/profile/").content.decode()
    body = {"name": " Вася ", "language": "en", "time_zone": "Asia/Omsk", "email": "x@y.test"}
    answer = client.post("/profile/", body)
    assert (answer.status_code, answer["Location"]) == (302, "/profile/")
    user.refresh_from_db()
    assert (user.name, user.language, user.time_zone) == ("Вася", "en", "Asia/Omsk")
    assert user.email == "vasya@example.test"
    assert client.get("/profile/")["Content-Language"] == "en"


@pytest.mark.parametrize(
    "change", [{"time_zone": "Mars/Phobos"}, {"language": "xx"}, {"name": ""}, {"name": "я" * 61}]
)
def test_profile_refuses_what_cannot_be(client, change):
    """R005: a bad zone, language or name is told beside its field and kept out."""
    user = make_user(name="Вася")
    client.force_login(user)
    body = {"name": "Петя", "language": "ru", "time_zone": "Europe/Moscow"} | change
    answer = client.post("/profile/", body)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == list(change)
    assert answer.context["user"].name == "Вася"
    user.refresh_from_db()
    assert user.name == "Вася"


def test_language_switch_is_remembered(client):
    """A visitor's switch lives in a cookie, a signed-in person's in his profile too."""
    client.post("/i18n/setlang/", {"language": "en"})
    assert client.get(LOGIN)["Content-Language"] == "en"
    user = make_user(language="ru")
    client.force_login(user)
    client.post("/i18n/setlang/", {"language": "en", "next": "/friends/"})
    user.refresh_from_db()
    assert user.language == "en"
    client.post("/i18n/setlang/", {"language": "xx"})
    user.refresh_from_db()
    assert user.language == "en"


def test_leaving_everywhere_ends_this_window_and_others(client):
    """R002: one button signs out every browser."""
    user = make_user()
    other = Client()
    for browser in (client, other):
        browser.force_login(user)
    assert client.get("/accounts/logout-everywhere/").status_code == 405
    answer = client.post("/accounts/logout-everywhere/")
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    for browser in (client, other):
        assert browser.get("/friends/").status_code == 302


def test_too_many_tries_are_told_in_plain_words(client, settings):
    """A20: a limited visitor gets a page of ours with 429, not a bare line."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post(LOGIN, {"login": "a@example.test", "password": "x"})
    answer = client.post(LOGIN, {"login": "a@example.test", "password": "x"})
    assert answer.status_code == 429
    assert "429.html" in {template.name for template in answer.templates}


def test_language_switch_on_a_refused_form_keeps_the_way_onward(client):
    """R011: a form that came back with errors still knows where to go."""
    page = client.post(SIGNUP, NEW | {"password1": "123", "next": "/rooms/abc/"}).content.decode()
    assert f'name="next" value="{SIGNUP}?next=/rooms/abc/"' in page.replace("%2F", "/")
