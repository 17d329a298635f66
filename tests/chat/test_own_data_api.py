"""One's own data by the API: for a token, now and then, whole however much it is."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncClient, Client

from accounts.authentication import tokens_for
from accounts.models import User
from rooms.archive import archive_room
from tests.api import api_of, refused
from tests.rooms.evenings import make_closed_room

ADDRESS = "/api/v1/me/data"


async def pieces_of(token: str) -> tuple[Any, list[bytes]]:
    """The answer to somebody with a token, and its parts as they were sent."""
    answer: Any = await AsyncClient().get(ADDRESS, headers={"Authorization": f"Bearer {token}"})
    return answer, [piece async for piece in answer.streaming_content]


@pytest.mark.django_db(transaction=True)
def test_evening_of_ten_thousand_lines_comes_whole(tmp_path: Path, settings: Any) -> None:
    """R009, R120: half of the lines are his; they are sent some hundred at a time."""
    settings.MEDIA_ROOT = tmp_path
    room = make_closed_room(10_000)
    archive_room(room.pk)
    anya = room.members.get(user__name="Аня").user
    answer, pieces = asyncio.run(pieces_of(str(tokens_for(anya).access_token)))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/jsonl"
    assert answer.headers["Cache-Control"] == "private, no-store"
    told = [json.loads(line) for line in b"".join(pieces).splitlines()]
    assert [told[0]["type"], told[-1]["type"]] == ["header", "footer"]
    assert told[-1]["lines"] == len(told) - 2
    said = [line["seq"] for line in told if line["type"] == "message"]
    assert said == [*range(3, 10_000, 2)]
    assert len(pieces) >= len(told) / 200


@pytest.mark.django_db
def test_cookie_alone_gives_no_data(host: User) -> None:
    """A18: a link on another page opens it with the cookie: it is not enough."""
    client = Client()
    client.force_login(host)
    assert refused(client.get(ADDRESS), 401, "not_authenticated")
    assert refused(api_of().get(ADDRESS), 401, "not_authenticated")


@pytest.mark.django_db
def test_page_and_programs_share_three_times_an_hour(host: User) -> None:
    """A12: the fourth time is told when to come back, in the form of all refusals."""
    page = Client()
    page.force_login(host)
    assert page.post("/profile/data/").status_code == 200
    client = api_of(host)
    assert [client.get(ADDRESS).status_code for _ in range(2)] == [200, 200]
    again = client.get(ADDRESS, headers={"Accept": "application/jsonl"})
    assert refused(again, 429, "rate_limited")
    assert 3000 < again.json()["retry_after"] <= 3600
