"""The chat socket: in go words, out comes the talk and what happens in the room."""

import time
from typing import Any

import msgspec

from chat import selectors as talk
from chat import services
from chat.following import chat_welcome
from chat.frames import chat_frame
from rooms import events, hub, selectors, wire
from rooms.errors import RoomError, Unavailable
from rooms.models import Room, RoomRecord
from rooms.seat import BROKEN_DATABASE
from rooms.socket import RoomSocket
from rooms.wire import RecordWire

TYPING_SECONDS = 2.5  # before this, a socket's «печатает…» is not even looked at


class ChatConsumer(RoomSocket):
    """The talk of one person in one room. Closed to all while the room's chat is switched off."""

    stream = "chat"
    decoder = msgspec.json.Decoder(events.ChatFrame)
    handlers = {
        events.ChatSend: "on_send",
        events.ChatDelete: "on_delete",
        events.ChatReact: "on_react",
        events.ChatTyping: "on_typing",
        events.ChatHistory: "on_history",
        events.Sync: "on_sync",
    }

    def __init__(self) -> None:
        super().__init__()
        self.typed = float("-inf")

    def snapshot(self) -> events.Welcome:
        """The last messages. Raises Forbidden while the chat is off (R102)."""
        token = self.scope["url_route"]["kwargs"]["token"]
        return chat_welcome(token, self.identity.user)

    def frame_of(self, record: RecordWire) -> events.Outgoing:
        """As in chat.frames: the chat shows every record."""
        return chat_frame(record)

    async def on_send(self, frame: events.ChatSend) -> None:
        """Words → service; everybody, the author too, hears of them from the log."""

        def send() -> RoomRecord:
            record, _is_new = services.send_message(
                room_id=self.room_id,
                author=self.identity.user,
                text=frame.text,
                client_id=frame.id,
                reply_to=frame.reply_to,
                mentions=frame.mentions,
            )
            return record

        await self.answer(frame.id, send)

    async def on_delete(self, frame: events.ChatDelete) -> None:
        """Take words back."""
        await self.answer(
            frame.id,
            lambda: services.delete_message(
                room_id=self.room_id, seq=frame.seq, by=self.identity.user, client_id=frame.id
            ),
        )

    async def on_react(self, frame: events.ChatReact) -> None:
        """Put a sign on a message, or take it off."""
        await self.answer(
            frame.id,
            lambda: services.react(
                room_id=self.room_id,
                seq=frame.seq,
                emoji=frame.emoji,
                by=self.identity.user,
                on=frame.on,
                client_id=frame.id,
            ),
        )

    async def on_typing(self, _frame: events.ChatTyping) -> None:
        """Pass on that somebody writes; kept nowhere."""
        now = time.monotonic()
        if now - self.typed < TYPING_SECONDS:
            return
        self.typed = now
        user = self.identity.user
        try:
            passes = await self.database(
                services.may_be_seen_typing, room_id=self.room_id, user=user
            )
        except BROKEN_DATABASE:
            return
        if passes:
            frame = events.ChatTypingFrame(author=wire.person(user))
            await hub.whisper(self.room, "chat", frame)

    async def on_history(self, frame: events.ChatHistory) -> None:
        """Answer with what was said before a number, or after one."""
        try:
            found = await self.database(self._page, frame)
        except RoomError as refusal:
            await self.refuse(frame.id, refusal)
        except BROKEN_DATABASE:
            await self.refuse(frame.id, Unavailable())
        else:
            more = len(found) > frame.limit
            shown = found[: frame.limit] if frame.after is not None else found[-frame.limit :]
            await self.push(events.ChatHistoryFrame(id=frame.id, messages=shown, more=more))

    def _page(self, frame: events.ChatHistory) -> talk.Frames:
        room: Room = selectors.by_key(self.room_id)
        selectors.standing(room, self.identity.user)
        size: dict[str, Any] = {"limit": frame.limit + 1, "lines": frame.lines}
        if frame.after is not None:
            return talk.next_messages(room, after=frame.after, **size)
        return talk.last_messages(room, before=frame.before, **size)
