"""One write of a room's log: decided from memory and written by one statement, or under the lock.

What is decided from memory (rooms/memory.py) is written only if room and place are still so: the
statement itself compares them (ADR 0073), and no right outlives its end.
"""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import OperationalError, connection, transaction
from psycopg import errors

from accounts.models import User
from rooms import clock, ledger, log, memory
from rooms.errors import RoomError
from rooms.log import Entry, Place
from rooms.models import RoomRecord

# Two transactions stood in each other's way and PostgreSQL took this one back whole (F16).
TAKEN_BACK = (errors.DeadlockDetected, errors.SerializationFailure)
TRIES = 4
PAUSE = 0.05  # s before the second try, at most; grows with each

logger = logging.getLogger(__name__)


class Unsure(Exception):
    """What is to be decided cannot be decided without the room's lock."""


@dataclass(frozen=True, slots=True)
class Step:
    """A decision: what is to be written, and which fields of the room were changed with it."""

    entry: Entry
    at: datetime
    changed: Sequence[str] = ()


Decide = Callable[[Place], Step | RoomRecord]


def write(
    room_id: UUID, user: User, client_id: str | None, decide: Decide
) -> tuple[RoomRecord, bool]:
    """Write what `decide` says about a person's place in a room; return the record and True.

    `decide` may be asked twice: about the place as it is remembered, and again about the locked
    one if that did not hold or a refusal came of it. It changes only the room that it is given, or
    returns a record made before, which is then returned with False. Raises NotFound (no such room,
    or he may not read it) and what `decide` raises; what PostgreSQL took back is tried again.
    """
    clock.keep()
    tries = 1 if connection.in_atomic_block else TRIES  # within another's all of that is undone
    for failed in range(1, tries):
        try:
            return _write(room_id, user, client_id, decide)
        except OperationalError as problem:
            if not isinstance(problem.__cause__, TAKEN_BACK):
                raise
            logger.info("write_again error=%r", problem)
            time.sleep(random.uniform(0, PAUSE * failed))  # noqa: S311 no secret
    return _write(room_id, user, client_id, decide)


def require_lock(place: Place) -> None:
    """Raise Unsure for a place that is only remembered."""
    if place.remembered:
        raise Unsure


def _write(
    room_id: UUID, user: User, client_id: str | None, decide: Decide
) -> tuple[RoomRecord, bool]:
    record = _write_from_memory(room_id, user, client_id, decide)
    if record is not None:
        return record, True
    with transaction.atomic():
        place = log.enter(room_id, user, client_id)
        decided = decide(place)
        is_new = not isinstance(decided, RoomRecord)
        record = _append(place, decided) if isinstance(decided, Step) else decided
    memory.keep(place.room, place.member)
    return record, is_new


def _append(place: Place, step: Step) -> RoomRecord:
    return log.append(place.room, step.entry, step.at, changed=step.changed)


def _write_from_memory(
    room_id: UUID, user: User, client_id: str | None, decide: Decide
) -> RoomRecord | None:
    known = memory.recall(room_id, user)
    if known is None:
        return None
    room, member = known
    try:
        decided = decide(Place(room, member, None, remembered=True))
    except (Unsure, RoomError):
        return None
    if isinstance(decided, RoomRecord):
        return None
    record = log.record_of(room, decided.entry, decided.at)
    before = ledger.write_if_same(room, member, record, decided.changed)
    if before is None:
        return None
    if decided.changed:
        memory.keep(room, member)
    log.tell(room, record, before)
    return record
