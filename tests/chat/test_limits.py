"""Five messages in three seconds, counted for all processes."""

from __future__ import annotations

import uuid

import pytest

from chat.limits import check_pace
from rooms import presence, windows
from rooms.errors import RateLimited

ROOM, PERSON = uuid.uuid4(), uuid.uuid4()


def test_sixth_message_waits() -> None:
    """A12: the refusal says when to come back."""
    for _ in range(5):
        check_pace(ROOM, PERSON)
    with pytest.raises(RateLimited) as refusal:
        check_pace(ROOM, PERSON)
    assert 0 < refusal.value.retry_after <= 3


def test_people_and_rooms_are_counted_apart() -> None:
    """A12: a loud person silences nobody else, and himself only where he is loud."""
    for _ in range(5):
        check_pace(ROOM, PERSON)
    check_pace(ROOM, uuid.uuid4())
    check_pace(uuid.uuid4(), PERSON)


def test_refused_message_is_not_counted(redis_connection) -> None:
    """A12: who waits as long as he was told is let through."""
    for _ in range(5):
        check_pace(ROOM, PERSON)
    for _ in range(20):
        with pytest.raises(RateLimited):
            check_pace(ROOM, PERSON)
    key = f"pace:{ROOM.hex}:{PERSON.hex}"
    assert redis_connection.llen(key) == 5
    assert 0 < redis_connection.pttl(key) <= 3000


def test_clock_that_was_set_back_silences_nobody(redis_connection) -> None:
    """F27 A12: messages noted an hour ahead, by the clock of before, hold up none of today's."""
    seconds, micros = redis_connection.time()
    ahead = seconds * 1000 + micros // 1000 + 3_600_000
    redis_connection.lpush(f"pace:{ROOM.hex}:{PERSON.hex}", *[ahead] * 5)
    for _ in range(5):
        check_pace(ROOM, PERSON)
    with pytest.raises(RateLimited) as refusal:
        check_pace(ROOM, PERSON)
    assert 0 < refusal.value.retry_after <= 3


def test_without_redis_each_process_counts(settings, monkeypatch) -> None:
    """F05: the limit stays, the chat goes on, and Redis is not asked at every message."""
    asked = []
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    presence.client.cache_clear()
    client = presence.client()
    monkeypatch.setattr(presence, "client", lambda: asked.append(1) or client)
    monkeypatch.setattr(windows, "local", windows.Local())
    try:
        for _ in range(5):
            check_pace(ROOM, PERSON)
        with pytest.raises(RateLimited):
            check_pace(ROOM, PERSON)
    finally:
        monkeypatch.undo()
        presence.client.cache_clear()
    assert len(asked) == 1


def test_local_window_slides() -> None:
    """A12: the sixth may come when the first is three seconds old."""
    window = windows.Local()

    def wait(now: float) -> float:
        return window.wait("k", now, most=5, seconds=3.0)

    assert [wait(10 + n / 10) for n in range(5)] == [0] * 5
    assert wait(11) == pytest.approx(2.0)
    assert wait(13) == 0
    assert wait(13) == pytest.approx(0.1)
