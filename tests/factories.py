"""People, titles and rooms for tests. Rooms are made by the services, as in life."""

from itertools import count
from typing import Any
from uuid import uuid4

from accounts.models import User
from catalog.models import Title, TitleText, Video
from friends.services import request_friend
from rooms.models import Room
from rooms.services import create_room, join_room

PASSWORD = "kino-together"

_numbers = count(1)


def make_user(*, password: str = PASSWORD, **fields: Any) -> User:
    """Save a person who can sign in with `PASSWORD`."""
    number = next(_numbers)
    named = {"email": f"person{number}-{uuid4().hex[:6]}@example.test", "name": f"Человек {number}"}
    return User.objects.create_user(password=password, **{**named, **fields})


def make_users(how_many: int) -> list[User]:
    """Save several people."""
    return [make_user() for _ in range(how_many)]


def befriend(one: User, other: User) -> None:
    """Make two people friends, by each asking the other."""
    request_friend(sender=one, addressee_id=other.pk)
    request_friend(sender=other, addressee_id=one.pk)


def make_title(names: dict[str, str] | None = None, **fields: Any) -> Title:
    """Save a film without a video; `names` by language, by default one in each."""
    number = next(_numbers)
    facts = {
        "external_id": f"film-{number}-{uuid4().hex[:6]}",
        "original_title": f"Original {number}",
        "year": 1925,
        "duration": 600,
    }
    title = Title.objects.create(**{**facts, **fields})
    names = {"ru": f"Фильм {number}", "en": f"Film {number}"} if names is None else names
    for language, name in names.items():
        TitleText.objects.create(
            title=title, language=language, name=name, description=f"{name} ({language})"
        )
    return title


def film_to_watch(**video: Any) -> Title:
    """Save a film of ten minutes that has a video; the file itself is not there."""
    title = video.pop("title", None) or make_title()
    facts = {"key": f"videos/{title.pk.hex}.mp4", "size": 1_000_000, "etag": "e", "duration": 600.0}
    Video.objects.create(title=title, **{**facts, **video})
    return title


def open_room(host: User, *guests: User, title: Title | None = None, **options: Any) -> Room:
    """Return an open room in which the host and the guests sit."""
    room, _ = create_room(host=host, title=title or film_to_watch(), **options)
    for guest in guests:
        join_room(room_key=room.pk, user=guest)
    room.refresh_from_db()
    return room
