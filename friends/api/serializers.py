"""Shapes of friendship; a person is `{id, name}`."""

from rest_framework import serializers

from accounts.api.serializers import PersonSerializer
from friends.models import Block, FriendRequest


class WhoSerializer(serializers.Serializer[None]):
    """The other person of an action."""

    user = serializers.UUIDField(write_only=True)


class FriendRequestSerializer(serializers.ModelSerializer[FriendRequest]):
    """A request as both sides see it."""

    to = PersonSerializer(source="addressee", read_only=True)

    class Meta:
        model = FriendRequest
        fields = ["id", "to", "status", "created_at"]
        read_only_fields = ["id", "status", "created_at"]

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]
        """Add `from`, which Python does not allow as a name."""
        fields = super().get_fields()
        return {**fields, "from": PersonSerializer(source="sender", read_only=True)}


class BlockSerializer(serializers.ModelSerializer[Block]):
    """Whom oneself has blocked, and since when."""

    user = PersonSerializer(source="blocked", read_only=True)

    class Meta:
        model = Block
        fields = ["user", "created_at"]
        read_only_fields = ["created_at"]


class FoundPersonSerializer(PersonSerializer):
    """Somebody found, and what he is to the one who looks."""

    relation = serializers.SerializerMethodField(
        help_text='"friend", "asked" (by me), "asks" (me) or "none"'
    )

    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "relation"]

    def get_relation(self, person: object) -> str:
        """Read it from the relations of the whole page."""
        return str(self.context["relations"].get(person.pk, "none"))  # type: ignore[attr-defined]
