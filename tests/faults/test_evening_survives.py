"""Faults during an evening, on a whole site: processes and Redis die, nothing acknowledged does."""

import asyncio
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async

from rooms.archive_store import folder_of
from rooms.models import Archive, Room, RoomRecord
from rooms.services import close_room
from rooms.wire import state_of
from tests.factories import film_to_watch, make_user, open_room
from tests.person import LOST, Person, reopened, say_until_acked

pytestmark = [pytest.mark.stack]

LEAD = 1.0  # s by which a start is dated ahead, at most
CLOSE = 0.1  # s
COMES_BACK = 10  # seconds, design section 6


@asynccontextmanager
async def an_evening(stack):
    """Two people in a room of a film of ten minutes: (host, friend, token)."""
    title = await sync_to_async(film_to_watch)()
    host = await Person(stack.url, "Host").sign_up()
    friend = await Person(stack.url, "Friend").sign_up()
    token = (await host.post("rooms", {"film": str(title.pk)}))["token"]
    await friend.post(f"rooms/{token}/join")
    yield host, friend, token
    await host.close()
    await friend.close()


async def position_now(person, token):
    """Where the film stands by the server's own clock, seconds, and whether it plays."""
    state = await person.get(f"rooms/{token}/state")
    playback = state["playback"]
    moved = max(0.0, state["server_time"] - playback["at"]) / 1000 * playback["rate"]
    return playback["position"] + (moved if playback["playing"] else 0.0), playback


async def log_of(token):
    """All records of a room by number."""
    rows = RoomRecord.objects.filter(room__token=token).order_by("seq")
    return await sync_to_async(list)(rows)


async def assert_kept(token, acked):
    """Each acknowledged text stands in the log once, under its number; no number is missing."""
    records = await log_of(token)
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    stored = {r.payload["text"]: r.seq for r in records if r.kind == "chat.message"}
    assert stored == acked | {text: stored[text] for text in stored.keys() - acked.keys()}
    texts = [r.payload["text"] for r in records if r.kind == "chat.message"]
    assert len(texts) == len(set(texts))


async def talk(person, token, count):
    """Say `count` numbered things, each until it is acknowledged: text → seq."""
    texts = [f"{person.name}:{number}" for number in range(count)]
    return {text: seq async for text, seq in say_until_acked(person, token, texts)}


async def listen(socket):
    """Read frames until the socket breaks."""
    while True:
        await socket.receive(5)


async def play_from(socket, position):
    """Play from `position` s; returns between which two moments it began (monotonic seconds)."""
    sent = time.monotonic()
    answer = await socket.ask("playback.command", action="play", position=position)
    assert answer["type"] == "ack", answer
    return sent, time.monotonic() + LEAD


def has_run(began, since, until, run):
    """Whether a film that began between two moments may have run so far between two others."""
    earliest, latest = began
    return since - latest - CLOSE <= run <= until - earliest + CLOSE


async def test_killed_web_loses_nothing_and_the_film_has_moved_on(stack):
    """R088, R101: kill -9 of web; people come back by themselves to the same position (F02)."""
    async with an_evening(stack) as (host, friend, token):
        player = await host.socket(token)
        began = await play_from(player, 100.0)
        talking = [asyncio.create_task(talk(person, token, 12)) for person in (host, friend)]
        await asyncio.sleep(2)
        await asyncio.to_thread(stack.kill_web)
        with pytest.raises(LOST):
            await listen(player)
        stack.start_web()  # from this thread: a child ends with the thread that started it
        up = time.monotonic()
        player = await reopened(host, token, chat=False, seconds=COMES_BACK)
        assert time.monotonic() - up < COMES_BACK
        asked = time.monotonic()
        position, playback = await position_now(host, token)
        assert has_run(began, asked, time.monotonic(), position - 100.0)
        assert playback["playing"]
        assert playback["version"] == player.welcome["playback"]["version"] == 1
        acked: dict[str, int] = {}
        for said in await asyncio.gather(*talking):
            acked |= said
        assert len(acked) == 24
        await assert_kept(token, acked)
        await player.close()


async def test_waiting_survives_the_process_and_ends_in_time(stack):
    """F02 F30 R078: kill -9 in the midst of a waiting; the row knows for whom and until when.

    Nobody's socket comes back for him, so that the process that starts anew has to end it.
    """
    async with an_evening(stack) as (host, friend, token):
        player = await host.socket(token)
        late = {"position": 0, "buffering": False, "ready": False, "version": 0}
        await friend.post(f"rooms/{token}/report", late)
        await asyncio.sleep(0.6)  # a hiccup is none any more after half a second
        await friend.post(f"rooms/{token}/report", late)
        await play_from(player, 30.0)
        playback = await player.until("playback", version=1)
        assert playback["waiting_for"] == [friend.id]
        await asyncio.to_thread(stack.kill_web)
        room = await Room.objects.aget(token=token)
        assert (room.waiting_for, room.playing) == ([friend.id], False)
        stack.start_web()
        player = await reopened(host, token, chat=False, seconds=COMES_BACK)
        back = time.time() * 1000
        if player.welcome["playback"]["phase"] == "waiting":
            assert player.welcome["playback"]["wait_until"] == playback["wait_until"]
        position, now = await within(30, lambda: position_now(host, token), playing)
        assert position >= 30.0
        assert (now["version"], now["waiting_for"]) == (2, [])
        records = await log_of(token)
        [went_on] = [record for record in records if record.kind == "playback.go"]
        at = went_on.at.timestamp() * 1000
        assert at < max(playback["wait_until"], back) + COMES_BACK * 1000, "once one was up"
        gone = any(r.kind == "member.left" and r.seq < went_on.seq for r in records)
        assert at >= playback["wait_until"] or gone, "not before, unless he was taken for gone"
        await player.close()


def playing(found):
    _position, playback = found
    return playback["playing"]


async def within(seconds, ask, wanted):
    """Ask until the answer is the wanted one; return it."""
    async with asyncio.timeout(seconds):
        answer = await ask()
        while not wanted(answer):
            await asyncio.sleep(0.2)
            answer = await ask()
        return answer


async def test_emptied_redis_loses_nothing_and_the_room_goes_on(stack):
    """R088, R118: FLUSHALL in the middle; the same position, all messages, frames still come."""
    async with an_evening(stack) as (host, friend, token):
        player, other = await host.socket(token), await friend.socket(token)
        began = await play_from(player, 50.0)
        await other.until("playback", version=1)
        talking = [asyncio.create_task(talk(person, token, 8)) for person in (host, friend)]
        await asyncio.sleep(1.5)
        await asyncio.to_thread(stack.redis.flushall)
        asked = time.monotonic()
        answer = await player.ask("playback.command", action="pause")
        assert answer["type"] == "ack"
        told = await other.until("playback", version=2)
        assert has_run(began, asked, time.monotonic(), told["position"] - 50.0)
        acked: dict[str, int] = {}
        for said in await asyncio.gather(*talking):
            acked |= said
        await assert_kept(token, acked)
        room = await Room.objects.aget(token=token)
        assert not room.playing
        assert state_of(room).version == 2
        assert len((await host.get(f"rooms/{token}/state"))["members"]) == 2
        await player.close()
        await other.close()


async def test_restarted_redis_lets_the_evening_go_on(stack):
    """R088: Redis killed and started again; acks go on, members catch up, frames come again."""
    async with an_evening(stack) as (host, friend, token):
        player, other = await host.socket(token), await friend.socket(token)
        await play_from(player, 10.0)
        await asyncio.to_thread(stack.redis.kill)
        answer = await player.ask("playback.command", action="seek", position=200.0)
        assert answer["type"] == "ack"
        stack.redis.start()
        async with asyncio.timeout(COMES_BACK):
            seen = 0
            while seen < 2:
                await other.send(type="sync", after=0)
                try:
                    seen = (await other.until("playback", seconds=1, version=2))["version"]
                except (TimeoutError, *LOST):
                    other = await reopened(friend, token, chat=False)
        position, playback = await position_now(friend, token)
        assert playback["version"] == 2
        assert position >= 200.0
        await player.close()
        await other.close()


def filled_room(count):
    """A closing room with `count` more records, so that archiving takes a while."""
    room = open_room(make_user())
    first = room.last_seq + 1
    records = [
        RoomRecord(
            room=room, seq=seq, kind="chat.message", actor=room.host, client_id=f"id-{seq}",
            at=room.created_at, position=1.0, version=0, payload={"text": f"Сообщение {seq}"},
        )
        for seq in range(first, first + count)
    ]  # fmt: skip
    RoomRecord.objects.bulk_create(records, batch_size=5000)
    Room.objects.filter(pk=room.pk).update(last_seq=first + count - 1)
    room.refresh_from_db()
    return room


def wait_until(condition, seconds, step=0.01):
    """Poll until `condition()` is true; whether it came true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(step)
    return False


def test_worker_killed_while_archiving_seals_after_its_restart(stack, settings):
    """R114, R116, R117: kill -9 in the middle of the archive task; one whole seal later (F17)."""
    room = filled_room(20_000)
    folder = Path(settings.MEDIA_ROOT) / "archives" / folder_of(room.pk)
    close_room(room_key=room.pk, by=room.host, reason="host")
    assert wait_until(lambda: any(folder.glob("*.part")), 45), stack.log("worker")
    stack.kill_worker()
    room.refresh_from_db()
    assert room.state == Room.State.CLOSING  # the fault bit: the seal was not there yet
    assert RoomRecord.objects.filter(room=room).count() == room.last_seq
    stack.start_worker()

    def sealed():
        return Archive.objects.filter(room=room, cleared_at__isnull=False).exists()

    assert wait_until(sealed, 90, step=0.2), stack.log("worker")
    archive = Archive.objects.get(room=room)
    assert archive.records == room.last_seq
    assert archive.messages == 20_000
    assert not RoomRecord.objects.filter(room=room).exists()
    assert [path.suffix for path in folder.iterdir()] == [".zst"]
