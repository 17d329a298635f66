"""A PostgreSQL that is away or silent: people are told to come back, and nobody waits for ever."""

import time

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client

from accounts.patience import PatientConnection
from tests.proxy import Proxy


@pytest.fixture
def lost_database(db, monkeypatch):
    """Every query fails as it does while PostgreSQL is being restarted."""

    def refuse(*_):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        yield


def with_a_session():
    """A browser whose cookie has to be looked up."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    return client


def test_page_says_come_back_when_the_database_is_away(lost_database):
    """F13, R159: 503 with a time to come back, in people's words, without a person or a session."""
    answer = with_a_session().get("/friends/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "3"
    assert "Ничего не потеряно" in answer.content.decode()


@pytest.mark.parametrize("path", ["films", "friends", "auth/token"])
def test_api_says_unavailable_when_the_database_is_away(lost_database, path):
    """F13, F14: programs get the code of the nack, wherever the error comes from."""
    client = with_a_session()
    body = {"email": "a@b.test", "password": "x"}
    address = f"/api/v1/{path}"
    answer = client.post(address, body) if path.startswith("auth") else client.get(address)
    assert answer.status_code == 503, answer.content
    assert answer.json()["code"] == "unavailable"
    assert "Retry-After" in answer.headers


def test_fault_of_ours_stays_a_fault(db, monkeypatch):
    """I11: what coming back does not help is no 503."""
    monkeypatch.setattr("cinema.health._state", lambda check: 1 / 0)
    answer = Client(raise_request_exception=False).get("/healthz/ready")
    assert answer.status_code == 500


def test_silent_server_is_given_up(db, settings):
    """F14: a line into a black hole ends by itself, though TCP never says a word."""
    with Proxy.before_database() as road:
        line = PatientConnection.connect(road.database_url(), autocommit=True)
        assert line.execute("SELECT 1").fetchone() == (1,)
        settings.DB_PATIENCE_SECONDS = 1.0
        road.swallow()
        began = time.monotonic()
        with pytest.raises(psycopg.OperationalError, match="no answer"):
            line.execute("SELECT 2")
        assert time.monotonic() - began < 30
        assert line.closed
