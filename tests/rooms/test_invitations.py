"""Calling friends into a room by name: rights, the card on the site, the letter, the limits."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from friends.services import block_person
from rooms import errors, invitations
from rooms.models import Invitation, Member, Room
from rooms.people import change_role, remove_person
from rooms.services import close_room, join_room, leave_room
from rooms.tasks import send_invitation, send_invitations
from tests.api import API, api_of, refused
from tests.factories import befriend, film_to_watch, make_user, open_room
from tests.rooms.test_services import in_threads
from wishlist.services import add_wish


@pytest.fixture
def vasily(host, friend):
    """A friend of the host."""
    befriend(host, friend)
    return friend


def address(room):
    return f"{API}rooms/{room.token}/invitations"


def call(room, by, *people, **more):
    return invitations.invite(room_key=room.pk, by=by, user_ids=[p.pk for p in people], **more)


def test_host_calls_a_friend_once(host, vasily):
    """R062: 201, again 200 and the same; the list tells who was called by whom."""
    room = open_room(host)
    first = api_of(host).post(address(room), {"user": str(vasily.pk)})
    again = api_of(host).post(address(room), {"users": [str(vasily.pk)]})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    [row] = api_of(host).get(address(room)).json()["results"]
    assert (row["user"]["name"], row["by"]["name"]) == ("Василий", "Аня")
    assert Invitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_call(host, vasily):
    """R062, A32."""
    room = open_room(host)
    results = in_threads([lambda: call(room, host, vasily)] * 4)
    assert sum(is_new for _calls, is_new in results) == 1
    assert Invitation.objects.count() == 1


def test_only_friends_are_called(host, vasily, stranger, room):
    """A23: a stranger, somebody who sits here already, nobody at all: the same 404."""
    for person in (stranger, vasily):
        answer = api_of(host).post(address(room), {"user": str(person.pk)})
        assert refused(answer, 404, "not_found")
    assert refused(api_of(host).post(address(room), {}), 400, "invalid")
    assert not Invitation.objects.exists()


def test_who_may_call(host, vasily, stranger):
    """R062: everybody under «by link», else host and moderators; nobody from outside."""
    room = open_room(host, vasily)
    petr = make_user(name="Пётр")
    befriend(vasily, petr)
    body = {"user": str(petr.pk)}
    assert refused(api_of(stranger).post(address(room), body), 404, "not_found")
    Room.objects.update(access=Room.Access.FRIENDS)
    assert refused(api_of(vasily).post(address(room), body), 403, "forbidden")
    change_role(room_key=room.pk, by=host, user_id=vasily.pk, role="moderator")
    assert api_of(vasily).post(address(room), body).status_code == 201
    close_room(room_key=room.pk, by=host, reason="host")
    assert refused(api_of(host).post(address(room), body), 409, "closing")


def test_guest_sees_his_own_calls_only(host, vasily):
    """A05: the host sees all of them."""
    room = open_room(host, vasily)
    petr, maria = make_user(name="Пётр"), make_user(name="Мария")
    befriend(host, petr)
    befriend(vasily, maria)
    call(room, host, petr)
    call(room, vasily, maria)

    def names(user):
        return [row["user"]["name"] for row in api_of(user).get(address(room)).json()["results"]]

    assert (names(host), names(vasily)) == (["Пётр", "Мария"], ["Мария"])


@pytest.mark.parametrize("access", ["friends", "invited"])
def test_policies_let_in_exactly_the_called(host, vasily, stranger, access):
    """R059: 403 for others; a friend of a moderator who was called comes in under both."""
    room = open_room(host, vasily)
    change_role(room_key=room.pk, by=host, user_id=vasily.pk, role="moderator")
    Room.objects.update(access=access)
    petr = make_user(name="Пётр")
    befriend(vasily, petr)
    assert refused(api_of(petr).post(f"{API}rooms/{room.token}/join"), 403, "forbidden")
    call(room, vasily, petr)
    assert api_of(petr).post(f"{API}rooms/{room.token}/join").status_code == 200
    assert refused(api_of(stranger).post(f"{API}rooms/{room.token}/join"), 403, "forbidden")


def test_by_link_everybody_comes_in(host, stranger):
    """R059: the rule of a new room."""
    assert join_room(room_key=open_room(host).token, user=stranger)


def test_removal_voids_the_call(host, vasily):
    """R071, R059: under «invited» he needs a new one; banned, no call helps."""
    room = open_room(host, access=Room.Access.INVITED)
    call(room, host, vasily)
    join_room(room_key=room.token, user=vasily)
    remove_person(room_key=room.pk, by=host, user_id=vasily.pk)
    with pytest.raises(errors.Forbidden):
        join_room(room_key=room.token, user=vasily)
    call(room, host, vasily)
    join_room(room_key=room.token, user=vasily)
    remove_person(room_key=room.pk, by=host, user_id=vasily.pk, ban=True)
    with pytest.raises(errors.NotFound):
        call(room, host, vasily)


def test_blocked_person_is_silently_not_called(host, vasily):
    """A23: a moderator calls a friend whom the host has blocked: nothing comes of it."""
    room = open_room(host, vasily)
    change_role(room_key=room.pk, by=host, user_id=vasily.pk, role="moderator")
    petr, maria = make_user(name="Пётр"), make_user(name="Мария")
    for person in (petr, maria):
        befriend(vasily, person)
    block_person(user=host, person_id=petr.pk)
    calls, _ = call(room, vasily, petr, maria)
    assert [one.user for one in calls] == [maria]
    block_person(user=maria, person_id=vasily.pk)
    assert api_of(maria).get(f"{API}rooms").json()["results"] == []


def test_fifty_calls_a_day(host, settings):
    """A23: the next one is told when to come back."""
    settings.INVITATIONS_A_DAY = 3
    room = open_room(host)
    friends = [make_user() for _ in range(4)]
    for person in friends:
        befriend(host, person)
    call(room, host, *friends[:3], now=timezone.now() - timedelta(hours=20))
    answer = api_of(host).post(address(room), {"user": str(friends[3].pk)})
    assert refused(answer, 429, "rate_limited")
    assert 3 * 3600 < int(answer["Retry-After"]) <= 4 * 3600 + 1
    call(open_room(host), host, friends[3], now=timezone.now() + timedelta(hours=5))


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "зовёт вас смотреть"), ("en", "invites you to watch")]
)
def test_letter_goes_once_in_the_language_of_the_called(
    host, vasily, django_capture_on_commit_callbacks, language, words
):
    """R062, R063: film, host, time and link; a second run of the task sends nothing."""
    vasily.language = language
    vasily.save()
    room = open_room(host)
    with django_capture_on_commit_callbacks(execute=True):
        [one], _ = call(room, host, vasily)
    send_invitation(one.pk)
    send_invitations()
    [letter] = mail.outbox
    assert letter.to == [vasily.email]
    assert words in letter.subject
    assert f"/rooms/{room.token}/" in letter.body
    assert "Аня" in letter.body
    assert f"{timezone.localtime(room.created_at, timezone.get_fixed_timezone(180)):%H:%M}" in (
        letter.body
    )


def test_lost_hint_is_found_by_the_sweep(host, vasily):
    """R063: Celery over Redis may lose a task; the row is the queue. A closed room is silent."""
    room = open_room(host)
    call(room, host, vasily)
    send_invitations()
    send_invitations()
    assert len(mail.outbox) == 1
    Invitation.objects.update(mailed_at=None)
    close_room(room_key=room.pk, by=host, reason="host")
    send_invitations()
    assert len(mail.outbox) == 1


def test_post_that_refuses_leaves_the_letter_for_later(host, vasily, monkeypatch):
    """R063: and nobody is refused because of it."""
    room = open_room(host)
    [one], _ = call(room, host, vasily)

    def refuse(_letter):
        raise OSError("no post today")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    send_invitation(one.pk)
    monkeypatch.undo()
    send_invitations()
    assert len(mail.outbox) == 1


def test_called_person_sees_the_card(client, host, vasily):
    """R062: on the front page and among the rooms, until he comes or puts it off."""
    room = open_room(host, access=Room.Access.INVITED)
    call(room, host, vasily)
    client.force_login(vasily)
    for path in ("/", "/rooms/"):
        page = client.get(path).content.decode()
        assert 'data-testid="calls"' in page
        assert f"/rooms/{room.token}/join/" in page
    assert api_of(vasily).get(f"{API}rooms").json()["results"][0]["token"] == room.token
    assert client.post(f"/rooms/{room.token}/not-now/", {"next": "/rooms/"}).url == "/rooms/"
    assert 'data-testid="calls"' not in client.get("/rooms/").content.decode()
    assert client.post(f"/rooms/{room.token}/join/").url == f"/rooms/{room.token}/"
    leave_room(room_key=room.pk, user=vasily)


def test_guest_list_shows_who_wants_the_film_first(client, host, vasily):
    """R062: friends to tick; those who are here are not among them, who was called is marked."""
    room = open_room(host)
    anton, yana, here = (make_user(name=name) for name in ("Антон", "Яна", "Здесь"))
    for person in (anton, yana, here):
        befriend(host, person)
    add_wish(user=yana, title=room.title)
    join_room(room_key=room.pk, user=here)
    client.force_login(host)
    page = client.get(f"/rooms/{room.token}/friends/").content.decode()
    assert page.index("Яна") < page.index("Антон")
    assert "Здесь" not in page
    page = client.post(f"/rooms/{room.token}/friends/", {"user": [str(yana.pk)]}).content.decode()
    assert "приглашение отправлено" in page
    assert client.post(f"/rooms/{room.token}/friends/", {"user": ["x"]}).status_code == 404
    client.force_login(vasily)
    assert client.get(f"/rooms/{room.token}/friends/").status_code == 404


def test_room_is_opened_with_calls(host, vasily, stranger):
    """R062, R077: «start now» sends invitations and opens the room; strangers are passed over."""
    body = {"film": str(film_to_watch().pk), "invite": [str(vasily.pk), str(stranger.pk)]}
    answer = api_of(host).post(f"{API}rooms", body)
    assert answer.status_code == 201
    assert [one.user for one in Invitation.objects.all()] == [vasily]


@pytest.mark.parametrize("token", ["%00", "%FF", "x" * 3000])
def test_no_call_into_what_is_no_room(client, vasily, token):
    """A14: an address that could never be a room's is not found, and no error."""
    client.force_login(vasily)
    assert client.post(f"/rooms/{token}/not-now/").status_code == 404
    answer = api_of(vasily).delete(f"{API}rooms/{token}/invitations/{vasily.pk}")
    assert refused(answer, 404, "not_found")


def test_call_is_taken_back_or_put_off(host, vasily, stranger):
    """R062: by who called, by the host, by the called himself; by nobody else."""
    room = open_room(host, access=Room.Access.INVITED)
    call(room, host, vasily)
    one = f"{address(room)}/{vasily.pk}"
    assert refused(api_of(stranger).delete(one), 404, "not_found")
    assert api_of(vasily).delete(one).status_code == 204
    assert Invitation.objects.get().dismissed_at is not None
    assert api_of(host).delete(one).status_code == 204
    with pytest.raises(errors.Forbidden):
        join_room(room_key=room.token, user=vasily)
    assert not Member.objects.filter(user=vasily).exists()
