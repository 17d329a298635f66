"""Everything that changes a chat: say, take back, react. A message is a record of the room log.

Each change is one transaction under the room's row lock, as all changes of a room are; what is
returned was committed, or the caller's transaction decides.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from chat.limits import check_pace
from chat.text import clean_text
from rooms import log, selectors
from rooms.errors import Closing, Conflict, Forbidden, Invalid, NotFound
from rooms.log import Entry
from rooms.models import Room, RoomRecord

MESSAGE, DELETED, REACTION = "chat.message", "chat.deleted", "chat.reaction"
EMOJI = ("👍", "❤️", "😂", "😮", "😢", "🔥", "👏", "🍿")


def send_message(
    *,
    room_id: UUID,
    author: User,
    text: str,
    client_id: str,
    reply_to: int | None = None,
    now: datetime | None = None,
) -> tuple[RoomRecord, bool]:
    """Say something in a room; return the record and True (R096, R098).

    The same client id with the same words gives the record made before, with False (I2). Raises
    Invalid (text, or an answer to no message), RateLimited, NotFound (no member), Conflict (same
    id, other words), Closing, Forbidden (not in the room now, or the chat is off).
    """
    text = clean_text(text)
    check_pace(room_id, author.pk)
    sent: dict[str, Any] = {"text": text, "reply_to": reply_to}
    with transaction.atomic():
        room = log.lock_room(room_id)
        member = selectors.standing(room, author)
        before = _said_before(room, author, client_id, sent)
        if before is not None:
            return before, False
        selectors.require("speak", room, member)
        _check_switch(room)
        if reply_to is not None and _find_message(room, reply_to) is None:
            raise Invalid(_("Сообщения, на которое вы отвечаете, нет."))
        payload = {key: value for key, value in sent.items() if value is not None}
        entry = Entry(MESSAGE, author, payload, client_id)
        return log.append(room, entry, log.moment(now)), True


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
    client_id: str | None = None,
    now: datetime | None = None,
) -> RoomRecord:
    """Put a sign on a message (R103); the same sign of the same person is kept once.

    Raises Invalid (not one of `EMOJI`, no such message), RateLimited, NotFound, Conflict, Closing,
    Forbidden.
    """
    if emoji not in EMOJI:
        raise Invalid(_("Такой реакции нет."))
    check_pace(room_id, by.pk)
    sent = {"seq": seq, "emoji": emoji}
    with transaction.atomic():
        room = log.lock_room(room_id)
        member = selectors.standing(room, by)
        before = log.repeated(room, by, client_id, REACTION, sent)
        if before is not None:
            return before
        selectors.require("speak", room, member)
        _check_switch(room)
        message = _find_message(room, seq)
        if message is None or message.payload.get("deleted"):
            raise Invalid(_("Такого сообщения нет."))
        same = RoomRecord.objects.filter(room=room, kind=REACTION, actor=by, payload=sent)
        return same.first() or log.append(
            room, Entry(REACTION, by, sent, client_id), log.moment(now)
        )


def _said_before(
    room: Room, author: User, client_id: str, sent: dict[str, Any]
) -> RoomRecord | None:
    try:
        return log.repeated(room, author, client_id, MESSAGE, sent)
    except Conflict:
        # A message that was deleted has no words left to compare: its number is the answer.
        records = RoomRecord.objects.filter(room=room, actor=author, client_id=client_id)
        deleted = records.filter(kind=MESSAGE, payload__deleted=True).first()
        if deleted is None:
            raise
        return deleted


def _check_switch(room: Room) -> None:
    if not room.chat_enabled:
        raise Forbidden(_("Чат в этой комнате выключен."))


def _find_message(room: Room, seq: int) -> RoomRecord | None:
    return RoomRecord.objects.filter(room=room, seq=seq, kind=MESSAGE).first()


def _check_may_delete(room: Room, by: User, message: RoomRecord) -> bool:
    """Return whether it is a moderator's act; raise what `delete_message` says."""
    is_own = message.actor_id == by.pk
    if is_own or not by.is_staff:
        member = selectors.standing(room, by)
        selectors.require("speak" if is_own else "moderate", room, member)
    elif not room.is_open:
        raise Closing
    return not is_own
