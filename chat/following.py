"""The chat's stream by HTTP: as rooms.following, with what the chat shows."""

from typing import Any

from accounts.models import User
from chat import selectors as talk
from chat import services
from chat.frames import chat_frame
from chat.text import MAX_LENGTH
from rooms import events, following, hub, selectors, wire
from rooms.errors import Forbidden
from rooms.models import Room


def chat_welcome(token: str, user: User) -> events.Welcome:
    """Return the last messages. Raises Forbidden while the chat is off (R102)."""
    room, member = selectors.room_of(token, user)
    if not room.chat_enabled:
        raise Forbidden
    return events.Welcome(
        protocol=events.PROTOCOL,
        epoch=room.epoch,
        seq=room.last_seq,
        you=selectors.you(member, room),
        messages=talk.last_messages(room, before=room.last_seq + 1),
        chat={"signs": services.EMOJI, "length": MAX_LENGTH, "slow_mode": room.slow_mode},
    )


def chat_frames(room: Room, after: int) -> list[Any]:
    """Return what the chat showed after a number."""
    told, seq = following.frames_after(room, after, "chat", chat_frame)
    return following.builtin([*told, events.Synced(seq=seq)])


def show_typing(room: Room, user: User) -> None:
    """Let the room see that a person writes, as his socket's `chat.typing` would."""
    if services.may_be_seen_typing(room_id=room.pk, user=user):
        hub.mention(room.pk.hex, "chat", events.ChatTypingFrame(author=wire.person(user)))
