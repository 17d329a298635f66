"""Bringing the sample cinema into the catalogue: genres, posters, and films made on the spot.

What is there already is recognised by its key, which is made of everything that the file depends
on, the program that draws it included. So a second run does nothing, and a bettered drawing is
drawn anew.
"""

import hashlib
import json
import re
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.text import slugify

from catalog import sample
from catalog.models import Genre, Rendition, StoredFile, Title, Video
from catalog.sample.made_films import MADE_FILMS, MadeFilm, make_film
from catalog.sample.posters import LARGE, SMALL, PosterBrief, save_poster
from catalog.sample.scenes import HEIGHT
from catalog.sample.versions import LINES, make_version, subtitles, versions_of

FOLDER = Path(sample.__file__).parent
FILMS, GENRES = FOLDER / "partner_movies.json", FOLDER / "genres.json"
SIZES = {"small": SMALL, "large": LARGE}

Row = dict[str, Any]
Progress = Callable[[float], None]  # the share that is done, 0 to 1


def add_length(parser: ArgumentParser) -> None:
    """Give a command that makes the sample films the option of their length."""
    parser.add_argument(
        "--video-seconds",
        type=float,
        default=settings.SAMPLE_SECONDS,
        help="make films of this length instead of some minutes (for tests)",
    )


def sample_rows() -> dict[str, Row]:
    """The rows of the sample by the film's number; the Russian one where there are two.

    Its `second_title` is the name in the other language, for what is read in both.
    """
    rows: dict[str, Row] = {}
    for row in json.loads(FILMS.read_text(encoding="utf-8")):
        known = rows.get(row["movie_id"])
        first, second = (row, known) if row["language"] == settings.LANGUAGE_CODE else (known, row)
        rows[row["movie_id"]] = {
            **(first or row),
            "second_title": second["title"] if second else "",
        }
    return rows


def load_genres() -> None:
    """Make the genres of the sample; names that were corrected in the file are taken over."""
    stored = {genre.slug: genre for genre in Genre.objects.all()}
    for row in json.loads(GENRES.read_text(encoding="utf-8")):
        genre = stored.get(row["slug"]) or Genre(slug=row["slug"])
        names = (row["name_ru"], row["name_en"])
        if (genre.name_ru, genre.name_en) != names:
            genre.name_ru, genre.name_en = names
            genre.save()


@dataclass(frozen=True, slots=True)
class PosterTask:
    """A poster that is not in the storage yet, and where its title hangs the old one."""

    title: Title
    brief: PosterBrief
    key: str


def missing_posters(rows: dict[str, Row]) -> list[PosterTask]:
    """Posters that have to be drawn: one query, and two looks into the storage a film."""
    version = _sources("posters.py", "stage.py", "canvas.py", "motifs/*.py")
    tasks = []
    for title in Title.objects.filter(external_id__in=rows):
        brief = PosterBrief.from_row(rows[title.external_id])
        name = slugify(brief.original_title)[:60] or slugify(brief.movie_id)
        mark = _fingerprint([*version, repr(brief).encode()])
        key = re.sub("[-_]+", "-", f"{name}-{mark}")
        if title.poster != key or not all(map(default_storage.exists, _files(key).values())):
            tasks.append(PosterTask(title, brief, key))
    return tasks


def hang_posters(tasks: list[PosterTask], progress: Progress) -> None:
    """Draw posters in two sizes, put them into the storage and hang them on their titles."""
    with TemporaryDirectory() as folder, ThreadPoolExecutor(cpu_count()) as pool:
        drawn = pool.map(lambda task: save_poster(task.brief, Path(folder), task.key), tasks)
        for number, (task, paths) in enumerate(zip(tasks, drawn, strict=True), start=1):
            for path, name in zip(paths, _files(task.key).values(), strict=True):
                _store(path, name)
            old, task.title.poster = task.title.poster, task.key
            task.title.save(update_fields=["poster", "updated_at"])
            if old and old != task.key:
                _forget(_files(old).values())
            progress(number / len(tasks))


def _files(key: str) -> dict[str, str]:
    """Names in the storage by size, the small one first."""
    return {size: f"posters/{key}-{size}.webp" for size in SIZES}


@dataclass(frozen=True, slots=True)
class FilmTask:
    """A film that has to be made for a title; `seconds` long, stored under `key`."""

    title: Title
    film: MadeFilm
    seconds: float
    key: str


def missing_films(rows: dict[str, Row], seconds: float | None) -> list[FilmTask]:
    """Films that have to be made; `seconds` makes all of them that long."""
    by_name = {f"made/{film.slug}": film for film in MADE_FILMS}
    names = {number: row.get("video") for number, row in rows.items()}
    wanted = {number: by_name[name] for number, name in names.items() if name in by_name}
    version = _sources("made_films.py", "versions.py", "scenes/*.py", "canvas.py")
    tasks = []
    titles = Title.objects.filter(external_id__in=wanted).select_related("video")
    titles = titles.prefetch_related("video__renditions")
    for title in titles.order_by("created_at"):
        film = wanted[title.external_id]
        length = film.seconds if seconds is None else seconds
        key = f"video/{film.slug}-{_fingerprint([*version, str(length).encode()])}.mp4"
        if not _is_stored(title, film, key):
            tasks.append(FilmTask(title, film, length, key))
    return tasks


def store_film(task: FilmTask, progress: Progress) -> None:
    """Make the film and put it into the storage. Raises FilmNotMadeError."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "film.mp4")
        make_film(task.film, path, settings.FFMPEG_BINARY, task.seconds, progress)
        old = set(_keys(task.title))
        facts = {**_put(path, task.key), "height": HEIGHT, "language": "ru"}
        facts["duration"] = task.seconds
        video, _new = Video.objects.update_or_create(title=task.title, defaults=facts)
        if task.film.choice:
            _store_choice(task, video, path)
    _forget(old - set(_keys(task.title)))


def _store_choice(task: FilmTask, video: Video, film: Path) -> None:
    """Store the further versions of a film and its subtitles."""
    video.renditions.all().delete()
    for version in versions_of(task.film):
        path = film.with_name(f"{version.height}-{version.language}.mp4")
        make_version(film, version, path, settings.FFMPEG_BINARY)
        facts = _put(path, task.key.replace(".mp4", f"-{path.name}"))
        video.renditions.create(height=version.height, language=version.language, **facts)
    for language in LINES:
        text = subtitles(language, task.seconds)
        task.title.subtitles.update_or_create(language=language, defaults={"text": text})


def _keys(title: Title) -> list[str]:
    """What a title has in the storage to be played."""
    renditions = Rendition.objects.filter(video__title=title).values_list("key", flat=True)
    return [*Video.objects.filter(title=title).values_list("key", flat=True), *renditions]


def _put(path: Path, key: str) -> dict[str, Any]:
    """Put a film's file into the storage; return what its row says of it."""
    _store(path, key)
    with path.open("rb") as file:
        etag = hashlib.file_digest(file, "sha256").hexdigest()[:32]
    return {"key": key, "size": path.stat().st_size, "etag": etag}


def _is_stored(title: Title, film: MadeFilm, key: str) -> bool:
    video = getattr(title, "video", None)
    if video is None or video.key != key:
        return False
    renditions = list(video.renditions.all())
    if film.choice and len(renditions) != len(versions_of(film)):
        return False
    return all(_is_whole(file) for file in (video, *renditions))


def _is_whole(file: StoredFile) -> bool:
    return default_storage.exists(file.key) and default_storage.size(file.key) == file.size


def _store(path: Path, name: str) -> None:
    """Put a file into the storage under exactly that name."""
    _forget([name])  # of a run that was killed before it wrote the row
    with path.open("rb") as file:
        default_storage.save(name, File(file))


def _forget(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _sources(*patterns: str) -> list[bytes]:
    """The program that makes a file, as a part of what the file depends on."""
    files: Iterator[Path] = (file for one in patterns for file in sorted(FOLDER.glob(one)))
    return [file.read_bytes() for file in files]


def _fingerprint(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:10]
