"""What all tests share: wiped engines, an order, and honest words on what cannot run."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import redis as redis_client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests.services import NOT_RUN, chromium
from tests.services import services as running_services

if TYPE_CHECKING:
    from accounts.models import User
    from tests.services import Services
    from tests.stack import Stack


FLUSHES = 5  # tries
ORDINARY, SITE, BROWSER = range(3)  # in this order

# How fast a busy machine makes up inputs says nothing of the program. Each run tries the same ones,
# so that what fails is what was changed; whoever looks wider says how many others (KINO_EXAMPLES).
WIDER = int(os.environ.get("KINO_EXAMPLES") or 0)
hypothesis.register_profile(
    "kino",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not WIDER,
    max_examples=WIDER or 100,
)
hypothesis.load_profile("kino")


@pytest.fixture(scope="session")
def services() -> Services:
    """The engines of this run, for tests that break them (`services.redis` may be None)."""
    return running_services


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Databases of a server of our own go with it, faster than one by one."""
    return running_services.engines is not None or running_services.is_guest


@pytest.fixture(scope="session")
def redis_connection() -> Iterator[redis_client.Redis]:
    """A plain connection to the Redis of this worker."""
    from django.conf import settings

    connection = redis_client.Redis.from_url(settings.REDIS_URL)
    yield connection
    connection.close()


@pytest.fixture(autouse=True)
def wiped_redis(request: pytest.FixtureRequest) -> None:
    """Every test begins with an empty Redis; a running site keeps its own."""
    if "stack" not in request.fixturenames:
        request.getfixturevalue("redis_connection").flushdb()


@pytest.fixture(scope="session")
def _patient_flush() -> Iterator[None]:
    """Empty the database again if a site that is still at work came across it (a deadlock)."""
    from django.db import OperationalError
    from django.db.backends.postgresql.operations import DatabaseOperations

    flush = DatabaseOperations.execute_sql_flush

    def patient(self: DatabaseOperations, sql_list: list[str]) -> None:
        for _ in range(FLUSHES):
            try:
                return flush(self, sql_list)
            except OperationalError:
                time.sleep(0.5)
        return flush(self, sql_list)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(DatabaseOperations, "execute_sql_flush", patient)
        yield


@pytest.fixture(scope="session")
def _stack(django_db_setup: None, _patient_flush: None) -> Iterator[Stack]:
    from tests.stack import Stack

    with Stack(running_services) as stack:
        yield stack


@pytest.fixture
def stack(_stack: Stack, transactional_db: None) -> Stack:
    """A whole site on the test database; whatever the last test broke is whole again."""
    _stack.mend()
    return _stack


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a whole site go last, in two workers at most: one site serves all of a worker.

    Those with a browser come at the very end: its driver keeps an event loop in the thread, beside
    which no asynchronous test can run.
    """
    if chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(f"{NOT_RUN}browser tests (no Chromium found)"))
    for item in items:
        if item.get_closest_marker("kafka"):
            item.add_marker(pytest.mark.xdist_group("kafka"))  # one broker serves them all
        elif turn := _turn(item):
            item.add_marker(pytest.mark.xdist_group("browser" if turn == BROWSER else "site"))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    fixtures = getattr(item, "fixturenames", ())
    if item.get_closest_marker("browser") or "playwright" in fixtures:
        return BROWSER
    return SITE if "stack" in fixtures else ORDINARY


# The cast: in every test the same people stand for the same parts.


def _person(**fields: Any) -> User:
    from tests.factories import make_user  # models load after Django's settings

    return make_user(**fields)


@pytest.fixture
def host(db: None) -> User:
    """Anya, who makes the room."""
    return _person(name="Аня", email="anya@cast.test")


@pytest.fixture
def friend(db: None) -> User:
    """Vasily, who is let in."""
    return _person(name="Василий", email="vasily@cast.test")


@pytest.fixture
def stranger(db: None) -> User:
    """Olga, who has nothing to do with it."""
    return _person(name="Ольга", email="olga@cast.test")


@pytest.fixture
def moderator(db: None) -> User:
    """Petr of the staff."""
    return _person(name="Пётр", email="petr@cast.test", is_staff=True, is_superuser=True)
