"""An evening played again: lines by their place in the film, page by page."""

from __future__ import annotations

from pathlib import Path

import pytest
from rest_framework.test import APIClient

from chat.replay import read_key
from rooms.archive import archive_room
from rooms.models import Room, RoomRecord
from tests.rooms.evenings import make_closed_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(tmp_path: Path, settings) -> Room:
    """Records 1..12 at 1..12 s of film; number 7 was written after a jump back to 3.5 s."""
    settings.MEDIA_ROOT = tmp_path
    room = make_closed_room(12)
    RoomRecord.objects.filter(room=room, seq=7).update(position=3.5)
    return room


def change(room: Room, seq: int, **fields) -> None:
    RoomRecord.objects.filter(room=room, seq=seq).update(**fields)


def read(room: Room, **query) -> dict:
    client = APIClient()
    client.force_authenticate(room.host)
    answer = client.get(f"/api/v1/rooms/{room.token}/archive/lines", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def numbers(page: dict) -> list[int]:
    return [line["seq"] for line in page["results"]]


def test_lines_stand_where_the_film_stood(room) -> None:
    """R120: in the film's order the words after a jump back stand in their scene."""
    archive_room(room.pk)
    assert numbers(read(room)) == [1, 2, 3, 7, 4, 5, 6, 8, 9, 10, 11, 12]
    assert numbers(read(room, order="log")) == [*range(1, 13)]
    line = read(room, until="3.5")["results"][-1]
    assert (line["seq"], line["place"], line["type"]) == (7, 3.5, "chat.message")


def test_pages_lead_up_and_down_without_a_gap(room) -> None:
    """R120: an evening is read in pages from any place, each line once."""
    archive_room(room.pk)
    client = APIClient()
    client.force_authenticate(room.host)
    page = read(room, until="5", limit=3)
    assert numbers(page) == [7, 4, 5]
    up = client.get(page["previous"]).json()
    assert (numbers(up), up["previous"]) == ([1, 2, 3], None)
    down = client.get(page["next"]).json()
    assert numbers(down) == [6, 8, 9]
    last = client.get(down["next"]).json()
    assert (numbers(last), last["next"]) == ([10, 11, 12], None)


def test_one_place_may_hold_many_lines(room) -> None:
    """R120: words said while nothing played stand at one place and are paged all the same."""
    RoomRecord.objects.filter(room=room).update(position=0.0)
    archive_room(room.pk)
    page = read(room, until="0", limit=5)
    assert numbers(page) == [8, 9, 10, 11, 12]
    assert page["next"] is None
    assert numbers(read(room, until=page["results"][0]["key"], limit=2)) == [7, 8]


def test_lines_carry_signs_and_what_they_answer(room) -> None:
    """R103: signs as they were in the end; the beginning of the words that are answered."""
    change(room, 5, payload={"text": "Да!", "reply_to": 2})
    change(room, 6, kind="chat.reaction", payload={"seq": 5, "emoji": "🔥"})
    change(room, 8, kind="chat.reaction", payload={"seq": 2, "emoji": "👍"})
    change(room, 10, kind="chat.reaction", payload={"seq": 2, "emoji": "👍", "on": False})
    archive_room(room.pk)
    lines = {line["seq"]: line for line in read(room)["results"]}
    assert 6 not in lines
    assert [sign["emoji"] for sign in lines[5]["reactions"]] == ["🔥"]
    assert lines[2]["reactions"] == []
    assert lines[5]["quoted"]["text"].startswith("Реплика 2")
    assert lines[5]["quoted"]["key"] == lines[2]["key"]


def test_search_finds_words_and_people(room) -> None:
    """R120: each word counts, case and ё do not; deleted words and what people did never."""
    change(room, 4, payload={"text": "Ёлки, какой РАССВЕТ"})
    change(room, 6, payload={"deleted": True})
    archive_room(room.pk)
    assert numbers(read(room, q="рассвет елки")) == [4]
    assert numbers(read(room, q="реплика 5")) == [5]
    assert numbers(read(room, q="Аня реплика")) == [3, 7, 5, 9, 11]
    assert numbers(read(room, q="сообщение удалено")) == []
    assert numbers(read(room, q="%")) == []


@pytest.mark.parametrize(
    "query",
    [
        {"until": "x"},
        {"until": "nan"},
        {"until": "inf"},
        {"until": "-1"},
        {"before": "1_x"},
        {"after": "1_2_3"},
        {"limit": 0},
        {"limit": 201},
        {"order": "size"},
        {"q": "я" * 101},
        {"until": "1", "after": "1"},
    ],
)
def test_nonsense_is_refused(room, query) -> None:
    """R120: a cursor that no page gave is 400."""
    archive_room(room.pk)
    client = APIClient()
    client.force_authenticate(room.host)
    answer = client.get(f"/api/v1/rooms/{room.token}/archive/lines", query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_before_the_seal_there_is_nothing_to_replay(room) -> None:
    """R115: 409 until the archive is sealed, 404 while the room is open."""
    client = APIClient()
    client.force_authenticate(room.host)
    address = f"/api/v1/rooms/{room.token}/archive/lines"
    assert client.get(address).json()["code"] == "closing"
    Room.objects.filter(pk=room.pk).update(state=Room.State.OPEN)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("place", [0.0, 0.1 + 0.2, 1e-7, 5999.999999, 12345.678901234567])
def test_keys_are_exact(place) -> None:
    """A place goes through an address without a rounding: else a line would be lost or doubled."""
    assert read_key(f"{place!r}_17") == (place, 17.0)
