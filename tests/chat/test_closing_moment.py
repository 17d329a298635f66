"""Words at the very moment of closing: said and kept, or refused. Nothing between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Semaphore
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from chat.services import send_message
from rooms.archive import archive_room
from rooms.archive_format import read_lines
from rooms.archive_store import archive_store
from rooms.errors import Closing
from rooms.models import Archive, Room
from rooms.services import close_room
from tests.factories import make_users, open_room
from tests.races import PATIENCE, races

PEOPLE, WORDS = 8, 4


def talk(room: Room, person: User, start: Barrier, heard: Semaphore) -> tuple[dict[str, int], int]:
    """Say `WORDS` things without a pause: what was acknowledged, by number; how often refused."""
    said, refused = {}, 0
    start.wait()
    for number in range(WORDS):
        text = f"{person.pk}:{number}"
        try:
            record, _ = send_message(
                room_id=room.pk, author=person, text=text, client_id=f"c{number}"
            )
        except Closing:
            refused += 1
        else:
            said[text] = record.seq
            heard.release()
    connection.close()
    return said, refused


def close(room: Room, start: Barrier, heard: Semaphore, after: int) -> None:
    """Close once so many words were acknowledged: in the midst of them on any machine."""
    start.wait()
    assert all(heard.acquire(timeout=PATIENCE) for _ in range(after))
    close_room(room_key=room.pk, by=room.host)
    connection.close()


def words_of(room: Room) -> dict[str, int]:
    with archive_store().open(Archive.objects.get(room=room).key) as stream:
        records = [line for line in read_lines(stream) if line["type"] == "record"]
    assert [record["seq"] for record in records] == [*range(1, len(records) + 1)]
    assert records[-1]["kind"] == "room.closed"
    return {r["payload"]["text"]: r["seq"] for r in records if r["kind"] == "chat.message"}


@pytest.mark.django_db(transaction=True)
def test_word_at_the_moment_of_closing_is_kept_or_refused(tmp_path: Path, settings: Any) -> None:
    """F20: eight people talk while the host closes: what was acknowledged is in the archive under
    its number, the rest was refused `closing`, and nothing follows the last record. A race is
    32 tries: `KINO_RACES=313` makes ten thousand.
    """
    settings.MEDIA_ROOT = tmp_path
    kept = refused = 0
    rooms = races(12)
    for number in rooms:
        heard, after = Semaphore(0), number * PEOPLE * WORDS // len(rooms)
        host, *people = make_users(PEOPLE)
        room, start = open_room(host, *people), Barrier(PEOPLE + 1)
        with ThreadPoolExecutor(PEOPLE + 1) as pool:
            talks = [pool.submit(talk, room, person, start, heard) for person in (host, *people)]
            pool.submit(close, room, start, heard, after).result()
        said: dict[str, int] = {}
        for done in talks:
            words, times = done.result()
            said |= words
            refused += times
        assert archive_room(room.pk) == "sealed"
        assert words_of(room) == said
        kept += len(said)
    assert kept + refused == len(rooms) * PEOPLE * WORDS
    assert min(kept, refused) > 0, "the closing came before or after all words: nothing was shown"
