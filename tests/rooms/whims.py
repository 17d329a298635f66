"""An evening by model: whatever comes to the minds of its people, several at once."""

import random
import uuid
from typing import Any

from channels.db import database_sync_to_async

from chat.services import EMOJI
from rooms import people as folk
from rooms import services
from rooms.errors import RoomError
from rooms.models import Member, Room
from rooms.muting import mute_member
from tests.rooms.guests import Client, Guest
from tests.rooms.picture import ChatPicture, Frame, PlayerPicture


class Evening:
    """The room, its people, what they did."""

    def __init__(self, seed: int, room: Room, guests: list[Guest]) -> None:
        self.chance = random.Random(seed)
        self.room, self.guests = room, guests
        self.done: list[str] = []
        self.refused = 0

    async def act(self) -> None:
        """Let somebody do something."""
        guest = self.chance.choice(self.guests)
        step = self.chance.choices(list(STEPS), [weight for weight, _ in STEPS.values()])[0]
        self.done.append(f"{guest.user.name}: {step}")
        await STEPS[step][1](self, guest)

    async def command(self, guest: Guest) -> None:
        action = self.chance.choice(["play", "pause", "seek", "rate"])
        frame = {
            "type": "playback.command",
            "action": action,
            "position": self.chance.choice([None, self.chance.uniform(0, 700)]),
            "rate": self.chance.choice([None, 0.5, 1.0, 2.0, 9.0]),
            "version": self.chance.choice([None, None, None, 0, self.chance.randrange(30)]),
        }
        await self._ask(guest.player, frame)

    async def report(self, guest: Guest) -> None:
        if guest.player is None or guest.player.closed:
            return
        seen = guest.player.picture
        assert isinstance(seen, PlayerPicture)
        ready = self.chance.random() < 0.7
        await guest.player.socket.send(
            type="player.report",
            position=self.chance.uniform(0, 600),
            buffering=not ready,
            ready=ready,
            version=seen.anchor["version"],
        )

    async def say(self, guest: Guest) -> None:
        others = [str(g.user.pk) for g in self.guests if self.chance.random() < 0.2]
        text = self.chance.choice(["привет", "<b>да</b>", "👍 **", "@" + self.guests[0].user.name])
        reply = self.chance.choice([None, None, self._some_message(guest)])
        await self._ask(
            guest.chat, {"type": "chat.send", "text": text, "reply_to": reply, "mentions": others}
        )

    async def react(self, guest: Guest) -> None:
        seq, emoji = self._some_message(guest), self.chance.choice(EMOJI[:2])
        on = self.chance.random() < 0.7
        await self._ask(guest.chat, {"type": "chat.react", "seq": seq, "emoji": emoji, "on": on})

    async def delete(self, guest: Guest) -> None:
        await self._ask(guest.chat, {"type": "chat.delete", "seq": self._some_message(guest)})

    async def come(self, guest: Guest) -> None:
        await self._serve(services.join_room, room_key=self.room.token, user=guest.user)
        await guest.come(self.room)

    async def leave(self, guest: Guest) -> None:
        await self._serve(services.leave_room, room_key=self.room.token, user=guest.user)

    async def reconnect(self, guest: Guest) -> None:
        await guest.vanish()
        await guest.come(self.room)

    async def role(self, guest: Guest) -> None:
        who = self.chance.choice(self.guests).user
        role = self.chance.choice([*Member.Role.values, Member.Role.GUEST, Member.Role.MODERATOR])
        await self._serve(
            folk.change_role, room_key=self.room.pk, by=guest.user, user_id=who.pk, role=role
        )

    async def let_control(self, guest: Guest) -> None:
        who, allowed = self.chance.choice(self.guests).user, self.chance.random() < 0.6
        await self._serve(
            folk.let_control, room_key=self.room.pk, by=guest.user, user_id=who.pk, allowed=allowed
        )

    async def put_out(self, guest: Guest) -> None:
        who, ban = self.chance.choice(self.guests[1:]).user, self.chance.random() < 0.3
        await self._serve(
            folk.remove_person, room_key=self.room.pk, by=guest.user, user_id=who.pk, ban=ban
        )

    async def take_back(self, guest: Guest) -> None:
        who = self.chance.choice(self.guests).user
        await self._serve(folk.unban_person, room_key=self.room.pk, by=guest.user, user_id=who.pk)

    async def mute(self, guest: Guest) -> None:
        who, muted = self.chance.choice(self.guests).user, self.chance.random() < 0.5
        await self._serve(
            mute_member, room_key=self.room.pk, by=guest.user, user_id=who.pk, muted=muted
        )

    async def settle(self, guest: Guest) -> None:
        wanted: dict[str, Any] = self.chance.choice(
            [
                {"control": self.chance.choice(Room.Control.values)},
                {"access": Room.Access.LINK, "control": Room.Control.EVERYONE},
                {"chat_enabled": self.chance.random() < 0.8},
                {"slow_mode": self.chance.choice([0, 0, 5])},
            ]
        )
        await self._serve(services.change_settings, room_key=self.room.pk, by=guest.user, **wanted)

    async def _ask(self, client: Client | None, frame: Frame) -> None:
        """Ask, and now and then once more under the same id: the answer is the same (A35)."""
        if client is None or client.closed:
            return
        frame["id"] = uuid.UUID(int=self.chance.getrandbits(128)).hex
        first = await client.ask(**frame)
        self.refused += first["type"] == "nack"
        if first["type"] == "ack" and self.chance.random() < 0.2 and not client.closed:
            again = await client.ask(**frame)
            assert again in (first, {"type": "close"}) or again["type"] == "nack", (first, again)

    async def _serve(self, work: Any, **arguments: Any) -> None:
        try:
            await database(work)(**arguments)
        except RoomError:
            self.refused += 1

    def _some_message(self, guest: Guest) -> int:
        seen = guest.chat.picture if guest.chat else None
        known = list(seen.messages) if isinstance(seen, ChatPicture) else []
        return self.chance.choice([*known[-12:], 1])


STEPS = {
    "command": (6, Evening.command),
    "report": (3, Evening.report),
    "say": (6, Evening.say),
    "react": (5, Evening.react),
    "delete": (2, Evening.delete),
    "come": (3, Evening.come),
    "leave": (1, Evening.leave),
    "reconnect": (2, Evening.reconnect),
    "role": (2, Evening.role),
    "let control": (1, Evening.let_control),
    "put out": (1, Evening.put_out),
    "take back": (1, Evening.take_back),
    "mute": (2, Evening.mute),
    "settle": (2, Evening.settle),
}


def database(work: Any) -> Any:
    return database_sync_to_async(work, thread_sensitive=False)
