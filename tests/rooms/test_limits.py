"""How much one person may have: rooms an hour, sockets at once, openings a minute (A12)."""

import json
import uuid

import pytest
from channels.testing import WebsocketCommunicator

from accounts import threads
from cinema.asgi import application
from rooms import clock, limits, presence, seat, windows
from rooms.close_codes import Close
from rooms.errors import RateLimited
from rooms.models import Room
from rooms.services import leave_room
from tests.api import API, api_of, refused
from tests.factories import film_to_watch, make_user, open_room
from tests.rooms.sockets import PATIENCE, Socket, knock, path_of, ticket_of


class OtherProcess:
    """Limits as another process has them: its own local counts, the same Redis."""

    def __enter__(self):
        self.mine = (limits._held, windows.local)
        limits._held, windows.local = limits.Held(), windows.Local()

    def __exit__(self, *_problem):
        limits._held, windows.local = self.mine


@pytest.fixture(autouse=True)
def _alone(settings):
    """The real limits, and counts of nobody else."""
    settings.ROOMS_AN_HOUR, settings.SOCKET_OPENINGS_A_MINUTE = 10, 60
    settings.SOCKETS_A_PERSON, settings.SOCKETS_A_ROOM = 20, 5
    with OtherProcess():
        yield


@pytest.fixture
def deaf_redis(monkeypatch, settings):
    """A Redis that does not answer, asked as the site asks its own."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    lost = presence.client.__wrapped__()
    monkeypatch.setattr(presence, "client", lambda: lost)


def taken(user, room, times):
    """Take places until refused; return how many were given."""
    for number in range(times):
        try:
            limits.take_place(user, (room, f"{number}-{uuid.uuid4().hex[:6]}"))
        except RateLimited:
            return number
    return times


def test_ten_rooms_an_hour(host):
    """A12: the eleventh is refused with a time, and a retry of the tenth is not."""
    film = str(film_to_watch().pk)
    mine = api_of(host)
    for number in range(10):
        answer = mine.post(f"{API}rooms", {"film": film}, HTTP_IDEMPOTENCY_KEY=f"k{number}")
        assert answer.status_code == 201
    answer = mine.post(f"{API}rooms", {"film": film}, HTTP_IDEMPOTENCY_KEY="one-more")
    assert refused(answer, 429, "rate_limited")
    assert 3500 < int(answer["Retry-After"]) <= 3601
    assert mine.post(f"{API}rooms", {"film": film}, HTTP_IDEMPOTENCY_KEY="k9").status_code == 200
    assert Room.objects.count() == 10
    assert api_of(make_user()).post(f"{API}rooms", {"film": film}).status_code == 201


def test_page_says_that_it_is_too_much(client, host, settings):
    """A12: a person at the film's page is told in words."""
    settings.ROOMS_AN_HOUR = 1
    client.force_login(host)
    film = film_to_watch()
    address = f"/films/{film.pk}/watch-together/"
    assert "/rooms/" in client.post(address).url
    answer = client.post(address, follow=True)
    assert "много комнат" in answer.content.decode()


@pytest.mark.parametrize("is_down", [False, True], ids=["redis", "redis down"])
def test_five_sockets_in_a_room_and_twenty_in_all(request, is_down):
    """A12: without Redis each process counts its own, and still holds a flood."""
    if is_down:
        request.getfixturevalue("deaf_redis")
    user, rooms = uuid.uuid4(), [uuid.uuid4().hex for _ in range(5)]
    assert [taken(user, room, 9) for room in rooms] == [5, 5, 5, 5, 0]
    assert taken(uuid.uuid4(), rooms[0], 9) == 5


@pytest.mark.parametrize("is_down", [False, True], ids=["redis", "redis down"])
def test_sixty_openings_a_minute(request, is_down):
    """A12."""
    if is_down:
        request.getfixturevalue("deaf_redis")
    user = uuid.uuid4()
    for _ in range(60):
        limits.check_opening(user)
    with pytest.raises(RateLimited) as refusal:
        limits.check_opening(user)
    assert 0 < refusal.value.retry_after <= 60


def test_counts_are_shared_by_processes():
    """A12: three sockets here and two there are five."""
    user, room = uuid.uuid4(), uuid.uuid4().hex
    assert taken(user, room, 3) == 3
    with OtherProcess():
        assert taken(user, room, 9) == 2
        for _ in range(30):
            limits.check_opening(user)
    for _ in range(30):
        limits.check_opening(user)
    with pytest.raises(RateLimited):
        limits.check_opening(user)


def test_places_of_a_killed_process_come_back(redis_connection, monkeypatch):
    """A12: nobody gave them back; their leases end, those that are renewed do not."""
    user, room = uuid.uuid4(), uuid.uuid4().hex
    places = [(room, f"s{number}") for number in range(5)]
    now = clock.now_ms()
    monkeypatch.setattr(clock, "now_ms", lambda: now)
    for place in places:
        limits.take_place(user, place)
    assert taken(user, room, 1) == 0
    later = now + limits.lease_seconds() * 1000 - 500
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now_ms", lambda: later)
        limits.renew({user: places[:2]})
        patch.setattr(clock, "now_ms", lambda: later + 1000)
        assert taken(user, room, 9) == 3
    assert 0 < redis_connection.pttl(f"sockets:{user.hex}") <= limits.lease_seconds() * 1000
    for place in places:
        limits.free_place(user, place)
        limits.free_place(user, place)


@pytest.mark.django_db(transaction=True)
async def test_sixth_socket_is_refused_until_one_goes(lobby, host):
    """A12: before the handshake; whoever is inside stays, and the place of one who went is free."""
    from channels.db import database_sync_to_async

    room = await database_sync_to_async(open_room)(host)
    sockets = [await lobby.enter(room, host, chat=bool(n % 2)) for n in range(5)]

    async def one_more():
        ticket = await ticket_of(host)
        return await knock(f"{path_of(room)}?ticket={ticket}", origin=None)

    assert await one_more() == Close.TOO_MANY
    await sockets[0].send(type="clock.ping", t0=1)
    assert (await sockets[0].until("clock.pong"))["t0"] == 1
    await sockets[1].hang_up()
    socket = await one_more()
    assert isinstance(socket, Socket)
    lobby.open.append(socket)
    assert await one_more() == Close.TOO_MANY


@pytest.mark.django_db(transaction=True)
async def test_full_room_costs_no_place(lobby, host, friend, settings):
    """A12 R069: who finds every seat taken, however often, holds nothing, with Redis or without."""
    from channels.db import database_sync_to_async

    room = await database_sync_to_async(open_room)(host, friend)
    await database_sync_to_async(leave_room)(room_key=room.pk, user=friend)
    await Room.objects.filter(pk=room.pk).aupdate(seats=1)
    for _ in range(2 * settings.SOCKETS_A_ROOM):
        ticket = await ticket_of(friend)
        assert await knock(f"{path_of(room)}?ticket={ticket}", origin=None) == Close.REMOVED
    assert presence.client().zcard(f"sockets:{friend.pk.hex}") == 0
    assert not limits._held._held


@pytest.mark.django_db(transaction=True)
async def test_place_of_a_socket_that_ends_while_no_thread_is_free(lobby, host, monkeypatch):
    """F14 A12: this process forgets the socket at once; and its person is said good-bye to."""
    from channels.db import database_sync_to_async

    room = await database_sync_to_async(open_room)(host)
    socket = await lobby.enter(room, host)
    assert limits._held._held
    with monkeypatch.context() as patch:
        patch.setattr(threads, "QUEUE_SECONDS", -1.0)  # whoever asks has waited for too long
        await socket.hang_up()
    assert not limits._held._held
    assert seat.goodbyes


@pytest.mark.django_db(transaction=True)
def test_refused_socket_is_told_when_to_come_back(host, friend, monkeypatch):
    """A12: a handshake says nothing to a page, so it asks: why, and for how long; then knocks."""
    room = open_room(host, friend)
    path = f"{API}rooms/{room.token}/socket"
    assert api_of(host).get(path).status_code == 204
    assert taken(host.pk, room.pk.hex, 6) == 5
    answer = api_of(host).get(path)
    assert refused(answer, 429, "rate_limited")
    assert "вкладок" in answer.json()["detail"]
    assert 0 < answer.json()["retry_after"] <= limits.lease_seconds()
    assert 0 < int(answer["Retry-After"]) <= limits.lease_seconds() + 1
    assert api_of(friend).get(path).status_code == 204
    later = clock.now_ms() + limits.lease_seconds() * 1000
    monkeypatch.setattr(clock, "now_ms", lambda: later)
    assert api_of(host).get(path).status_code == 204


@pytest.mark.django_db(transaction=True)
async def test_handshake_is_answered_where_the_server_can(host, settings):
    """A12: 429 and `Retry-After` for programs behind a server with ASGI's `http.response`."""
    settings.SOCKET_OPENINGS_A_MINUTE = 1
    limits.check_opening(host.pk)
    path = f"/ws/rooms/{uuid.uuid4().hex}/?ticket={await ticket_of(host)}"
    line = WebsocketCommunicator(application, path, headers=[(b"host", b"testserver")])
    line.scope["extensions"] = {"websocket.http.response": {}}
    await line.send_input({"type": "websocket.connect"})
    start, body = [await line.receive_output(PATIENCE) for _ in range(2)]
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 429)
    said = json.loads(body["body"])
    assert (said["code"], bool(said["detail"])) == ("rate_limited", True)
    assert 0 < int(dict(start["headers"])[b"retry-after"]) <= 60
    await line.send_input({"type": "websocket.disconnect", "code": 1006})
    await line.wait(PATIENCE)


def test_refusal_is_unknown_without_redis(host, deaf_redis):
    """F05 A12: nobody is kept waiting for a reason that nobody knows."""
    limits.check_refusal(host.pk)


@pytest.mark.django_db(transaction=True)
async def test_guessing_of_links_is_limited(host, settings):
    """A03, A12: each try is the same refusal, and soon the tries themselves are refused."""
    settings.SOCKET_OPENINGS_A_MINUTE = 3
    said = []
    for _ in range(5):
        ticket = await ticket_of(host)
        said.append(await knock(f"/ws/rooms/{uuid.uuid4().hex}/?ticket={ticket}", origin=None))
    assert said == [Close.REMOVED] * 3 + [Close.TOO_MANY] * 2
