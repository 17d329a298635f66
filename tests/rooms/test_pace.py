"""How fast one member may command: the last wish of a burst wins, everybody gets an answer."""

import asyncio
import time
from types import SimpleNamespace

import pytest
from redis.exceptions import RedisError

from rooms import pace, presence, windows
from rooms.errors import RateLimited
from rooms.models import Room, RoomRecord
from tests.api import api_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _five_a_second(settings, monkeypatch):
    settings.ROOM_COMMANDS_A_SECOND = 5
    monkeypatch.setattr(windows, "local", windows.Local())


def seek(number, position):
    return {"type": "playback.command", "id": f"s{number}", "action": "seek", "position": position}


async def answers_of(player, count):
    """All answers to so many requests, by id, in whatever order they come."""
    answers: dict[str, dict] = {}
    while len(answers) < count:
        frame = await player.next()
        if frame["type"] in ("ack", "nack"):
            answers[frame["id"]] = frame
    return answers


async def test_seek_storm_converges_to_the_last(lobby, room, host, friend):
    """F32: two drag as fast as they can; five a second are obeyed, each ends where he let go."""
    players = [await lobby.enter(room, host), await lobby.enter(room, friend)]
    began = time.monotonic()
    for number in range(1, 41):
        for player in players:
            await player.send(**seek(number, float(number)))
    answers = await asyncio.gather(*(answers_of(player, 40) for player in players))
    seconds = time.monotonic() - began
    for given in answers:
        refused = [a for a in given.values() if a["type"] == "nack"]
        assert given["s40"]["type"] == "ack"
        assert 40 - len(refused) <= 5 * (seconds + 1)
        assert {a["code"] for a in refused} == {"rate_limited"}
        assert all(a["retry_after"] > 0 for a in refused)
    now = await Room.objects.aget(pk=room.pk)
    assert now.position == 40.0
    assert now.version == await RoomRecord.objects.filter(kind="playback.seek").acount()


async def test_pause_after_a_storm_is_not_lost(lobby, room, host):
    """F32: another wish keeps its place behind the seeks."""
    player = await lobby.enter(room, host)
    began = time.monotonic()
    await player.ask(type="playback.command", id="play", action="play")
    for number in range(1, 20):
        await player.send(**seek(number, float(number)))
    await player.send(type="playback.command", id="pause", action="pause")
    answers = await answers_of(player, 20)
    assert (answers["s19"]["type"], answers["pause"]["type"]) == ("ack", "ack")
    now = await Room.objects.aget(pk=room.pk)
    assert not now.playing
    assert 19 <= now.position < 19 + time.monotonic() - began


def test_programs_are_told_when_to_come_back(room, host):
    """F32, R089: the sixth within a second gets 429 with the time; a repeated id its old answer."""
    api = api_of(host)
    address = f"/api/v1/rooms/{room.token}/commands"
    given = [api.post(address, {"id": f"s{n}", "action": "seek", "position": n}) for n in range(8)]
    slow = [answer for answer in given if answer.status_code == 429]
    if len(slow) < 3:
        pytest.skip("eight requests took this machine more than a second")
    assert slow[0].json()["code"] == "rate_limited"
    again = api.post(address, {"id": "s0", "action": "seek", "position": 0})
    assert again.json() == given[0].json()


def test_limit_holds_without_redis(room, host, settings):
    """F05, F32: each process then counts alone."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    presence.quick_client.cache_clear()
    try:
        for _ in range(5):
            pace.take_turn(room.pk, host.pk)
        with pytest.raises(RateLimited):
            pace.take_turn(room.pk, host.pk)
    finally:
        presence.quick_client.cache_clear()


def test_glance_that_was_not_answered_is_soon_tried_again(room, host, settings, monkeypatch):
    """R093, F08: one late answer does not leave all rooms of a process without their gate for long;
    it does not end the rest of a Redis that is away either.
    """
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    away = presence.quick_client.__wrapped__()
    monkeypatch.setattr(presence, "quick_client", lambda: away)
    now = time.monotonic()
    monkeypatch.setattr(windows, "time", SimpleNamespace(monotonic=lambda: now))
    assert pace.take_turn(room.pk, host.pk) is None
    assert windows.local.redis_rests
    now += 1.1
    assert not windows.local.redis_rests
    for seconds in (windows.REDIS_REST, windows.GLANCE_REST):
        windows.local.rest(RedisError("away"), seconds)
    now += 1.1
    assert windows.local.redis_rests
