"""Everything that changes a room; what people do to each other in it is in `rooms.people`.

Each change is one transaction under the room's row lock.

Keys of rooms are tokens or internal ids. `now` is for tests; the clock is otherwise read after
the lock, so that times in the log never run against its numbers.
"""

import logging
import re
from datetime import datetime
from functools import partial
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerError

from accounts.models import User
from catalog.models import Title, Video
from rooms import lifecycle, limits, log, permissions, places, presence, selectors
from rooms.commands import Outcome as Outcome
from rooms.commands import command_before as command_before
from rooms.commands import command_in_turn as command_in_turn
from rooms.commands import command_playback as command_playback
from rooms.errors import Closing, Conflict, Forbidden, Invalid, NotFound
from rooms.log import Entry
from rooms.models import Member, Room, Visit

CREATION_KEY = re.compile(r"[!-~]{1,64}")
SETTINGS = ("access", "control", "chat_enabled", "slow_mode", "wait_policy")

logger = logging.getLogger(__name__)


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
    when that one shows another title, Invalid for a title without video, RateLimited (10 an hour).
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
    limits.check_new_room(host.pk)
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

    Raises NotFound (no room, a link that was replaced, banned, or closed for a stranger), Closing,
    Forbidden (the policy of access), Full. The seat limit is exact (R069).
    """
    with transaction.atomic():
        room = log.lock_room(room_key)
        member = Member.objects.filter(room=room, user=user).first()
        places.check_entry(room, user, member, room_key)
        if member is None or member.state != Member.State.HERE:
            places.take(room, user, member, log.moment(now))
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
            member.user = user
            left = Entry("member.left", user, {"reason": reason})
            gone = log.moment(now)
            places.free(room, member, left, gone)
            if reason == "left":  # who was only lost may be back in a moment
                places.pass_host_on(room, member, gone)
    presence.forget(room.pk.hex, str(user.pk))


def replace_absent_host(*, room_key: UUID, before: datetime, now: datetime | None = None) -> None:
    """Give the room another host if its own was lost before that moment and has not come back.

    Raises NotFound.
    """
    with transaction.atomic():
        room = log.lock_room(room_key)
        host = Member.objects.filter(room=room, role=Member.Role.HOST).select_related("user").get()
        if selectors.without_host(before).filter(pk=room.pk).exists():
            places.pass_host_on(room, host, log.moment(now))


def leave_if_gone(*, room_key: UUID, user: User, since: float) -> None:
    """Free the seat of a person who was not heard after `since` (ms), though the roll was called.

    Raises RedisError when that cannot be known; then nobody is judged.
    """
    if presence.is_silent(room_key.hex, str(user.pk), since):
        leave_room(room_key=room_key, user=user, reason="lost")


@transaction.atomic
def close_room(
    *,
    room_key: str | UUID,
    by: User | None,
    reason: str | None = None,
    now: datetime | None = None,
) -> Room:
    """End the evening: the last record of the log, no more entering, speaking, controlling (R114).

    `by` is the host, a moderator, or staff, whose part is the reason unless another is given; None
    is the site itself, with one of `lifecycle.Reason`. Again changes nothing. Raises NotFound for a
    stranger, Forbidden for a guest. The archive starts after the commit (R115).
    """
    room = log.lock_room(room_key)
    allowed = _may_close(room, by) if by else ""
    return _end(room, by, lifecycle.Reason(reason or allowed), now)


def close_if(
    *, room_key: UUID, still: QuerySet[Room], reason: str, now: datetime | None = None
) -> bool:
    """Close a room for the site itself if it is among `still` when nobody can change it any more.

    Between a sweep's look and the lock somebody may have come in, or wound the film back. Returns
    whether it is over now. Raises NotFound.
    """
    with transaction.atomic():
        room = log.lock_room(room_key)
        if not still.filter(pk=room.pk).exists():
            return False
        return not _end(room, None, lifecycle.Reason(reason), now).is_open


@transaction.atomic
def change_settings(
    *, room_key: str | UUID, by: User, now: datetime | None = None, **wanted: str | bool | int
) -> Room:
    """Let the host, or staff, change what `SETTINGS` names in an open room.

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
        entry = Entry("room.settings", by, {**settled, "changed": sorted(changed)})
        log.append(room, entry, log.moment(now), changed=list(changed))
    return room


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
    places.take(room, room.host, None, room.created_at, role=Member.Role.HOST)
    return room


def _end(room: Room, by: User | None, reason: str, now: datetime | None) -> Room:
    """End a locked room; one that is over stays as it is. A planned one had no evening to keep."""
    after = lifecycle.end_of(room.state)
    if after is None:
        return room
    room.state, room.close_reason = after, reason
    room.closed_at = ended = log.moment(now)
    changed = ["state", "closed_at", "close_reason"]
    log.append(room, Entry("room.closed", by, {"reason": reason}), ended, changed=changed)
    Visit.objects.filter(member__room=room, left_at=None).update(left_at=ended)
    Member.objects.filter(room=room, state=Member.State.HERE).update(state=Member.State.LEFT)
    logger.info("room_%s room=%s reason=%s", after, room.pk.hex, reason)
    if after == Room.State.CLOSING:
        transaction.on_commit(partial(hint_archive, room.pk))
    return room


def _may_close(room: Room, by: User) -> lifecycle.Reason:
    """Return the reason that this person's closing has. Raises NotFound, Forbidden."""
    member = Member.objects.filter(room=room, user=by, state__in=selectors.KNOWN).first()
    if member is not None and permissions.is_allowed("close", member, room):
        return lifecycle.reason_of(member)
    if by.is_staff:
        return lifecycle.Reason.STAFF
    if member is None:
        raise NotFound
    raise Forbidden(_("Закрыть комнату могут только хозяин и ведущие."))
