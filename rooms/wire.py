"""How a room's facts look outside Python: one form of a record for hub, archive and relay."""

from datetime import datetime
from typing import Any, Literal, TypedDict, cast

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from rooms import playback, shapes
from rooms.models import Room, RoomRecord
from rooms.playback import Playback

Stream = Literal["player", "chat"]


PersonWire = shapes.Person
PlaybackWire = shapes.Anchor


class RecordWire(TypedDict):
    """A record of the room log. `room` is the internal key and never goes to a browser.

    `prev` is the number of the player stream's record before this one; the chat stream shows
    every record, so there it is always `seq - 1`.
    """

    event_id: str
    room: str
    seq: int
    prev: int
    kind: str
    actor: PersonWire | None
    client_id: str | None
    at: float
    position: float | None
    version: int | None
    payload: dict[str, Any]


def streams_of(kind: str) -> tuple[Stream, ...]:
    """Return who hears a kind of record: the chat all of them, the player all but chat's own."""
    return ("chat",) if kind.startswith("chat.") else ("player", "chat")


def to_ms(moment: datetime) -> float:
    """Return `moment` as milliseconds of server time, to the microsecond."""
    return round(moment.timestamp() * 1000.0, 3)


def link_of(room: Room) -> str:
    """Return the address to hand to a friend (R057)."""
    return f"{settings.SITE_ORIGIN}{reverse('rooms:room', args=[room.token])}"


def person(user: User) -> PersonWire:
    """Return what others may know of a person."""
    return {"id": str(user.pk), "name": user.name}


def state_of(room: Room) -> Playback:
    """Return the room's anchor as the pure arithmetic wants it."""
    return Playback(
        duration=room.duration,
        playing=room.playing,
        position=room.position,
        at=room.anchor_at,
        rate=room.rate,
        version=room.version,
        waiting_for=tuple(room.waiting_for),
        wait_until=room.wait_until,
    )


def playback_wire(state: Playback, now: float) -> PlaybackWire:
    """Return the anchor with the phase that it has at `now` (ms)."""
    shown: PlaybackWire = {
        "version": state.version,
        "playing": state.playing,
        "position": state.position,
        "at": state.at,
        "rate": state.rate,
        "phase": playback.phase_at(state, now),
        "waiting_for": list(state.waiting_for),
    }
    if state.waiting_for:
        shown["wait_until"] = state.wait_until
    return shown


def anchor_in(payload: dict[str, Any]) -> PlaybackWire:
    """Return the anchor out of the payload of a `playback.*` record."""
    names = PlaybackWire.__annotations__
    return cast("PlaybackWire", {name: payload[name] for name in names if name in payload})


def wire(record: RoomRecord, *, room: Room, prev: int) -> RecordWire:
    """Return a saved record in its outside form; `prev` as in `RecordWire`."""
    return {
        "event_id": str(record.event_id),
        "room": room.pk.hex,
        "seq": record.seq,
        "prev": prev,
        "kind": record.kind,
        "actor": person(record.actor) if record.actor else None,
        "client_id": record.client_id,
        "at": to_ms(record.at),
        "position": record.position,
        "version": record.version,
        "payload": record.payload,
    }
