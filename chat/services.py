"""Everything that changes a chat: say, take back, react. A message is a record of the room log.

Each change is one transaction under the room's row lock, as all changes of a room are; what is
returned was committed, or the caller's transaction decides.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from chat import limits
from chat.limits import check_pace
from chat.text import clean_text, names_in
from rooms import log, permissions, selectors, wire, writing
from rooms.errors import Closing, Forbidden, Invalid, NotFound, RateLimited
from rooms.log import Entry
from rooms.models import Member, Room, RoomRecord
from rooms.writing import Step

MESSAGE, DELETED, REACTION = "chat.message", "chat.deleted", "chat.reaction"
EMOJI = ("👍", "❤️", "😂", "😮", "😢", "🔥", "👏", "🍿")
CHANGES_MOST = 24  # records that one person may make of signs on one message (A43)


def send_message(
    *,
    room_id: UUID,
    author: User,
    text: str,
    client_id: str,
    reply_to: int | None = None,
    mentions: Iterable[str] = (),
    now: datetime | None = None,
) -> tuple[RoomRecord, bool]:
    """Say something in a room; return the record and True (R096, R098).

    `mentions` are ids of people; those are kept who are in the room and whose `@name` stands in the
    text. The same client id with the same words gives the record made before, with False (I2).
    Raises Invalid (text, or an answer to no message), RateLimited (too fast, or slow mode),
    NotFound (no member), Conflict (same id, other words), Closing, Forbidden (not in the room now,
    muted, or the chat is off).
    """
    text = clean_text(text)
    sent: dict[str, Any] = {"text": text, "reply_to": reply_to}
    try:
        check_pace(room_id, author.pk)
    except RateLimited:
        mine = RoomRecord.objects.filter(room=room_id, actor=author, client_id=client_id)
        before = _said_before(mine.first(), sent)
        if before is None:
            raise
        return before, False  # a nack would say that nothing was written

    def say(place: log.Place) -> Step | RoomRecord:
        before = _said_before(place.before, sent)
        if before is not None:
            return before
        room = place.room
        _check_may_speak(room, place.member)
        said_at = log.moment(now)
        _check_slow_mode(place, said_at)
        if reply_to is not None and _find_message(room, reply_to) is None:
            raise Invalid(_("Сообщения, на которое вы отвечаете, нет."))
        payload = {key: value for key, value in sent.items() if value is not None}
        named = _mentioned(room, text, mentions)
        if named:
            payload["mentions"] = named
        return Step(Entry(MESSAGE, author, payload, client_id), said_at)

    return writing.write(room_id, author, client_id, say)


@transaction.atomic
def delete_message(
    *,
    room_id: UUID,
    seq: int,
    by: User,
    client_id: str | None = None,
    now: datetime | None = None,
) -> RoomRecord:
    """Take the words of a message away for good and return the record that says so (R099).

    The message keeps number, author and time; its text leaves the database at once, so that no
    frame, list or archive can show it. Again changes nothing. Raises NotFound (no member, no such
    message), Closing, Forbidden (another's message, and he is no moderator).
    """
    room = log.lock_room(room_id)
    before = log.repeated(room, by, client_id, DELETED, {"seq": seq})
    if before is not None:
        return before
    message = _find_message(room, seq)
    if not by.is_staff:
        selectors.standing(room, by)
    if message is None:
        raise NotFound(_("Такого сообщения нет."))
    moderates = _check_may_delete(room, by, message)
    if message.payload.get("deleted"):
        return RoomRecord.objects.get(room=room, kind=DELETED, payload__seq=seq)
    message.payload = {"deleted": True}
    message.save(update_fields=["payload"])
    payload = {"seq": seq, "by_moderator": moderates}
    return log.append(room, Entry(DELETED, by, payload, client_id), log.moment(now))


def react(
    *,
    room_id: UUID,
    seq: int,
    emoji: str,
    by: User,
    on: bool = True,
    client_id: str | None = None,
    now: datetime | None = None,
) -> RoomRecord:
    """Put a sign on a message, or take one's own off (R103); what changes nothing is no record.

    Raises Invalid (not one of `EMOJI`, no such message), RateLimited, NotFound, Conflict, Closing,
    Forbidden (also for one who has changed his mind on a message too often).
    """
    if emoji not in EMOJI:
        raise Invalid(_("Такой реакции нет."))
    sent = {"seq": seq, "emoji": emoji, "on": None if on else False}
    try:
        check_pace(room_id, by.pk, limits.SIGNS)
    except RateLimited:
        before = log.repeated(Room(pk=room_id), by, client_id, REACTION, sent)
        if before is None:
            raise
        return before
    with transaction.atomic():
        place = log.enter(room_id, by, client_id)
        room = place.room
        before = place.repeated(REACTION, sent)
        if before is not None:
            return before
        _check_may_speak(room, place.member)
        message = _find_message(room, seq)
        if message is None or message.payload.get("deleted"):
            raise Invalid(_("Такого сообщения нет."))
        mine = _signs_of(room, by, message)
        last = next((sign for sign in mine if sign.payload["emoji"] == emoji), None)
        if on == (last is not None and last.payload.get("on", True)):
            return last or message
        if len(mine) >= CHANGES_MOST:
            raise Forbidden(_("Реакции на это сообщение меняются слишком часто."))
        payload = {key: value for key, value in sent.items() if value is not None}
        return log.append(room, Entry(REACTION, by, payload, client_id), log.moment(now))


def may_be_seen_typing(*, room_id: UUID, user: User) -> bool:
    """Whether the room is to be told now that the person writes: rarely, and never of the muted."""
    with suppress(Closing, Forbidden, NotFound):
        room = selectors.by_key(room_id)
        _check_may_speak(room, selectors.standing(room, user))
        return limits.may_be_told(room_id, user.pk)
    return False


def _said_before(before: RoomRecord | None, sent: dict[str, Any]) -> RoomRecord | None:
    if before is None or (before.kind == MESSAGE and before.payload.get("deleted")):
        return before  # no words are left to compare: its number is the answer
    return log.agreeing(before, MESSAGE, sent)


def _check_may_speak(room: Room, member: Member) -> None:
    if member.muted and room.is_open and not permissions.is_allowed("speak", member, room):
        raise Forbidden(_("Ведущий попросил вас помолчать: читать можно, писать нельзя."))
    selectors.require("speak", room, member)
    if not room.chat_enabled:
        raise Forbidden(_("Чат в этой комнате выключен."))


def _check_slow_mode(place: log.Place, now: datetime) -> None:
    """Under the room's lock, so that two of his messages cannot pass at once anywhere."""
    room, member = place.room, place.member
    if not room.slow_mode or permissions.is_allowed("moderate", member, room):
        return
    writing.require_lock(place)
    said = RoomRecord.objects.filter(room=room, kind=MESSAGE, actor=member.user_id)
    last = said.order_by("-seq").values_list("at", flat=True).first()
    if last is None:
        return
    left = (last + timedelta(seconds=room.slow_mode) - now).total_seconds()
    if left > 0:
        raise RateLimited(
            _("Медленный режим: одно сообщение в %(seconds)s с.") % {"seconds": room.slow_mode},
            retry_after=round(left, 3),
        )


def _mentioned(room: Room, text: str, ids: Iterable[str]) -> list[wire.PersonWire]:
    wanted = []
    for given in ids:
        with suppress(ValueError):
            wanted.append(UUID(given))
    if not wanted:
        return []
    people = [m.user for m in selectors.members_of(room).filter(user_id__in=wanted)]
    named = names_in(text, (person.name for person in people))
    return [wire.person(person) for person in people if person.name in named]


def _signs_of(room: Room, by: User, message: RoomRecord) -> list[RoomRecord]:
    """Return all that the person did with signs on a message, the last first."""
    signs = RoomRecord.objects.filter(
        room=room, kind=REACTION, seq__gt=message.seq, actor=by, payload__seq=message.seq
    )
    return list(signs.order_by("-seq")[:CHANGES_MOST])


def _find_message(room: Room, seq: int) -> RoomRecord | None:
    return RoomRecord.objects.filter(room=room, seq=seq, kind=MESSAGE).first()


def _check_may_delete(room: Room, by: User, message: RoomRecord) -> bool:
    """Return whether it is a moderator's act; raise what `delete_message` says."""
    is_own = message.actor_id == by.pk
    if is_own or not by.is_staff:
        member = selectors.standing(room, by)
        # Also one who is muted may take his own words back.
        selectors.require("read" if is_own else "moderate", room, member)
    elif not room.is_open:
        raise Closing
    return not is_own
