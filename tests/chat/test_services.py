"""Saying, taking back, reacting: on the room log, under its lock."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest
from django.db import connection, connections

from chat import services
from rooms import archive, hub
from rooms.archive_reading import wires
from rooms.errors import Closing, Conflict, Forbidden, Invalid, NotFound, RateLimited
from rooms.models import Member, Room, RoomRecord
from rooms.playback import Command
from rooms.services import close_room, command_playback, leave_room
from tests.factories import make_user, open_room


@pytest.fixture
def room(host, friend) -> Room:
    return open_room(host, friend)


@pytest.fixture
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that need many messages are not about how fast they come."""
    monkeypatch.setattr(services, "check_pace", lambda *_: None)


def say(
    room: Room, author, text: str = "привет", client_id: str | None = None, **more
) -> RoomRecord:
    record, _ = services.send_message(
        room_id=room.pk, author=author, text=text, client_id=client_id or uuid.uuid4().hex, **more
    )
    return record


def test_message_is_a_record_of_the_log(room, friend) -> None:
    """R098: author, time, words, and where the film stood."""
    command_playback(room_key=room.pk, user=friend, command=Command("seek", position=42.0))
    last = Room.objects.get(pk=room.pk).last_seq
    record, is_new = services.send_message(
        room_id=room.pk, author=friend, text="  гляди! ", client_id="one"
    )
    kept = RoomRecord.objects.get(room=room, seq=last + 1)
    assert is_new
    assert kept == record
    assert (kept.kind, kept.actor, kept.payload) == ("chat.message", friend, {"text": "гляди!"})
    assert kept.position == pytest.approx(42.0)


def test_same_client_id_gives_the_same_number(room, host, friend) -> None:
    """A35, I2: a retry is harmless; other words under the same id are refused."""
    first = say(room, friend, "раз", "id-1")
    again, is_new = services.send_message(
        room_id=room.pk, author=friend, text=" раз ", client_id="id-1"
    )
    assert (again.seq, is_new) == (first.seq, False)
    with pytest.raises(Conflict):
        say(room, friend, "два", "id-1")
    with pytest.raises(Conflict):
        say(room, friend, "раз", "id-1", reply_to=first.seq)
    assert say(room, host, "раз", "id-1").seq == first.seq + 1  # ids are an author's own


def test_retry_after_closing_is_still_answered(room, host, friend) -> None:
    """I1: what was acknowledged is not taken back."""
    first = say(room, friend, "раз", "id-1")
    close_room(room_key=room.pk, by=host, reason="host")
    assert say(room, friend, "раз", "id-1").seq == first.seq
    with pytest.raises(Closing):
        say(room, friend, "новое")


def test_only_those_in_the_room_speak(room, host, friend, stranger) -> None:
    """R097: strangers get the answer of no room, the removed too; who left must come back."""
    with pytest.raises(NotFound):
        say(room, stranger)
    leave_room(room_key=room.pk, user=friend)
    with pytest.raises(Forbidden):
        say(room, friend)
    Member.objects.filter(user=friend).update(state=Member.State.BANNED)
    with pytest.raises(NotFound):
        say(room, friend)


def test_chat_switched_off_refuses_and_player_goes_on(room, friend) -> None:
    """R102: the switch is the chat's alone."""
    Room.objects.filter(pk=room.pk).update(chat_enabled=False)
    with pytest.raises(Forbidden, match="выключен"):
        say(room, friend)
    assert command_playback(room_key=room.pk, user=friend, command=Command("play")).version == 1


def test_reply_needs_a_message(room, host, friend) -> None:
    """R098: an answer points to words of this room."""
    first = say(room, host)
    assert say(room, friend, reply_to=first.seq).payload["reply_to"] == first.seq
    elsewhere = say(open_room(host), host)
    for seq in (1, 10_000, 2**62):
        with pytest.raises(Invalid):
            say(room, friend, reply_to=seq)
    assert elsewhere.room_id != room.pk


def test_refusal_gives_no_number(room, friend) -> None:
    """I3: refused messages leave no gap."""
    before = Room.objects.get(pk=room.pk).last_seq
    for text in ("", "a\x00", "я" * 501):
        with pytest.raises(Invalid):
            say(room, friend, text)
    assert say(room, friend).seq == before + 1


def test_flood_is_held(room, friend) -> None:
    """A12: five in three seconds."""
    for _ in range(5):
        say(room, friend)
    with pytest.raises(RateLimited):
        say(room, friend)


def too_fast(*_asked: object) -> None:
    """As if the window were full, however slow the machine."""
    raise RateLimited


def test_retry_is_answered_however_fast_it_comes(room, friend, monkeypatch) -> None:
    """A35 I11: a nack says that nothing was written; of what was, the number comes again."""
    kept, gone = say(room, friend, "раз", "id-1"), say(room, friend, "два", "id-2")
    services.delete_message(room_id=room.pk, seq=gone.seq, by=friend)
    monkeypatch.setattr(services, "check_pace", too_fast)
    assert say(room, friend, "раз", "id-1") == kept
    assert say(room, friend, "два", "id-2") == gone
    with pytest.raises(Conflict):
        say(room, friend, "три", "id-1")
    with pytest.raises(RateLimited):
        say(room, friend, "раз", "id-3")


def test_retry_of_a_sign_is_answered_however_fast_it_comes(room, friend, monkeypatch) -> None:
    """A35 A43: likewise."""
    message = say(room, friend)

    def put(client_id: str | None, emoji: str = "👍") -> RoomRecord:
        return services.react(
            room_id=room.pk, seq=message.seq, emoji=emoji, by=friend, client_id=client_id
        )

    sign = put("s1")
    monkeypatch.setattr(services, "check_pace", too_fast)
    assert put("s1") == sign
    with pytest.raises(Conflict):
        put("s1", "🔥")
    for other in ("s2", None):
        with pytest.raises(RateLimited):
            put(other)


def test_author_takes_his_words_back(room, friend) -> None:
    """R099: the words leave the database, the fact stays."""
    message = say(room, friend, "тайна", "secret-1")
    told = services.delete_message(room_id=room.pk, seq=message.seq, by=friend)
    assert (told.kind, told.payload) == (
        "chat.deleted",
        {"seq": message.seq, "by_moderator": False},
    )
    message.refresh_from_db()
    assert message.payload == {"deleted": True}
    assert "тайна" not in str(list(RoomRecord.objects.filter(room=room).values()))


def test_deleting_again_changes_nothing(room, host, friend) -> None:
    """A35: by the same id, by another, by another person: one record."""
    message = say(room, friend)
    told = services.delete_message(room_id=room.pk, seq=message.seq, by=friend, client_id="d")
    again = services.delete_message(room_id=room.pk, seq=message.seq, by=friend, client_id="d")
    third = services.delete_message(room_id=room.pk, seq=message.seq, by=host)
    assert told.seq == again.seq == third.seq


def test_retry_of_a_deleted_message_gets_its_number(room, friend) -> None:
    """A35: there are no words to compare any more; a lost ack is still answered."""
    message = say(room, friend, "раз", "id-1")
    services.delete_message(room_id=room.pk, seq=message.seq, by=friend)
    assert say(room, friend, "раз", "id-1").seq == message.seq


def test_who_may_delete_what(room, host, friend, stranger, moderator) -> None:
    """R099, R072: the author, the host, a moderator of the room, staff; nobody else."""
    other = make_user(name="Ещё один")
    Member.objects.create(room=room, user=other)
    message = say(room, friend)
    with pytest.raises(Forbidden):
        services.delete_message(room_id=room.pk, seq=message.seq, by=other)
    with pytest.raises(NotFound):
        services.delete_message(room_id=room.pk, seq=message.seq, by=stranger)
    for by in (host, moderator):
        told = services.delete_message(room_id=room.pk, seq=say(room, friend).seq, by=by)
        assert told.payload["by_moderator"] is True
    Member.objects.filter(user=other).update(role=Member.Role.MODERATOR)
    services.delete_message(room_id=room.pk, seq=message.seq, by=other)


@pytest.mark.parametrize("seq", [1, 0, 999, 2**62])
def test_only_messages_can_be_deleted(room, host, seq) -> None:
    """R099: system lines are facts."""
    with pytest.raises(NotFound):
        services.delete_message(room_id=room.pk, seq=seq, by=host)


def test_nothing_is_deleted_after_the_end(room, host, friend) -> None:
    """R114: a closed log does not change."""
    message = say(room, friend)
    close_room(room_key=room.pk, by=host, reason="host")
    with pytest.raises(Closing):
        services.delete_message(room_id=room.pk, seq=message.seq, by=friend)


def test_sign_is_put_once(room, host, friend) -> None:
    """R103, A43: the same sign of the same person is one record."""
    message = say(room, friend)
    first = services.react(room_id=room.pk, seq=message.seq, emoji="👍", by=host)
    again = services.react(room_id=room.pk, seq=message.seq, emoji="👍", by=host)
    other = services.react(room_id=room.pk, seq=message.seq, emoji="🔥", by=host)
    assert first.seq == again.seq == other.seq - 1
    assert first.payload == {"seq": message.seq, "emoji": "👍"}


@pytest.mark.parametrize("emoji", ["", "x", "👍👍", "<b>", "🦄"])
def test_signs_are_a_closed_set(room, friend, emoji) -> None:
    """R103: anything else is refused."""
    with pytest.raises(Invalid):
        services.react(room_id=room.pk, seq=say(room, friend).seq, emoji=emoji, by=friend)


@pytest.mark.django_db(transaction=True)
def test_record_is_visible_to_others_when_send_returns(room, friend) -> None:
    """D04, R101: another connection finds the row the moment the answer is there."""
    record = say(room, friend, "видно")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_payload_elsewhere, record.pk).result() == {"text": "видно"}


@pytest.mark.django_db(transaction=True)
def test_sockets_are_told_after_the_commit(room, friend, monkeypatch) -> None:
    """D04: the doorbell rings when the row is there, never before."""
    seen = []
    monkeypatch.setattr(hub, "publish", lambda told: seen.append(_look(room, told["seq"])))
    say(room, friend)
    assert seen == [True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_pace")
def test_racing_writers_leave_no_gap(room, host, friend) -> None:
    """I3: numbers 1..n, each once; each writer's words in his order."""
    each = 40

    def write(author) -> list[int]:
        try:
            return [say(room, author, f"{n}").seq for n in range(each)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(write, [host, friend, host, friend]))
    kept = list(RoomRecord.objects.filter(room=room).order_by("seq").values_list("seq", flat=True))
    assert kept == [*range(1, len(kept) + 1)]
    assert sorted(chain.from_iterable(numbers)) == kept[-4 * each :]
    assert all(mine == sorted(mine) for mine in numbers)
    assert Room.objects.get(pk=room.pk).last_seq == len(kept)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_pace")
@pytest.mark.parametrize("attempt", range(3))
def test_message_at_the_moment_of_closing(host, friend, tmp_path, settings, attempt) -> None:
    """F20, R116: acknowledged and in the archive, or refused with `closing`; never between."""
    settings.MEDIA_ROOT = tmp_path
    room = open_room(host, friend)
    acked: list[str] = []
    begun = threading.Event()

    def write(author) -> int:
        refused = 0
        try:
            for n in range(60):
                name = f"{author.name}-{threading.get_ident()}-{n}"
                try:
                    say(room, author, "в последний миг", name)
                    acked.append(name)
                except Closing:
                    refused += 1
                if n == 5 + attempt * 5:
                    begun.set()
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, author) for author in (host, friend, host, friend)]
        begun.wait(20)
        close_room(room_key=room.pk, by=host, reason="host")
        refused = sum(writer.result() for writer in writers)
    assert archive.archive_room(room.pk) == "sealed"
    room.refresh_from_db()
    archived = [str(w["client_id"]) for w in wires(room) if w["kind"] == "chat.message"]
    assert sorted(archived) == sorted(acked)
    assert len(acked) + refused == 240
    assert refused > 0


def _payload_elsewhere(pk: int) -> dict:
    try:
        return RoomRecord.objects.get(pk=pk).payload
    finally:
        connection.close()


def _look(room: Room, seq: int) -> bool:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_exists_elsewhere, room, seq).result()


def _exists_elsewhere(room: Room, seq: int) -> bool:
    try:
        return RoomRecord.objects.filter(room=room, seq=seq).exists()
    finally:
        connection.close()
