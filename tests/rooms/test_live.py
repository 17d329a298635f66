"""The live copy of a room in Redis."""

import pytest

from rooms import live, log, presence
from rooms.models import Room
from rooms.playback import Command
from rooms.services import close_room, command_playback

pytestmark = pytest.mark.django_db(transaction=True)


def test_copy_follows_the_log(room, host):
    """R118: number and anchor of an open room are in Redis, as in PostgreSQL."""
    assert live.read(room.pk.hex) == {"seq": 3, "playback": None}
    command_playback(room_key=room.pk, user=host, command=Command("seek", position=7.0))
    copy = live.read(room.pk.hex)
    assert (copy["seq"], copy["playback"]["position"], copy["playback"]["version"]) == (4, 7.0, 1)


def test_older_news_change_nothing(room, host):
    """Two workers may tell in the other order."""
    for position in (1.0, 2.0):
        command_playback(room_key=room.pk, user=host, command=Command("seek", position=position))
    first, _second = log.wires_after(Room.objects.get(pk=room.pk), 3, 9)
    presence.client().execute_command(*live.keeping(first))
    copy = live.read(room.pk.hex)
    assert (copy["seq"], copy["playback"]["position"]) == (5, 2.0)


def test_closed_room_leaves_nothing_in_redis(room, host, redis_connection):
    """I10: keys go with the evening."""
    close_room(room_key=room.pk, by=host, reason="host")
    assert [key for key in redis_connection.keys("*") if room.pk.hex.encode() in key] == []


def test_rebuilt_from_the_row(room, host, redis_connection):
    """R118, F06: an emptied Redis has the copy again."""
    command_playback(room_key=room.pk, user=host, command=Command("seek", position=7.0))
    before = live.read(room.pk.hex)
    redis_connection.flushdb()
    live.rebuild(Room.objects.get(pk=room.pk))
    assert live.read(room.pk.hex) == before
