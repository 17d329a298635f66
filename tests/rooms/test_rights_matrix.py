"""Every route of rooms and every frame, tried by every part that a person can play (A05).

The answers stand in `rights_matrix.csv`; a route that the table does not have fails the test, so
that nobody adds one without saying who may use it. HTTP: the status. Sockets: `ack`, the code of
the nack, the type of the answer, or `refused` before the handshake.
"""

import csv
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from chat.services import send_message
from rooms.invitations import invite
from rooms.models import Room
from rooms.people import change_role, remove_person
from rooms.services import change_settings, join_room, leave_room
from tests.api import API, api_of
from tests.factories import befriend, film_to_watch, make_user, open_room
from tests.rooms.sockets import Socket, knock, path_of, ticket_of

TABLE = Path(__file__).with_name("rights_matrix.csv")
ROLES = (
    "anonymous", "stranger", "invited", "member", "left", "removed", "banned", "moderator",
    "host", "staff",
)  # fmt: skip
BODIES: dict[str, dict[str, Any]] = {
    "rooms": {"film": None},
    "room": {"chat_enabled": True},
    "room-commands": {"id": "m", "action": "pause"},
    "room-report": {"position": 0, "buffering": False, "ready": True, "version": 0},
    "message-reactions": {"id": "m", "emoji": "🔥"},
    "messages": {"id": "m", "text": "слово"},
    "room-member": {"role": "moderator"},
    "room-invitations": {"user": None},
}
FRAMES: dict[str, dict[str, dict[str, Any]]] = {
    "player": {
        "clock.ping": {"t0": 1.0},
        "playback.command": {"id": "m", "action": "pause"},
        "sync": {"after": 1},
    },
    "chat": {
        "chat.send": {"id": "m", "text": "слово"},
        "chat.react": {"id": "m", "seq": None, "emoji": "🔥"},
        "chat.delete": {"id": "m", "seq": None},
        "chat.history": {"id": "m"},
        "sync": {"after": 1},
    },
}


class Cast:
    """A room «by invitation, host controls» and one person for every part."""

    def __init__(self) -> None:
        people = {role: make_user(name=role) for role in ROLES if role != "anonymous"}
        host, guest = people["host"], make_user(name="other")
        people["staff"].is_staff = people["staff"].is_superuser = True
        people["staff"].save()
        seated = ("member", "moderator", "left", "removed", "banned")
        self.room = open_room(host, *(people[role] for role in seated), guest)
        change_role(
            room_key=self.room.pk, by=host, user_id=people["moderator"].pk, role="moderator"
        )
        leave_room(room_key=self.room.pk, user=people["left"])
        for role in ("removed", "banned"):
            remove_person(
                room_key=self.room.pk, by=host, user_id=people[role].pk, ban=role == "banned"
            )
        befriend(host, people["invited"])
        self.pal = make_user(name="pal")
        for role in ("host", "moderator", "member"):
            befriend(people[role], self.pal)
        invite(room_key=self.room.pk, by=host, user_ids=[people["invited"].pk])
        said, _ = send_message(
            room_id=self.room.pk, author=guest, text="чужое слово", client_id="w"
        )
        rules = {"access": "invited", "control": "host"}
        change_settings(room_key=self.room.pk, by=host, **rules)
        self.people, self.guest, self.said = people, guest, said.seq
        self.film = film_to_watch()

    def path(self, pattern: str) -> str:
        """The pattern of a route with this room in it."""
        whom = self.people["invited"] if "invitations" in pattern else self.guest
        kinds = {
            "<str:token>": self.room.token,
            "<uuid:user>": str(whom.pk),
            "<int:seq>": str(self.said),
            "<uuid:title_id>": str(self.film.pk),
        }
        for kind, value in kinds.items():
            pattern = pattern.replace(kind, value)
        assert "<" not in pattern, pattern
        return f"/{pattern}"

    def body(self, name: str) -> dict[str, Any]:
        """What the route is asked with."""
        body = dict(BODIES.get(name, {}))
        if "film" in body:
            body["film"] = str(self.film.pk)
        if "user" in body:
            body["user"] = str(self.pal.pk)
        return body


def routes(patterns, prefix="", space=""):
    """Yield (name, pattern, view) of everything below `rooms`."""
    for each in patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else space
            yield from routes(each.url_patterns, path, inner)
        elif isinstance(each, URLPattern) and _is_of_rooms(path):
            yield f"{space}{each.name}", path, each.callback


def _is_of_rooms(path: str) -> bool:
    ours = path.startswith(("rooms/", "api/v1/rooms")) or "watch-together" in path
    return ours and "drf_format_suffix" not in path


ROUTES = sorted(set(routes(get_resolver().url_patterns)), key=lambda route: route[:2])


def methods(view) -> list[str]:
    """The methods that a view answers; pages say so by refusing the others."""
    known = getattr(view, "cls", None)
    if known is not None:
        return [m for m in ("get", "post", "patch", "put", "delete") if hasattr(known, m)]
    return ["get", "post"]


ROWS = [(name, method) for name, _path, view in ROUTES for method in methods(view)]


def table() -> dict[tuple[str, str], dict[str, str]]:
    with TABLE.open(newline="") as file:
        return {(row["what"], row["how"]): row for row in csv.DictReader(file)}


def test_table_knows_every_route_and_frame():
    """A05: neither more nor less than the URL map and the declared frames."""
    frames = [(f"socket:{line}", frame) for line, some in FRAMES.items() for frame in some]
    assert set(table()) == set(ROWS) | set(frames)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), ROWS)
def test_routes_answer_as_the_table_says(name, method):
    """A05, R059, R071: ten parts, one answer each; hidden things are 404."""
    cast = Cast()
    [pattern] = [path for known, path, _view in ROUTES if known == name]
    wanted = {role: table()[name, method][role] for role in ROLES}
    assert {role: answer(cast, role, name, method, pattern) for role in ROLES} == wanted


def answer(cast: Cast, role: str, name: str, method: str, pattern: str) -> str:
    """The status of one try, which is undone."""
    user = cast.people.get(role)
    with transaction.atomic():
        if pattern.startswith("api/"):
            call = getattr(api_of(user), method)
            status = call(cast.path(pattern), cast.body(name.removeprefix("api:"))).status_code
        else:
            client = Client()
            if user is not None:
                client.force_login(user)
            status = getattr(client, method)(cast.path(pattern)).status_code
        transaction.set_rollback(True)
    return str(status)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("line", FRAMES)
async def test_sockets_answer_as_the_table_says(line, role):
    """A01, A03, A05, A08: refused before the handshake, or answered by right."""
    from channels.db import database_sync_to_async

    cast = await database_sync_to_async(Cast)()
    rows = table()
    wanted = {frame: rows[f"socket:{line}", frame][role] for frame in FRAMES[line]}
    assert await tried(cast, role, line) == wanted


async def tried(cast: Cast, role: str, line: str) -> dict[str, str]:
    """What each frame of a line is answered with."""
    user = cast.people.get(role)
    path = path_of(cast.room, chat=line == "chat")
    ticket = await ticket_of(user) if user else uuid.uuid4().hex
    socket = await knock(f"{path}?ticket={ticket}", origin=None)
    if not isinstance(socket, Socket):
        return dict.fromkeys(FRAMES[line], "refused")
    said = {}
    await socket.until("welcome")
    for frame, fields in FRAMES[line].items():
        body = {key: cast.said if value is None else value for key, value in fields.items()}
        if "id" in body:
            body["id"] = f"{body['id']}-{frame}"
        await socket.send(type=frame, **body)
        said[frame] = await _answer(socket)
    await socket.hang_up()
    return said


async def _answer(socket: Socket) -> str:
    while True:
        frame = await socket.next()
        if frame["type"] == "nack":
            return str(frame["code"])
        if frame["type"] in ("ack", "synced", "clock.pong", "chat.history"):
            return str(frame["type"])


@pytest.mark.django_db
def test_role_taken_is_gone_with_the_next_request(host, friend):
    """A05: the same person asks again after he was made a guest, and after he was put out."""
    room = open_room(host, friend)
    address = f"{API}rooms/{room.token}/members/{host.pk}"
    asked = api_of(friend)
    change_role(room_key=room.pk, by=host, user_id=friend.pk, role="moderator")
    assert asked.delete(address).status_code == 403  # a moderator, and yet not above the host
    petr = make_user()
    join_room(room_key=room.pk, user=petr)
    change_role(room_key=room.pk, by=host, user_id=friend.pk, role="guest")
    assert asked.delete(address.replace(str(host.pk), str(petr.pk))).status_code == 403
    remove_person(room_key=room.pk, by=host, user_id=friend.pk)
    assert asked.get(f"{API}rooms/{room.token}/members").status_code == 404


@pytest.mark.django_db
def test_fields_that_are_not_ours_change_nothing(host, friend):
    """A06: author, role, number, room and staff mark come from the session and the path."""
    room, other = open_room(host, friend), open_room(host)
    body = {
        "id": "a", "text": "слово", "author": str(host.pk), "role": "host", "seq": 999,
        "room": other.token, "is_staff": True, "deleted": True,
    }  # fmt: skip
    answer = api_of(friend).post(f"{API}rooms/{room.token}/messages", body)
    assert answer.status_code == 201
    assert answer.json()["seq"] == 4
    [said] = api_of(host).get(f"{API}rooms/{room.token}/messages").json()["results"]
    assert (said["author"]["name"], said["text"]) == ("Василий", "слово")
    wild = {
        "host": str(friend.pk),
        "state": "closing",
        "seats": 99,
        "token": "x",
        "control": "host",
    }
    assert api_of(host).patch(f"{API}rooms/{room.token}", wild).status_code == 200
    fresh = Room.objects.get(pk=room.pk)
    assert (fresh.host, fresh.state, fresh.seats, fresh.token) == (host, "open", 10, room.token)
    joined = api_of(make_user()).post(f"{API}rooms/{room.token}/join", {"role": "host"})
    assert joined.json()["you"]["role"] == "guest"
