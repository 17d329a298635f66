"""Calls into a room by name."""

from typing import Any

from rest_framework import serializers

from accounts.api.serializers import PersonSerializer
from rooms.models import Invitation


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
