"""The ready gate on real engines: who is waited for, for how long, and who ends it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.db import connections

from rooms import clock, gate, presence, wire
from rooms.gate import Report
from rooms.models import Member, Room, RoomRecord
from rooms.playback import Command
from rooms.presence_tasks import settle_presence
from rooms.services import change_settings, command_playback, leave_room
from rooms.waiting import go_on, hold_room
from tests.factories import open_room

pytestmark = pytest.mark.django_db(transaction=True)


def says(room, user, *, ready, since=1.0, version=0, **words):
    """Let a member's player have said something; unready since so many seconds."""
    now = clock.now_ms()
    unready = None if ready else now - since * 1000
    report = Report(at=now, version=version, ready=ready, unready_since=unready, **words)
    presence.report(room.pk.hex, str(user.pk), report)


def command(room, user, action, now=None, **fields):
    command_playback(room_key=room.pk, user=user, command=Command(action, **fields), now=now)
    room.refresh_from_db()
    return room


def at(seconds):
    """A moment so many seconds from now."""
    return clock.moment() + timedelta(seconds=seconds)


def phase(room, now=None):
    ms = clock.now_ms() if now is None else wire.to_ms(now)
    return wire.playback_wire(wire.state_of(room), ms)["phase"]


def kinds(room):
    return [r.kind for r in RoomRecord.objects.filter(room=room, kind__startswith="playback.")]


def test_start_waits_for_who_is_not_ready(room, host, friend):
    """R078, R093: by name, for ten seconds at most; ready, all begin at one dated moment."""
    says(room, friend, ready=False)
    command(room, host, "play", position=30.0)
    assert (phase(room), room.waiting_for, room.playing) == ("waiting", [str(friend.pk)], False)
    assert 9_000 < room.wait_until - clock.now_ms() <= gate.LIMIT
    assert room.version == 1
    assert not go_on(room_id=room.pk)
    says(room, friend, ready=True, version=1, rtt=200.0)
    assert go_on(room_id=room.pk)
    assert not go_on(room_id=room.pk)
    room.refresh_from_db()
    assert (room.playing, room.position, room.version, room.waiting_for) == (True, 30.0, 2, [])
    went_on = RoomRecord.objects.get(room=room, kind="playback.go")
    assert room.anchor_at == pytest.approx(wire.to_ms(went_on.at) + 400, abs=0.01)
    assert kinds(room) == ["playback.play", "playback.go"]


def test_ready_people_start_at_once(room, host, friend):
    """R083: a gate that nobody needs costs nothing; the slowest round trip dates the start."""
    says(room, friend, ready=True, rtt=300.0)
    says(room, host, ready=True, rtt=1e300)
    before = clock.now_ms()
    command(room, host, "play")
    assert room.waiting_for == []
    assert room.anchor_at - before >= 1000.0
    record = RoomRecord.objects.get(room=room, kind="playback.play")
    assert record.payload["lead"] == 1000.0


def test_seek_leaves_players_time_to_load_the_new_frame(room, host, friend, settings):
    """R082: dated later than a start by what a jump takes; they stand on the frame meanwhile."""
    says(room, friend, ready=True, rtt=100.0)
    command(room, host, "play")
    command(room, host, "seek", position=50.0)
    leads = {
        record.kind: record.payload["lead"]
        for record in RoomRecord.objects.filter(room=room, kind__startswith="playback.")
    }
    assert leads == {"playback.play": 250.0, "playback.seek": 250.0 + settings.ROOM_JUMP_MS}


def test_gate_that_nobody_needs_costs_no_query(room, host, friend, django_assert_num_queries):
    """R090: a command is one statement of the ledger's; the first takes two in a transaction."""
    clock.keep()
    says(room, friend, ready=True, rtt=20.0)
    for action, queries in (("play", 2), ("pause", 0), ("play", 0)):  # the ledger's are not counted
        with django_assert_num_queries(queries):
            command_playback(room_key=room.pk, user=host, command=Command(action))


def test_member_who_never_reports_is_not_waited_for(room, host):
    """F30: a program without a player, or one that keeps silent, holds nobody."""
    now = at(0)
    command(room, host, "play", now=now)
    assert phase(room, now) == "scheduled"


def test_member_who_never_becomes_ready_is_left_behind(room, host, friend):
    """F30 (SyncPlay deadlock): after ten seconds the room goes on, and says without whom."""
    says(room, friend, ready=False)
    command(room, host, "play")
    assert not go_on(room_id=room.pk, now=at(9.5))
    assert go_on(room_id=room.pk, now=at(10.1))
    last = RoomRecord.objects.filter(room=room).last()
    assert (last.kind, last.actor) == ("playback.go", None)
    assert last.payload["without"] == [str(friend.pk)]


def test_stall_stops_the_room_where_it_is(room, host, friend):
    """Position from the slowest member: the room's place comes from its own clock, not from his.

    Correction fights buffering: a stall is a word, nobody is wound back to where he stands.
    """
    start = at(0)
    command(room, host, "play", position=60.0, now=start)
    assert hold_room(room_id=room.pk, user=friend, now=start + timedelta(seconds=5.25))
    room.refresh_from_db()
    assert phase(room) == "waiting"
    assert room.position == pytest.approx(65.0)
    assert room.version == 2


def test_room_that_does_not_play_is_not_stopped(room, host, friend):
    """R093: paused, waiting already, not begun: there is nothing to stop."""
    assert not hold_room(room_id=room.pk, user=friend)
    command(room, host, "play")
    assert not hold_room(room_id=room.pk, user=friend, now=at(-5))
    assert hold_room(room_id=room.pk, user=friend, now=at(5))
    assert not hold_room(room_id=room.pk, user=host, now=at(6))


def test_member_who_flaps_shakes_nobody(room, host, friend):
    """Endless gate: one member stops the room once a minute, however often he stalls."""
    command(room, host, "play")
    stops, start = 0, at(0)
    for second in range(1, 60):
        now = start + timedelta(seconds=second)
        stops += hold_room(room_id=room.pk, user=friend, now=now)
        says(room, friend, ready=True, version=10_000)
        go_on(room_id=room.pk, now=now + timedelta(seconds=0.5))
    assert stops == 1


def test_room_has_only_so_much_patience(host):
    """Endless gate: many members, each once, and yet the film goes on."""
    from tests.factories import make_users

    guests = make_users(9)
    room = open_room(host, *guests)
    command(room, host, "play")
    now, waited = at(1), 0.0
    for guest in guests:
        if hold_room(room_id=room.pk, user=guest, now=now):
            room.refresh_from_db()
            waited += (room.wait_until - wire.to_ms(now)) / 1000
            now += timedelta(seconds=10.5)
            assert go_on(room_id=room.pk, now=now)
        now += timedelta(seconds=1)
    assert 25 <= waited <= 35


def test_policy_go_waits_for_nobody(room, host, friend):
    """R093: the host may choose that the room goes on; then also a waiting ends."""
    says(room, friend, ready=False)
    command(room, host, "play")
    change_settings(room_key=room.pk, by=host, wait_policy="go")
    assert go_on(room_id=room.pk)
    assert not hold_room(room_id=room.pk, user=friend, now=at(90))
    command(room, host, "pause")
    says(room, friend, ready=False, version=3)
    command(room, host, "play", now=at(90))
    assert room.playing


def test_do_not_wait_for_me(room, host, friend):
    """R093: «не ждите меня» is heard before a start and in the midst of a waiting."""
    says(room, friend, ready=False)
    command(room, host, "play")
    says(room, friend, ready=False, wait=False)
    assert go_on(room_id=room.pk)
    command(room, host, "pause")
    command(room, host, "play", now=at(90))
    assert room.playing


def test_who_leaves_is_not_waited_for(room, host, friend):
    """R068: the others need not look at an empty chair."""
    says(room, friend, ready=False)
    command(room, host, "play")
    leave_room(room_key=room.pk, user=friend)
    assert go_on(room_id=room.pk)


@pytest.mark.parametrize(
    ("action", "fields", "expected"),
    [
        ("pause", {}, ("paused", 20.0, False)),
        ("play", {}, ("scheduled", 20.0, True)),  # «не ждать»
        ("seek", {"position": 50.0}, ("waiting", 50.0, False)),
        ("rate", {"rate": 2.0}, ("waiting", 20.0, False)),
    ],
)
def test_people_are_obeyed_while_the_room_waits(room, host, friend, action, fields, expected):
    """R078, R084: a waiting is no lock; the time limit counts from its beginning."""
    says(room, friend, ready=False)
    command(room, host, "play", position=20.0)
    until, now = room.wait_until, at(0)
    command(room, host, action, now=now, **fields)
    assert (phase(room, now), room.position, room.playing) == expected
    assert room.wait_until == (until if expected[0] == "waiting" else 0.0)
    assert room.version == 2


def test_rate_goes_with_the_gate(room, host, friend):
    """R078: a room at double speed waits, and goes on at double speed from the same place."""
    start = at(0)
    command(room, host, "rate", rate=2.0, now=start)
    command(room, host, "play", position=10.0, now=start)
    hold_room(room_id=room.pk, user=friend, now=start + timedelta(seconds=10.25))
    assert go_on(room_id=room.pk, now=start + timedelta(seconds=12))
    room.refresh_from_db()
    assert (room.rate, room.position, room.playing) == (2.0, pytest.approx(30.0), True)


def test_exactly_one_ends_a_waiting(room, host, friend):
    """F30, A32: every process knocks at the same moment; one record, one version."""
    says(room, friend, ready=False)
    command(room, host, "play")
    over = at(11)

    def knock(_number):
        try:
            return go_on(room_id=room.pk, now=over)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(knock, range(8))) == 1
    room.refresh_from_db()
    assert room.version == 2
    assert kinds(room).count("playback.go") == 1


def test_sweep_ends_what_a_dead_process_left_waiting(room, host, friend):
    """R088, F30: no socket, no process that knew of it; the row itself says when it is over."""
    says(room, friend, ready=False)
    command(room, host, "play")
    Room.objects.filter(pk=room.pk).update(wait_until=clock.now_ms() - 1)
    settle_presence()
    room.refresh_from_db()
    assert room.playing


def test_no_redis_no_gate(room, host, friend, settings):
    """F23: commands are obeyed; a waiting that has begun ends by its time limit."""
    says(room, friend, ready=False)
    command(room, host, "play")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    presence.quick_client.cache_clear()
    try:
        assert not go_on(room_id=room.pk)
        assert go_on(room_id=room.pk, now=at(10.1))
        command(room, host, "pause")
        command(room, host, "play")
        record = RoomRecord.objects.filter(room=room).last()
        assert (room.playing, record.payload["lead"]) == (True, settings.ROOM_START_LEAD_MS)
    finally:
        presence.quick_client.cache_clear()


# Through the sockets.


async def until(player, wanted):
    """The next state with this phase."""
    return await player.until("playback", phase=wanted)


def report(**words):
    return {"type": "player.report", "position": 0, "buffering": False, "version": 0, **words}


async def test_room_waits_and_goes_on_when_all_are_ready(lobby, room, host, friend, monkeypatch):
    """R078, R093, roster storms: the gate is one frame to each, and nobody gets the roster."""
    monkeypatch.setattr(gate, "STALL", 0.0)
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    await vasily.send(**report(ready=False))
    await anya.until("presence", event="buffering")
    await anya.ask(type="playback.command", id="p", action="play")
    waiting = [await until(player, "waiting") for player in (anya, vasily)]
    assert waiting[0] == waiting[1]
    assert waiting[0]["waiting_for"] == [str(friend.pk)]
    assert waiting[0]["wait_until"] > clock.now_ms()
    await vasily.send(**report(ready=True, version=1))
    for player in (anya, vasily):
        going = await player.until("playback")
        assert (going["action"], going["by"], going["version"]) == ("go", None, 2)
        assert going["phase"] == "scheduled"
        assert "wait_until" not in going


async def test_waiting_ends_by_itself(lobby, room, host, friend, monkeypatch):
    """F30: nobody says anything any more; the process that watches lets the room go on."""
    monkeypatch.setattr(gate, "LIMIT", 1200.0)
    await database_sync_to_async(says)(room, friend, ready=False)
    anya = await lobby.enter(room, host)
    await anya.ask(type="playback.command", id="p", action="play")
    await until(anya, "waiting")
    going = await anya.until("playback")
    assert (going["action"], going["without"]) == ("go", [str(friend.pk)])


async def test_newcomer_finds_a_waiting_and_ends_it(lobby, room, host, friend, monkeypatch):
    """F30, R088: the process in which it began has died; the first socket of another ends it."""
    monkeypatch.setattr(gate, "LIMIT", 1200.0)
    await database_sync_to_async(says)(room, friend, ready=False)
    await database_sync_to_async(command)(room, host, "play")
    anya = await lobby.enter(room, host)
    assert anya.welcome["playback"]["phase"] == "waiting"
    assert (await anya.until("playback"))["action"] == "go"


async def test_stall_of_a_steady_member_stops_the_room(lobby, room, host, friend, monkeypatch):
    """R093: said by his player; a newcomer's stall stops nobody."""
    monkeypatch.setattr(gate, "STEADY", 0.0)
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    await vasily.send(**report(ready=True))
    await anya.ask(type="playback.command", id="p", action="play")
    await anya.until("playback", action="play")
    await Room.objects.filter(pk=room.pk).aupdate(anchor_at=clock.now_ms() - 1000)
    await anya.send(**report(ready=False, buffering=True, version=1))  # was never ready yet
    await vasily.send(**report(ready=False, buffering=True, version=1))
    waiting = await anya.until("playback")
    assert (waiting["action"], waiting["by"]) == ("wait", None)
    assert waiting["waiting_for"] == [str(friend.pk)]
    await vasily.send(**report(ready=False, wait=False, version=2))
    assert (await anya.until("playback"))["action"] == "go"
    assert await Member.objects.filter(room=room, held_at=None).acount() == 1


async def test_chat_is_not_told_of_each_waiting(lobby, room, host, friend):
    """R104: the talk keeps its numbers without a hole, and shows no line for the gate."""
    await database_sync_to_async(says)(room, friend, ready=False)
    talk = await lobby.enter(room, host, chat=True)
    await database_sync_to_async(command)(room, host, "play")
    await database_sync_to_async(go_on)(room_id=room.pk, now=at(11))
    played = await talk.until("chat.system", event="played")
    went_on = await talk.until("chat.system", event="went_on")
    assert went_on["prev"] == played["seq"]


async def test_bad_round_trips_are_no_measurements(lobby, room, host, friend):
    """A09: lies in a report change no start and cost the connection nothing."""
    anya = await lobby.enter(room, host)
    for rtt in (-5, 1e308, None):
        await anya.send(**report(ready=True, rtt=rtt))
    await anya.send_text('{"type":"player.report","position":0,"buffering":false,"ready":true,'
                         '"version":0,"rtt":1e999}')  # fmt: skip
    ack = await anya.ask(type="playback.command", id="p", action="play")
    assert ack["type"] == "ack"
    record = await RoomRecord.objects.aget(room=room, seq=ack["seq"])
    assert 150 <= record.payload["lead"] <= 1000
