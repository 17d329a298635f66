"""What works while Redis is away."""

import pytest
from django.core.cache import caches

from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def no_redis(settings):
    settings.REDIS_URL = NOWHERE
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": NOWHERE}}
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/5m/key"}


def test_people_sign_in_and_up_without_redis(client, no_redis):
    """Limits need Redis, doors do not: pages of sign-in and sign-up go on."""
    user = make_user()
    assert client.get("/accounts/login/").status_code == 200
    wrong = client.post("/accounts/login/", {"login": user.email, "password": "wrong"})
    assert wrong.status_code == 200
    right = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert right.status_code == 302
    client.logout()
    new = {"email": "new@example.test", "password1": "ochen-dlinny-parol", "name": "Новый"}
    assert client.post("/accounts/signup/", new).status_code == 302


def test_health_tells_of_it(client, no_redis):
    """The cache keeps silent about Redis, the health page does not."""
    answer = client.get("/healthz/ready")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"postgresql": "ok", "redis": "ConnectionError"}
    assert client.get("/healthz/live").status_code == 200


def test_cache_without_redis_is_an_empty_one(no_redis):
    """Every call of the cache answers as if nothing were kept."""
    cache = caches["default"]
    cache.set("a", 1)
    cache.set_many({"a": 1})
    cache.delete_many(["a"])
    assert cache.add("a", 1)
    assert cache.get("a", "none") == "none"
    assert cache.get_many(["a"]) == {}
    assert not cache.has_key("a")
    assert not cache.touch("a")
    assert not cache.delete("a")
    assert not cache.clear()
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
