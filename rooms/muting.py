"""Taking the word from a member of a room, and giving it back (R099).

Who is muted stays, sees, reads and controls as before; he neither writes nor reacts. It lasts until
it is taken back, also when he leaves and comes again.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from rooms import log, places, selectors
from rooms.errors import Closing, Forbidden, Invalid, NotFound
from rooms.log import Entry
from rooms.models import Member, Room


@transaction.atomic
def mute_member(
    *, room_key: str | UUID, by: User, user_id: UUID, muted: bool, now: datetime | None = None
) -> Member:
    """Let a moderator silence a guest, and the host anybody but himself; again is no record.

    Raises NotFound, Closing, Forbidden, Invalid (oneself, or somebody who is not here now).
    """
    room = log.lock_room(room_key)
    _check_may_moderate(room, by)
    member = selectors.members_of(room).filter(user_id=user_id).first()
    if member is None:
        raise NotFound
    if member.user_id == by.pk or member.state != Member.State.HERE:
        raise Invalid(_("Заглушить можно другого, и того, кто сейчас в комнате."))
    _check_rank(room, by, member)
    if member.muted != muted:
        member.muted = muted
        member.save(update_fields=["muted"])
        kind = "member.muted" if muted else "member.unmuted"
        log.append(room, Entry(kind, by, places.about(member)), log.moment(now))
    return member


def _check_may_moderate(room: Room, by: User) -> None:
    if not by.is_staff:
        selectors.require("moderate", room, selectors.standing(room, by))
    elif not room.is_open:
        raise Closing


def _check_rank(room: Room, by: User, member: Member) -> None:
    """Nobody silences the host; moderators do not silence each other."""
    if member.role == Member.Role.GUEST or by.is_staff:
        return
    if member.role == Member.Role.HOST or by.pk != room.host_id:
        raise Forbidden
