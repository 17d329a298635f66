"""What a client makes of a room from `welcome` and frames alone: docs/protocol.md in eighty lines.

Pure; two pictures, as there are two sockets. `take` returns whether something is missing: then the
client asks for it with `sync`.
"""

from typing import Any

from rooms.shapes import Settings

Frame = dict[str, Any]
RULES = tuple(name for name in Settings.__annotations__ if name != "changed")
TIMELY = ("scheduled", "playing", "paused", "ended")  # phases that follow from anchor and clock


class Picture:
    """Order and gaps, the same for both sockets."""

    seq = 0

    def take(self, frame: Frame) -> bool:
        """Look at the next frame of the socket; return whether it shows a gap before it."""
        if frame["type"] == "welcome":
            self.begin(frame)
        elif frame["type"] == "synced":
            self.seq = max(self.seq, frame["seq"])
            self.settle(frame)
        elif "prev" in frame and frame["seq"] > self.seq:
            if frame["prev"] > self.seq:
                return True
            self.seq = frame["seq"]
            self.show(frame)
        return False

    def begin(self, welcome: Frame) -> None:
        self.seq = self.began = welcome["seq"]

    def settle(self, synced: Frame) -> None:
        """The end of an answer to `sync`."""

    def show(self, frame: Frame) -> None:
        """A numbered frame in its turn."""


class PlayerPicture(Picture):
    """The film, the people, the rules."""

    def begin(self, welcome: Frame) -> None:
        super().begin(welcome)
        self.anchor = anchor(welcome["playback"])
        self.members = people(welcome["members"])
        self.rules = {name: welcome["room"][name] for name in RULES}

    def settle(self, synced: Frame) -> None:
        self.anchor = anchor(synced["playback"])

    def show(self, frame: Frame) -> None:
        if frame["type"] == "playback":
            assert frame["version"] >= self.anchor["version"], "versions go back"
            self.anchor = anchor(frame)
        elif frame["type"] == "presence":
            self.members |= people([frame["member"]])
        elif "settings" in frame:
            self.rules = {name: frame["settings"][name] for name in RULES}


class ChatPicture(Picture):
    """The talk and what happened."""

    def begin(self, welcome: Frame) -> None:
        super().begin(welcome)
        self.messages = {m["seq"]: message(m) for m in welcome["messages"]}
        self.lines: dict[int, Frame] = {}

    def show(self, frame: Frame) -> None:
        if frame["type"] == "chat.message":
            self.messages[frame["seq"]] = message(frame)
        elif frame["type"] == "chat.system":
            self.lines[frame["seq"]] = line(frame)
        elif frame.get("target") in self.messages:
            self._touch(self.messages[frame["target"]], frame)

    def _touch(self, said: Frame, frame: Frame) -> None:
        if frame["type"] == "chat.deleted":
            said.update(text="", deleted=True, reply_to=None, mentions=[])
            return
        key = (frame["emoji"], frame["by"]["id"])
        put = said["reactions"] | {key} if frame.get("on", True) else said["reactions"] - {key}
        said["reactions"] = put


def anchor(told: Frame) -> Frame:
    """The anchor without what follows from the clock."""
    kept = ("version", "playing", "position", "at", "rate")
    waiting = sorted(told["waiting_for"]), told["phase"] not in TIMELY
    return {**{name: told[name] for name in kept}, "waiting": waiting}


def people(members: list[Frame]) -> dict[str, Frame]:
    """Members by id; `buffering` is passing, in no log."""
    return {m["user"]["id"]: {**m, "buffering": False} for m in members}


def message(told: Frame) -> Frame:
    """A message as it compares: who reacted as a set, what is left out as nothing."""
    kept = {name: told[name] for name in ("seq", "id", "author", "text", "at", "position")}
    signs = {(sign["emoji"], who["id"]) for sign in told.get("reactions", []) for who in sign["by"]}
    return {
        **kept,
        "reply_to": told.get("reply_to"),
        "mentions": told.get("mentions", []),
        "deleted": told.get("deleted", False),
        "reactions": signs,
    }


def line(told: Frame) -> Frame:
    """A system line without its place on the stream."""
    return {name: value for name, value in told.items() if name != "prev"}
