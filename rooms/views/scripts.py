"""What the pages of rooms hand to their scripts."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.selectors import language, who
from catalog.errors import VideoNotFound
from catalog.models import Title
from catalog.video import sources
from rooms import selectors
from rooms.models import Member, Room
from rooms.wire import link_of, person


def room_config(request: HttpRequest, room: Room, member: Member) -> dict[str, Any]:
    """Return what js/room/index.js starts with; `room` carries its named title."""
    token, title = room.token, room.title
    return {
        "token": token,
        "me": selectors.you(member, room),
        "film": {
            "id": str(title.pk),
            "title": title.display_name,
            "duration": room.duration,
            "poster": title.poster_large,
        },
        "duration": room.duration,
        "link": link_of(room),
        "language": language(),
        "video": video_of(title, who(request)),
        "sockets": {"player": f"/ws/rooms/{token}/", "chat": f"/ws/rooms/{token}/chat/"},
        "api": _api(room),
        "urls": _urls(request, token),
    }


def replay_config(
    request: HttpRequest, room: Room, token: str, video: dict[str, Any]
) -> dict[str, Any]:
    """Return what js/archive/index.js starts with; `token` as the page was asked for."""
    title = room.title
    return {
        "me": person(who(request)),
        "film": {"title": title.display_name, "poster": title.poster_large},
        "duration": room.duration,
        "video": video,
        "api": {
            "lines": f"/api/v1/rooms/{token}/archive/lines",
            "video": f"/api/v1/films/{title.pk}/video",
        },
    }


def video_of(title: Title, user: User) -> dict[str, Any] | None:
    """Where to play it from; None when the file went while the room was open (F31)."""
    try:
        found = sources(title, user)
    except VideoNotFound:
        return None
    return {**found, "expires_at": found["expires_at"].isoformat()}


def _api(room: Room) -> dict[str, str]:
    api = f"/api/v1/rooms/{room.token}"
    parts = ("members", "state", "commands", "messages", "archive")
    return {
        "room": api,
        **{part: f"{api}/{part}" for part in parts},
        "video": f"/api/v1/films/{room.title_id}/video",
    }


def _urls(request: HttpRequest, token: str) -> dict[str, str]:
    return {
        "room": reverse("rooms:room", args=[token]),
        "guests": reverse("rooms:guest-list", args=[token]),
        "archive": reverse("rooms:archive", args=[token]),
        "login": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }
