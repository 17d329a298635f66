"""The services of the ready gate: stop the room for somebody, let it go on (R078, R093, F30).

The room's row says for whom the film stands and until when, so a waiting outlives every process:
whoever finds it over ends it, and the row's lock and version let exactly one do so.
"""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from redis.exceptions import RedisError

from accounts.models import User
from rooms import clock, gate, log, playback, presence, wire
from rooms.errors import NotFound
from rooms.gate import Patience, Reports
from rooms.log import Entry
from rooms.models import Member, Room, RoomRecord
from rooms.playback import Playback

ANCHOR = ("playing", "position", "anchor_at", "rate", "version", "waiting_for", "wait_until")
WAITING = ("wait_since", "patience", "patience_at")

logger = logging.getLogger(__name__)


def reports(room_id: UUID) -> Reports | None:
    """Return what the players of a room said last, None when Redis does not tell in time."""
    try:
        return presence.reports(room_id.hex)
    except RedisError as problem:
        logger.warning("reports_unknown room=%s error=%r", room_id.hex, problem)
        return None


def lead(said: Reports | None, now: float, action: str = "play") -> float:
    """Return how far (ms) ahead what starts now is dated; a seek by what jumps take further.

    They stand on the new frame meanwhile, and begin together where each would come late (ADR 0044).
    """
    known = said.values() if said else ()
    ahead = gate.start_lead(known, now, settings.ROOM_START_LEAD_MS)
    return min(ahead + settings.ROOM_JUMP_MS, gate.LATEST) if action == "seek" else ahead


@transaction.atomic
def hold_room(*, room_id: UUID, user: User, now: datetime | None = None) -> bool:
    """Stop a playing room for a member whose film stalls; return whether it was.

    Not under the policy `go`, not again within a minute, not when the room has lost patience.
    """
    room = log.lock_room(room_id)
    at = log.moment(now)
    state, ms = wire.state_of(room), wire.to_ms(at)
    if not room.is_open or playback.phase_at(state, ms) != "playing":
        return False
    waited, until = _begin(room, [str(user.pk)], ms)
    if waited:
        state = playback.wait(state, ms, waited, until)
        _record(room, state, Entry("playback.wait", None, told("wait", state, ms)), at)
    return bool(waited)


def held_start(room: Room, state: Playback, said: Reports | None, now: float) -> Playback:
    """Return the state of a start, standing if somebody present is not ready for it.

    `room` is locked and still holds what was before the start.
    """
    unready = gate.not_ready(said, now) if said else []
    waited, until = _begin(room, unready, now) if unready else ([], 0.0)
    return playback.held(state, now, waited, until) if waited else state


def go_on(*, room_id: UUID, now: datetime | None = None) -> bool:
    """Let a waiting room go on if all are ready or the time is over; return whether it did.

    Anybody may call it at any time, twice at once too. Raises NotFound.
    """
    said = reports(room_id)
    with transaction.atomic():
        room = log.lock_room(room_id)
        at = log.moment(now)
        ms = wire.to_ms(at)
        if not room.is_open or not room.waiting_for:
            return False
        late = _late(room, said, ms)
        if late and ms < room.wait_until and room.wait_policy == Room.WaitPolicy.WAIT:
            return False
        ahead = lead(said, ms)
        state = playback.go_on(wire.state_of(room), ms, ahead)
        payload = told("go", state, ms, lead=ahead, without=late)
        _record(room, state, Entry("playback.go", None, payload), at)
        return True


def go_on_everywhere() -> None:
    """Let every room go on whose waiting was forgotten with the process that watched it."""
    clock.keep()
    over = Room.objects.filter(state=Room.State.OPEN, wait_until__gt=0)
    for room_id in over.filter(wait_until__lte=clock.now_ms()).values_list("pk", flat=True):
        try:
            go_on(room_id=room_id)
        except NotFound:
            continue


def told(action: str, state: Playback, now: float, **more: Any) -> dict[str, Any]:
    """Return the payload of a `playback.*` record."""
    return {"action": action, **more, **wire.playback_wire(state, now)}


def put_anchor(room: Room, state: Playback, now: float) -> list[str]:
    """Give a locked room a new anchor; return the names of the fields to be saved."""
    changed = [*ANCHOR]
    if room.waiting_for and not state.waiting_for:
        left = Patience(room.patience, room.patience_at).after(now - room.wait_since)
        room.patience, room.patience_at = left.left, now
    if room.waiting_for or state.waiting_for:
        changed += WAITING
    room.playing, room.position, room.anchor_at = state.playing, state.position, state.at
    room.rate, room.version = state.rate, state.version
    room.waiting_for, room.wait_until = list(state.waiting_for), state.wait_until
    return changed


def _begin(room: Room, users: list[str], now: float) -> tuple[list[str], float]:
    """Return for whom of `users` the room waits, and until when (ms); notes that it does."""
    if room.wait_policy != Room.WaitPolicy.WAIT:
        return [], 0.0
    left = Patience(room.patience, room.patience_at).now(now)
    limit = left.limit()
    here = Member.objects.filter(room=room, user_id__in=users, state=Member.State.HERE)
    waited = [m for m in here.order_by("pk") if gate.may_hold(m.held_at, now)]
    if not limit or not waited:
        return [], 0.0
    Member.objects.filter(pk__in=[m.pk for m in waited]).update(held_at=now)
    room.wait_since, room.patience, room.patience_at = now, left.left, now
    return [str(m.user_id) for m in waited], now + limit


def _late(room: Room, said: Reports | None, now: float) -> list[str]:
    """Return for whom of those a room waits it still has to."""
    if said is None:  # nobody can say that he is ready: the time limit decides
        return list(room.waiting_for)
    here = Member.objects.filter(room=room, user_id__in=room.waiting_for, state=Member.State.HERE)
    present = {str(user) for user in here.values_list("user_id", flat=True)}
    return [
        user
        for user in room.waiting_for
        if user in present and gate.is_awaited(said.get(user), room.version, now)
    ]


def _record(room: Room, state: Playback, entry: Entry, at: datetime) -> RoomRecord:
    changed = put_anchor(room, state, wire.to_ms(at))
    return log.append(room, entry, at, changed=changed)
