"""Shapes of rooms in the API; the player socket's `welcome` shows a room in the same shape."""

import math
from datetime import datetime
from typing import Any, cast, get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import PersonSerializer
from catalog.api.serializers import FilmSerializer
from rooms import permissions, selectors
from rooms.models import Invitation, Member, Room
from rooms.shapes import RoomInfo, You
from rooms.wire import link_of


class YouShape(serializers.Serializer[Any]):
    """The person who asks, and his rights in the room."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(Member.Role.choices)
    can_control = serializers.BooleanField()
    can_speak = serializers.BooleanField()
    can_moderate = serializers.BooleanField()
    may = serializers.ListField(child=serializers.ChoiceField(get_args(permissions.Action)))
    below = serializers.ListField(child=serializers.ChoiceField(Member.Role.choices))


class RoomShape(serializers.ModelSerializer[Room]):
    """A room loaded by `selectors.shown`; `you` is missing for one who is not in it."""

    link = serializers.SerializerMethodField()
    film = FilmSerializer(source="title")
    host = PersonSerializer()
    you = serializers.SerializerMethodField()

    class Meta:
        model = Room
        fields = [
            "token", "link", "state", "film", "host", "access", "control", "chat_enabled",
            "slow_mode", "wait_policy", "seats", "created_at", "starts_at", "you",
        ]  # fmt: skip

    def get_link(self, room: Room) -> str:
        return link_of(room)

    @extend_schema_field(YouShape(allow_null=True))
    def get_you(self, room: Room) -> You | None:
        places: list[Member] = getattr(room, "places", [])
        return selectors.you(places[0], room) if places else None


def room_info(room: Room) -> RoomInfo:
    """Return a room loaded by `selectors.shown` as `welcome` tells it."""
    return cast("RoomInfo", dict(RoomShape(room).data))


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


class MemberShape(serializers.Serializer[Any]):
    user = PersonSerializer()
    role = serializers.ChoiceField(Member.Role.choices)
    may_control = serializers.BooleanField()
    online = serializers.BooleanField()
    buffering = serializers.BooleanField()
    muted = serializers.BooleanField()


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


class RecordShape(serializers.Serializer[Any]):
    """A record of the room log; `at` in ms of server time."""

    seq = serializers.IntegerField()
    kind = serializers.CharField()
    actor = PersonSerializer(allow_null=True)
    at = serializers.FloatField()
    position = serializers.FloatField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    payload = serializers.DictField()


class EventsShape(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = RecordShape(many=True)
    last_seq = serializers.IntegerField()


class NewRoom(serializers.Serializer[Any]):
    """What one may ask when opening a room: a film or an episode, and the policies."""

    film = serializers.UUIDField(required=False)
    episode = serializers.UUIDField(required=False)
    access = serializers.ChoiceField(Room.Access.choices, default=Room.Access.LINK)
    control = serializers.ChoiceField(Room.Control.choices, default=Room.Control.EVERYONE)
    invite = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=50)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one title."""
        if ("film" in attrs) == ("episode" in attrs):
            raise serializers.ValidationError({"film": "film or episode, one of them"})
        return attrs


class RoomChange(serializers.Serializer[Any]):
    """What the host may change while the room is open."""

    access = serializers.ChoiceField(Room.Access.choices, required=False)
    control = serializers.ChoiceField(Room.Control.choices, required=False)
    chat_enabled = serializers.BooleanField(required=False)
    slow_mode = serializers.ChoiceField(Room.SlowMode.choices, required=False)
    wait_policy = serializers.ChoiceField(Room.WaitPolicy.choices, required=False)
    new_link = serializers.BooleanField(required=False, write_only=True)


class MemberChange(serializers.Serializer[Any]):
    """What is made of a member: his role (that of host is passed on), what he may, no ban."""

    role = serializers.ChoiceField(Member.Role.choices, required=False)
    may_control = serializers.BooleanField(required=False)
    muted = serializers.BooleanField(required=False)
    banned = serializers.ChoiceField([False], required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Something must be asked for."""
        if not attrs:
            raise serializers.ValidationError({"role": "role | may_control | muted | banned"})
        return attrs


class NewInvitation(serializers.Serializer[Any]):
    """Whom to call: one friend, or several at once."""

    user = serializers.UUIDField(required=False)
    users = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=50)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Somebody at least."""
        people = {*attrs.get("users", []), *([attrs["user"]] if "user" in attrs else [])}
        if not people:
            raise serializers.ValidationError({"user": "user | users"})
        return {"users": people}


class InvitationShape(serializers.ModelSerializer[Invitation]):
    """Who was called by whom."""

    user = PersonSerializer()
    by = PersonSerializer()

    class Meta:
        model = Invitation
        fields = ["user", "by", "created_at"]


class Invited(serializers.Serializer[Any]):
    results = InvitationShape(many=True)


class Removal(serializers.Serializer[Any]):
    """How a person is removed: with `ban` he may not come back."""

    ban = serializers.BooleanField(default=False)


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


class NewCommand(serializers.Serializer[Any]):
    """A wish to play, pause, seek or change the rate; `id` makes a retry harmless."""

    id = serializers.RegexField(r"^[^\x00-\x20\x7f-\x9f]{1,64}\Z")
    action = serializers.ChoiceField(["play", "pause", "seek", "rate"])
    position = Number(required=False, allow_null=True, min_value=0)
    rate = Number(required=False, allow_null=True)
    version = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=2**53
    )


class NewReport(serializers.Serializer[Any]):
    """How one's own player does, as the socket's `player.report`."""

    position = Number(min_value=0, max_value=1e7)
    buffering = serializers.BooleanField()
    ready = serializers.BooleanField()
    version = serializers.IntegerField(min_value=0, max_value=2**53)
    rtt = Number(required=False, allow_null=True)
    wait = serializers.BooleanField(default=True)


class Cursor(serializers.Serializer[Any]):
    """From where to read the log: after a number, or after a moment (ISO 8601)."""

    after = serializers.CharField(default="0", max_length=40)
    limit = serializers.IntegerField(default=200, min_value=1, max_value=1000)

    def validate_after(self, value: str) -> int | datetime:
        """A number of the log or a moment."""
        if value.isascii() and value.isdigit() and len(value) <= 15:
            return int(value)
        moment: datetime = serializers.DateTimeField().run_validation(value.replace(" ", "+"))
        return moment


class Following(serializers.Serializer[Any]):
    """From where to follow the room without a socket: `welcome=1`, then `after` the last number."""

    after = serializers.IntegerField(required=False, min_value=0, max_value=2**53)
    welcome = serializers.BooleanField(default=False)


class CommandDone(serializers.Serializer[Any]):
    id = serializers.CharField()
    seq = serializers.IntegerField()
    version = serializers.IntegerField()
