"""Who may do what to whom: removing, banning, the link, a host that goes."""

import uuid
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.services import sign_out_everywhere
from rooms import errors, pulse
from rooms.models import Member, Room, RoomRecord, Visit
from rooms.people import change_role, let_control, remove_person, replace_link
from rooms.playback import Command
from rooms.presence_tasks import replace_absent_hosts
from rooms.services import (
    change_settings,
    command_playback,
    join_room,
    leave_room,
)
from tests.api import API, api_of, refused
from tests.factories import make_users
from tests.rooms.sockets import Socket, knock, path_of, ticket_of
from tests.rooms.test_services import kinds


def member_at(room, user):
    return f"{API}rooms/{room.token}/members/{getattr(user, 'pk', user)}"


def place(room, user):
    return Member.objects.get(room=room, user=user)


def call(work, **arguments):
    """Run a service in a thread, as a view would."""
    return database_sync_to_async(work, thread_sensitive=False)(**arguments)


# Removing and banning.


def test_removed_is_out_now_and_may_come_back_by_the_link(room, host, friend):
    """R071: the seat is free at once, nothing can be read; his place is a guest's from then."""
    change_role(room_key=room.pk, by=host, user_id=friend.pk, role="moderator")
    assert api_of(host).delete(member_at(room, friend)).status_code == 204
    assert api_of(host).delete(member_at(room, friend)).status_code == 204
    record = RoomRecord.objects.get(room=room, kind="member.removed")
    assert (record.actor, record.payload["user"]["name"]) == (host, "Василий")
    assert record.payload["reason"] == "removed"
    assert Visit.objects.get(member__user=friend).left_at is not None
    assert refused(api_of(friend).get(f"{API}rooms/{room.token}"), 404, "not_found")
    with pytest.raises(errors.NotFound):
        command_playback(room_key=room.pk, user=friend, command=Command("play"))
    assert api_of(friend).post(f"{API}rooms/{room.token}/join").status_code == 200
    assert (place(room, friend).state, place(room, friend).role) == ("here", "guest")


@pytest.mark.parametrize("body", [{"ban": True}, None])
def test_ban_refuses_the_return(room, host, friend, body):
    """R071: by link, socket or list; the host finds him among the banned and may let him in."""
    address = member_at(room, friend) + ("" if body else "?ban=1")
    assert api_of(host).delete(address, body).status_code == 204
    assert refused(api_of(friend).post(f"{API}rooms/{room.token}/join"), 404, "not_found")
    assert api_of(friend).get(f"{API}rooms").json()["results"] == []
    banned = f"{API}rooms/{room.token}/members?banned=1"
    assert [m["user"]["name"] for m in api_of(host).get(banned).json()["results"]] == ["Василий"]
    for _ in range(2):
        assert api_of(host).patch(member_at(room, friend), {"banned": False}).status_code == 200
    assert kinds(room)[-2:] == ["member.removed", "member.unbanned"]
    assert api_of(friend).post(f"{API}rooms/{room.token}/join").status_code == 200


def test_removed_person_may_be_banned_later(room, host, friend):
    """R071: and a ban is not softened by removing again."""
    for ban in (False, True, False):
        remove_person(room_key=room.pk, by=host, user_id=friend.pk, ban=ban)
    assert place(room, friend).state == Member.State.BANNED
    assert kinds(room).count("member.removed") == 2


def test_moderator_removes_guests_only(room, host, friend, stranger):
    """R071, A05: neither the host nor one of his own rank; a guest removes nobody."""
    petr, maria = make_users(2)
    for person in (stranger, petr, maria):
        join_room(room_key=room.pk, user=person)
    for person in (friend, petr):
        change_role(room_key=room.pk, by=host, user_id=person.pk, role="moderator")
    mine = api_of(friend)
    for person in (host, petr):
        assert refused(mine.delete(member_at(room, person)), 403, "forbidden")
    assert refused(mine.delete(member_at(room, friend)), 400, "invalid")
    assert refused(mine.delete(member_at(room, uuid.uuid4())), 404, "not_found")
    assert refused(api_of(maria).delete(member_at(room, stranger)), 403, "forbidden")
    assert mine.delete(member_at(room, stranger)).status_code == 204
    assert refused(mine.patch(member_at(room, stranger), {"banned": False}), 403, "forbidden")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ban", [False, True])
async def test_kick_closes_every_socket_at_once(lobby, room, host, friend, ban):
    """A04, R071: both sockets end with 4403 by the record itself; nothing goes out or in after."""
    player = await lobby.enter(room, friend)
    chat = await lobby.enter(room, friend, chat=True)
    anya = await lobby.enter(room, host)
    await call(remove_person, room_key=room.pk, by=host, user_id=friend.pk, ban=ban)
    assert [await player.closed(), await chat.closed()] == [4403, 4403]
    await chat.send(type="chat.send", id="late", text="ещё одно слово")
    await anya.ask(type="playback.command", id="p", action="play")
    assert await player.silent()
    assert await chat.silent()
    assert not await RoomRecord.objects.filter(actor=friend, kind="chat.message").aexists()
    ticket = await ticket_of(friend)
    assert await knock(f"{path_of(room)}?ticket={ticket}", origin=None) == 4403


@pytest.mark.django_db(transaction=True)
async def test_history_of_a_removal_does_not_remove_again(lobby, room, host, friend):
    """R071: who came back reads in the log that he was put out, and stays."""
    await call(remove_person, room_key=room.pk, by=host, user_id=friend.pk)
    await call(join_room, room_key=room.token, user=friend)
    chat = await lobby.enter(room, friend, chat=True)
    await chat.send(type="sync", after=0)
    await chat.until("chat.system", event="removed")
    await chat.until("synced")
    assert (await chat.ask(type="chat.send", id="a", text="я снова тут"))["type"] == "ack"


# Rights looked up again with every command.


def test_control_policies_decide_by_person(room, host, friend, stranger):
    """R085, A08: host only, chosen people, everyone; a refusal changes nothing."""
    join_room(room_key=room.pk, user=stranger)

    def may(user):
        try:
            command_playback(room_key=room.pk, user=user, command=Command("pause"))
        except errors.Forbidden:
            return False
        return True

    assert [may(u) for u in (host, friend, stranger)] == [True, True, True]
    change_settings(room_key=room.pk, by=host, control="host")
    version = Room.objects.get().version
    assert [may(u) for u in (friend, stranger)] == [False, False]
    assert Room.objects.get().version == version
    change_settings(room_key=room.pk, by=host, control="chosen")
    let_control(room_key=room.pk, by=host, user_id=friend.pk, allowed=True)
    assert [may(u) for u in (host, friend, stranger)] == [True, True, False]
    let_control(room_key=room.pk, by=host, user_id=friend.pk, allowed=False)
    let_control(room_key=room.pk, by=host, user_id=friend.pk, allowed=False)
    assert may(friend) is False
    assert kinds(room).count("member.control") == 2


@pytest.mark.django_db(transaction=True)
async def test_right_taken_is_gone_for_an_open_socket(lobby, room, host, friend):
    """A08, R085: the next command of the same socket gets a nack; the room stands as it stood."""
    vasily = await lobby.enter(room, friend)
    assert (await vasily.ask(type="playback.command", id="a", action="play"))["type"] == "ack"
    await call(change_settings, room_key=room.pk, by=host, control="host")
    nack = await vasily.ask(type="playback.command", id="b", action="pause")
    assert (nack["type"], nack["code"]) == ("nack", "forbidden")
    assert (await Room.objects.aget()).version == 1
    await call(change_settings, room_key=room.pk, by=host, control="everyone")
    stale = await vasily.ask(type="playback.command", id="c", action="pause", version=0)
    assert (stale["type"], stale["code"]) == ("nack", "stale")


def test_three_members_may_all_control(room, host, friend, stranger):
    """R084: the rule of a new room."""
    join_room(room_key=room.pk, user=stranger)
    for number, person in enumerate((host, friend, stranger), start=1):
        body = {"id": f"c{number}", "action": "seek", "position": number * 10}
        answer = api_of(person).post(f"{API}rooms/{room.token}/commands", body)
        assert (answer.status_code, answer.json()["version"]) == (200, number)


# The link.


def test_new_link_kills_the_old_one_for_strangers(room, host, friend, stranger):
    """A21, A03, R059: members go on under both; the log tells of it without the link."""
    old = room.token
    answer = api_of(host).patch(f"{API}rooms/{old}", {"new_link": True})
    new = answer.json()["token"]
    assert new != old
    assert answer.json()["link"].endswith(f"/rooms/{new}/")
    assert refused(api_of(stranger).post(f"{API}rooms/{old}/join"), 404, "not_found")
    assert api_of(friend).get(f"{API}rooms/{old}").json()["token"] == new
    command = {"id": "c", "action": "play"}
    assert api_of(friend).post(f"{API}rooms/{old}/commands", command).status_code == 200
    leave_room(room_key=new, user=friend)
    assert api_of(friend).post(f"{API}rooms/{old}/join").status_code == 200
    assert new not in str(list(RoomRecord.objects.filter(room=room).values_list("payload")))
    remove_person(room_key=room.pk, by=host, user_id=friend.pk)
    assert refused(api_of(friend).post(f"{API}rooms/{old}/join"), 404, "not_found")
    assert api_of(stranger).post(f"{API}rooms/{new}/join").status_code == 200


def test_page_under_the_old_link_leads_to_the_new_one(client, room, host, friend, stranger):
    """A21: for those inside; others find nothing."""
    old = room.token
    replace_link(room_key=room.pk, by=host)
    client.force_login(friend)
    answer = client.get(f"/rooms/{old}/")
    assert (answer.status_code, answer.url) == (302, f"/rooms/{Room.objects.get().token}/")
    client.force_login(stranger)
    assert client.get(f"/rooms/{old}/").status_code == 404


# A host that goes.


def test_room_goes_on_when_the_host_leaves(room, host, friend, stranger):
    """R066: at once to the moderator who sits longest, else the guest who does."""
    petr = make_users(1)[0]
    for person in (stranger, petr):
        join_room(room_key=room.pk, user=person)
    change_role(room_key=room.pk, by=host, user_id=petr.pk, role="moderator")
    leave_room(room_key=room.pk, user=host)
    assert (place(room, petr).role, place(room, host).role) == ("host", "guest")
    leave_room(room_key=room.pk, user=petr)
    assert place(room, friend).role == "host"
    room.refresh_from_db()
    assert (room.host, room.state) == (friend, "open")
    told = RoomRecord.objects.filter(room=room, kind="member.role", actor=None).order_by("seq")
    assert [(r.payload["role"], r.payload["online"], r.payload["reason"]) for r in told] == [
        ("guest", False, "host_left"), ("host", True, "host_left"),
        ("guest", False, "host_left"), ("host", True, "host_left"),
    ]  # fmt: skip
    join_room(room_key=room.pk, user=host)
    assert place(room, host).role == "guest"


def test_last_one_out_stays_the_host(room, host, friend):
    """R066: there is nobody to pass it to, and it is his when he comes back."""
    leave_room(room_key=room.pk, user=friend)
    leave_room(room_key=room.pk, user=host)
    join_room(room_key=room.pk, user=host)
    assert place(room, host).role == "host"


def test_lost_host_keeps_the_room_for_a_while(room, host, friend, settings):
    """R066: a tunnel or a flat battery dethrones nobody; two minutes do."""
    now = timezone.now()
    leave_room(room_key=room.pk, user=host, reason="lost", now=now)
    replace_absent_hosts()
    assert place(room, host).role == "host"
    went = now - timedelta(seconds=settings.ROOM_HOST_GRACE_SECONDS + 1)
    Visit.objects.filter(member__user=host).update(left_at=went)
    replace_absent_hosts()
    replace_absent_hosts()
    assert (place(room, host).role, place(room, friend).role) == ("guest", "host")
    assert kinds(room).count("member.role") == 2


# Sockets of those who may stay no longer.


def _sign_out(_user):
    Session.objects.all().delete()


def _deactivate(user):
    get_user_model().objects.filter(pk=user.pk).update(is_active=False)


def _change_password(user):
    user.set_password("совсем-другой-пароль-7")
    user.save()


def _leave_everywhere(user):
    sign_out_everywhere(user=user)


ENDS = (_deactivate, _change_password, _leave_everywhere)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("cause", "by_ticket"),
    [  # a ticket is no session: signing out of one browser leaves programs alone
        (_sign_out, False),
        *((cause, way) for cause in ENDS for way in (False, True)),
    ],
)
async def test_socket_ends_with_its_sign_in(lobby, room, friend, monkeypatch, cause, by_ticket):
    """A04: each cause, found at the next look at the rights; that comes within 30 s."""
    assert pulse.RECHECK_SECONDS <= 30
    monkeypatch.setattr(pulse, "RECHECK_SECONDS", 0.0)
    if by_ticket:
        ticket = await ticket_of(friend)
        player = await knock(f"{path_of(room)}?ticket={ticket}", origin=None)
        assert isinstance(player, Socket)
        lobby.open.append(player)
    else:
        player = await lobby.enter(room, friend)
    await database_sync_to_async(cause)(friend)
    assert await player.closed() == 4401
