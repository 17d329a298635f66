"""Reading what a client sends: sizes, rates, types. Pure: bytes and numbers in, a verdict out."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rooms import events


@dataclass(frozen=True, slots=True)
class Bad:
    """A frame that is not obeyed. With `id` it gets a nack, without an error and a strike."""

    code: str
    detail: str | Promise
    id: str | None = None
    fatal: bool = False


@dataclass(slots=True)
class Bucket:
    """A token bucket: `rate` a second, up to `burst` at once. `now` in seconds, any clock."""

    rate: float
    burst: float
    left: float = field(init=False)
    last: float = 0.0

    def __post_init__(self) -> None:
        self.left = self.burst

    def take(self, now: float, cost: float = 1.0) -> bool:
        """Whether `cost` may be spent now; spends it if so."""
        self.left = min(self.burst, self.left + (now - self.last) * self.rate)
        self.last = now
        if self.left < cost:
            return False
        self.left -= cost
        return True


def read_frame(text: str | None, decoder: msgspec.json.Decoder[Any], most: int) -> Any:
    """Return the frame in `text`, or Bad. Never raises, whatever was sent (A09, A13, A14)."""
    if text is None:
        return Bad("invalid", _("Только текстовые кадры."))
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return Bad("invalid", _("Кадр не разобрать: это не JSON."))
    if len(data) > most:
        return Bad("too_large", _("Кадр слишком велик."), fatal=True)
    try:
        return decoder.decode(data)
    except msgspec.ValidationError:
        return _explained(data, decoder)
    except (msgspec.DecodeError, RecursionError):
        return Bad("invalid", _("Кадр не разобрать: это не JSON."))


def _explained(data: bytes, decoder: msgspec.json.Decoder[Any]) -> Bad:
    try:
        envelope = events.ENVELOPE.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return Bad("invalid", _("Кадр — это объект с полем type."))
    if envelope.type not in _known_types(decoder):
        return Bad("unknown_type", _("Такого кадра нет."))
    return Bad("invalid", _("Поля кадра заполнены неверно."), id=_client_id(envelope.id))


def _client_id(given: Any) -> str | None:
    try:
        return msgspec.convert(given, events.ClientId)
    except msgspec.ValidationError:
        return None


def _known_types(decoder: msgspec.json.Decoder[Any]) -> set[str]:
    return {frame.__struct_config__.tag for frame in decoder.type.__args__}
