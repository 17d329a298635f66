"""The archive that a person at the keyboard names, as a copy that can be read more than once."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO
from uuid import UUID

from rooms.archive_format import Summary
from rooms.archive_object import promised
from rooms.archive_store import archive_store
from rooms.hidden_words import hidden_people
from rooms.models import Archive, is_token

IN_MEMORY = 8 * 1024 * 1024  # bytes of a copy; a larger one lies on the disk


def archive_named(name: str) -> Archive | None:
    """Find the archive of a room by its address, token or id; by links of before, too."""
    key = name.rstrip("/").removesuffix("/archive").rsplit("/", 1)[-1]
    archives = Archive.objects.select_related("room")
    try:
        return archives.filter(room_id=UUID(key)).first()
    except ValueError:
        if not is_token(key):
            return None
        found = archives.filter(room__token=key).first()
        return found or archives.filter(room__former_links__token=key).first()


@contextmanager
def copy_of(archive: Archive) -> Iterator[tuple[BinaryIO, Summary]]:
    """Give a copy of the object, which can go back, and what the database promises of it.

    An object of a storage may not be able to go back. Raises OSError, also while words in it are
    being erased.
    """
    if hidden_people(archive.room_id):
        raise OSError("words in it are being erased, try again in a minute")
    copy: IO[bytes]
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as copy:
        with archive_store().open(archive.key) as stream:
            shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy, promised(archive)  # type: ignore[misc]
