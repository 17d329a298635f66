"""Who is in a room, and what may be made of him."""

from typing import Any

from rest_framework import serializers

from accounts.api.serializers import PersonSerializer
from rooms.models import Member


class MemberShape(serializers.Serializer[Any]):
    user = PersonSerializer()
    role = serializers.ChoiceField(Member.Role.choices)
    may_control = serializers.BooleanField()
    online = serializers.BooleanField()
    buffering = serializers.BooleanField()
    muted = serializers.BooleanField()


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


class Removal(serializers.Serializer[Any]):
    """How a person is removed: with `ban` he may not come back."""

    ban = serializers.BooleanField(default=False)
