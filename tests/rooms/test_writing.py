"""Writes decided from memory: one statement, and never on what is so no more."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from chat.services import send_message
from rooms import clock, log
from rooms.errors import Closing, Conflict, Forbidden, NotFound, RateLimited
from rooms.log import Entry
from rooms.models import Member, Room, RoomRecord
from rooms.playback import Command
from rooms.services import command_playback
from rooms.wire import RecordWire
from tests.factories import make_user, open_room
from tests.rooms.test_ledger import wait_for_a_waiter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(host, friend, monkeypatch) -> Room:
    """A room that this process remembers, with both people; nobody is too quick in it."""
    monkeypatch.setattr("chat.services.check_pace", lambda *_args: None)
    room = open_room(host, friend)
    for who in (host, friend):
        say(room, who, f"first of {who.pk}")
    clock.keep()
    return room


def say(room: Room, who, client_id: str, **more) -> RoomRecord:
    return send_message(room_id=room.pk, author=who, text="Привет", client_id=client_id, **more)[0]


def wind(room: Room, who, position: float):
    return command_playback(room_key=room.pk, user=who, command=Command("seek", position))


def kept(room: Room) -> list[tuple[int, str]]:
    return list(RoomRecord.objects.filter(room=room).order_by("seq").values_list("seq", "kind"))


def test_what_is_remembered_is_written_by_one_prepared_statement(
    room, host, friend, django_assert_num_queries
) -> None:
    """A message and a command each, with no BEGIN, no COMMIT and nothing of the ORM."""
    wind(room, host, 1.0)
    with django_assert_num_queries(0):
        said = say(room, friend, "second")
        done = wind(room, friend, 50.0)
    room.refresh_from_db()
    assert (said.seq, done.seq) == (room.last_seq - 1, room.last_seq)
    assert (room.player_seq, room.position, room.version) == (done.seq, 50.0, done.version)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        assert sum("WITH counted" in text and " last" in text for (text,) in cursor) >= 2


def test_record_from_memory_is_as_one_under_the_lock(room, friend) -> None:
    """Also `prev` of what is told: the player stream's record before it."""
    told: list[RecordWire] = []
    before = wind(room, friend, 10.0).seq
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rooms.hub.publish", told.append)
        said, done = say(room, friend, "second"), wind(room, friend, 20.0)
    rows = RoomRecord.objects.filter(room=room, seq__gte=said.seq)
    assert [(w["seq"], w["prev"]) for w in told] == [(said.seq, before), (done.seq, before)]
    assert [w["payload"] for w in told] == [row.payload for row in rows.order_by("seq")]
    room.refresh_from_db()
    [again] = log.wires_after(room, said.seq, 10)
    assert again == told[1]


@pytest.mark.parametrize(
    ("model", "change", "refusal"),
    [
        (Member, {"muted": True}, Forbidden),
        (Member, {"state": Member.State.LEFT}, Forbidden),
        (Member, {"state": Member.State.BANNED}, NotFound),
        (Room, {"chat_enabled": False}, Forbidden),
        (Room, {"state": Room.State.CLOSING}, Closing),
        (Room, {"slow_mode": 60}, RateLimited),
    ],
)
def test_no_right_outlives_its_end(room, friend, model, change, refusal) -> None:
    """A04: a change by anybody, in whatever way, counts for the very next message."""
    which = {"pk": room.pk} if model is Room else {"room": room, "user": friend}
    before = kept(room)
    model.objects.filter(**which).update(**change)
    with pytest.raises(refusal):
        say(room, friend, "second")
    assert kept(room) == before


def test_right_to_control_and_anchor_are_looked_at_too(room, host, friend) -> None:
    """R085: another's anchor and another policy are those that a command finds."""
    wind(room, friend, 10.0)
    Room.objects.filter(pk=room.pk).update(version=40, playing=True)
    assert wind(room, friend, 20.0).version == 41
    room.refresh_from_db()
    assert room.playing
    Room.objects.filter(pk=room.pk).update(control=Room.Control.HOST)
    with pytest.raises(Forbidden):
        wind(room, friend, 30.0)
    assert wind(room, host, 30.0).version == 42


def test_same_id_gives_the_same_record(room, friend) -> None:
    """I2: a used id is found though nothing of it is remembered."""
    first = say(room, friend, "same")
    assert say(room, friend, "same").seq == first.seq
    with pytest.raises(Conflict):
        send_message(room_id=room.pk, author=friend, text="Другое", client_id="same")
    assert len(kept(room)) == first.seq


def test_stranger_is_not_remembered(room) -> None:
    """I9: who has no place finds no room."""
    for _ in range(2):
        with pytest.raises(NotFound):
            say(room, make_user(), "any")


def test_what_was_committed_while_one_waited_is_seen(room, host, friend) -> None:
    """I5: a ban that was being written when the message came is obeyed by it."""
    refused = []

    def second() -> None:
        try:
            say(room, friend, "second")
        except NotFound as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        place = log.enter(room.pk, host, None)
        other.start()
        wait_for_a_waiter()
        Member.objects.filter(room=room, user=friend).update(state=Member.State.BANNED)
        log.append(place.room, Entry("member.removed", host, {}), clock.moment())
    other.join(30)
    assert len(refused) == 1


def test_many_at_once_make_one_log(room, host, friend) -> None:
    """I3: no gap, no double, and times that follow the numbers."""

    def talk(who) -> None:
        try:
            for n in range(15):
                say(room, who, f"{threading.get_ident()}-{n}")
                wind(room, who, float(n))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(talk, (host, friend, host, friend)))
    records = list(RoomRecord.objects.filter(room=room).order_by("seq"))
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    assert sum(record.kind == "chat.message" for record in records) == 2 + 60
    assert [record.at for record in records] == sorted(record.at for record in records)
    versions = [r.version for r in records if r.kind.startswith("playback.")]
    assert versions == list(range(1, 61))
