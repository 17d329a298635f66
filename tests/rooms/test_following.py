"""The room by HTTP, for pages whose sockets do not get through: the same frames, the same seat."""

import json

import pytest

from chat.services import send_message
from rooms import clock, presence
from rooms.models import Member
from rooms.playback import Command
from rooms.presence_tasks import settle_presence
from rooms.services import change_settings, close_room, command_playback, leave_room
from tests import wire_check
from tests.api import API, api_of, refused

STREAMS = {"/state": "player", "/messages/frames": "chat"}


def ask(room, user, path, **query):
    return api_of(user).get(f"{API}rooms/{room.token}{path}", query)


def followed(room, user, path, **query):
    answer = ask(room, user, path, **query)
    assert answer.status_code == 200, answer.content
    frames = answer.json()["frames"]
    for frame in frames:  # each as docs/asyncapi.json declares it for a socket
        wire_check.said(json.dumps(frame), STREAMS[path])
    return frames


def play(room, user, **fields):
    return command_playback(room_key=room.pk, user=user, command=Command("play", **fields))


@pytest.mark.parametrize("path", STREAMS)
def test_it_begins_with_the_welcome_of_the_socket(room, friend, path):
    """R089: who you are, what you may, the snapshot of the stream."""
    send_message(room_id=room.pk, author=friend, text="привет", client_id="a")
    [welcome] = followed(room, friend, path, welcome="1")
    room.refresh_from_db()
    assert welcome["type"] == "welcome"
    assert (welcome["seq"], welcome["epoch"]) == (room.last_seq, room.epoch)
    assert welcome["you"]["id"] == str(friend.pk)
    shown = {"/state": {"room", "playback", "members"}, "/messages/frames": {"messages"}}
    assert shown[path] <= set(welcome)


def test_player_gets_what_came_and_the_state(room, host, friend):
    """R089: the player's frames only, each naming the one before it; `synced` ends them."""
    room.refresh_from_db()
    seen = room.last_seq
    play(room, host)
    send_message(room_id=room.pk, author=friend, text="о!", client_id="b")
    change_settings(room_key=room.pk, by=host, control="host")
    frames = followed(room, friend, "/state", after=seen)
    assert [frame["type"] for frame in frames] == ["playback", "room", "synced"]
    assert (frames[0]["prev"], frames[1]["prev"]) == (seen, seen + 1)
    assert frames[0]["by"]["name"] == "Аня"
    assert (frames[2]["seq"], frames[2]["playback"]["version"]) == (seen + 3, 1)
    [synced] = followed(room, friend, "/state", after=seen + 3)
    assert synced["seq"] == seen + 3


def test_chat_gets_words_and_what_happened(room, host, friend):
    """R089 R104: the chat's stream shows every record, in order."""
    room.refresh_from_db()
    seen = room.last_seq
    play(room, host)
    send_message(room_id=room.pk, author=friend, text="о!", client_id="b")
    frames = followed(room, host, "/messages/frames", after=seen)
    assert [frame["type"] for frame in frames] == ["chat.system", "chat.message", "synced"]
    assert (frames[1]["text"], frames[1]["id"], frames[1]["prev"]) == ("о!", "b", seen + 1)


def test_plain_state_is_as_it_was(room, friend):
    """R088: programs that ask without following get what they got."""
    assert "frames" not in ask(room, friend, "/state").json()


def test_who_asks_keeps_his_seat(room, host, friend):
    """R067 R089: a heartbeat with each question; who stops asking is let go like everybody."""
    followed(room, friend, "/state", welcome="1")
    long_ago = clock.now_ms() - presence.silence_seconds() * 1000 - 1000
    beats = {str(host.pk): long_ago, str(friend.pk): long_ago}
    presence.client().zadd(f"presence:{room.pk.hex}", beats)
    followed(room, friend, "/state", after=1)
    settle_presence()
    here = Member.objects.filter(room=room, state=Member.State.HERE)
    assert [member.user for member in here] == [friend]


@pytest.mark.parametrize("path", STREAMS)
def test_strangers_and_those_who_left_follow_nothing(room, friend, stranger, path):
    """R097 A03: a stranger learns nothing; who left may sit down again and begin anew."""
    assert refused(ask(room, stranger, path, welcome="1"), 404, "not_found")
    leave_room(room_key=room.pk, user=friend)
    assert refused(ask(room, friend, path, after="1"), 403, "forbidden")
    assert refused(ask(room, friend, path, after="-1"), 400, "invalid")


@pytest.mark.parametrize("path", STREAMS)
def test_closed_room_is_followed_no_more(room, host, friend, path):
    """R114: the last answer says that the evening is over."""
    close_room(room_key=room.pk, by=host, reason="host")
    assert refused(ask(room, friend, path, after="1"), 409, "closing")


def test_chat_that_is_off_greets_nobody(room, host, friend):
    """R102: as its socket; the player's stream goes on."""
    change_settings(room_key=room.pk, by=host, chat_enabled=False)
    assert refused(ask(room, friend, "/messages/frames", welcome="1"), 403, "forbidden")
    assert followed(room, friend, "/state", welcome="1")


def test_signs_are_put_by_http_too(room, host, friend):
    """R103 R089: the same id again gives the same answer."""
    message, _new = send_message(room_id=room.pk, author=friend, text="о!", client_id="b")
    path = f"{API}rooms/{room.token}/messages/{message.seq}/reactions"
    body = {"id": "r1", "emoji": "🔥"}
    first, again = (api_of(host).post(path, body) for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    frames = followed(room, friend, "/messages/frames", after=message.seq)
    assert (frames[0]["type"], frames[0]["emoji"]) == ("chat.reaction", "🔥")
    assert refused(api_of(host).post(path, {**body, "emoji": "x"}), 400, "invalid")


def test_following_costs_little(room, friend, django_assert_max_num_queries):
    """R089: a page asks every second; an answer without news reads no log."""
    room.refresh_from_db()
    client = api_of(friend)
    client.get(f"{API}rooms/{room.token}/state", {"after": room.last_seq})
    with django_assert_max_num_queries(5):
        client.get(f"{API}rooms/{room.token}/state", {"after": room.last_seq})
