"""What frames and answers are made of, each shape declared once; plain dicts at run time."""

from typing import NotRequired, TypedDict

from rooms.playback import Phase


class Person(TypedDict):
    """A person as others in the room see him."""

    id: str
    name: str


class You(Person):
    """The person at this socket, and his rights: `may` do what, remove whom (roles `below`)."""

    role: str
    can_control: bool
    can_speak: bool
    can_moderate: bool
    may: list[str]
    below: list[str]


class Place(TypedDict):
    """A member's place: `online` while he sits in the room, `buffering` while his player stalls."""

    user: Person
    role: str
    may_control: bool
    online: bool
    buffering: bool
    muted: bool


class Anchor(TypedDict):
    """The film stands at `position` s at `at` ms of server time and moves at `rate` if playing."""

    version: int
    playing: bool
    position: float
    at: float
    rate: float
    phase: Phase
    waiting_for: list[str]
    wait_until: NotRequired[float]  # ms; only while waiting


class GenreName(TypedDict):
    id: str
    slug: str
    name: str


class Film(TypedDict):
    """A film, series or episode as lists show it. `duration` in seconds."""

    id: str
    kind: str
    title: str
    original_title: str
    year: int | None
    duration: int
    poster: str | None
    poster_small: str | None
    genres: list[GenreName]
    has_video: bool
    wanted: bool


class RoomInfo(TypedDict):
    """A room as the API shows it; times are ISO 8601."""

    token: str
    link: str
    state: str
    film: Film
    host: Person
    access: str
    control: str
    chat_enabled: bool
    slow_mode: int
    wait_policy: str
    seats: int
    created_at: str
    starts_at: str | None
    you: You | None


class Settings(TypedDict):
    """What the host has settled, and what of it is new; `slow_mode` in seconds, 0 is off."""

    access: str
    control: str
    chat_enabled: bool
    slow_mode: int
    wait_policy: str
    changed: list[str]


class ChatRules(TypedDict):
    """What may be said: signs to react with, characters in a message, seconds between two."""

    signs: tuple[str, ...]
    length: int
    slow_mode: int


class Sign(TypedDict):
    """A reaction on a message, and who put it."""

    emoji: str
    by: list[Person]
