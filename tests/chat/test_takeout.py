"""A person takes away what the product holds of him, and nothing of others."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncClient, Client

from accounts.models import User
from chat.services import react, send_message
from chat.takeout import own_data
from friends.models import Block
from friends.services import request_friend
from rooms import erasure
from rooms.models import Archive, Member, Room, RoomRecord
from tests.factories import befriend, make_user, open_room
from tests.rooms.evenings import make_sealed_room
from wishlist.models import Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(tmp_path: Path, settings) -> Room:
    """A sealed evening of Аня (odd numbers) and Василий (even ones)."""
    settings.MEDIA_ROOT = tmp_path
    return make_sealed_room()


@pytest.fixture
def anya(evening) -> User:
    return evening.members.get(user__name="Аня").user


def taken(person: User) -> list[dict]:
    return [json.loads(line) for line in b"".join(own_data(person)).splitlines()]


def of_type(kind: str, person: User) -> list[dict]:
    return [line for line in taken(person) if line["type"] == kind]


def test_words_of_all_evenings_are_there(anya, evening) -> None:
    """R120: what he wrote, in rooms that are open and in archives, with hour and place."""
    room = open_room(anya)
    send_message(room_id=room.pk, author=anya, client_id="1", text="Живое слово")
    messages = of_type("message", anya)
    assert [m["text"][:9] for m in messages[:5]] == [f"Реплика {n}" for n in (3, 5, 7, 9)] + [
        "Реплика 1"
    ]
    assert messages[-1]["text"] == "Живое слово"
    assert messages[0]["position"] == 3.0
    rooms = of_type("room", anya)
    assert [r["room"] for r in rooms] == [str(evening.pk), str(room.pk)]
    assert rooms[0]["visits"][0]["came_at"].startswith("2026-03-06T19:00")
    whole = taken(anya)
    assert whole[0]["type"] == "header"
    assert whole[-1] == {"type": "footer", "lines": len(whole) - 2}


def test_profile_friends_and_wishes_are_there(anya, evening) -> None:
    """R009: what he is, whom he chose, what he wants."""
    friend, asked, blocked = make_user(), make_user(), make_user()
    befriend(anya, friend)
    request_friend(sender=anya, addressee_id=asked.pk)
    Block.objects.create(blocker=anya, blocked=blocked)
    Wish.objects.create(user=anya, title=evening.title)
    [profile] = of_type("profile", anya)
    assert (profile["email"], profile["name"]) == (anya.email, "Аня")
    assert [line["name"] for line in of_type("friend", anya)] == [friend.name]
    assert asked.name in [line["to"] for line in of_type("friend_request", anya)]
    assert [line["name"] for line in of_type("block", anya)] == [blocked.name]
    assert [line["film"] for line in of_type("wish", anya)] == ["Трип"]


def test_nothing_of_others_is_in_it(anya, evening) -> None:
    """A05: no words, addresses, names or links of others; not who blocked him, not the password."""
    host = evening.host
    anya.set_password("kino-together")
    anya.save()
    Block.objects.create(blocker=make_user(name="Тайный враг"), blocked=anya)
    room = open_room(host, anya)
    said = {"room_id": room.pk, "client_id": "1"}
    theirs, _ = send_message(author=host, text="Чужое слово", **said)
    send_message(author=anya, text="Ответ", reply_to=theirs.seq, **said)
    react(room_id=room.pk, seq=theirs.seq, emoji="🔥", by=anya)
    text = b"".join(own_data(anya)).decode()
    for foreign in ("Чужое слово", "Василий", host.email, "Тайный враг", str(host.pk)):
        assert foreign not in text, foreign
    for number in (2, 4, 6, 8, 10):
        assert f"Реплика {number} " not in text
    for secret in (room.token, evening.token, anya.password, Archive.objects.get().key):
        assert secret not in text
    assert [line["emoji"] for line in of_type("sign", anya)] == ["🔥"]
    assert str(anya.pk) not in b"".join(own_data(host)).decode()


def test_his_words_are_his_also_where_he_may_not_read(anya, evening) -> None:
    """R120: banned from the evening, he still gets what he wrote himself."""
    Member.objects.filter(room=evening, user=anya).update(state=Member.State.BANNED)
    assert len(of_type("message", anya)) == 5
    assert of_type("room", anya)[0]["state"] == "banned"


def test_erased_words_are_in_no_file(anya, evening) -> None:
    """R120: what was erased is gone from here at once, too."""
    staff = make_user(is_staff=True)
    erasure.erase_words(user=anya, by=staff, reason="просьба")
    messages = of_type("message", anya)
    assert len(messages) == 5
    assert all(message["deleted"] and "text" not in message for message in messages)


def test_rows_that_wait_to_be_cleared_are_not_told_twice(anya, evening) -> None:
    """R116: sealed and not cleared yet: each message once."""
    RoomRecord.objects.create(
        room=evening, seq=3, kind="chat.message", actor=anya, at=evening.closed_at,
        payload={"text": "Реплика 3"},
    )  # fmt: skip
    assert len(of_type("message", anya)) == 5


def test_what_the_storage_does_not_give_is_said(anya, evening, tmp_path) -> None:
    """F21: the rest comes all the same."""
    for file in tmp_path.rglob("*.zst"):
        file.unlink()
    [missing] = of_type("missing", anya)
    assert missing["room"] == str(evening.pk)
    assert taken(anya)[-1]["type"] == "footer"


@pytest.mark.django_db(transaction=True)
def test_file_is_asked_for_on_the_profile_page(anya, evening) -> None:
    """R009: by a form of one's own session; a file, kept by no cache, with a plain name."""
    client = Client()
    client.force_login(anya)
    assert "/profile/data/" in client.get("/profile/").content.decode()

    async def take() -> tuple[Any, bytes]:
        session = AsyncClient()
        session.cookies = client.cookies
        answer: Any = await session.post("/profile/data/")
        return answer, b"".join([part async for part in answer.streaming_content])

    answer, content = asyncio.run(take())
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-20')
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert json.loads(content.splitlines()[1])["email"] == anya.email


def test_no_link_and_no_other_person_leads_to_it(anya) -> None:
    """A18: a link or a picture asks for nothing; a visitor is asked to sign in."""
    client = Client(enforce_csrf_checks=True)
    assert client.post("/profile/data/").status_code in (302, 403)
    client.force_login(anya)
    assert client.get("/profile/data/").status_code == 405
    assert client.post("/profile/data/").status_code == 403


def test_it_is_asked_for_three_times_an_hour(anya) -> None:
    """A12: reading all archives of a person is work."""
    client = Client()
    client.force_login(anya)
    kinds = [client.post("/profile/data/").headers.get("Content-Type", "") for _ in range(4)]
    assert [kind == "application/jsonl" for kind in kinds] == [True, True, True, False]
    assert "Попробуйте через час" in client.get("/profile/").content.decode()
