"""The sample cinema comes up by one command, and a second run has nothing to do."""

import json
import shutil
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import User
from catalog import sample_films
from catalog.etl.loading import load_catalog
from catalog.models import Title, Video
from catalog.sample.posters import LARGE, SMALL
from friends.selectors import are_friends
from wishlist.models import Wish

pytestmark = pytest.mark.django_db

SECONDS = 1.5
ffmpeg = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="not run: films (no ffmpeg found)")


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def few_films(monkeypatch, tmp_path) -> Path:
    """The sample cut to one film that is made and two that are not: drawing all takes long."""
    rows: list[dict[str, Any]] = json.loads(sample_films.FILMS.read_text(encoding="utf-8"))
    made = [row["movie_id"] for row in rows if row.get("video")]
    others = [row["movie_id"] for row in rows if not row.get("video")]
    kept = {made[0], *list(dict.fromkeys(others))[:2]}
    path = tmp_path / "few.json"
    path.write_text(json.dumps([row for row in rows if row["movie_id"] in kept]), encoding="utf-8")
    monkeypatch.setattr(sample_films, "FILMS", path)
    return path


def load() -> str:
    """Run the command as `make run` does; return what it printed."""
    out = StringIO()
    call_command("load_sample", video_seconds=SECONDS, stdout=out)
    return out.getvalue()


def test_whole_sample_is_loaded_without_a_word_of_complaint():
    """R026, R029: at least 60 films with names, texts, people and genres in both languages."""
    sample_films.load_genres()
    report = load_catalog(sample_films.FILMS)
    assert (report.skipped, report.warnings) == (0, [])
    assert load_catalog(sample_films.FILMS).unchanged == report.read
    films = Title.objects.filter(kind="film").prefetch_related("texts", "genres", "credits")
    assert len(films) >= 63
    for film in films:
        assert {text.language for text in film.texts.all()} == {"ru", "en"}, film
        assert all(text.description for text in film.texts.all()), film
        assert film.year, film
        assert film.duration, film
        assert film.genres.all(), film
    real = [film for film in films if film.credits.all() and film.countries]
    assert len(real) >= 60


@ffmpeg
def test_films_posters_and_video_come_up_and_a_second_run_does_nothing(few_films):
    """R029, R033: one command; files in the storage agree with their rows; then silence."""
    printed = load()
    assert "drawing 3 posters … 100 %" in printed
    assert "making film 1 of 1" in printed
    for title in Title.objects.all():
        sizes = [size_of(f"posters/{title.poster}-{name}.webp") for name in ("small", "large")]
        assert sizes == [SMALL, LARGE]
    video = Video.objects.get()
    assert video.duration == SECONDS
    assert default_storage.size(video.key) == video.size
    assert len(video.etag) == 32
    before = list(Title.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as queries:
        assert load() == ""
    assert [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert list(Title.objects.order_by("pk").values()) == before


def size_of(name: str) -> tuple[int, int]:
    """Width and height of a picture in the storage."""
    with default_storage.open(name) as file:
        return Image.open(BytesIO(file.read())).size


@ffmpeg
def test_lost_and_changed_files_are_made_again(few_films):
    """R029: whatever a crash or a hand took away comes back, and nothing is left over."""
    load()
    title = Title.objects.exclude(video=None).get()
    default_storage.delete(title.video.key)
    default_storage.delete(f"posters/{title.poster}-small.webp")
    assert "drawing 1 posters" in load()
    assert default_storage.exists(title.video.key)
    rows = json.loads(few_films.read_text())
    changed = [{**row, "year": 1901} if row["language"] == "ru" else row for row in rows]
    few_films.write_text(json.dumps(changed))
    load()
    _, names = default_storage.listdir("posters")
    assert len(names) == 6
    fresh = Title.objects.get(pk=title.pk)
    assert fresh.poster != title.poster
    assert default_storage.exists(f"posters/{fresh.poster}-large.webp")


def test_without_ffmpeg_films_stay_without_video_and_one_sentence_says_so(few_films, settings):
    """The site comes up all the same."""
    settings.FFMPEG_BINARY = "/nowhere/ffmpeg"
    assert "ffmpeg was not found (/nowhere/ffmpeg)" in load()
    assert Title.objects.count() == 3
    assert not Video.objects.exists()


def test_ffmpeg_that_fails_is_told_and_the_rest_stands(few_films, settings):
    """A film that cannot be made does not stop the site."""
    settings.FFMPEG_BINARY = "false"
    assert "the film was not made and stays without video" in load()
    assert Title.objects.count() == 3
    assert not Video.objects.exists()


@pytest.mark.parametrize("embedded", [True, False])
def test_sample_people_come_with_the_embedded_mode_only(few_films, settings, embedded):
    """Design section 4: no other mode ever makes them."""
    settings.EMBEDDED = embedded
    settings.FFMPEG_BINARY = "/nowhere/ffmpeg"
    load()
    assert User.objects.exists() is embedded
    if embedded:
        people = {user.email.split("@")[0]: user for user in User.objects.all()}
        assert are_friends(people["vasily"], people["anya"])
        assert not are_friends(people["vasily"], people["olga"])


@ffmpeg
def test_friends_want_the_first_of_the_made_films(few_films, settings):
    """Design section 4: Anya and Petr want to watch the first made film."""
    settings.EMBEDDED = True
    load()
    wanting = Wish.objects.filter(title__video__isnull=False).values_list("user__name", flat=True)
    assert set(wanting) >= {"Аня", "Пётр"}
