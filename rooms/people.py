"""What people of a room do to each other: roles, removing, banning, and the room's link.

Each change is one transaction under the room's row lock, as in `rooms.services`.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from rooms import log, permissions, places, presence, selectors
from rooms.errors import Forbidden, Invalid, NotFound
from rooms.log import Entry
from rooms.models import FormerLink, Invitation, Member, Room, new_token


@transaction.atomic
def change_role(
    *, room_key: str | UUID, by: User, user_id: UUID, role: str, now: datetime | None = None
) -> Member:
    """Let the host give a role to somebody who sits in the room; the same again is no record.

    The role of host is passed on: whoever gave it is a guest from then (R066). Raises NotFound,
    Closing, Forbidden, Invalid (oneself, or somebody who is not here now).
    """
    room, giver, member = _host_and(room_key, by, user_id)
    given = log.moment(now)
    if role == Member.Role.HOST:
        places.pass_host(room, giver, member, by, given, reason="passed")
    elif member.role != role:
        places.give_role(room, member, role, by, given)
    return member


@transaction.atomic
def let_control(
    *, room_key: str | UUID, by: User, user_id: UUID, allowed: bool, now: datetime | None = None
) -> Member:
    """Let the host choose who controls under the policy «chosen» (R085); again is no record.

    Raises as `change_role`.
    """
    room, _host, member = _host_and(room_key, by, user_id)
    if member.may_control != allowed:
        member.may_control = allowed
        member.save(update_fields=["may_control"])
        entry = Entry("member.control", by, places.about(member))
        log.append(room, entry, log.moment(now))
    return member


def remove_person(
    *,
    room_key: str | UUID,
    by: User,
    user_id: UUID,
    ban: bool = False,
    now: datetime | None = None,
) -> None:
    """Put a person out at once (R071); with `ban` he may not come back. Again changes nothing.

    His sockets in all processes are closed by the record itself. An invitation is void from then.
    Raises NotFound, Closing, Forbidden (not above him), Invalid (oneself).
    """
    state = Member.State.BANNED if ban else Member.State.REMOVED
    with transaction.atomic():
        room = log.lock_room(room_key)
        remover = selectors.standing(room, by)
        selectors.require("remove", room, remover)
        member = _anybody(room, user_id)
        if member == remover:
            raise Invalid(_("Себя из комнаты не убирают: из неё выходят."))
        if member.role not in permissions.below(remover):
            raise Forbidden
        if member.state not in (Member.State.BANNED, state):
            Invitation.objects.filter(room=room, user_id=user_id).delete()
            entry = Entry("member.removed", by, {"reason": "banned" if ban else "removed"})
            places.free(room, member, entry, log.moment(now), state)
    presence.forget(room.pk.hex, str(user_id))


@transaction.atomic
def unban_person(
    *, room_key: str | UUID, by: User, user_id: UUID, now: datetime | None = None
) -> Member:
    """Let the host take a ban back: the person stands before the door like any other; repeatable.

    Raises NotFound, Closing, Forbidden.
    """
    room = log.lock_room(room_key)
    selectors.require("settings", room, selectors.standing(room, by))
    member = _anybody(room, user_id)
    if member.state == Member.State.BANNED:
        member.state = Member.State.REMOVED
        member.save(update_fields=["state"])
        entry = Entry("member.unbanned", by, places.about(member))
        log.append(room, entry, log.moment(now))
    return member


@transaction.atomic
def replace_link(*, room_key: str | UUID, by: User, now: datetime | None = None) -> Room:
    """Give the room a new link; the old one is dead for all but those who are known in the room.

    The token is in no record: the log is published and kept. Raises NotFound, Closing, Forbidden.
    """
    room = log.lock_room(room_key)
    selectors.require("settings", room, selectors.standing(room, by))
    replaced = log.moment(now)
    FormerLink.objects.create(room=room, token=room.token, replaced_at=replaced)
    room.token = new_token()
    log.append(room, Entry("room.link", by, {}), replaced, changed=["token"])
    return room


def _host_and(room_key: str | UUID, by: User, user_id: UUID) -> tuple[Room, Member, Member]:
    """Return the locked room, its host `by`, and somebody else who sits in it."""
    room = log.lock_room(room_key)
    giver = selectors.standing(room, by)
    selectors.require("roles", room, giver)
    member = selectors.members_of(room).filter(user_id=user_id).first()
    if member is None:
        raise NotFound
    if member == giver or member.state != Member.State.HERE:
        raise Invalid(_("Роль дают другому, и тому, кто сейчас в комнате."))
    return room, giver, member


def _anybody(room: Room, user_id: UUID) -> Member:
    """Return the place of somebody who is here, was here, or was put out. Raises NotFound."""
    member = Member.objects.filter(room=room, user_id=user_id).select_related("user").first()
    if member is None:
        raise NotFound
    return member
