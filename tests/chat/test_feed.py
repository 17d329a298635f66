"""Reading the feed: pages both ways, system lines among the messages, signs folded, mentions."""

from __future__ import annotations

import json
import tracemalloc
import uuid
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard

from chat import limits, selectors, services
from rooms import archive
from rooms.archive_reading import lines as archive_lines
from rooms.archive_reading import open_object
from rooms.errors import Forbidden, RateLimited
from rooms.evening import read_evening
from rooms.models import Archive, Room, RoomRecord
from rooms.playback import Command
from rooms.services import close_room, command_playback
from tests.api import API, api_of
from tests.factories import make_user
from tests.rooms.evenings import make_sealed_room


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are not about how fast it goes."""
    monkeypatch.setattr(services, "check_pace", lambda *_: None)


def say(room: Room, author, text: str = "привет", **more) -> RoomRecord:
    record, _ = services.send_message(
        room_id=room.pk, author=author, text=text, client_id=uuid.uuid4().hex, **more
    )
    return record


def react(room: Room, message: RoomRecord, by, emoji: str = "👍", on: bool = True) -> RoomRecord:
    return services.react(room_id=room.pk, seq=message.seq, emoji=emoji, by=by, on=on)


def last_messages(room: Room, **where) -> list[dict[str, Any]]:
    return msgspec.to_builtins(selectors.last_messages(room, **where))


def next_messages(room: Room, **where) -> list[dict[str, Any]]:
    return msgspec.to_builtins(selectors.next_messages(room, **where))


def talk_and_play(room: Room, host, friend) -> list[int]:
    """Fill the log with words, commands, signs and a deletion; return what a feed shows."""
    for n in range(12):
        said = say(room, host if n % 2 else friend, f"{n}")
        react(room, said, host)
        command_playback(room_key=room.pk, user=host, command=Command("seek", position=float(n)))
    services.delete_message(room_id=room.pk, seq=said.seq, by=host)
    shown = RoomRecord.objects.filter(room=room).exclude(kind__in=selectors.FOLDED)
    return list(shown.order_by("seq").values_list("seq", flat=True))


@pytest.mark.parametrize("archived", [False, True])
def test_feed_is_paged_both_ways(room, host, friend, tmp_path, settings, archived) -> None:
    """R100, R104: with its system lines, each once, in the log's order; from the archive too."""
    settings.MEDIA_ROOT = tmp_path
    every = talk_and_play(room, host, friend)
    if archived:
        close_room(room_key=room.pk, by=host, reason="host")
        assert archive.archive_room(room.pk) == "sealed"
        every.append(every[-1] + 2)  # the deletion is folded; then the closing
    room.refresh_from_db()
    up: list[int] = []
    while page := last_messages(room, before=min(up, default=None), limit=7, lines=True):
        up = [frame["seq"] for frame in page] + up
    down: list[int] = []
    while page := next_messages(room, after=max(down, default=0), limit=7, lines=True):
        down += [frame["seq"] for frame in page]
    assert up == down == every
    only = last_messages(room, limit=200)
    assert {frame["type"] for frame in only} == {"chat.message"}


def test_system_lines_in_a_page_are_as_the_socket_tells_them(room, host) -> None:
    """R104: one shape, without `prev`."""
    command_playback(room_key=room.pk, user=host, command=Command("seek", position=61.5))
    room.refresh_from_db()
    told = last_messages(room, limit=1, lines=True)[0]
    assert (told["type"], told["event"], told["position"]) == ("chat.system", "wound", 61.5)
    assert told["by"]["name"] == "Аня"
    assert "prev" not in told


def test_pages_over_http_show_the_feed_when_asked(room, host, friend) -> None:
    """R100: `lines=1`; without it messages alone, as before."""
    every = talk_and_play(room, host, friend)
    client, address = api_of(friend), f"{API}rooms/{room.token}/messages"
    page = client.get(address, {"lines": 1, "limit": 5}).json()
    assert [m["seq"] for m in page["results"]] == every[-5:]
    assert "lines=1" in page["previous"]
    earlier = client.get(page["previous"]).json()
    assert [m["seq"] for m in earlier["results"]] == every[-10:-5]
    plain = client.get(address).json()["results"]
    assert len(plain) == 12
    assert {m["type"] for m in plain} == {"chat.message"}


def test_own_sign_is_taken_off(room, host, friend) -> None:
    """R103: whose signs stand is what lists say; taking off what is not there is no record."""
    message = say(room, friend)
    first = react(room, message, host)
    react(room, message, friend)
    off = react(room, message, host, on=False)
    again = react(room, message, host, on=False)
    nothing = react(room, message, host, "🔥", on=False)
    assert (first.seq, again.seq, nothing.seq) == (off.seq - 2, off.seq, message.seq)
    assert off.payload == {"seq": message.seq, "emoji": "👍", "on": False}
    room.refresh_from_db()
    [shown] = last_messages(room)
    assert shown["reactions"] == [
        {"emoji": "👍", "by": [{"id": str(friend.pk), "name": "Василий"}]}
    ]


def test_flapping_sign_stays_within_the_cap(room, host, friend) -> None:
    """A43: the log takes a bounded number of changes of one person on one message."""
    message = say(room, friend)
    for n in range(services.CHANGES_MOST):
        react(room, message, host, on=n % 2 == 0)
    for _ in range(5):
        with pytest.raises(Forbidden, match="часто"):
            react(room, message, host, on=True)
    signs = RoomRecord.objects.filter(room=room, kind="chat.reaction")
    assert signs.count() == services.CHANGES_MOST
    react(room, message, friend)
    react(room, say(room, friend), host)


@pytest.mark.parametrize("read", [last_messages, partial(next_messages, after=1)])
def test_page_of_a_long_evening_costs_no_more_memory(db, tmp_path, settings, read) -> None:
    """I10, R100: what is not on the page is read and forgotten."""
    settings.MEDIA_ROOT = tmp_path

    def peak(room: Room) -> int:
        tracemalloc.start()
        try:
            assert len(read(room, limit=50)) == 50
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    short, long = make_sealed_room(1500), make_sealed_room(6000)
    assert peak(short) * 1.5 > peak(long)


def test_archive_page_shows_signs_that_stayed(room, host, friend, tmp_path, settings) -> None:
    """R103, R120: a sign that was taken off is not read afterwards."""
    settings.MEDIA_ROOT = tmp_path
    message = say(room, friend)
    react(room, message, host)
    react(room, message, friend)
    react(room, message, host, on=False)
    react(room, message, host, "🔥")
    react(room, message, host, "🔥", on=False)
    close_room(room_key=room.pk, by=host, reason="host")
    archive.archive_room(room.pk)
    lines = archive_lines(Archive.objects.get(room=room))
    evening = read_evening(lines, reader_id=str(host.pk), page=1)
    assert [line.signs for line in evening.lines if line.is_said] == [{"👍": ["Василий"]}]


def test_mentions_are_members_whose_name_is_said(room, host, friend, stranger) -> None:
    """R098: nobody is called who is not here, and nobody without his name in the text."""
    pyotr = make_user(name="Пётр")
    ids = [str(person.pk) for person in (host, friend, stranger, pyotr)]
    sent = say(room, friend, "@Аня, гляди! И @Ольга тоже", mentions=[*ids, "x", ""])
    assert sent.payload["mentions"] == [{"id": str(host.pk), "name": "Аня"}]
    room.refresh_from_db()
    assert last_messages(room)[-1]["mentions"][0]["name"] == "Аня"
    assert "mentions" not in say(room, friend, "@Аня").payload


def test_deleted_message_mentions_nobody(room, host, friend) -> None:
    """R099: with its words go the names."""
    sent = say(room, friend, "@Аня, тайна", mentions=[str(host.pk)])
    services.delete_message(room_id=room.pk, seq=sent.seq, by=friend)
    room.refresh_from_db()
    assert "mentions" not in last_messages(room)[0]


def test_signs_and_typing_have_paces_of_their_own(room, host, friend, monkeypatch) -> None:
    """A43: six signs in three seconds, «печатает» once; neither takes away the word."""
    monkeypatch.undo()
    message = say(room, host)
    for emoji in services.EMOJI[:6]:
        react(room, message, friend, emoji)
    with pytest.raises(RateLimited) as refusal:
        react(room, message, friend, services.EMOJI[6])
    assert 0 < refusal.value.retry_after <= limits.SIGNS.seconds
    passed = [services.may_be_seen_typing(room_id=room.pk, user=friend) for _ in range(50)]
    assert passed.count(True) == 1
    say(room, friend)


def test_talk_is_exported_in_a_documented_format(room, host, tmp_path, settings) -> None:
    """R105: own frames, and a way out of them: JSON lines under zstd, read without our code."""
    settings.MEDIA_ROOT = tmp_path
    said = say(room, host, "на память")
    close_room(room_key=room.pk, by=host, reason="host")
    archive.archive_room(room.pk)
    packed = open_object(Archive.objects.get(room=room)).read()
    text = zstandard.ZstdDecompressor().decompressobj().decompress(packed).decode()
    records = [json.loads(line) for line in text.splitlines()]
    [told] = [record for record in records if record.get("kind") == "chat.message"]
    assert (told["seq"], told["payload"]["text"]) == (said.seq, "на память")
    docs = Path(__file__).parents[2] / "docs"
    assert "chat.message" in (docs / "asyncapi.json").read_text()
    assert "zstd" in (docs / "archive-format.md").read_text()
    assert "XMPP" in (docs / "adr/0010-chat-lives-in-the-room-log.md").read_text()


@pytest.mark.django_db(transaction=True)
async def test_chat_room_comes_with_the_room(lobby, room, host) -> None:
    """R095: nothing else has to be made: who opens a room can talk in it."""
    anya = await lobby.enter(room, host, chat=True)
    assert anya.welcome["chat"]["signs"] == list(services.EMOJI)
    assert (await anya.ask(type="chat.send", id="1", text="первое слово"))["type"] == "ack"


@pytest.mark.django_db(transaction=True)
async def test_signs_and_typing_over_the_socket_are_bounded(lobby, room, host, friend) -> None:
    """A43: a hundred clicks and words of «печатает» leave at most one record and one word."""
    anya = await lobby.enter(room, host, chat=True)
    vasily = await lobby.enter(room, friend, chat=True)
    seq = (await anya.ask(type="chat.send", id="1", text="раз"))["seq"]
    for _ in range(20):
        await vasily.send(type="chat.typing")
        await vasily.send(type="chat.react", id=uuid.uuid4().hex, seq=seq, emoji="🔥")
    last = await vasily.ask(type="chat.react", id="last", seq=seq, emoji="🔥", on=False)
    while (frame := await anya.next())["type"] != "chat.reaction" or frame.get("on", True):
        assert frame["type"] in ("chat.message", "chat.typing", "chat.reaction")
    assert (last["type"], frame["on"]) == ("ack", False)
