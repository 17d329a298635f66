"""A person's place in a room that is locked: taken, given up, given a role. For services only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from friends.selectors import is_blocked_between
from rooms import log, selectors, wire
from rooms.errors import Closing, Forbidden, Full, NotFound
from rooms.log import Entry
from rooms.models import Member, Room, RoomRecord, Visit


def check_entry(room: Room, user: User, member: Member | None, key: str | UUID) -> None:
    """Raise what `join_room` says unless the person may sit down; `key` is how he found the room.

    Who was removed stands before the door like a stranger; who was banned finds none.
    """
    if member is not None and member.state == Member.State.BANNED:
        raise NotFound
    is_known = member is not None and member.state in selectors.KNOWN
    if not room.is_open:
        raise Closing if is_known else NotFound
    if is_known:
        return
    if isinstance(key, str) and key != room.token and not selectors.is_invited(room, user):
        raise NotFound  # a link that was replaced
    if is_blocked_between(room.host, user):
        raise NotFound  # a block hides both from each other (D15)
    if not selectors.is_welcome(room, user):
        raise Forbidden(_("Хозяин пускает в эту комнату не всех."))


def take(
    room: Room,
    user: User,
    member: Member | None,
    now: datetime,
    role: Member.Role = Member.Role.GUEST,
) -> None:
    """Seat a person. Raises Full; exact, for the room is locked (R069)."""
    if selectors.seats_taken(room) >= room.seats:
        raise Full
    if member is None:
        member = Member(room=room, user=user, role=role, first_joined_at=now)
    member.state = Member.State.HERE
    member.save()
    Visit.objects.create(member=member, came_at=now)
    log.append(room, Entry("member.joined", user, about(member)), now)


def free(
    room: Room,
    member: Member,
    entry: Entry,
    now: datetime,
    state: Member.State = Member.State.LEFT,
) -> RoomRecord:
    """Let a person's seat go, or his place altogether; `entry` says why, its payload is added to.

    Who is put out keeps neither role nor hand on the film.
    """
    member.state = state
    entry.payload.update(about(member))
    if state != Member.State.LEFT:
        member.role, member.may_control = Member.Role.GUEST, False
    member.save(update_fields=["state", "role", "may_control"])
    Visit.objects.filter(member=member, left_at=None).update(left_at=now)
    return log.append(room, entry, now)


def give_role(
    room: Room, member: Member, role: str, by: User | None, now: datetime, **why: str
) -> None:
    """Write a role down and tell the room."""
    member.role = role
    member.save(update_fields=["role"])
    log.append(room, Entry("member.role", by, {**about(member), **why}), now)


def pass_host(
    room: Room, host: Member, heir: Member, by: User | None, now: datetime, **why: str
) -> None:
    """Make `heir` the host; whoever was it is a guest from then (R066)."""
    give_role(room, host, Member.Role.GUEST, by, now, **why)
    # The key goes with him who made the room: it must not meet one of the new host's own.
    room.host, room.creation_key = heir.user, None
    room.save(update_fields=["host", "creation_key"])
    give_role(room, heir, Member.Role.HOST, by, now, **why)


def pass_host_on(room: Room, host: Member, now: datetime) -> None:
    """Make somebody who is here the host in place of one who has gone; nobody if nobody is here.

    The moderator who has sat here longest, else the guest who has.
    """
    heir = selectors.heir(room)
    if host.role == Member.Role.HOST and heir is not None:
        pass_host(room, host, heir, None, now, reason="host_left")


def about(member: Member) -> dict[str, Any]:
    """Return what a record says of a member."""
    return {
        "user": wire.person(member.user),
        "role": member.role,
        "may_control": member.may_control,
        "muted": member.muted,
        "online": member.state == Member.State.HERE,
    }
