"""What clients send.

Reading is strict: a wrong type is refused; fields that a frame does not have are ignored, so
that a newer page can talk to an older server.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

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


# On the player socket.


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

# On the chat socket. Lengths and meaning are checked by the chat's services.


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


class Envelope(Struct, frozen=True):
    """As much of a broken frame as is needed to answer it."""

    type: str
    id: Any = None


ENVELOPE = msgspec.json.Decoder(Envelope)
CLIENT_ID = msgspec.json.Decoder(ClientId)
