"""A room as programs see it, open it and change it; `welcome` of the player socket too."""

from typing import Any, cast, get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import PersonSerializer
from catalog.api.serializers import FilmSerializer
from rooms import permissions, selectors
from rooms.models import Member, Room
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
