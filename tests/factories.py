"""People, titles and rooms for tests. Rooms are made by the services, as in life."""

import factory
from django.contrib.auth.hashers import make_password

from accounts.models import User
from catalog.models import Title, TitleText, Video
from rooms.models import Room
from rooms.services import create_room, join_room

PASSWORD = "kino-together"


class UserFactory(factory.django.DjangoModelFactory):
    """A person who can sign in with `PASSWORD`."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.test")
    name = factory.Sequence(lambda n: f"Человек {n}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class TitleFactory(factory.django.DjangoModelFactory):
    """A film with a name in both languages, without a video."""

    class Meta:
        model = Title
        skip_postgeneration_save = True

    external_id = factory.Sequence(lambda n: f"film-{n}")
    original_title = factory.Sequence(lambda n: f"Film {n}")
    year = 1925
    duration = 600

    @factory.post_generation
    def texts(self, create, extracted, **kwargs):
        """Name it in Russian and in English."""
        number = self.external_id.removeprefix("film-")
        for language, name in (("ru", f"Фильм {number}"), ("en", f"Film {number}")):
            TitleText.objects.create(
                title=self, language=language, name=name, description="Немой фильм."
            )


class VideoFactory(factory.django.DjangoModelFactory):
    """A video of ten minutes and the film that it belongs to; the file itself is not there."""

    class Meta:
        model = Video

    title = factory.SubFactory(TitleFactory)
    key = factory.Sequence(lambda n: f"videos/{n}.mp4")
    size = 1_000_000
    etag = factory.Sequence(lambda n: f"etag-{n}")
    duration = 600.0


def film_to_watch(**video: object) -> Title:
    """Return a film that has a video."""
    return VideoFactory(**video).title


def open_room(host: User, *guests: User, title: Title | None = None, **options: str) -> Room:
    """Return an open room in which the host and the guests sit."""
    room, _ = create_room(host=host, title=title or film_to_watch(), **options)
    for guest in guests:
        join_room(room_key=room.pk, user=guest)
    room.refresh_from_db()
    return room
