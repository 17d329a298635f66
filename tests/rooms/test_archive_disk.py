"""Archives on a disk: what it was told, and what it holds after a power cut."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rooms.archive_store import DiskStore


def test_what_the_disk_was_told_survives_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R117, R120: rows go when an object is placed, and an erasure is done when one is removed: by
    then the disk has its bytes and every folder on the way to it, new ones in their own folders.
    """
    synced: list[Path] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        fsync(descriptor)
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())

    monkeypatch.setattr(os, "fsync", noted)
    store = DiskStore(tmp_path / "media" / "archives")
    with store.write("ab/abcd/1.part") as stream:
        stream.write(b"content")
    assert synced == [store.root / "ab/abcd/1.part"]
    store.place("ab/abcd/1.part", "ab/abcd/key")
    assert set(synced[1:]) == {
        store.root / "ab/abcd",
        store.root / "ab",
        store.root,
        store.root.parent,
    }
    synced.clear()
    store.remove("ab/abcd/key")
    assert synced == [store.root / "ab/abcd"]
