"""What became of an evening, as programs read it."""

from typing import Any

from rest_framework import serializers


class ArchiveState(serializers.Serializer[Any]):
    """`closing` until the archive is sealed; then where it is and how to check it.

    `expired` once the site has removed it (410 at `url`).
    """

    state = serializers.ChoiceField(["closing", "sealed", "expired"])
    records = serializers.IntegerField(required=False)
    messages = serializers.IntegerField(required=False)
    sha256 = serializers.CharField(required=False, help_text="of the object at `url`")
    size = serializers.IntegerField(required=False, help_text="bytes")
    url = serializers.URLField(required=False)
    closed_at = serializers.DateTimeField()
