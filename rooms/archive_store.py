"""Where sealed archives lie: on the disk, or in an S3-compatible storage, behind one door.

An object is written as a draft, then placed under its key once: nobody ever sees half of it, and
nobody can write over it. All names of a room share a folder, so leftovers are easy to find.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from django.conf import settings


class StorageError(OSError):
    """A storage that is not a disk did not answer, or refused."""


class ArchiveStore(Protocol):
    """What the archive asks of a storage. Names are relative, with `/` between parts.

    A storage that does not answer raises OSError, whatever it is made of.
    """

    def write(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Give a stream into a new draft; once left without an error its bytes are durable."""

    def place(self, draft: str, key: str) -> None:
        """Turn a draft into the object `key`. Raises FileExistsError if there is one already."""

    def open(self, name: str) -> BinaryIO:
        """Read an object or a draft from its start. Raises FileNotFoundError."""

    def remove(self, name: str) -> None:
        """Forget an object or a draft; one that is gone already is fine."""

    def names(self, folder: str) -> list[str]:
        """Return the names of all objects and drafts in `folder`."""


class DiskStore:
    """Objects as files below one folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def write(self, name: str) -> Iterator[BinaryIO]:
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())

    def place(self, draft: str, key: str) -> None:
        source, target = self._path(draft), self._path(key)
        os.link(source, target)  # unlike a rename, never over an existing file
        source.unlink()
        self._sync_up_from(target.parent)

    def open(self, name: str) -> BinaryIO:
        return self._path(name).open("rb")

    def remove(self, name: str) -> None:
        path = self._path(name)
        try:
            path.unlink()
        except FileNotFoundError:
            return
        _sync_folder(path.parent)  # words that were erased must not come back with a power cut

    def names(self, folder: str) -> list[str]:
        path = self._path(folder)
        return sorted(f"{folder}/{file.name}" for file in path.iterdir()) if path.is_dir() else []

    def _sync_up_from(self, folder: Path) -> None:
        """Make a folder survive a power cut, and those above it, which may be as new as it is."""
        while folder != self.root.parent:
            _sync_folder(folder)
            folder = folder.parent
        _sync_folder(folder)

    def _path(self, name: str) -> Path:
        return self.root / name


def archive_store() -> ArchiveStore:
    """Return the storage of this site's archives."""
    if settings.ARCHIVE_S3["bucket"]:
        from rooms.archive_s3 import S3Store  # boto3 is slow to load, and of no use on a disk

        return S3Store(**settings.ARCHIVE_S3)
    return DiskStore(Path(settings.MEDIA_ROOT) / "archives")


def folder_of(room_id: UUID) -> str:
    """Return the folder of a room's objects; a level of two letters keeps directories small."""
    return f"{room_id.hex[:2]}/{room_id.hex}"


def new_draft(room_id: UUID) -> str:
    """Return a fresh name for an object that is being written."""
    return f"{folder_of(room_id)}/{secrets.token_hex(16)}.part"


def new_draft_beside(key: str) -> str:
    """Return a fresh name for what is to become the object `key`."""
    return f"{key}.{secrets.token_hex(4)}.part"


def new_key(room_id: UUID) -> str:
    """Return a fresh key of a finished object: 128 random bits, not to be guessed (A44)."""
    return f"{folder_of(room_id)}/{secrets.token_hex(16)}.jsonl.zst"


def _sync_folder(path: Path) -> None:
    """Make what names are in a folder, and which are no more, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
