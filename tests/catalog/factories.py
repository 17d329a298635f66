"""Titles, people and films in the storage for tests of the catalogue."""

import hashlib
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.models import Credit, Genre, Person, Rendition, Title, Video
from tests import factories

_numbers = count(1)


make_viewer = factories.make_user


def make_genre(slug: str = "", **fields: Any) -> Genre:
    slug = slug or f"genre-{next(_numbers)}"
    return Genre.objects.create(slug=slug, **{"name_ru": f"ру {slug}", "name_en": slug, **fields})


def make_person(name_ru: str = "Вера Холодная", name_en: str = "Vera Kholodnaya") -> Person:
    return Person.objects.create(
        external_id=f"nm{next(_numbers)}", name_ru=name_ru, name_en=name_en
    )


def make_title(
    names: dict[str, str] | None = None, genres: tuple[Genre, ...] = (), **fields: Any
) -> Title:
    """A film of 75 minutes in `genres`; `names` by language, by default one in each."""
    title = factories.make_title(names, **{"duration": 4500, **fields})
    title.genres.set(genres)
    return title


def make_credit(title: Title, person: Person, job: str = "actor", **fields: Any) -> Credit:
    """Put a person into the credits of a title."""
    return Credit.objects.create(title=title, person=person, job=job, **fields)


def store_video(title: Title, content: bytes = b"film") -> Video:
    """Save bytes as the film of a title, the way the loader does."""
    key = default_storage.save(f"video/{title.pk.hex}.mp4", ContentFile(content))
    etag = hashlib.sha256(content).hexdigest()[:32]
    return Video.objects.create(title=title, key=key, size=len(content), etag=etag, duration=12.5)


def store_rendition(video: Video, height: int, language: str, content: bytes) -> Rendition:
    """Save bytes as one more version of a film."""
    key = default_storage.save(f"video/{video.pk}-{height}-{language}.mp4", ContentFile(content))
    etag = hashlib.sha256(content).hexdigest()[:32]
    facts = {"key": key, "size": len(content), "etag": etag}
    return video.renditions.create(height=height, language=language, **facts)
