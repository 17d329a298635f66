"""Everything that changes a room. Each change is one transaction under the room's row lock.

Keys of rooms are tokens or internal ids. `now` is for tests; the clock is otherwise read after
the lock, so that times in the log never run against its numbers.
"""

import logging
import math
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerError

from accounts.models import User
from catalog.models import Title, Video
from friends.selectors import is_blocked_between
from rooms import log, permissions, playback, presence, selectors, wire
from rooms.errors import Closing, Conflict, Forbidden, Full, Invalid, NotFound, Stale
from rooms.log import Entry
from rooms.models import Member, Room, RoomRecord, Visit
from rooms.playback import Command

CREATION_KEY = re.compile(r"[!-~]{1,64}")
SETTINGS = ("access", "control", "chat_enabled")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an accepted command came to: its number in the log and the playhead's version."""

    seq: int
    version: int


def create_room(
    *,
    host: User,
    title: Title,
    key: str | None = None,
    access: str = Room.Access.LINK,
    control: str = Room.Control.EVERYONE,
    now: datetime | None = None,
) -> tuple[Room, bool]:
    """Open a room with its log and the host in it, and return it with True (R053, R055).

    The same `key` of the same host returns the room made before, with False. Raises Conflict
    when that one shows another title, Invalid for a title without video.
    """
    made = _made_before(host, title, key)
    if made is not None:
        return made, False
    video = Video.objects.filter(title=title).first()
    if video is None:
        raise Invalid(_("У этой картины пока нет видео."))
    fresh = Room(
        host=host, title=title, creation_key=key, duration=video.duration, access=access,
        control=control, seats=settings.ROOM_SEATS, created_at=log.moment(now),
    )  # fmt: skip
    try:
        return _open_room(fresh), True
    except IntegrityError:
        # The second click of a double one: the first has the key now, whoever was quicker.
        made = _made_before(host, title, key)
        if made is None:
            raise
        return made, False


def join_room(*, room_key: str | UUID, user: User, now: datetime | None = None) -> Room:
    """Seat a person in the room; again changes nothing. Returns the room.

    Raises NotFound (no room, removed, banned, or closed for a stranger), Closing, Forbidden
    (the policy of access), Full. The seat limit is exact (R069).
    """
    with transaction.atomic():
        room = log.lock_room(room_key)
        member = Member.objects.filter(room=room, user=user).first()
        _check_entry(room, user, member)
        if member is None or member.state != Member.State.HERE:
            _take_seat(room, user, member, log.moment(now))
    presence.touch(room.pk.hex, str(user.pk))
    return room


def leave_room(
    *, room_key: str | UUID, user: User, reason: str = "left", now: datetime | None = None
) -> None:
    """Free the person's seat (R068); again changes nothing. Raises NotFound for a stranger.

    `reason` is "left" for one who said so and "lost" for one who was heard no more.
    """
    with transaction.atomic():
        room = log.lock_room(room_key)
        member = selectors.standing(room, user)
        if member.state == Member.State.HERE and room.is_open:
            _free_seat(room, user, member, reason, log.moment(now))
    presence.forget(room.pk.hex, str(user.pk))


def leave_if_gone(*, room_key: UUID, user: User, since: float) -> None:
    """Free the seat of a person who was not heard after `since` (ms).

    Raises RedisError when that cannot be known; then nobody is judged.
    """
    heard = presence.last_beats(room_key.hex).get(str(user.pk))
    if heard is None or heard <= since:
        leave_room(room_key=room_key, user=user, reason="lost")


@transaction.atomic
def close_room(
    *, room_key: str | UUID, by: User | None, reason: str, now: datetime | None = None
) -> Room:
    """End the evening: the last record of the log, no more entering, speaking, controlling (R114).

    `by` is the host, or staff, or None for the site itself. Again changes nothing. Raises
    NotFound for a stranger, Forbidden for a guest. The archive starts after the commit (R115).
    """
    room = log.lock_room(room_key)
    _check_may_close(room, by)
    if not room.is_open:
        return room
    ended = log.moment(now)
    room.state = Room.State.CLOSING
    room.closed_at = ended
    room.close_reason = reason
    changed = ["state", "closed_at", "close_reason"]
    log.append(room, Entry("room.closed", by, {"reason": reason}), ended, changed=changed)
    Visit.objects.filter(member__room=room, left_at=None).update(left_at=ended)
    Member.objects.filter(room=room, state=Member.State.HERE).update(state=Member.State.LEFT)
    transaction.on_commit(partial(hint_archive, room.pk))
    return room


@transaction.atomic
def change_settings(
    *, room_key: str | UUID, by: User, now: datetime | None = None, **wanted: str | bool
) -> Room:
    """Let the host, or staff, change `access`, `control` and `chat_enabled` of an open room.

    The same again is no record. Raises NotFound, Closing, Forbidden.
    """
    room = log.lock_room(room_key)
    if not by.is_staff:
        selectors.require("settings", room, selectors.standing(room, by))
    elif not room.is_open:
        raise Closing
    changed = {name: value for name, value in wanted.items() if getattr(room, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(room, name, value)
        settled = {name: getattr(room, name) for name in SETTINGS}
        entry = Entry("room.settings", by, settled)
        log.append(room, entry, log.moment(now), changed=list(changed))
    return room


@transaction.atomic
def change_role(
    *, room_key: str | UUID, by: User, user_id: UUID, role: str, now: datetime | None = None
) -> Member:
    """Let the host give a role to somebody who sits in the room; the same again is no record.

    The role of host is passed on: whoever gave it is a guest from then (R066). Raises NotFound,
    Closing, Forbidden, Invalid (oneself, or somebody who is not here now).
    """
    room = log.lock_room(room_key)
    giver = selectors.standing(room, by)
    selectors.require("roles", room, giver)
    member = selectors.members_of(room).filter(user_id=user_id).first()
    if member is None:
        raise NotFound
    if member == giver or member.state != Member.State.HERE:
        raise Invalid(_("Роль дают другому, и тому, кто сейчас в комнате."))
    given = log.moment(now)
    if role == Member.Role.HOST:
        _give_role(room, giver, Member.Role.GUEST, by, given)
        # The key goes with him who made the room: it must not meet one of the new host's own.
        room.host, room.creation_key = member.user, None
        room.save(update_fields=["host", "creation_key"])
    if member.role != role:
        _give_role(room, member, role, by, given)
    return member


@transaction.atomic
def command_playback(
    *,
    room_key: str | UUID,
    user: User,
    command: Command,
    client_id: str | None = None,
    now: datetime | None = None,
) -> Outcome:
    """Let a member play, pause, seek or change the rate for all (R081–R084, R090).

    The same client id gives the same outcome again. Raises NotFound, Conflict (same id, other
    command), Closing, Forbidden, Stale, Invalid; a refusal changes nothing.
    """
    room = log.lock_room(room_key)
    member = selectors.standing(room, user)
    kind, asked = f"playback.{command.action}", asdict(command)
    before = log.repeated(room, user, client_id, kind, {"asked": asked})
    if before is not None:
        return Outcome(before.seq, before.version or 0)
    selectors.require("control", room, member)
    acted = log.moment(now)
    state = _applied(room, command, wire.to_ms(acted))
    anchor = wire.playback_wire(state, wire.to_ms(acted))
    payload = {"action": command.action, "asked": asked, **anchor}
    record = _save_anchor(room, state, Entry(kind, user, payload, client_id), acted)
    return Outcome(record.seq, state.version)


def hint_archive(room_id: UUID) -> None:
    """Ask a worker to archive the room now; the row `closing` and a sweep are the real queue."""
    try:
        current_app.send_task("rooms.tasks.archive_room", args=[str(room_id)], retry=False)
    except (BrokerError, OSError) as problem:
        logger.warning("archive_hint_failed room=%s error=%r", room_id, problem)


def _made_before(host: User, title: Title, key: str | None) -> Room | None:
    if key is None:
        return None
    if not CREATION_KEY.fullmatch(key):
        raise Invalid(_("Ключ повтора: от 1 до 64 печатных знаков."))
    room = Room.objects.filter(host=host, creation_key=key).first()
    if room is not None and room.title_id != title.pk:
        raise Conflict
    return room


@transaction.atomic
def _open_room(room: Room) -> Room:
    room.save(force_insert=True)
    payload = {"title": str(room.title_id), "access": room.access, "control": room.control}
    log.append(room, Entry("room.created", room.host, payload), room.created_at)
    _take_seat(room, room.host, None, room.created_at, role=Member.Role.HOST)
    return room


def _check_entry(room: Room, user: User, member: Member | None) -> None:
    if member is not None and member.state not in selectors.KNOWN:
        raise NotFound
    if not room.is_open:
        raise Closing if member is not None else NotFound
    if member is None and is_blocked_between(room.host, user):
        raise NotFound  # a block hides both from each other (D15)
    if member is None and not selectors.is_welcome(room, user):
        raise Forbidden(_("Хозяин пускает в эту комнату не всех."))


def _take_seat(
    room: Room,
    user: User,
    member: Member | None,
    now: datetime,
    role: Member.Role = Member.Role.GUEST,
) -> None:
    if selectors.seats_taken(room) >= room.seats:
        raise Full
    if member is None:
        member = Member(room=room, user=user, role=role, first_joined_at=now)
    member.state = Member.State.HERE
    member.save()
    Visit.objects.create(member=member, came_at=now)
    log.append(room, Entry("member.joined", user, _about(member, user)), now)


def _free_seat(room: Room, user: User, member: Member, reason: str, now: datetime) -> None:
    member.state = Member.State.LEFT
    member.save(update_fields=["state"])
    Visit.objects.filter(member=member, left_at=None).update(left_at=now)
    log.append(room, Entry("member.left", user, {**_about(member, user), "reason": reason}), now)


def _give_role(room: Room, member: Member, role: str, by: User, now: datetime) -> None:
    member.role = role
    member.save(update_fields=["role"])
    log.append(room, Entry("member.role", by, _about(member, member.user)), now)


def _about(member: Member, user: User) -> dict[str, Any]:
    return {"user": wire.person(user), "role": member.role}


def _check_may_close(room: Room, by: User | None) -> None:
    if by is None or by.is_staff:
        return
    member = selectors.standing(room, by)
    if not permissions.is_allowed("close", member, room.control):
        raise Forbidden(_("Закрыть комнату может только хозяин."))


def _applied(room: Room, command: Command, now: float) -> playback.Playback:
    # Also the number that this action does not use: the log keeps what was asked, as JSON.
    if not all(math.isfinite(n) for n in (command.position, command.rate) if n is not None):
        raise Invalid(_("Такой команды плеер не понимает."))
    try:
        return playback.apply(wire.state_of(room), command, now, settings.ROOM_START_LEAD_MS)
    except playback.StaleCommand:
        raise Stale from None
    except playback.BadCommand:
        raise Invalid(_("Такой команды плеер не понимает.")) from None


def _save_anchor(room: Room, state: playback.Playback, entry: Entry, now: datetime) -> RoomRecord:
    room.playing, room.position, room.anchor_at = state.playing, state.position, state.at
    room.rate, room.version = state.rate, state.version
    changed = ["playing", "position", "anchor_at", "rate", "version"]
    return log.append(room, entry, now, changed=changed)
