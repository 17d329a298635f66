"""The archive for those who were there, and for nobody else."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncClient
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.models import Video
from rooms.archive import archive_room
from rooms.archive_store import DiskStore
from rooms.models import Archive, Member, Room, RoomRecord
from tests.factories import make_user
from tests.rooms.evenings import make_closed_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(tmp_path: Path, settings) -> DiskStore:
    settings.MEDIA_ROOT = tmp_path
    return DiskStore(tmp_path / "archives")


@pytest.fixture
def room(store) -> Room:
    return make_closed_room(12)


@pytest.fixture
def guest(room):
    return room.members.get(role="guest").user


def page_of(room: Room) -> str:
    return f"/rooms/{room.token}/archive/"


def address(room: Room) -> str:
    return f"/api/v1/rooms/{room.token}/archive"


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def object_of(client: APIClient, url: str) -> bytes:
    """Read a streamed answer as the server would."""

    async def read() -> bytes:
        session = AsyncClient()
        session.cookies = client.cookies
        answer: Any = await session.get(url.removeprefix("http://testserver"))
        assert answer.headers["Content-Type"] == "application/zstd"
        return b"".join([part async for part in answer.streaming_content])

    return asyncio.run(read())


def test_api_tells_closing_then_sealed(room, guest) -> None:
    """R115: 202 until the seal, then where it is and how to check it."""
    client = client_of(guest)
    waiting = client.get(address(room))
    assert (waiting.status_code, waiting.data["state"]) == (202, "closing")
    archive_room(room.pk)
    sealed = client.get(address(room))
    archive = Archive.objects.get(room=room)
    assert sealed.status_code == 200
    assert sealed.json() == {
        "state": "sealed",
        "records": 12,
        "messages": 10,
        "sha256": archive.sha256,
        "size": archive.size,
        "url": f"http://testserver{address(room)}/object",
        "closed_at": room.closed_at.isoformat().replace("+00:00", "Z"),
    }


@pytest.mark.django_db(transaction=True)
def test_url_gives_the_object(room, guest) -> None:
    """R120: a former member takes his evening away, whole."""
    archive_room(room.pk)
    client = client_of(guest)
    content = object_of(client, client.get(address(room)).data["url"])
    assert hashlib.sha256(content).hexdigest() == Archive.objects.get(room=room).sha256


def test_object_answers_any_accept(room, guest) -> None:
    """R120: `Accept: application/zstd` is no reason to refuse."""
    archive_room(room.pk)
    for accept in ("application/zstd", "*/*", "text/html"):
        answer = client_of(guest).get(f"{address(room)}/object", headers={"accept": accept})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("state", ["stranger", Member.State.REMOVED, Member.State.BANNED])
@pytest.mark.parametrize("sealed", [False, True])
def test_others_find_nothing(room, guest, state, sealed) -> None:
    """A44, I9: strangers, the removed and the banned get the answer of no room."""
    if sealed:
        archive_room(room.pk)
    client = client_of(make_user() if state == "stranger" else guest)
    if state != "stranger":
        Member.objects.filter(room=room, user=guest).update(state=state)
    missing = client.get("/api/v1/rooms/nothing-here/archive")
    for path in ("", "/object"):
        answer = client.get(address(room) + path)
        assert (answer.status_code, answer.json()) == (404, missing.json())
    assert client.get(page_of(room)).status_code == 404
    assert client.get("/rooms/nothing-here/archive/").status_code == 404


def test_visitor_is_asked_to_sign_in(room) -> None:
    """R007: no evening is public."""
    assert APIClient().get(page_of(room)).status_code == 302
    assert APIClient().get(address(room)).status_code in (401, 403)


def test_open_room_has_no_archive_yet(room, guest) -> None:
    """R115: there is nothing to read before the end."""
    Room.objects.filter(pk=room.pk).update(state=Room.State.OPEN)
    client = client_of(guest)
    assert client.get(address(room)).status_code == 404
    assert client.get(page_of(room)).headers["Location"] == f"/rooms/{room.token}/"


def test_page_waits_gently(room, guest) -> None:
    """R115: it says what is going on and looks again by itself, without a script of its own."""
    page = client_of(guest).get(page_of(room)).content.decode()
    assert "Архив готовится" in page
    assert "hx-trigger" in page
    assert "Реплика" not in page


def test_page_tells_the_evening(room, guest) -> None:
    """R120: who, what, when, where in the film; words as text."""
    archive_room(room.pk)
    page = client_of(guest).get(page_of(room)).content.decode()
    for text in (
        "Путешествие",
        "Василий",
        "Аня",
        "Реплика 5 &lt;b&gt;&amp; прочее&lt;/b&gt;",
        "0:05",
        "открывает комнату",
        "закрывает комнату. Спасибо",
        "10 сообщений",
    ):
        assert text in page, text
    assert "hx-trigger" not in page
    assert room.token not in page.replace(f"/rooms/{room.token}/", "")


def test_deleted_words_are_nowhere(room, guest) -> None:
    """R099: the page says that something was deleted, the object has no words either."""
    RoomRecord.objects.filter(room=room, seq=5).update(payload={"deleted": True})
    archive_room(room.pk)
    page = client_of(guest).get(page_of(room)).content.decode()
    assert "сообщение удалено" in page
    assert "Реплика 5" not in page


def test_long_evening_is_paged(store) -> None:
    """R120: five hundred records a page; a page that is not there is the nearest."""
    room = make_closed_room(1201)
    archive_room(room.pk)
    client = client_of(room.host)
    pages = [client.get(page_of(room), {"page": n}).content.decode() for n in (1, 2, 3)]
    shown = [[n for n in (2, 500, 501, 1000, 1001, 1200) if f"Реплика {n} " in p] for p in pages]
    assert shown == [[2, 500], [501, 1000], [1001, 1200]]
    assert client.get(page_of(room), {"page": "x"}).status_code == 200
    assert "Реплика 1200 " in client.get(page_of(room), {"page": 99}).content.decode()


def test_page_costs_few_queries(room, guest, django_assert_max_num_queries) -> None:
    """R120: the evening comes from the object, not from tables."""
    archive_room(room.pk)
    client = client_of(guest)
    client.get(page_of(room))
    with django_assert_max_num_queries(9):
        client.get(page_of(room))


@pytest.mark.parametrize("content", [None, b"", b"rubbish"])
def test_lost_object_is_said_plainly(room, guest, store, content) -> None:
    """F21: the storage is away: 503 and a sentence, no 500."""
    archive_room(room.pk)
    path = store.root / Archive.objects.get(room=room).key
    path.unlink() if content is None else path.write_bytes(content)
    client = client_of(guest)
    page = client.get(page_of(room))
    assert page.status_code == 503
    assert "Хранилище сейчас не отвечает" in page.content.decode()
    assert client.get(address(room)).status_code == 200
    if content is None:
        assert client.get(f"{address(room)}/object").status_code == 503


def test_evening_is_shown_in_the_reader_s_time(room, guest) -> None:
    """R005: 19:00 UTC is 22:00 in Moscow."""
    archive_room(room.pk)
    guest.time_zone = "Europe/Moscow"
    guest.save()
    assert "22:00" in client_of(guest).get(page_of(room)).content.decode()
    assert room.closed_at - room.created_at == timedelta(hours=2)
    assert room.closed_at < timezone.now()


def test_search_shows_the_words_and_where_they_stand(room, guest) -> None:
    """R120: what was looked for, with the way to its place in the talk and in the film."""
    RoomRecord.objects.filter(room=room, seq=5).update(payload={"text": "Ёлки, РАССВЕТ <i>"})
    archive_room(room.pk)
    page = client_of(guest).get(page_of(room), {"q": "рассвет елки"}).content.decode()
    assert "Ёлки, РАССВЕТ &lt;i&gt;" in page
    assert "?page=1#m5" in page
    assert "Реплика" not in page
    assert "Нашлось 1 сообщение" in page


def test_search_for_nothing_known_says_so(room, guest) -> None:
    """R120: no words, no list; and what was asked stands in its field as text (A10)."""
    archive_room(room.pk)
    page = client_of(guest).get(page_of(room), {"q": '"><script>\x00'}).content.decode()
    assert "Таких слов никто не говорил" in page
    assert "<script>\x00" not in page
    assert 'value="&quot;&gt;&lt;script&gt;"' in page


def test_film_of_the_evening_is_played_again(room, guest) -> None:
    """R120: with a film the page of the replay is there, with words as data and not as markup."""
    Video.objects.create(title=room.title, key="x.mp4", size=1, etag="e", duration=600.0)
    again = f"{page_of(room)}film/"
    client = client_of(guest)
    assert client.get(again).headers["Location"] == page_of(room)  # not sealed yet
    archive_room(room.pk)
    assert f"{again}?t=5.0" in client.get(page_of(room)).content.decode()
    page = client.get(again)
    assert page.status_code == 200
    assert f"/api/v1/rooms/{room.token}/archive/lines" in page.content.decode()
    assert page.context["people"] == ["Василий", "Аня"]


def test_evening_without_a_film_is_read(room, guest) -> None:
    """F31: the film's file is gone: there is no replay, the talk stays."""
    archive_room(room.pk)
    client = client_of(guest)
    assert client.get(f"{page_of(room)}film/").headers["Location"] == page_of(room)
    assert "archive/film/" not in client.get(page_of(room)).content.decode()


def test_people_are_shown_with_their_stay(room, guest) -> None:
    """R120: who was there from when to when, in the reader's time."""
    archive_room(room.pk)
    page = client_of(guest).get(page_of(room)).content.decode()
    assert "22:00–00:00" in page  # 19:00 to 21:00 UTC, in Moscow
