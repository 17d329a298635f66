"""The shared playhead: where it stands, how to command it and to follow it without a socket."""

import math
from typing import Any

from rest_framework import serializers

from rooms.api.serializers.members import MemberShape


class Number(serializers.FloatField):
    """A finite JSON number: no text, no truth value, nothing beyond a double (A09)."""

    def to_internal_value(self, data: Any) -> float:
        """Raises ValidationError for anything else."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        try:
            number = float(data)
        except OverflowError:
            self.fail("invalid")
        if not math.isfinite(number):
            self.fail("invalid")
        return number


class PlaybackShape(serializers.Serializer[Any]):
    """The anchor: at `at` (ms of server time) the film stands at `position` (s)."""

    version = serializers.IntegerField()
    playing = serializers.BooleanField()
    position = serializers.FloatField()
    at = serializers.FloatField()
    rate = serializers.FloatField()
    phase = serializers.ChoiceField(["scheduled", "playing", "paused", "waiting", "ended"])
    waiting_for = serializers.ListField(child=serializers.UUIDField())
    wait_until = serializers.FloatField(required=False)


class StateShape(serializers.Serializer[Any]):
    """Everything that a player needs to stand on the right frame (R076, R088)."""

    epoch = serializers.CharField()
    seq = serializers.IntegerField()
    server_time = serializers.FloatField()
    playback = PlaybackShape()
    members = MemberShape(many=True)
    frames = serializers.ListField(
        child=serializers.DictField(), required=False,
        help_text="with `welcome` or `after`: what the player socket would have sent",
    )  # fmt: skip


class Following(serializers.Serializer[Any]):
    """From where to follow the room without a socket: `welcome=1`, then `after` the last number."""

    after = serializers.IntegerField(required=False, min_value=0, max_value=2**53)
    welcome = serializers.BooleanField(default=False)


class NewCommand(serializers.Serializer[Any]):
    """A wish to play, pause, seek or change the rate; `id` makes a retry harmless."""

    id = serializers.RegexField(r"^[^\x00-\x20\x7f-\x9f]{1,64}\Z")
    action = serializers.ChoiceField(["play", "pause", "seek", "rate"])
    position = Number(required=False, allow_null=True, min_value=0)
    rate = Number(required=False, allow_null=True)
    version = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=2**53
    )


class CommandDone(serializers.Serializer[Any]):
    id = serializers.CharField()
    seq = serializers.IntegerField()
    version = serializers.IntegerField()


class NewReport(serializers.Serializer[Any]):
    """How one's own player does, as the socket's `player.report`."""

    position = Number(min_value=0, max_value=1e7)
    buffering = serializers.BooleanField()
    ready = serializers.BooleanField()
    version = serializers.IntegerField(min_value=0, max_value=2**53)
    rtt = Number(required=False, allow_null=True)
    wait = serializers.BooleanField(default=True)
