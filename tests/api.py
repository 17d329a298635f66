"""Clients of the API for tests: signed in, or nobody, speaking JSON."""

from rest_framework.test import APIClient

from accounts.authentication import tokens_for
from accounts.models import User

API = "/api/v1/"


def api_of(user: User | None = None) -> APIClient:
    """Return a client with the person's access token; without a person, a visitor."""
    client = APIClient()
    client.default_format = "json"
    if user is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens_for(user).access_token}")
    return client


def refused(response, status: int, code: str) -> bool:
    """Say whether an answer is a refusal of the one shape with that status and code."""
    body = response.json()
    assert response.status_code == status, body
    assert body["code"] == code, body
    assert body["detail"], body
    return True
