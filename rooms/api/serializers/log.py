"""The room log: where to read it from, and its records."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from accounts.api.serializers import PersonSerializer


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
