"""After a restore: archives whose object was replaced after the database was copied.

Words may be erased between the moment of the database and that of the objects: then the copy has
the new object, and the database names the old one. The new one's header says which it replaces.
"""

from collections.abc import Callable

from rooms.archive_format import BrokenArchive, Summary, read_lines
from rooms.archive_object import inspect
from rooms.archive_store import ArchiveStore, archive_store, folder_of
from rooms.backup.errors import BackupError
from rooms.models import Archive

OBJECT = ".jsonl.zst"

Tell = Callable[[str], None]


def follow_replaced(*, tell: Tell = lambda line: None) -> int:
    """Let archives name the object that replaced theirs; return how many have none at all.

    Those are told one by one. Raises BackupError when the storage does not answer.
    """
    store, missing = archive_store(), 0
    for archive in Archive.objects.filter(expired_at=None).iterator():
        try:
            if archive.key in store.names(folder_of(archive.room_id)):
                continue
            following = _follow(store, archive)
        except OSError as problem:
            raise BackupError(f"the storage of archives: {problem}") from problem
        if following:
            tell(f"archive {archive.key}: erased since, {following} takes its place")
        else:
            missing += 1
            tell(f"MISSING archive {archive.key} of room {archive.room_id}")
    return missing


def _follow(store: ArchiveStore, archive: Archive) -> str | None:
    for key in store.names(folder_of(archive.room_id)):
        found = _successor(store, key, archive.sha256) if key.endswith(OBJECT) else None
        if found is not None:
            facts = {"sha256": found.sha256, "size": found.size}
            Archive.objects.filter(pk=archive.pk).update(key=key, **facts)
            return key
    return None


def _successor(store: ArchiveStore, key: str, sha256: str) -> Summary | None:
    """Say what an object holds if it is whole and came after the one with this sum."""
    try:
        found = inspect(store, key)
        with store.open(key) as stream:
            header = next(read_lines(stream))
    except BrokenArchive:
        return None
    replaced = [one["replaces"] for one in header.get("revisions", [])]
    return found if sha256 in replaced else None
