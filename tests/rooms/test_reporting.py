"""Who follows the room by HTTP is a member like the others: waited for, seen to load and write."""

import pytest
from channels.db import database_sync_to_async

from chat.services import send_message
from rooms import clock, gate, presence
from rooms.models import RoomRecord
from rooms.muting import mute_member
from rooms.playback import Command
from rooms.services import change_settings, command_playback, leave_room
from tests.api import API, api_of, refused

pytestmark = pytest.mark.django_db(transaction=True)

READY = {"position": 0, "buffering": False, "ready": True, "version": 0}


@pytest.fixture
def quick_gate(monkeypatch):
    """A gate for which every stall is one, and nobody is a newcomer."""
    monkeypatch.setattr(gate, "STALL", 0.0)
    monkeypatch.setattr(gate, "STEADY", 0.0)


def path_of(room, path):
    return f"{API}rooms/{room.token}{path}"


def says(room, user, **words):
    answer = api_of(user).post(path_of(room, "/report"), {**READY, **words})
    assert answer.status_code == 204, answer.content


def polled(room, user):
    """What the member's next question brings, and the room as it is then."""
    answer = api_of(user).get(path_of(room, "/state"), {"after": 0})
    assert answer.status_code == 200, answer.content
    room.refresh_from_db()
    return answer.json()


def play(room, user):
    command_playback(room_key=room.pk, user=user, command=Command("play"))
    room.refresh_from_db()


def test_start_waits_for_who_loads_and_polls(room, host, friend, quick_gate):
    """R078 R089 R093: he is not ready, and the room waits; he is, and it goes on."""
    says(room, friend, ready=False, rtt=40.0)
    play(room, host)
    assert polled(room, friend)["playback"]["waiting_for"] == [str(friend.pk)]
    says(room, friend, version=0)  # of the state before: no answer to the question
    assert polled(room, friend)["playback"]["phase"] == "waiting"
    says(room, friend, version=1)
    assert polled(room, friend)["playback"]["phase"] in ("scheduled", "playing")
    assert RoomRecord.objects.filter(room=room).last().kind == "playback.go"


def test_stall_of_who_polls_stops_the_room(room, host, friend, quick_gate):
    """R093 R089: once for a state of the room, by name; whoever asks after the limit ends it (F30).

    No socket is open anywhere, so that no process watches the waiting.
    """
    play(room, host)
    room.anchor_at = clock.now_ms() - 1000
    room.save(update_fields=["anchor_at"])
    says(room, friend, version=1)
    says(room, friend, version=1, ready=False, buffering=True)
    state = polled(room, host)
    assert (state["playback"]["phase"], room.waiting_for) == ("waiting", [str(friend.pk)])
    room.wait_until = clock.now_ms() - 1
    room.save(update_fields=["wait_until"])
    assert polled(room, friend)["playback"]["phase"] in ("scheduled", "playing")
    said = RoomRecord.objects.filter(room=room).last()
    assert (said.kind, said.payload["without"]) == ("playback.go", [str(friend.pk)])


def test_newcomer_who_polls_stops_nobody(room, host, friend):
    """R093: he was never ready for long; the others see that he loads."""
    play(room, host)
    says(room, friend, version=1, ready=False, buffering=True)
    assert polled(room, host)["playback"]["waiting_for"] == []


def test_do_not_wait_for_who_polls(room, host, friend, quick_gate):
    """R093 R089: «не ждите меня» is heard by HTTP in the midst of a waiting."""
    says(room, friend, ready=False)
    play(room, host)
    says(room, friend, ready=False, wait=False, version=1)
    assert polled(room, host)["playback"]["waiting_for"] == []


def test_slow_way_of_who_polls_dates_the_start(room, host, friend):
    """R083 R089: his round trip counts like everybody's."""
    says(room, friend, rtt=500.0)
    play(room, host)
    assert RoomRecord.objects.get(room=room, kind="playback.play").payload["lead"] == 850.0


async def test_sockets_see_that_he_loads_and_writes(lobby, room, host, friend):
    """R093 R104: passing frames of who has no socket reach those who have, each once."""
    player, chat = await lobby.enter(room, host), await lobby.enter(room, host, chat=True)
    report = database_sync_to_async(says)
    await report(room, friend, ready=False, buffering=True)
    frame = await player.until("presence", event="buffering")
    assert (frame["member"]["user"]["name"], "prev" in frame) == ("Василий", False)
    await report(room, friend, ready=False, buffering=True)
    await report(room, friend)
    assert (await player.until("presence"))["event"] == "ready"

    @database_sync_to_async
    def types():
        for _ in range(3):
            assert api_of(friend).post(path_of(room, "/messages/typing")).status_code == 204

    await types()
    assert (await chat.until("chat.typing"))["author"]["name"] == "Василий"
    await database_sync_to_async(send_message)(
        room_id=room.pk, author=friend, text="вот", client_id="a"
    )
    assert (await chat.next())["type"] == "chat.message"


async def test_muted_is_not_seen_writing_by_http(lobby, room, host, friend):
    """R099 A43: the same rule as on the socket; nor where the chat is off."""
    chat = await lobby.enter(room, host, chat=True)

    @database_sync_to_async
    def types():
        mute_member(room_key=room.pk, by=host, user_id=friend.pk, muted=True)
        assert api_of(friend).post(path_of(room, "/messages/typing")).status_code == 204

    await types()
    assert (await chat.until("chat.system"))["event"] == "muted"
    assert await chat.silent()


@pytest.mark.parametrize(
    "wrong",
    [{"position": -1}, {"position": "12"}, {"ready": None}, {"version": 2**60}, {"rtt": "slow"}],
)
def test_bad_report_is_refused(room, friend, wrong):
    """A09: as a frame with a wrong field would be; nothing is kept of it."""
    answer = api_of(friend).post(path_of(room, "/report"), {**READY, **wrong})
    assert refused(answer, 400, "invalid")
    assert presence.reports(room.pk.hex) == {}


@pytest.mark.parametrize("path", ["/report", "/messages/typing"])
def test_only_who_sits_here_reports(room, host, friend, stranger, path):
    """A03 R097: a stranger learns nothing, who left sits down first, a closed room has closed."""
    assert refused(api_of(stranger).post(path_of(room, path), READY), 404, "not_found")
    leave_room(room_key=room.pk, user=friend)
    assert refused(api_of(friend).post(path_of(room, path), READY), 403, "forbidden")


def test_reports_are_limited(room, friend):
    """A12: ten in five seconds, then a time to come back; the gate is not shaken by a flood."""
    answers = [api_of(friend).post(path_of(room, "/report"), READY) for _ in range(11)]
    assert {answer.status_code for answer in answers[:10]} == {204}
    assert refused(answers[10], 429, "rate_limited")
    assert 0 < answers[10].json()["retry_after"] <= 5


def test_chat_that_is_off_shows_nobody_writing(room, host, friend):
    """R102: the answer is the same, so that the page needs no rule of its own."""
    change_settings(room_key=room.pk, by=host, chat_enabled=False)
    assert api_of(friend).post(path_of(room, "/messages/typing")).status_code == 204
