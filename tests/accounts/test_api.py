"""Registration, tokens and oneself through the API."""

import time
from datetime import timedelta

import jwt
import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from rest_framework.throttling import ScopedRateThrottle
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts.authentication import tokens_for
from accounts.models import User
from tests.api import API, api_of, refused
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

NEW = {"email": "Masha@Example.Test", "password": "ochen-dlinny-parol", "name": "Маша"}


def sign_in(user: User) -> dict[str, str]:
    answer = api_of().post(f"{API}auth/token", {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def bearer(access: str):
    client = api_of()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return client


def test_register_makes_a_person_who_signs_in(django_capture_on_commit_callbacks):
    """R001: a visitor registers, gets a letter, signs in and sees his name."""
    with django_capture_on_commit_callbacks(execute=True):
        answer = api_of().post(f"{API}auth/register", NEW)
    assert answer.status_code == 201
    user = User.objects.get(email="masha@example.test")
    assert answer.json() == {"id": str(user.pk), "name": "Маша", "email": "masha@example.test"}
    assert [letter.to for letter in mail.outbox] == [["masha@example.test"]]
    assert f"{settings.SITE_ORIGIN}/accounts/confirm-email/" in mail.outbox[0].body
    tokens = api_of().post(
        f"{API}auth/token", {"email": "MASHA@example.test", "password": NEW["password"]}
    )
    me = bearer(tokens.json()["access"]).get(f"{API}me")
    assert me.json()["name"] == "Маша"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a@b.test\x00"}, "email"),
        ({"name": ""}, "name"),
        ({"name": " \u200b\u202e "}, "name"),
        ({"name": "я" * 61}, "name"),
        ({"password": "123"}, "password"),
        ({"password": "password"}, "password"),
        ({"password": "masha@example.test"}, "password"),
        ({"password": "x" * 257}, "password"),
        ({"time_zone": "Mars/Phobos"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"language": "xx"}, "language"),
    ],
)
def test_register_tells_what_is_wrong(change, field):
    """Bad input is refused with the field's name and makes nobody."""
    answer = api_of().post(f"{API}auth/register", NEW | change)
    assert refused(answer, 400, "invalid")
    assert field in answer.json()["fields"]
    assert not User.objects.exists()


def test_register_refuses_a_taken_address_in_any_letter_case():
    """One person an address, whatever its letters."""
    make_user(email="masha@example.test")
    answer = api_of().post(f"{API}auth/register", NEW)
    assert refused(answer, 400, "invalid")
    assert list(answer.json()["fields"]) == ["email"]
    assert User.objects.count() == 1


def test_register_takes_no_rights_from_the_body():
    """Fields that are not asked for are not taken (A06)."""
    body = NEW | {"is_staff": True, "is_superuser": True, "id": "0" * 32, "is_active": False}
    assert api_of().post(f"{API}auth/register", body).status_code == 201
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)


def test_register_is_limited_by_address_of_the_visitor(monkeypatch, redis_connection):
    """Too many accounts from one place: 429 with the time to wait."""
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"register": "2/min"})
    for number in range(2):
        api_of().post(f"{API}auth/register", NEW | {"email": f"n{number}@example.test"})
    answer = api_of().post(f"{API}auth/register", NEW)
    assert refused(answer, 429, "rate_limited")
    assert answer.json()["retry_after"] > 0
    assert answer.headers["Retry-After"]


def test_wrong_password_and_unknown_address_are_one_answer():
    """R001: a wrong password answers as an unknown person, and a blocked one too."""
    known, gone = make_user(), make_user(is_active=False)
    answers = [
        api_of().post(f"{API}auth/token", body)
        for body in (
            {"email": known.email, "password": "wrong"},
            {"email": "nobody@example.test", "password": "wrong"},
            {"email": gone.email, "password": PASSWORD},
        )
    ]
    assert all(refused(answer, 401, "wrong_credentials") for answer in answers)
    assert len({answer.content for answer in answers}) == 1


def test_wrong_password_takes_as_long_as_unknown_address(settings):
    """The time of the answer does not tell who has an account (A19).

    Counted is the work, which is all but the whole of it: others may be at work on this machine.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    known = make_user()

    times: dict[str, list[float]] = {known.email: [], "nobody@example.test": []}
    for _ in range(5):
        for email, taken in times.items():
            start = time.thread_time()
            api_of().post(f"{API}auth/token", {"email": email, "password": "wrong"})
            taken.append(time.thread_time() - start)
    known_time, unknown_time = (min(taken) for taken in times.values())
    assert known_time == pytest.approx(unknown_time, rel=0.5)


def test_failed_sign_ins_are_limited(settings, redis_connection):
    """After a few wrong passwords the right one has to wait too."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    user = make_user()
    for _ in range(3):
        api_of().post(f"{API}auth/token", {"email": user.email, "password": "wrong"})
    body = {"email": user.email, "password": PASSWORD}
    assert refused(api_of().post(f"{API}auth/token", body), 429, "rate_limited")


@pytest.mark.parametrize("body", [{}, {"email": "a@b.test"}, {"email": [], "password": {}}, []])
def test_sign_in_refuses_what_is_not_a_sign_in(body):
    """A body of another shape is a plain 400."""
    assert refused(api_of().post(f"{API}auth/token", body), 400, "invalid")


def test_refresh_gives_a_new_pair_and_spends_the_old():
    """A refresh token works once."""
    old = sign_in(make_user())["refresh"]
    new = api_of().post(f"{API}auth/token/refresh", {"refresh": old})
    assert new.status_code == 200
    assert set(new.json()) == {"access", "refresh"}
    assert bearer(new.json()["access"]).get(f"{API}me").status_code == 200
    again = api_of().post(f"{API}auth/token/refresh", {"refresh": old})
    assert refused(again, 401, "token_not_valid")


@pytest.mark.parametrize("end", ["blocked", "gone", "password", "everywhere"])
def test_tokens_end_with_what_they_stood_for(end):
    """A blocked or deleted person, a new password and «log out everywhere» end every token."""
    user = make_user()
    pair = sign_in(user)
    if end == "blocked":
        User.objects.update(is_active=False)
    elif end == "gone":
        user.delete()
    elif end == "password":
        user.set_password("another-long-one")
        user.save()
    else:
        assert bearer(pair["access"]).post(f"{API}auth/logout-all").status_code == 204
    assert bearer(pair["access"]).get(f"{API}me").status_code == 401
    for token in pair.values():
        verified = api_of().post(f"{API}auth/token/verify", {"token": token})
        assert refused(verified, 401, "token_not_valid")
    refreshed = api_of().post(f"{API}auth/token/refresh", {"refresh": pair["refresh"]})
    assert refused(refreshed, 401, "token_not_valid")


def test_logout_revokes_a_refresh_token():
    """After logout the refresh token is of no use; a made-up one is refused."""
    refresh = sign_in(make_user())["refresh"]
    assert api_of().post(f"{API}auth/logout", {"refresh": refresh}).status_code == 204
    for path, body in (
        ("auth/token/refresh", {"refresh": refresh}),
        ("auth/token/verify", {"token": refresh}),
        ("auth/logout", {"refresh": "made.up.token"}),
    ):
        assert refused(api_of().post(f"{API}{path}", body), 401, "token_not_valid")


def test_logout_everywhere_ends_sessions_too(client):
    """«Log out everywhere» makes every other cookie useless."""
    user = make_user()
    client.force_login(user)
    assert client.get("/api/v1/me").status_code == 200
    assert api_of(user).post(f"{API}auth/logout-all").status_code == 204
    assert client.get("/api/v1/me").status_code == 401
    assert sign_in(User.objects.get())["access"]


def test_forged_tokens_are_refused():
    """Foreign algorithms, keys, kinds and times of a token give 401 (A17)."""
    user = make_user()
    good = tokens_for(user)
    claims = dict(good.access_token.payload)
    key = settings.SIMPLE_JWT["SIGNING_KEY"]
    expired = good.access_token
    expired.set_exp(lifetime=timedelta(seconds=-5))
    forged = [
        jwt.encode(claims, "", algorithm="none"),
        jwt.encode(claims, "another-key-of-32-characters-0000", algorithm="HS256"),
        jwt.encode(claims, key * 2, algorithm="HS512"),
        jwt.encode(claims | {"user_id": "1; drop"}, key, algorithm="HS256"),
        jwt.encode(claims | {"nbf": timezone.now().timestamp() + 900}, key, algorithm="HS256"),
        jwt.encode(claims, "x" * 40, algorithm="HS256", headers={"kid": "../../dev/null"}),
        str(RefreshToken.for_user(user)),
        str(AccessToken.for_user(user)),  # without our claim
        str(expired),
        "",
        "a.b.c",
    ]
    for token in forged:
        assert bearer(token).get(f"{API}me").status_code == 401, token


def test_token_outlives_a_small_jump_of_the_servers_clock():
    """F27: given by a server four seconds ahead, or run out just now: still good; more, not."""
    claims = dict(tokens_for(make_user()).access_token.payload)
    now, key = timezone.now().timestamp(), settings.SIMPLE_JWT["SIGNING_KEY"]

    def answer(**times):
        token = jwt.encode(claims | times, key, algorithm="HS256")
        return bearer(token).get(f"{API}me").status_code

    assert answer(iat=now + 4) == answer(exp=now) == 200
    assert answer(iat=now + 60) == answer(exp=now - 60) == 401


def test_me_shows_and_changes_oneself():
    """R005: name, language and zone are edited; the rest of the body is not taken."""
    user = make_user(email="me@example.test")
    changed = api_of(user).patch(
        f"{API}me",
        {
            "name": "  Вася\u200b\x00  Пупкин ",
            "language": "en",
            "time_zone": "Asia/Omsk",
            "email": "other@example.test",
            "is_staff": True,
        },
    )
    assert changed.json() == {
        "id": str(user.pk),
        "name": "Вася Пупкин",
        "email": "me@example.test",
        "language": "en",
        "time_zone": "Asia/Omsk",
    }
    user.refresh_from_db()
    assert not user.is_staff


@pytest.mark.parametrize(
    "change", [{"time_zone": "Nowhere"}, {"language": "de"}, {"name": ""}, {"name": None}]
)
def test_me_refuses_what_cannot_be(change):
    """R005: a zone, a language or a name that is none is refused."""
    assert refused(api_of(make_user()).patch(f"{API}me", change), 400, "invalid")


@pytest.mark.parametrize("path", ["me", "friends", "users"])
def test_visitor_is_told_to_sign_in(path):
    """R007: without a token or a session an API address answers 401."""
    assert refused(api_of().get(f"{API}{path}"), 401, "not_authenticated")


def test_session_needs_a_csrf_token_for_changes(client):
    """A change by cookie needs the CSRF token (A18)."""
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user())
    answer = strict.patch(f"{API}me", {"name": "X"}, content_type="application/json")
    assert answer.status_code == 403
