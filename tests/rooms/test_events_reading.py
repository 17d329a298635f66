"""The log of a room by pages, while people write and after it was archived."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import redis
from django.conf import settings as site
from django.db import connection, transaction
from django.utils import timezone

from chat.selectors import last_messages, next_messages
from chat.services import send_message
from rooms import archive, archive_format, events_reading, log
from rooms.archive import archive_room
from rooms.log import Entry
from rooms.models import Member, Room, RoomRecord
from tests.api import api_of
from tests.factories import open_room
from tests.rooms.evenings import make_closed_room
from tests.rooms.test_archive import crash_while_archiving


def events_of(room) -> str:
    return f"/api/v1/rooms/{room.token}/events"


def pages(client, address: str, limit: int, after: str = "0") -> list[list[int]]:
    """The numbers on each page, going on by `next` until there is none."""
    found, url = [], f"{address}?after={after}&limit={limit}"
    while url:
        page = client.get(url).json()
        found.append([record["seq"] for record in page["results"]])
        url = page["next"]
    return found


@pytest.mark.django_db
def test_log_is_read_by_pages_of_ones_own(host, friend):
    """R109, R110: two readers, each with his own place and size of a page."""
    room = open_room(host, friend)
    for number in range(7):
        send_message(room_id=room.pk, author=host, text=f"{number}", client_id=f"{number}")
        send_message(room_id=room.pk, author=friend, text=f"{number}", client_id=f"{number}")
        if number in (1, 3, 5):
            forget_paces()
    last = room.last_seq + 14
    assert pages(api_of(host), events_of(room), 5) == [
        list(range(at, min(at + 5, last + 1))) for at in range(1, last + 1, 5)
    ]
    assert pages(api_of(friend), events_of(room), 1000, after="10") == [list(range(11, last + 1))]


def forget_paces() -> None:
    """Whoever speaks in a test speaks faster than people may."""
    redis.Redis.from_url(site.REDIS_URL).flushdb()


@pytest.mark.django_db(transaction=True)
def test_pages_are_stable_while_people_write(host):
    """R109: a reader who follows while others write gets 1..n, each once."""
    room = make_closed_room(1, state="open")
    Member.objects.create(room=room, user=host)
    writers = [threading.Thread(target=write, args=(room.pk, 60)) for _ in range(3)]
    for writer in writers:
        writer.start()
    client = api_of(host)
    found: list[int] = []
    while any(writer.is_alive() for writer in writers) or len(found) < 181:
        page = client.get(events_of(room), {"after": found[-1] if found else 0, "limit": 7})
        found += [record["seq"] for record in page.json()["results"]]
    for writer in writers:
        writer.join()
    assert found == list(range(1, 182))


def write(room_id, count: int) -> None:
    """Append records as services do, under the room's lock."""
    try:
        for _ in range(count):
            with transaction.atomic():
                log.append(log.lock_room(room_id), Entry("room.link", None, {}), timezone.now())
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_archived_room_gives_the_same_pages(tmp_path: Path, settings):
    """R109, R120: the same records before and after the rows went, by number and by moment."""
    settings.MEDIA_ROOT = tmp_path
    room = make_closed_room(25)
    client = api_of(room.members.get(role="guest").user)
    moment = RoomRecord.objects.get(room=room, seq=20).at.isoformat()
    asked = [{}, {"after": 7, "limit": 10}, {"after": moment}, {"after": 25}]
    before = [client.get(events_of(room), query).json() for query in asked]
    assert [r["seq"] for r in before[2]["results"]] == [21, 22, 23, 24, 25]
    assert archive_room(room.pk) == "sealed"
    assert not RoomRecord.objects.filter(room=room).exists()
    assert [client.get(events_of(room), query).json() for query in asked] == before


@pytest.mark.django_db
def test_reader_that_stood_still_passes_nothing_over(tmp_path: Path, settings, monkeypatch):
    """R109, F04: the room was open when it was asked for; archived since, and its first rows gone,
    it gives the same records, by events and by messages.
    """
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(archive, "CLEAR_CHUNK", 10)
    room = make_closed_room(25)
    crash_while_archiving(room, "clearing")
    assert RoomRecord.objects.filter(room=room).count() == 15
    stale = Room.objects.get(pk=room.pk)
    stale.state = Room.State.OPEN
    assert [told["seq"] for told in events_reading.wires_since(stale, 0, 5)] == [1, 2, 3, 4, 5]
    later = next_messages(stale, after=0, limit=5)
    assert [said.seq for said in later] == [2, 3, 4, 5, 6]
    earlier = last_messages(stale, before=9, limit=5)
    assert [said.seq for said in earlier] == [4, 5, 6, 7, 8]


@pytest.mark.django_db
def test_pages_of_an_archive_read_it_once(tmp_path: Path, settings, monkeypatch):
    """R109: ten thousand records by pages of 250 cost as many lines read as there are records, and
    three beside them a page: the header, and what tells that there is more.
    """
    settings.MEDIA_ROOT = tmp_path
    room = make_closed_room(10_000)
    archive_room(room.pk)
    read, decode = [0], archive_format._decode

    def counted(raw: bytes) -> archive_format.Line:
        read[0] += 1
        return decode(raw)

    monkeypatch.setattr(archive_format, "_decode", counted)
    found = pages(api_of(room.members.get(role="guest").user), events_of(room), 250)
    assert [number for page in found for number in page] == [*range(1, 10_001)]
    assert len(found) == 40
    assert 10_000 < read[0] <= 10_000 + 3 * len(found)


@pytest.mark.django_db
def test_stranger_finds_no_log(stranger):
    """I9: of an archived room neither."""
    room = make_closed_room(3)
    assert api_of(stranger).get(events_of(room)).status_code == 404
