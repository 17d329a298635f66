"""Rooms on a real PostgreSQL: creating, entering, leaving, closing, commanding."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from rooms import errors, log, wire
from rooms.models import Member, Room, RoomRecord, Visit, new_token
from rooms.people import change_role, remove_person, unban_person
from rooms.playback import Command, position_at
from rooms.services import close_room, command_playback, create_room, join_room, leave_room
from tests.factories import befriend, film_to_watch, make_title, make_user, make_users, open_room

NOW = timezone.now().replace(microsecond=0)


def kinds(room):
    return list(RoomRecord.objects.filter(room=room).order_by("seq").values_list("kind", flat=True))


def assert_log_is_whole(room):
    """Numbers 1..n without a gap, the room's counter at the last."""
    room.refresh_from_db()
    numbers = list(
        RoomRecord.objects.filter(room=room).order_by("seq").values_list("seq", flat=True)
    )
    assert numbers == list(range(1, room.last_seq + 1))


def in_threads(jobs):
    """Run all at once, each on a database connection of its own; return results or errors."""

    def run(job):
        try:
            return job()
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_room_chat_and_log_begin_together(host):
    """R054, R055, R056, R066: one transaction makes room, first record and host's seat."""
    room, created = create_room(host=host, title=film_to_watch())
    assert created
    assert room.state == Room.State.OPEN
    assert kinds(room) == ["room.created", "member.joined"]
    assert RoomRecord.objects.get(room=room, seq=1).actor == host
    assert Member.objects.get(room=room).role == Member.Role.HOST
    assert Visit.objects.filter(member__room=room, left_at=None).count() == 1
    assert len(room.token) * 6 >= 128
    assert room.token != room.pk.hex


def test_token_is_whole_in_a_message_and_no_option_of_a_command():
    """R054: neither its first nor its last sign is taken away from a link or a command."""
    tokens = {new_token() for _ in range(5_000)}
    assert len(tokens) == 5_000
    assert all(token[0].isalnum() and token[-1].isalnum() for token in tokens)
    assert {len(token) for token in tokens} == {32}


def test_nothing_is_left_of_a_room_that_failed(host, monkeypatch):
    """R055: a room without its first record does not exist."""
    monkeypatch.setattr("rooms.services.settings.ROOM_SEATS", 0)
    with pytest.raises(errors.Full):
        create_room(host=host, title=film_to_watch())
    assert not Room.objects.exists()
    assert not RoomRecord.objects.exists()


def test_title_without_video_makes_no_room(host):
    with pytest.raises(errors.Invalid):
        create_room(host=host, title=make_title())


@pytest.mark.parametrize("key", ["", "x" * 65, "a b", "nul\x00", "кириллица"])
def test_bad_creation_key_is_refused(host, key):
    with pytest.raises(errors.Invalid):
        create_room(host=host, title=film_to_watch(), key=key)


def test_key_with_another_film_is_a_conflict(host):
    create_room(host=host, title=film_to_watch(), key="k")
    with pytest.raises(errors.Conflict):
        create_room(host=host, title=film_to_watch(), key="k")


@pytest.mark.django_db(transaction=True)
def test_double_click_makes_one_room(host):
    """R053, A32: eight creations at once with one key come to one room."""
    title = film_to_watch()
    made = in_threads([lambda: create_room(host=host, title=title, key="click")] * 8)
    assert len({room.pk for room, _ in made}) == 1
    assert sum(created for _, created in made) == 1
    assert Room.objects.count() == 1


def test_link_seats_a_newcomer_once(host, friend):
    """R058, R061, R067: joining again changes nothing."""
    room = open_room(host, friend)
    join_room(room_key=room.token, user=friend)
    assert kinds(room) == ["room.created", "member.joined", "member.joined"]
    assert Visit.objects.filter(member__user=friend).count() == 1


@pytest.mark.django_db(transaction=True)
def test_seat_limit_is_exact(host):
    """R069, A32: fifty run for the nine seats left; nine sit down."""
    room = open_room(host)
    people = make_users(24)
    jobs = [lambda p=person: join_room(room_key=room.pk, user=p) for person in people]
    results = in_threads(jobs[:12]) + in_threads(jobs[12:])
    assert sum(isinstance(r, Room) for r in results) == 9
    assert sum(isinstance(r, errors.Full) for r in results) == 15
    assert Member.objects.filter(room=room, state=Member.State.HERE).count() == 10
    assert_log_is_whole(room)


def test_banned_person_finds_no_room(host, friend):
    """R071: by the link or not; who was only removed comes back by it."""
    room = open_room(host, friend)
    remove_person(room_key=room.pk, by=host, user_id=friend.pk, ban=True)
    for key in (room.token, room.pk):
        with pytest.raises(errors.NotFound):
            join_room(room_key=key, user=friend)
    unban_person(room_key=room.pk, by=host, user_id=friend.pk)
    assert join_room(room_key=room.token, user=friend) == room


@pytest.mark.parametrize("token", ["x", "", "\x00", "room:*", "а" * 300, f"{uuid.UUID(int=7)}"])
def test_unknown_token_finds_no_room(friend, token):
    """A36: whatever stands in the path is only ever compared with tokens."""
    with pytest.raises(errors.NotFound):
        join_room(room_key=token, user=friend)


def test_friends_only_room_refuses_others(host, friend, stranger):
    befriend(host, friend)
    room = open_room(host, access=Room.Access.FRIENDS)
    join_room(room_key=room.token, user=friend)
    with pytest.raises(errors.Forbidden):
        join_room(room_key=room.token, user=stranger)


def test_invited_only_room_refuses_the_link(host, stranger):
    room = open_room(host, access=Room.Access.INVITED)
    with pytest.raises(errors.Forbidden):
        join_room(room_key=room.token, user=stranger)


def test_leaving_frees_the_seat_and_closes_the_visit(host, friend):
    """R067, R068: leaving again changes nothing; coming back is a new visit."""
    room = open_room(host, friend)
    leave_room(room_key=room.token, user=friend)
    leave_room(room_key=room.token, user=friend)
    assert kinds(room)[-1] == "member.left"
    assert kinds(room).count("member.left") == 1
    assert Visit.objects.get(member__user=friend).left_at is not None
    join_room(room_key=room.token, user=friend)
    assert Visit.objects.filter(member__user=friend).count() == 2


def test_stranger_cannot_leave_what_he_is_not_in(host, stranger):
    room = open_room(host)
    with pytest.raises(errors.NotFound):
        leave_room(room_key=room.token, user=stranger)


def test_host_closes_the_room(host, friend):
    """R114: the last record of the log, then no entering, no commands; the row stays."""
    room = open_room(host, friend)
    close_room(room_key=room.token, by=host, reason="host")
    close_room(room_key=room.token, by=None, reason="ended")
    room.refresh_from_db()
    assert (room.state, room.close_reason) == (Room.State.CLOSING, "host")
    assert kinds(room)[-1] == "room.closed"
    assert kinds(room).count("room.closed") == 1
    assert not Visit.objects.filter(member__room=room, left_at=None).exists()
    with pytest.raises(errors.Closing):
        join_room(room_key=room.token, user=friend)
    with pytest.raises(errors.Closing):
        command_playback(room_key=room.token, user=host, command=Command("play"))
    with pytest.raises(errors.NotFound):
        join_room(room_key=room.token, user=make_user())


def test_who_may_close(host, friend, stranger, moderator):
    """D12: host, moderator, staff; the part of who did it is the reason."""
    room = open_room(host, friend)
    with pytest.raises(errors.Forbidden):
        close_room(room_key=room.token, by=friend, reason="host")
    with pytest.raises(errors.NotFound):
        close_room(room_key=room.token, by=stranger, reason="host")
    change_role(room_key=room.pk, by=host, user_id=friend.pk, role="moderator")
    closed = close_room(room_key=room.token, by=friend)
    assert (closed.state, closed.close_reason) == ("closing", "moderator")
    assert close_room(room_key=open_room(host).pk, by=moderator).close_reason == "staff"
    assert close_room(room_key=open_room(host).pk, by=host).close_reason == "host"


def test_command_moves_the_anchor_of_all(host, friend):
    """R081–R084, R087, R090: any member plays, winds and pauses; the version grows by one."""
    room = open_room(host, friend)
    first = command_playback(room_key=room.pk, user=friend, command=Command("play"), now=NOW)
    later = NOW + timedelta(seconds=10)
    wound = command_playback(
        room_key=room.pk, user=host, command=Command("seek", position=100.0), now=later
    )
    end = NOW + timedelta(seconds=15)
    paused = command_playback(room_key=room.pk, user=friend, command=Command("pause"), now=end)
    assert [first.version, wound.version, paused.version] == [1, 2, 3]
    assert paused.seq == wound.seq + 1 == first.seq + 2
    room.refresh_from_db()
    assert not room.playing
    # Wound at 10 s; moving 250 ms later, and 200 ms more for the jump; seen at 15 s.
    assert room.position == pytest.approx(104.55)


def test_only_what_moves_starts_ahead(host):
    """A start is dated forward so that all begin together; a pause holds at once."""
    room = open_room(host)
    command_playback(room_key=room.pk, user=host, command=Command("play"), now=NOW)
    room.refresh_from_db()
    assert room.anchor_at == pytest.approx(wire.to_ms(NOW) + 250)
    command_playback(room_key=room.pk, user=host, command=Command("pause"), now=NOW)
    room.refresh_from_db()
    assert room.anchor_at == pytest.approx(wire.to_ms(NOW))


def test_play_at_the_end_starts_over(host):
    room = open_room(host)
    command_playback(room_key=room.pk, user=host, command=Command("seek", position=1e6), now=NOW)
    room.refresh_from_db()
    assert room.position == room.duration
    command_playback(room_key=room.pk, user=host, command=Command("play"), now=NOW)
    room.refresh_from_db()
    assert (room.position, room.playing) == (0.0, True)


def test_retry_of_a_command_gives_the_same_outcome(host):
    """A35: the same client id is obeyed once, even after the room was closed."""
    room = open_room(host)
    play = Command("play", position=3.0)
    first = command_playback(room_key=room.pk, user=host, command=play, client_id="c1")
    command_playback(room_key=room.pk, user=host, command=Command("pause"), client_id="c2")
    close_room(room_key=room.pk, by=host, reason="host")
    assert command_playback(room_key=room.pk, user=host, command=play, client_id="c1") == first


@pytest.mark.parametrize("other", [Command("pause"), Command("play", position=1.0)])
def test_client_id_with_other_content_is_a_conflict(host, other):
    """A35."""
    room = open_room(host)
    command_playback(room_key=room.pk, user=host, command=Command("play"), client_id="c1")
    with pytest.raises(errors.Conflict):
        command_playback(room_key=room.pk, user=host, command=other, client_id="c1")


def test_client_ids_of_two_people_do_not_meet(host, friend):
    room = open_room(host, friend)
    one = command_playback(room_key=room.pk, user=host, command=Command("play"), client_id="c")
    two = command_playback(room_key=room.pk, user=friend, command=Command("pause"), client_id="c")
    assert two.seq == one.seq + 1


def test_stale_command_changes_nothing(host, friend):
    """A08: made for a version that has passed."""
    room = open_room(host, friend)
    command_playback(room_key=room.pk, user=host, command=Command("play", version=0))
    with pytest.raises(errors.Stale):
        command_playback(room_key=room.pk, user=friend, command=Command("pause", version=0))
    room.refresh_from_db()
    assert (room.playing, room.version) == (True, 1)
    assert_log_is_whole(room)


@pytest.mark.parametrize(
    "command",
    [
        Command("stop"),
        Command("seek"),
        Command("seek", position=-1.0),
        Command("seek", position=float("nan")),
        Command("seek", position=float("inf")),
        Command("play", rate=float("nan")),
        Command("rate"),
        Command("rate", rate=0.1),
        Command("rate", rate=100.0),
        Command("x" * 10_000),
    ],
)
def test_senseless_command_is_refused(host, command):
    """A09: nothing is written, the room goes on."""
    room = open_room(host)
    with pytest.raises(errors.Invalid):
        command_playback(room_key=room.pk, user=host, command=command)
    assert kinds(room) == ["room.created", "member.joined"]
    assert command_playback(room_key=room.pk, user=host, command=Command("play")).version == 1


def test_control_policies(host, friend):
    """A08: who may control is a policy of the room."""
    room = open_room(host, friend, control=Room.Control.HOST)
    with pytest.raises(errors.Forbidden):
        command_playback(room_key=room.pk, user=friend, command=Command("play"))
    command_playback(room_key=room.pk, user=host, command=Command("play"))
    Room.objects.filter(pk=room.pk).update(control=Room.Control.CHOSEN)
    with pytest.raises(errors.Forbidden):
        command_playback(room_key=room.pk, user=friend, command=Command("pause"))
    Member.objects.filter(user=friend).update(may_control=True)
    assert command_playback(room_key=room.pk, user=friend, command=Command("pause")).version == 2


def test_stranger_and_left_member_cannot_command(host, friend, stranger):
    room = open_room(host, friend)
    with pytest.raises(errors.NotFound):
        command_playback(room_key=room.pk, user=stranger, command=Command("play"))
    leave_room(room_key=room.pk, user=friend)
    with pytest.raises(errors.Forbidden):
        command_playback(room_key=room.pk, user=friend, command=Command("play"))


@pytest.mark.django_db(transaction=True)
def test_racing_commands_get_one_order(host, friend):
    """R090: versions 1..n, numbers without a gap, the room is where the last one left it."""
    room = open_room(host, friend)
    jobs = [
        lambda u=user, n=n: command_playback(
            room_key=room.pk, user=u, command=Command("seek", position=float(n))
        )
        for n, user in enumerate([host, friend] * 6)
    ]
    outcomes = in_threads(jobs)
    assert sorted(o.version for o in outcomes) == list(range(1, 13))
    assert_log_is_whole(room)
    last = RoomRecord.objects.filter(room=room).latest("seq")
    assert room.position == last.payload["position"]


@pytest.mark.django_db(transaction=True)
def test_command_and_close_at_once(host):
    """F20: either accepted and in the log before the last record, or refused."""
    room = open_room(host)
    jobs = [
        lambda: command_playback(room_key=room.pk, user=host, command=Command("play")),
        lambda: close_room(room_key=room.pk, by=host, reason="host"),
    ] * 4
    results = in_threads(jobs)
    accepted = [r for r in results if hasattr(r, "seq")]
    refused = [r for r in results if isinstance(r, errors.Closing)]
    assert len(accepted) + len(refused) == 4
    assert kinds(room)[-1] == "room.closed"
    assert kinds(room).count("playback.play") == len(accepted)


def test_playhead_is_what_the_log_says(host, friend):
    """R088, I6: the last playback record alone gives the state."""
    room = open_room(host, friend)
    for number, action in enumerate(["play", "seek", "rate", "pause", "play"]):
        command_playback(
            room_key=room.pk,
            user=friend,
            command=Command(action, position=number * 9.0 if action == "seek" else None, rate=1.5),
            now=NOW + timedelta(seconds=number),
        )
    room.refresh_from_db()
    said = RoomRecord.objects.filter(room=room, kind__startswith="playback.").latest("seq").payload
    state = wire.state_of(room)
    assert (said["version"], said["position"], said["at"]) == (5, state.position, state.at)
    later = wire.to_ms(NOW + timedelta(seconds=60))
    assert position_at(state, later) > said["position"]


def test_log_tells_the_streams_apart(host, friend):
    """The player's `prev` skips the chat; the records come back in order."""
    room = open_room(host, friend)
    from django.db import transaction

    with transaction.atomic():
        locked = log.lock_room(room.token)
        log.append(locked, log.Entry("chat.message", host, {"text": "привет"}, "m1"), NOW)
    command_playback(room_key=room.pk, user=host, command=Command("play"))
    room.refresh_from_db()
    told = log.wires_after(room, 2, 10)
    assert [(r["seq"], r["prev"]) for r in told] == [(3, 2), (4, 3), (5, 3)]
    assert told[1]["payload"] == {"text": "привет"}
    assert told[1]["actor"] == {"id": str(host.pk), "name": "Аня"}
