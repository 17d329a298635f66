"""Words that are on their way out of an archive: from the request on nobody reads them."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from rooms.archive_format import Line
from rooms.models import Erasure

MESSAGE = "chat.message"
GONE = {"deleted": True}  # all that is left of a message without its words


def hidden_people(room_id: UUID) -> set[str]:
    """Return the ids of those whose words in a room are on their way out: nobody reads them."""
    waiting = Erasure.objects.filter(room_id=room_id, done_at=None)
    return {str(user_id) for user_id in waiting.values_list("user_id", flat=True)}


def without_words(lines: Iterable[Line], people: Collection[str]) -> Iterator[Line]:
    """Give an archive's lines with the words of these people taken out."""
    for line in lines:
        yield {**line, "payload": GONE} if is_words_of(line, people) else line


def is_words_of(line: Line, people: Collection[str]) -> bool:
    """Whether a line is a message of one of these people that still has its words."""
    if line["type"] != "record" or line["kind"] != MESSAGE or line["actor"] is None:
        return False
    return line["actor"]["id"] in people and line["payload"] != GONE
