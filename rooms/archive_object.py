"""The sealed object of an evening in its storage: whether it is the one, and alone there."""

from rooms.archive_format import BrokenArchive, Summary, inspect_archive
from rooms.archive_store import ArchiveStore, folder_of
from rooms.models import Archive


def promised(archive: Archive) -> Summary:
    """Return what the object of an archive has to hold, as it was noted at sealing."""
    return Summary(archive.records, archive.messages, archive.sha256, archive.size)


def inspect(store: ArchiveStore, name: str) -> Summary:
    """Read an object from end to end. Raises BrokenArchive, OSError."""
    with store.open(name) as stream:
        return inspect_archive(stream)


def check_sealed(store: ArchiveStore, archive: Archive) -> None:
    """Raise BrokenArchive unless the object in the storage is the sealed one."""
    if inspect(store, archive.key) != promised(archive):
        raise BrokenArchive("the object is not the sealed one")


def remove_others(store: ArchiveStore, archive: Archive) -> None:
    """Remove whatever else lies in the room's folder: parts, drafts, objects of before."""
    for name in store.names(folder_of(archive.room_id)):
        if name != archive.key:
            store.remove(name)
