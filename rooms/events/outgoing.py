"""What is sent to clients."""

import msgspec
from msgspec import UNSET, Struct, UnsetType

from rooms.playback import Phase
from rooms.shapes import Anchor, ChatRules, Person, Place, RoomInfo, Settings, Sign, You

PROTOCOL = 1


class Outgoing(Struct, frozen=True, tag_field="type", omit_defaults=True):
    """A frame to a client; UNSET fields are left out."""


class Welcome(Outgoing, frozen=True, kw_only=True, tag="welcome"):
    """First on each socket, and again when a client is too far behind: forget all, start here."""

    protocol: int
    epoch: str
    seq: int
    you: You
    room: RoomInfo | UnsetType = UNSET
    playback: Anchor | UnsetType = UNSET
    members: list[Place] | UnsetType = UNSET
    messages: list["ChatMessage | ChatSystem"] | UnsetType = UNSET
    chat: ChatRules | UnsetType = UNSET


class ClockPong(Outgoing, frozen=True, tag="clock.pong"):
    """`t1`: the ping was received, `t2`: this was sent (ms of server time)."""

    t0: float
    t1: float
    t2: float


class Ack(Outgoing, frozen=True, kw_only=True, tag="ack"):
    """Committed. Sent never before."""

    id: str
    seq: int
    version: int | UnsetType = UNSET


class Nack(Outgoing, frozen=True, kw_only=True, tag="nack"):
    """Refused; nothing was changed. `code` as in rooms.errors."""

    id: str
    code: str
    detail: str
    retry_after: float | UnsetType = UNSET


class Error(Outgoing, frozen=True, kw_only=True, tag="error"):
    """A frame could not be read; a strike."""

    code: str
    detail: str


class Synced(Outgoing, frozen=True, kw_only=True, tag="synced"):
    """The end of an answer to `sync`: everything up to `seq` was sent; the player's state too."""

    seq: int
    playback: Anchor | UnsetType = UNSET


class Streamed(Outgoing, frozen=True, kw_only=True):
    """A record of the room log: `prev` is the number before it on this stream."""

    seq: int
    prev: int | UnsetType = UNSET


class PlaybackFrame(Streamed, frozen=True, kw_only=True, tag="playback"):
    """The anchor after a command, or after the room's own `wait` and `go` (then `by` is null).

    While waiting, `wait_until` (ms) says when the room goes on at the latest; `without` names
    those for whom it waited in vain.
    """

    version: int
    playing: bool
    position: float
    at: float
    rate: float
    phase: Phase
    waiting_for: list[str]
    by: Person | None
    action: str
    wait_until: float | UnsetType = UNSET
    without: list[str] | UnsetType = UNSET


class Presence(Streamed, frozen=True, kw_only=True, tag="presence"):
    """`event`: joined, left, role, muted, unmuted (numbered); buffering, ready (no `prev`)."""

    event: str
    member: Place


class RoomFrame(Streamed, frozen=True, kw_only=True, tag="room"):
    """`event`: created, closing, closed, settings, link, title."""

    event: str
    by: Person | None = None
    reason: str | UnsetType = UNSET
    settings: Settings | UnsetType = UNSET


class ChatMessage(Streamed, frozen=True, kw_only=True, tag="chat.message"):
    """`id` is the author's client id, `position` where the film stood (s).

    A deleted message has no text any more. `mentions`: whose `@name` stands in the text.
    `reactions` come in lists only.
    """

    id: str
    author: Person
    text: str
    at: float
    position: float | None
    reply_to: int | UnsetType = UNSET
    mentions: list[Person] | UnsetType = UNSET
    deleted: bool = False
    reactions: list[Sign] | UnsetType = UNSET


class ChatDeleted(Streamed, frozen=True, kw_only=True, tag="chat.deleted"):
    """The message numbered `target` is to be shown no more."""

    target: int
    by: Person | None
    by_moderator: bool


class ChatReaction(Streamed, frozen=True, kw_only=True, tag="chat.reaction"):
    """`by` put `emoji` on the message numbered `target`; with `on` false: took it off."""

    target: int
    emoji: str
    by: Person
    on: bool = True


class ChatTypingFrame(Outgoing, frozen=True, kw_only=True, tag="chat.typing"):
    author: Person


class ChatSystem(Streamed, frozen=True, kw_only=True, tag="chat.system"):
    """What happened, to whom (`member`), by whom; `role`, `may_control`: what he has from then."""

    event: str
    at: float
    by: Person | None = None
    position: float | UnsetType = UNSET
    rate: float | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    member: Person | UnsetType = UNSET
    settings: Settings | UnsetType = UNSET
    role: str | UnsetType = UNSET
    may_control: bool | UnsetType = UNSET


class ChatHistoryFrame(Outgoing, frozen=True, kw_only=True, tag="chat.history"):
    id: str
    messages: list["ChatMessage | ChatSystem"]
    more: bool


ENCODER = msgspec.json.Encoder()


def encode(frame: Outgoing) -> str:
    """Return the text of a frame."""
    return ENCODER.encode(frame).decode()
