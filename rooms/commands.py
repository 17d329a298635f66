"""The command path: a member's wish becomes the room's new anchor, for all (R081–R084, R090)."""

import math
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from rooms import gate, log, pace, playback, selectors, waiting, wire, writing
from rooms.errors import Invalid, RateLimited, Stale
from rooms.gate import Reports
from rooms.log import Entry, Place
from rooms.models import Room, RoomRecord
from rooms.playback import Command, Playback
from rooms.writing import Step


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an accepted command came to: its number in the log and the playhead's version."""

    seq: int
    version: int


def command_playback(
    *,
    room_key: str | UUID,
    user: User,
    command: Command,
    client_id: str | None = None,
    now: datetime | None = None,
) -> Outcome:
    """Let a member play, pause, seek or change the rate for all.

    The same client id gives the same outcome again. What starts is dated ahead by the slowest
    member, or waits for those who are not ready (rooms/waiting.py). Raises NotFound, Conflict (same
    id, other command), Closing, Forbidden, Stale, Invalid; a refusal changes nothing.
    """
    room_id = selectors.key_of(room_key)
    # Before the lock: nobody waits for Redis while he holds a room.
    return _command(room_id, user, command, client_id, _heard(room_id, command), now)


def command_in_turn(
    *, room_id: UUID, user: User, command: Command, client_id: str | None
) -> Outcome:
    """As `command_playback`, for what a client sends: counted (F32), and one question to Redis.

    Tests and the site itself are not counted. Raises RateLimited as well, unless the same id was
    obeyed before.
    """
    try:
        said = pace.take_turn(room_id, user.pk)
    except RateLimited:
        before = command_before(room_id=room_id, user=user, command=command, client_id=client_id)
        if before is None:
            raise
        return before
    heard = _heard(room_id, command, said)
    return _command(room_id, user, command, client_id, heard, None)


def command_before(
    *, room_id: UUID, user: User, command: Command, client_id: str | None
) -> Outcome | None:
    """Return what the same command under the same id came to before. Raises Conflict."""
    sent = {"asked": asdict(command)}
    before = log.repeated(Room(pk=room_id), user, client_id, f"playback.{command.action}", sent)
    return None if before is None else Outcome(before.seq, before.version or 0)


def _heard(room_id: UUID, command: Command, told: Reports | None = None) -> Reports | None:
    """Return what the players said last, where it matters: a pause begins at once."""
    if command.action == "pause":
        return None
    return waiting.reports(room_id) if told is None else told  # a full Redis counts not, but tells


def _command(
    room_id: UUID,
    user: User,
    command: Command,
    client_id: str | None,
    said: Reports | None,
    now: datetime | None,
) -> Outcome:
    obey = partial(_obey, user, command, client_id, said, now)
    record, _is_new = writing.write(room_id, user, client_id, obey)
    return Outcome(record.seq, record.version or 0)


def _obey(
    user: User,
    command: Command,
    client_id: str | None,
    said: Reports | None,
    now: datetime | None,
    place: Place,
) -> Step | RoomRecord:
    room = place.room
    kind, asked = f"playback.{command.action}", asdict(command)
    before = place.repeated(kind, {"asked": asked})
    if before is not None:
        return before
    selectors.require("control", room, place.member)
    acted = log.moment(now)
    ms = wire.to_ms(acted)
    ahead = waiting.lead(said, ms, command.action)
    state = _applied(room, command, ms, ahead)
    if _starts(room, command) and said and gate.not_ready(said, ms):
        writing.require_lock(place)  # others' places are about to change with it
        state = waiting.held_start(room, state, said, ms)
    payload = waiting.told(command.action, state, ms, asked=asked, lead=ahead)
    changed = waiting.put_anchor(room, state, ms)
    return Step(Entry(kind, user, payload, client_id), acted, changed)


def _starts(room: Room, command: Command) -> bool:
    # A play in the midst of a waiting says: go on without them.
    return command.action == "play" and not room.playing and not room.waiting_for


def _applied(room: Room, command: Command, now: float, lead: float) -> Playback:
    # Also the number that this action does not use: the log keeps what was asked, as JSON.
    if not all(math.isfinite(n) for n in (command.position, command.rate) if n is not None):
        raise Invalid(_("Такой команды плеер не понимает."))
    try:
        return playback.apply(wire.state_of(room), command, now, lead)
    except playback.StaleCommand:
        raise Stale from None
    except playback.BadCommand:
        raise Invalid(_("Такой команды плеер не понимает.")) from None
