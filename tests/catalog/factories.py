"""Titles, people and films in the storage for tests of the catalogue."""

import hashlib
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from factory.django import DjangoModelFactory

from accounts.models import User
from catalog.models import Credit, Genre, Person, Title, TitleText, Video


class PersonOfTheSite(DjangoModelFactory[User]):
    """Somebody who may sign in."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"viewer{n}@example.test")
    name = factory.Sequence(lambda n: f"Зритель {n}")


class GenreFactory(DjangoModelFactory[Genre]):
    class Meta:
        model = Genre

    slug = factory.Sequence(lambda n: f"genre-{n}")
    name_ru = factory.Sequence(lambda n: f"жанр {n}")
    name_en = factory.Sequence(lambda n: f"genre {n}")


class ActorFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    external_id = factory.Sequence(lambda n: f"nm{n}")
    name_ru = factory.Sequence(lambda n: f"Актёр {n}")
    name_en = factory.Sequence(lambda n: f"Actor {n}")


class TitleFactory(DjangoModelFactory[Title]):
    """A film with texts in both languages unless `texts` says otherwise."""

    class Meta:
        model = Title
        skip_postgeneration_save = True

    external_id = factory.Sequence(lambda n: f"tt{n}")
    original_title = factory.Sequence(lambda n: f"Original {n}")
    year = 1925
    duration = 4500

    @factory.post_generation
    def texts(title: Title, create: bool, given: dict[str, str] | None, **kwargs: Any) -> None:
        names = {"ru": f"Картина {title.external_id}", "en": f"Picture {title.external_id}"}
        for language, name in (names if given is None else given).items():
            TitleText.objects.create(
                title=title, language=language, name=name, description=f"{name}: {language}"
            )


def credit(title: Title, person: Person, job: str = "actor", **fields: Any) -> Credit:
    """Put a person into the credits of a title."""
    return Credit.objects.create(title=title, person=person, job=job, **fields)


def store_video(title: Title, content: bytes) -> Video:
    """Save bytes as the film of a title, the way the loader does."""
    key = default_storage.save(f"video/{title.pk.hex}.mp4", ContentFile(content))
    etag = hashlib.sha256(content).hexdigest()[:32]
    return Video.objects.create(title=title, key=key, size=len(content), etag=etag, duration=12.5)
