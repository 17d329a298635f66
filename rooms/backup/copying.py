"""Making a copy: the database at one moment, the archives it names, and what media there were."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from rooms.archive_store import ArchiveStore, archive_store
from rooms.backup import manifest, postgres
from rooms.backup.errors import BackupError
from rooms.models import Archive

DATABASE, ARCHIVES, MEDIA = "database.dump", "archives", "media.jsonl"
CHUNK = 256 * 1024  # bytes

Tell = Callable[[str], None]


def back_up(folder: Path, *, with_database: bool = True, tell: Tell = lambda line: None) -> bool:
    """Copy the site into a new folder; False when something that belongs to it is not there.

    The site may run meanwhile. The database comes first: what is sealed later is in it as rows, and
    an object without its row does no harm. Raises BackupError.
    """
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise BackupError(f"{folder} is there already: name a new folder") from None
    folder.chmod(0o700)  # everybody's words are in it
    version = postgres.server_version()
    if with_database:
        postgres.dump(folder / DATABASE)
        tell(f"database: {(folder / DATABASE).stat().st_size} bytes")
    missing = list(_copy_archives(folder / ARCHIVES, tell))
    tell(f"media: {_list_media(folder / MEDIA)} files listed, not copied")
    manifest.write(
        folder, server=version, database=with_database, migrations=_migrations(), missing=missing
    )
    return not missing


def _copy_archives(folder: Path, tell: Tell) -> Iterator[str]:
    """Copy every sealed object; give the keys of those that are not what was sealed."""
    store, count = archive_store(), 0
    for archive in Archive.objects.filter(expired_at=None).iterator():
        if _copy(store, archive.key, folder / archive.key, archive.sha256):
            count += 1
        elif Archive.objects.filter(pk=archive.pk, key=archive.key, expired_at=None).exists():
            tell(f"MISSING archive {archive.key}")
            yield archive.key
    tell(f"archives: {count} objects")


def _copy(store: ArchiveStore, key: str, target: Path, sha256: str) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with store.open(key) as source, target.open("wb") as copy:
            while chunk := source.read(CHUNK):
                copy.write(chunk)
    except FileNotFoundError:
        return False
    except OSError as problem:
        raise BackupError(f"the storage of archives: {problem}") from problem
    if manifest.sum_of(target) == sha256:
        return True
    target.unlink()
    return False


def _list_media(target: Path) -> int:
    """Write down which films and posters there are: large as they are, others copy them."""
    root, count = Path(settings.MEDIA_ROOT), 0
    with target.open("w", encoding="utf-8") as lines:
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            name = path.relative_to(root)
            if name.parts[0] == ARCHIVES:
                continue
            told = {"name": str(name), "size": path.stat().st_size}
            lines.write(json.dumps(told, ensure_ascii=False) + "\n")
            count += 1
    return count


def _migrations() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
        return [row[0] for row in cursor.fetchall()]
