"""Shapes of the chat's API."""

from typing import Any

from rest_framework import serializers

from chat import replay
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
    mentions = serializers.ListField(
        child=serializers.CharField(max_length=36), required=False, max_length=20,
        help_text="ids of people whose `@name` stands in the text",
    )  # fmt: skip


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
    mentions = Author(many=True, required=False)
    deleted = serializers.BooleanField(required=False)
    reactions = Reaction(many=True)


class MessagePage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = Message(many=True)


class Cursor(serializers.Serializer[Any]):
    """Where to read: below `before` or above `after`; without both, the last ones.

    With `lines` the system lines (`chat.system`) stand among the messages.
    """

    before = serializers.IntegerField(required=False, min_value=0, max_value=2**53)
    after = serializers.IntegerField(required=False, min_value=0, max_value=2**53)
    limit = serializers.IntegerField(default=HISTORY, min_value=1, max_value=MOST)
    lines = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "before" in attrs and "after" in attrs:
            raise serializers.ValidationError({"after": "before | after"})
        return attrs


class Following(serializers.Serializer[Any]):
    """From where to follow the talk without a socket: `welcome=1`, then `after` the last number."""

    after = serializers.IntegerField(default=0, min_value=0, max_value=2**53)
    welcome = serializers.BooleanField(default=False)


class Followed(serializers.Serializer[Any]):
    """Frames as the chat socket sends them; another `epoch` than before says: begin again."""

    epoch = serializers.CharField()
    seq = serializers.IntegerField()
    frames = serializers.ListField(child=serializers.DictField())


class ReactionIn(serializers.Serializer[Any]):
    """A sign put on a message, or with `on` false taken off."""

    id = serializers.RegexField(r"^[^\x00-\x20\x7f-\x9f]{1,64}\Z")
    emoji = Words()
    on = serializers.BooleanField(default=True)


class Place(serializers.CharField):
    """A key of a line, or a bare place in the film (s)."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return replay.read_key(super().to_internal_value(data))
        except ValueError:
            self.fail("invalid")


class ReplayCursor(serializers.Serializer[Any]):
    """Which lines: up to `until` (with it), below `before`, above `after`; else from the first.

    In the order of the `film` a line stands where the film stood when it was written, in that of
    the `log` where it came. `until` may be a bare place in the film, in seconds.
    """

    order = serializers.ChoiceField(["film", "log"], default="film")
    until = Place(required=False)
    before = Place(required=False)
    after = Place(required=False)
    limit = serializers.IntegerField(default=replay.PAGE, min_value=1, max_value=replay.MOST)
    q = serializers.CharField(
        required=False, max_length=100, help_text="only messages with all these words"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len({"until", "before", "after"} & attrs.keys()) > 1:
            raise serializers.ValidationError({"after": "until | before | after"})
        return attrs


class Quoted(serializers.Serializer[Any]):
    """The beginning of what a message answers."""

    seq = serializers.IntegerField()
    key = serializers.CharField()
    author = Author(allow_null=True)
    text = serializers.CharField()
    deleted = serializers.BooleanField()


class ReplayLine(Message):
    """A message, or with `type` `chat.system` what people did, as on the chat's socket."""

    type = serializers.CharField(help_text="chat.message or chat.system")
    place = serializers.FloatField(help_text="where the film stood, s")
    key = serializers.CharField(help_text="for until, before and after")
    quoted = Quoted(required=False)


class ReplayPage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ReplayLine(many=True)
