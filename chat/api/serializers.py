"""Shapes of the chat's API."""

from typing import Any

from rest_framework import serializers

from chat.selectors import HISTORY, MOST


class Words(serializers.CharField):
    """Text and nothing else: a number is not turned into words. Its rules are in chat.text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, allow_blank=True, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class MessageIn(serializers.Serializer[Any]):
    """`id` is chosen by the client; sending it again gives the same `seq`."""

    id = serializers.RegexField(r"^[^\x00-\x20\x7f-\x9f]{1,64}\Z")
    text = Words()
    reply_to = serializers.IntegerField(required=False, allow_null=True, min_value=1)


class Numbered(serializers.Serializer[Any]):
    """What a message became: its number in the room log."""

    id = serializers.CharField()
    seq = serializers.IntegerField()


class Author(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class Reaction(serializers.Serializer[Any]):
    emoji = serializers.CharField()
    by = Author(many=True)


class Message(serializers.Serializer[Any]):
    """A message as the socket shows it. A deleted one has no text."""

    type = serializers.CharField(help_text="chat.message")
    seq = serializers.IntegerField()
    id = serializers.CharField()
    author = Author()
    text = serializers.CharField()
    at = serializers.FloatField(help_text="ms of server time")
    position = serializers.FloatField(allow_null=True, help_text="seconds of film")
    reply_to = serializers.IntegerField(required=False)
    deleted = serializers.BooleanField(required=False)
    reactions = Reaction(many=True)


class MessagePage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = Message(many=True)


class Cursor(serializers.Serializer[Any]):
    """Where to read: below `before` or above `after`; without both, the last ones."""

    before = serializers.IntegerField(required=False, min_value=0, max_value=2**53)
    after = serializers.IntegerField(required=False, min_value=0, max_value=2**53)
    limit = serializers.IntegerField(default=HISTORY, min_value=1, max_value=MOST)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "before" in attrs and "after" in attrs:
            raise serializers.ValidationError({"after": "before | after"})
        return attrs
