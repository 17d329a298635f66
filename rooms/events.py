"""Every frame of both sockets, declared once (design 7.2, docs/protocol.md).

Reading is strict: a wrong type is refused; fields that a frame does not have are ignored, so
that a newer page can talk to an older server. Times are milliseconds, positions seconds.
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET as UNSET  # for those who make frames
from msgspec import Meta, Struct, UnsetType

from rooms.playback import Phase
from rooms.shapes import Anchor, ChatRules, Place, RoomInfo, Settings, Sign, You
from rooms.shapes import Person as Person

PROTOCOL = 1

# Chosen by the client, kept in the database: printable, no NUL, at most 64 characters.
ClientId = Annotated[str, Meta(pattern=r"^[^\x00-\x20\x7f-\x9f]{1,64}\Z")]
Seq = Annotated[int, Meta(ge=0, le=2**53)]
Mentions = Annotated[tuple[Annotated[str, Meta(max_length=36)], ...], Meta(max_length=20)]
Seconds = Annotated[float, Meta(ge=0.0, le=1e7)]


class Incoming(Struct, frozen=True, tag_field="type"):
    """A frame from a client."""


class Request(Incoming, frozen=True, kw_only=True):
    """A frame that gets an ack or a nack."""

    id: ClientId


class Sync(Incoming, frozen=True, tag="sync"):
    """Send what came after this number."""

    after: Seq


# The player socket, from the client.


class ClockPing(Incoming, frozen=True, tag="clock.ping"):
    """`t0`: any number of the client's own clock."""

    t0: float


class PlaybackCommand(Request, frozen=True, kw_only=True, tag="playback.command"):
    """A wish to play, pause, seek or change the rate."""

    action: str
    position: float | None = None
    rate: float | None = None
    version: Seq | None = None


class PlayerReport(Incoming, frozen=True, tag="player.report"):
    """Where a member's own player stands; it never moves the others.

    `rtt`: his shortest round trip to us (ms); `wait` false: the room need not wait for him.
    """

    position: Seconds
    buffering: bool
    ready: bool
    version: Seq
    rtt: float | None = None
    wait: bool = True


PlayerFrame = ClockPing | PlaybackCommand | PlayerReport | Sync

# The chat socket, from the client. Lengths and meaning are checked by the chat's services.


class ChatSend(Request, frozen=True, kw_only=True, tag="chat.send"):
    """`mentions`: ids of people whose `@name` stands in the text."""

    text: str
    reply_to: Seq | None = None
    mentions: Mentions = ()


class ChatDelete(Request, frozen=True, kw_only=True, tag="chat.delete"):
    seq: Seq


class ChatReact(Request, frozen=True, kw_only=True, tag="chat.react"):
    """Put a sign on a message, or take one's own off (`on` false)."""

    seq: Seq
    emoji: str
    on: bool = True


class ChatTyping(Incoming, frozen=True, tag="chat.typing"):
    """Somebody is writing; kept nowhere."""


class ChatHistory(Request, frozen=True, kw_only=True, tag="chat.history"):
    """What lies below `before` or above `after`; `lines`: with the system lines among them."""

    before: Seq | None = None
    after: Seq | None = None
    lines: bool = False
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


ChatFrame = ChatSend | ChatDelete | ChatReact | ChatTyping | ChatHistory | Sync


# From the server.


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


class Envelope(Struct, frozen=True):
    """As much of a broken frame as is needed to answer it."""

    type: str
    id: Any = None


ENCODER = msgspec.json.Encoder()
ENVELOPE = msgspec.json.Decoder(Envelope)
CLIENT_ID = msgspec.json.Decoder(ClientId)


def encode(frame: Outgoing) -> str:
    """Return the text of a frame."""
    return ENCODER.encode(frame).decode()
