"""Health, asked of a process of its own whose engines are away."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

NOWHERE = {
    "postgresql": {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
    "redis": {"REDIS_URL": "redis://127.0.0.1:1/0"},
}
ASK = """
import django, sys
django.setup()
from django.test import Client
for path in ("live", "ready"):
    answer = Client(headers={"host": "127.0.0.1"}).get("/healthz/" + path)
    print("said", answer.status_code, answer.content.decode())
"""


def ask(**environment: str) -> list[str]:
    """Return the lines `status body` of live and ready of a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=settings.BASE_DIR, env={**os.environ, **environment}, timeout=150,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line[5:] for line in done.stdout.splitlines() if line.startswith("said ")]


@pytest.mark.parametrize("engine", NOWHERE)
def test_ready_is_red_and_names_the_engine_that_is_away(engine):
    """R157: live and ready differ; ready is red when an engine is down, and says which."""
    live, ready = ask(**NOWHERE[engine])
    assert live == '200 {"status": "ok"}'
    assert ready.startswith("503")
    assert f'"{engine}": "ok"' not in ready
    assert f'"{engine}": ' in ready


@pytest.mark.django_db
def test_ready_is_green_for_a_visitor_when_all_engines_answer(client):
    """R157: nobody needs to sign in to ask, and nothing private is told."""
    answer = client.get("/healthz/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "parts": {"postgresql": "ok", "redis": "ok"}}
