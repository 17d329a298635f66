"""The player socket through the whole ASGI application, on a real Redis and PostgreSQL."""

import asyncio
import threading

import pytest
from channels.db import database_sync_to_async

from rooms import clock, live, log, presence, pulse, seat
from rooms.models import Member, Room, RoomRecord
from rooms.playback import Command
from rooms.services import close_room, command_in_turn, command_playback, leave_room

pytestmark = pytest.mark.django_db(transaction=True)


def call(work, **arguments):
    """Run a service in a thread, as a view would."""
    return database_sync_to_async(work, thread_sensitive=False)(**arguments)


async def test_welcome_is_the_whole_picture(lobby, room, friend, host):
    """R064, R065, R066, R076, R088: who is here, where the film stands, from which number."""
    player = await lobby.enter(room, friend)
    hello = player.welcome
    assert (hello["type"], hello["protocol"], hello["epoch"]) == ("welcome", 1, room.epoch)
    assert hello["seq"] == 3
    assert hello["you"] == {
        "id": str(friend.pk), "name": "Василий", "role": "guest", "can_control": True,
        "can_speak": True, "can_moderate": False,
        "may": ["read", "speak", "control", "invite"], "below": [],
    }  # fmt: skip
    assert hello["room"]["token"] == room.token
    assert hello["room"]["state"] == "open"
    assert hello["room"]["film"]["id"] == str(room.title_id)
    assert hello["playback"] == {
        "version": 0, "playing": False, "position": 0.0, "at": 0.0, "rate": 1.0,
        "phase": "paused", "waiting_for": [],
    }  # fmt: skip
    assert [(m["user"]["name"], m["role"], m["online"]) for m in hello["members"]] == [
        ("Аня", "host", True),
        ("Василий", "guest", True),
    ]
    assert room.pk.hex not in str(hello)


async def test_clock_answers_in_its_own_order(lobby, room, host):
    """R076: the server's times lie between those of the asker."""
    player = await lobby.enter(room, host)
    before = clock.now_ms()
    await player.send(type="clock.ping", t0=123.25)
    pong = await player.next()
    assert (pong["type"], pong["t0"]) == ("clock.pong", 123.25)
    assert before <= pong["t1"] <= pong["t2"] <= clock.now_ms()


async def test_clock_does_not_wait_for_a_command(lobby, room, host, monkeypatch):
    """A ping is answered while a slow command is under way: waiting would look like network."""
    begun, may_end = threading.Event(), threading.Event()

    def slow(**kwargs):
        begun.set()
        may_end.wait(20)
        return command_in_turn(**kwargs)

    monkeypatch.setattr("rooms.consumers.command_in_turn", slow)
    player = await lobby.enter(room, host)
    await player.send(type="playback.command", id="slow", action="play")
    assert await asyncio.to_thread(begun.wait, 20)
    await player.send(type="clock.ping", t0=1)
    assert (await player.next())["type"] == "clock.pong"
    may_end.set()
    assert (await player.until("ack"))["id"] == "slow"


async def test_everybody_sees_the_command(lobby, room, host, friend):
    """R081, R082, R083, R084, R087, R089, R090: a wish of any reaches all, versions grow."""
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    for number, (who, frame) in enumerate(
        [
            (anya, {"action": "play"}),
            (vasily, {"action": "seek", "position": 90.5}),
            (vasily, {"action": "rate", "rate": 1.5}),
            (anya, {"action": "pause"}),
        ],
        start=1,
    ):
        ack = await who.ask(type="playback.command", id=f"c{number}", **frame)
        assert (ack["type"], ack["version"]) == ("ack", number)
        seen = [await player.until("playback", version=number) for player in (anya, vasily)]
        assert seen[0] == seen[1]
        assert seen[0]["seq"] == ack["seq"]
        assert seen[0]["action"] == frame["action"]
    assert seen[0]["by"] == {"id": str(host.pk), "name": "Аня"}
    assert (seen[0]["playing"], seen[0]["phase"]) == (False, "paused")
    assert seen[0]["position"] >= 90.5


async def test_ack_comes_after_the_commit(lobby, room, host):
    """R101: whatever was acknowledged is in PostgreSQL."""
    player = await lobby.enter(room, host)
    ack = await player.ask(type="playback.command", id="c", action="play")
    record = await RoomRecord.objects.aget(room=room, seq=ack["seq"])
    assert (record.kind, record.client_id) == ("playback.play", "c")
    assert (await Room.objects.aget(pk=room.pk)).version == ack["version"]


async def test_retry_gets_the_same_ack(lobby, room, host):
    """A35: sent twice, obeyed once; the same id with other content is a conflict."""
    player = await lobby.enter(room, host)
    frame = {"type": "playback.command", "id": "c1", "action": "seek", "position": 5.0}
    first = await player.ask(**frame)
    assert await player.ask(**frame) == first
    nack = await player.ask(**{**frame, "position": 6.0})
    assert (nack["type"], nack["code"]) == ("nack", "conflict")


async def test_stale_and_forbidden_commands_change_nothing(lobby, room, host, friend):
    """A08: a nack with its code, and the anchor where it was."""
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    await anya.ask(type="playback.command", id="a", action="play")
    stale = await vasily.ask(type="playback.command", id="b", action="pause", version=0)
    await Room.objects.filter(pk=room.pk).aupdate(control=Room.Control.HOST)
    forbidden = await vasily.ask(type="playback.command", id="c", action="pause")
    assert (stale["code"], forbidden["code"]) == ("stale", "forbidden")
    assert stale["detail"]
    now = await Room.objects.aget(pk=room.pk)
    assert (now.version, now.playing, now.last_seq) == (1, True, 4)


async def test_newcomer_lands_where_the_film_is(lobby, room, host, friend, stranger):
    """R076, R088: the anchor alone tells a newcomer where to begin; nobody else is stopped."""
    await call(
        command_playback, room_key=room.pk, user=host, command=Command("play", position=30.0)
    )
    player = await lobby.enter(room, friend)
    anchor = player.welcome["playback"]
    assert (anchor["playing"], anchor["position"], anchor["version"]) == (True, 30.0, 1)
    assert anchor["at"] > 0


async def test_coming_and_going_is_told(lobby, room, host, friend):
    """R065, R068, R104: joined and left reach the others; who left is shown out with 4403."""
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    await call(leave_room, room_key=room.pk, user=friend)
    left = await anya.until("presence", event="left")
    assert left["member"]["user"] == {"id": str(friend.pk), "name": "Василий"}
    assert left["member"]["online"] is False
    assert await vasily.closed() == 4403
    again = await lobby.enter(room, friend)
    assert (await anya.until("presence", event="joined"))["member"]["user"]["name"] == "Василий"
    assert again.welcome["members"][1]["online"] is True


async def test_closed_tab_leaves_after_the_grace(lobby, room, host, friend, settings):
    """R067, R068: nobody need say good-bye."""
    settings.ROOM_LEAVE_GRACE_SECONDS = 0.6
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    await vasily.hang_up()
    left = await anya.until("presence", event="left")
    assert left["member"]["user"]["id"] == str(friend.pk)
    assert (await Member.objects.aget(room=room, user=friend)).state == Member.State.LEFT


async def test_reload_is_not_a_leaving(lobby, room, host, friend, settings):
    """R068: back within the grace, nobody notices; the other tab of a person keeps him here."""
    settings.ROOM_LEAVE_GRACE_SECONDS = 0.6
    vasily = await lobby.enter(room, friend)
    other_tab = await lobby.enter(room, friend)
    await vasily.hang_up()
    await asyncio.wait_for(asyncio.gather(*seat.goodbyes), 20)
    assert (await Member.objects.aget(room=room, user=friend)).state == Member.State.HERE
    ack = await other_tab.ask(type="playback.command", id="x", action="play")
    assert ack["type"] == "ack"


async def test_two_tabs_of_one_person_agree(lobby, room, host):
    """F29: each hears of a command once."""
    one, two = await lobby.enter(room, host), await lobby.enter(room, host)
    await one.ask(type="playback.command", id="x", action="play")
    assert (await one.until("playback"))["version"] == (await two.until("playback"))["version"] == 1
    assert await one.silent()
    assert await two.silent()


async def test_closing_tells_and_ends_all(lobby, room, host, friend):
    """R114: frame, then 4410; no way back in."""
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    await call(close_room, room_key=room.pk, by=host, reason="host")
    for player in (anya, vasily):
        told = await player.until("room", event="closing")
        assert (told["reason"], told["by"]["name"]) == ("host", "Аня")
        assert await player.closed() == 4410
    with pytest.raises(AssertionError, match="refused"):
        await lobby.enter(room, friend)


async def test_sync_gives_the_same_frames_again(lobby, room, host, friend):
    """I4: what was missed comes in order, then the state as it is."""
    anya = await lobby.enter(room, host)
    for number in range(3):
        await anya.ask(type="playback.command", id=f"c{number}", action="seek", position=number)
    vasily = await lobby.enter(room, friend)
    await vasily.send(type="sync", after=3)
    frames = [await vasily.next() for _ in range(3)]
    assert [f["seq"] for f in frames] == [4, 5, 6]
    assert [f["prev"] for f in frames] == [3, 4, 5]
    done = await vasily.next()
    assert (done["type"], done["seq"], done["playback"]["version"]) == ("synced", 6, 3)


async def test_sync_during_a_command_goes_with_its_own_number(
    lobby, room, host, friend, monkeypatch
):
    """I4, I5: a command that lands while `sync` is answered comes whole, after the answer."""
    anya, read = await lobby.enter(room, host), log.wires_after

    def between(*arguments):
        monkeypatch.setattr(log, "wires_after", read)  # once
        command_playback(room_key=room.pk, user=friend, command=Command("seek", position=9.0))
        return read(*arguments)

    await anya.ask(type="playback.command", id="first", action="seek", position=5)
    await anya.until("playback")
    monkeypatch.setattr(log, "wires_after", between)
    await anya.send(type="sync", after=3)
    missed, done, later = [await anya.next() for _ in range(3)]
    assert (missed["seq"], missed["version"]) == (4, 1)
    assert (done["type"], done["seq"], done["playback"]["version"]) == ("synced", 4, 1)
    assert (later["seq"], later["version"], later["position"]) == (5, 2, 9)


@pytest.mark.parametrize("after", [999, 2**53])
async def test_sync_from_another_world_starts_anew(lobby, room, host, after):
    """F37: a number that the room never gave gets a new welcome."""
    player = await lobby.enter(room, host)
    await player.send(type="sync", after=after)
    assert (await player.next())["type"] == "welcome"


async def test_frames_come_in_order_whatever_the_bus_does(lobby, room, host):
    """I3: a record that the bus lost or swapped is fetched from the log before the later one."""
    from rooms import hub

    player = await lobby.enter(room, host)
    for number in range(2):
        command = Command("seek", position=float(number))
        await call(command_playback, room_key=room.pk, user=host, command=command)
    await room.arefresh_from_db()
    first, second = await call(log.wires_after, room=room, seq=3, limit=9)
    for record in (second, first, second):
        await call(hub.publish, record=record)
    assert [(await player.until("playback"))["seq"] for _ in range(2)] == [4, 5]
    assert await player.silent()


async def test_stalling_is_whispered(lobby, room, host, friend):
    """A player that loads is shown to the others, kept in no log, and not told at each report."""
    anya, vasily = await lobby.enter(room, host), await lobby.enter(room, friend)
    report = {"type": "player.report", "position": 1.5, "ready": True, "version": 0}
    for _ in range(3):
        await vasily.send(**report, buffering=True)
    told = await anya.until("presence", event="buffering")
    assert told["member"]["user"]["id"] == str(friend.pk)
    assert told["member"]["buffering"] is True
    assert "prev" not in told
    await vasily.send(**report, buffering=False)
    assert (await anya.until("presence"))["event"] == "ready"
    assert (await Room.objects.aget(pk=room.pk)).last_seq == 3


async def test_reports_never_move_the_room(lobby, room, host, friend):
    """R087: only commands do."""
    vasily = await lobby.enter(room, friend)
    await vasily.send(type="player.report", position=500.0, buffering=False, ready=True, version=0)
    await vasily.send(type="clock.ping", t0=0)
    await vasily.until("clock.pong")
    assert (await Room.objects.aget(pk=room.pk)).position == 0.0


async def test_signed_out_socket_is_closed(lobby, room, friend, monkeypatch):
    """A04: rights are looked at again; signing out ends the socket."""
    from django.contrib.sessions.models import Session

    monkeypatch.setattr(pulse, "RECHECK_SECONDS", 0.0)
    player = await lobby.enter(room, friend)
    await Session.objects.all().adelete()
    assert await player.closed() == 4401


async def test_banned_member_is_shown_out(lobby, room, friend, monkeypatch):
    """A04."""
    monkeypatch.setattr(pulse, "RECHECK_SECONDS", 0.0)
    player = await lobby.enter(room, friend)
    await Member.objects.filter(user=friend).aupdate(state=Member.State.BANNED)
    assert await player.closed() == 4403


async def test_emptied_redis_takes_nobody_out(lobby, room, host, friend, redis_connection):
    """R118, F06: presence is rebuilt by heartbeats, the playhead was never there."""
    anya = await lobby.enter(room, host)
    await anya.ask(type="playback.command", id="a", action="play")
    redis_connection.flushdb()
    assert presence.last_beats(room.pk.hex) == {}
    async with asyncio.timeout(20):
        while not (live.read(room.pk.hex) and presence.last_beats(room.pk.hex)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert set(presence.last_beats(room.pk.hex)) == {str(host.pk)}
    copy = live.read(room.pk.hex)
    assert (copy["seq"], copy["playback"]["version"]) == (4, 1)
    ack = await anya.ask(type="playback.command", id="b", action="pause")
    assert ack["version"] == 2


async def test_heartbeat_fetches_what_the_bus_lost(
    lobby, room, host, redis_connection, monkeypatch
):
    """I4: a frame lost with Redis comes by itself, without a question of the client."""
    player = await lobby.enter(room, host)
    monkeypatch.setattr("rooms.hub.publish", lambda record: None)
    await call(command_playback, room_key=room.pk, user=host, command=Command("play"))
    redis_connection.flushdb()
    assert (await player.until("playback"))["version"] == 1
