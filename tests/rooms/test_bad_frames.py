"""What a socket makes of nonsense: a clear answer each time, and the room goes on."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import events
from rooms.models import Room, RoomRecord
from rooms.reader import Bad, Bucket, read_frame
from tests.rooms.sockets import knock

DECODERS = [msgspec.json.Decoder(events.PlayerFrame), msgspec.json.Decoder(events.ChatFrame)]
MOST = 16 * 1024
COMMAND = {"type": "playback.command", "id": "c", "action": "seek"}

UNREADABLE = {
    "no JSON": "play!",
    "empty": " ",
    "half": '{"type": "sync", "aft',
    "list": "[]",
    "number": "7",
    "null": "null",
    "two": '{"type": "sync", "after": 1}{"type": "sync", "after": 2}',
    "without type": '{"after": 1}',
    "type is a number": '{"type": 1}',
    "not a number": '{"type": "playback.command", "id": "c", "action": "seek", "position": NaN}',
    "lone surrogate": '{"type": "playback.command", "id": "\\ud800", "action": "play"}',
    "deep list": "[" * 16_000,
    "deep in an unknown field": '{"type": "sync", "x": '
    + "[" * 7_000
    + "]" * 7_000
    + ', "after": 1}',
    "unknown frame": '{"type": "room.destroy"}',
    "long unknown frame": '{"type": "' + "x" * 9_000 + '"}',
    "sync without a number": '{"type": "sync"}',
    "sync below zero": '{"type": "sync", "after": -1}',
    "sync beyond all": '{"type": "sync", "after": 1e400}',
    "ping without a clock": '{"type": "clock.ping", "t0": "now"}',
    "ping of huge digits": '{"type": "clock.ping", "t0": ' + "9" * 9_000 + "}",
    "command without id": '{"type": "playback.command", "action": "play"}',
    "id with NUL": '{"type": "playback.command", "id": "a\\u0000", "action": "play"}',
    "id of 65 letters": '{"type": "playback.command", "id": "' + "a" * 65 + '", "action": "play"}',
    "id is a number": '{"type": "playback.command", "id": 5, "action": "play"}',
    "report from nowhere": '{"type": "player.report", "position": -1, "buffering": false, '
    '"ready": true, "version": 0}',
    **{
        f"server's own {kind}": json.dumps({"type": kind, "seq": 1, "version": 9})
        for kind in ("welcome", "playback", "presence", "room", "ack", "chat.message", "error")
    },
}


@pytest.mark.django_db(transaction=True)
async def test_unreadable_frames_get_errors(lobby, room, host):
    """A07, A09, A14, F25: an error frame each; the socket and the room go on."""
    player = await lobby.enter(room, host)
    for number, (name, text) in enumerate(UNREADABLE.items()):
        if number % 15 == 14:  # before the strikes end it
            player = await lobby.enter(room, host)
        await player.send_text(text)
        answer = await player.next()
        assert answer["type"] == "error", name
        assert answer["code"] in ("invalid", "unknown_type"), name
        assert answer["detail"]
    ack = await player.ask(type="playback.command", id="after", action="play")
    assert (ack["type"], ack["version"]) == ("ack", 1)


SENSELESS = [
    {"position": -1},
    {"position": -0.001},
    {"position": "12"},
    {"position": True},
    {"position": [1]},
    {"position": None},
    {"action": "stop"},
    {"action": ""},
    {"action": "x" * 9_000},
    {"action": None},
    {"action": "rate"},
    {"action": "rate", "rate": 0},
    {"action": "rate", "rate": 100},
    {"action": "rate", "rate": "fast"},
    {"version": "1", "position": 1},
    {"version": -1, "position": 1},
    {"version": 1.5, "position": 1},
]


@pytest.mark.django_db(transaction=True)
async def test_senseless_commands_get_nacks(lobby, room, host):
    """A09: refused under their own id; nothing is written."""
    player = await lobby.enter(room, host)
    for fields in SENSELESS:
        answer = await player.ask(**{**COMMAND, **fields})
        assert (answer["type"], answer["code"]) == ("nack", "invalid"), fields
    for number in ("1e309", "-1e309", "9" * 400, "1" + "0" * 8_000):  # no library writes these
        await player.send_text(json.dumps(COMMAND)[:-1] + f', "position": {number}}}')
        assert (await player.next())["type"] == "nack", number
    assert not await RoomRecord.objects.filter(room=room, kind__startswith="playback").aexists()
    assert (await Room.objects.aget(pk=room.pk)).version == 0


@pytest.mark.django_db(transaction=True)
async def test_position_beyond_the_end_is_the_end(lobby, room, host):
    """R082: clamped by rule, not by error; play there starts over."""
    player = await lobby.enter(room, host)
    await player.ask(**{**COMMAND, "position": 1e300})
    told = await player.until("playback")
    assert (told["position"], told["phase"]) == (600.0, "ended")
    await player.ask(type="playback.command", id="again", action="play")
    assert (await player.until("playback"))["position"] == 0.0


@pytest.mark.django_db(transaction=True)
async def test_fields_that_are_not_his_are_ignored(lobby, room, host, friend):
    """A06, A36: author, room, role and number come from the server alone."""
    from tests.factories import open_room

    other = await database(open_room)(host)
    player = await lobby.enter(room, friend)
    ack = await player.ask(
        **{**COMMAND, "position": 1.0, "by": str(host.pk), "seq": 99, "room": str(other.pk)}
    )
    assert ack["seq"] == 4
    record = await RoomRecord.objects.aget(room=room, seq=4)
    assert record.actor_id == friend.pk
    assert (await Room.objects.aget(pk=other.pk)).version == 0


@pytest.mark.django_db(transaction=True)
async def test_twenty_bad_frames_end_the_socket(lobby, room, host, friend):
    """F25: 1008; the others notice nothing."""
    bad, good = await lobby.enter(room, friend), await lobby.enter(room, host)
    for _ in range(20):
        await bad.send_text("nonsense")
    assert await bad.closed() == 1008
    assert (await good.ask(type="playback.command", id="g", action="play"))["type"] == "ack"


@pytest.mark.django_db(transaction=True)
async def test_flood_ends_the_socket(lobby, room, host, friend):
    """F25: what comes faster than any player needs is `rate_limited`, and a strike."""
    flood, calm = await lobby.enter(room, friend), await lobby.enter(room, host)
    for number in range(400):  # too much for as long as a busy machine may take to read them
        await flood.send(type="clock.ping", t0=number)
    assert (await flood.until("error"))["code"] == "rate_limited"
    assert await flood.closed() == 1008
    assert (await calm.ask(type="playback.command", id="g", action="play"))["type"] == "ack"


@pytest.mark.django_db(transaction=True)
async def test_sync_asked_for_too_often_is_refused_in_words(lobby, room, host, monkeypatch):
    """I11, F25: it reads the log, and is not dropped in silence; asking is no strike."""
    player = await lobby.enter(room, host)
    monkeypatch.setattr("rooms.socket.SYNC_COST", 1000.0)
    for _ in range(25):
        await player.send(type="sync", after=3)
        assert (await player.next())["code"] == "rate_limited"
    monkeypatch.undo()
    await player.send(type="sync", after=3)
    assert (await player.next())["type"] == "synced"


@pytest.mark.django_db(transaction=True)
async def test_oversized_frame_ends_the_socket(lobby, room, host):
    """A13: 16 KiB are plenty; more is answered and closed with 1009."""
    player = await lobby.enter(room, host)
    fits = json.dumps({"type": "sync", "after": 3, "x": "x" * 16_000})
    await player.send_text(fits)
    assert (await player.next())["type"] == "synced"
    await player.send_text(json.dumps({"type": "sync", "x": "x" * 16_384, "after": 3}))
    assert (await player.next())["code"] == "too_large"
    assert await player.closed() == 1009


@pytest.mark.django_db(transaction=True)
async def test_binary_frame_is_refused(lobby, room, host):
    player = await lobby.enter(room, host)
    await player.line.send_to(bytes_data=b'{"type":"sync","after":0}')
    assert (await player.next())["type"] == "error"


def database(work):
    from channels.db import database_sync_to_async

    return database_sync_to_async(work, thread_sensitive=False)


# Who may open a socket at all.

OURS = "http://127.0.0.1:8000"


async def session_of(user):
    from tests.rooms.sockets import cookie_of

    return await database(cookie_of)(user)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("chat", ["", "chat/"])
async def test_foreign_pages_open_no_socket(room, host, settings, chat):
    """A02: exact origins only; a browser would send the cookie along from anywhere."""
    settings.SITE_ORIGIN, settings.CSRF_TRUSTED_ORIGINS = OURS, ["https://kino.example"]
    cookie, path = await session_of(host), f"/ws/rooms/{room.token}/{chat}"
    for origin in (
        "null", "", "https://evil.example", f"{OURS}.evil.example", "https://kino.example.evil",
        "http://kino.example", "https://kino.example:444", OURS + "/", "https://evil-kino.example",
        f"http://evil.example/{OURS}", None,
    ):  # fmt: skip
        assert isinstance(await knock(path, cookie=cookie, origin=origin), int), origin
    for origin in (OURS, "https://kino.example", "http://testserver"):
        socket = await knock(path, cookie=cookie, origin=origin)
        assert not isinstance(socket, int), origin
        await socket.hang_up()


@pytest.mark.django_db(transaction=True)
async def test_hostile_host_header_vouches_for_nothing(room, host, settings):
    """A22: «the same host» counts only for hosts of ours."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    cookie = await session_of(host)
    path = f"/ws/rooms/{room.token}/"
    refused = await knock(path, cookie=cookie, origin="http://evil.example", host="evil.example")
    assert isinstance(refused, int)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("chat", ["", "chat/"])
async def test_nobody_and_strangers_are_refused_alike(room, host, stranger, chat):
    """R097, A01, A03: signed out, non-member, guessed, malformed: refused before accept."""
    nobody = await knock(f"/ws/rooms/{room.token}/{chat}")
    made_up = await knock(f"/ws/rooms/{room.token}/{chat}", cookie="made-up")
    cookie = await session_of(stranger)
    theirs = await knock(f"/ws/rooms/{room.token}/{chat}", cookie=cookie)
    guessed = await knock(f"/ws/rooms/{'x' * 32}/{chat}", cookie=cookie)
    cyrillic = await knock(f"/ws/rooms/{'я' * 32}/{chat}", cookie=cookie)
    assert nobody == made_up == 4401
    assert theirs == guessed == cyrillic == 4403


@pytest.mark.django_db(transaction=True)
async def test_unknown_addresses_are_refused(host):
    cookie = await session_of(host)
    for path in ("/ws/", "/ws/rooms/", "/ws/rooms/room:*/", "/ws/rooms/a/b/c/", "/"):
        assert isinstance(await knock(path, cookie=cookie), int)


@pytest.mark.django_db(transaction=True)
async def test_ticket_opens_one_socket_once(room, friend):
    """R019: no cookie, no origin; spent by the first; a foreign page may not use one either."""
    from tests.rooms.sockets import ticket_of

    path = f"/ws/rooms/{room.token}/?ticket="
    ticket = await ticket_of(friend)
    socket = await knock(path + ticket, origin=None)
    assert not isinstance(socket, int)
    assert (await socket.next())["you"]["id"] == str(friend.pk)
    await socket.hang_up()
    assert isinstance(await knock(path + ticket, origin=None), int)
    foreign = await ticket_of(friend)
    assert isinstance(await knock(path + foreign, origin="https://evil.example"), int)
    for wrong in ("", "x", "x" * 9_000, "%00", "../"):
        assert isinstance(await knock(path + wrong, origin=None), int)


# The reader alone: whatever is sent, it answers and never raises.


@given(st.text() | st.none())
def test_reader_takes_any_text(text):
    """A14."""
    for decoder in DECODERS:
        read = read_frame(text, decoder, MOST)
        assert isinstance(read, Bad | events.Incoming)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FIELDS = st.sampled_from(
    ["id", "action", "position", "rate", "version", "after", "t0", "text", "seq", "limit", "ready"]
)
TYPES = st.sampled_from(["playback.command", "sync", "clock.ping", "chat.send", "player.report"])


@given(TYPES, st.dictionaries(FIELDS, JSON))
def test_reader_takes_any_fields(kind, fields):
    """A14: what passes has a client id that the database takes and numbers that are numbers."""
    text = json.dumps({**fields, "type": kind})
    for decoder in DECODERS:
        read = read_frame(text, decoder, MOST)
        if isinstance(read, events.Request):
            assert 0 < len(read.id) <= 64
            assert "\x00" not in read.id
        assert isinstance(read, Bad | events.Incoming)


def test_bucket_lets_bursts_through_and_then_the_rate():
    bucket = Bucket(rate=10, burst=5)
    assert [bucket.take(0.0) for _ in range(6)] == [True] * 5 + [False]
    assert bucket.take(0.1)
    assert not bucket.take(0.1)
    assert bucket.take(100.0, cost=5)
    assert not bucket.take(100.0)
