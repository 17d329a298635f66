"""Short films that really play, for tests in browsers: made once, kept between runs."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from catalog.models import Title, TitleText, Video
from catalog.sample.made_films import MADE_FILMS, make_film
from catalog.sample.versions import LINES, make_version, subtitles, versions_of

SECONDS = 120


def made_film(folder: Path, seconds: int = SECONDS) -> Path:
    """Return the file of a film with a clock in its picture, made if it is not in `folder` yet."""
    path = folder / f"{MADE_FILMS[0].slug}-{seconds}.mp4"
    if not path.exists():
        make_film(MADE_FILMS[0], path, settings.FFMPEG_BINARY, seconds=seconds)
    return path


def put_film(path: Path, *, name: str, english: str, seconds: float = SECONDS) -> Title:
    """Return a film of the catalogue that plays the file at `path`."""
    title = Title.objects.create(
        external_id=f"made-{name}", original_title=english, year=2026, duration=int(seconds)
    )
    for language, text in (("ru", name), ("en", english)):
        TitleText.objects.create(title=title, language=language, name=text)
    Video.objects.create(title=title, duration=seconds, height=720, language="ru", **_stored(path))
    return title


def put_choice(film: Title, path: Path, seconds: float = SECONDS) -> None:
    """Give a film of `put_film` its further versions, made beside its file once, and subtitles."""
    for version in versions_of(MADE_FILMS[0]):
        cut = path.with_name(f"{path.stem}-{version.height}-{version.language}.mp4")
        if not cut.exists():
            make_version(path, version, cut, settings.FFMPEG_BINARY)
        kind = {"height": version.height, "language": version.language}
        film.video.renditions.create(**kind, **_stored(cut))
    for language in LINES:
        film.subtitles.create(language=language, text=subtitles(language, seconds))


def _stored(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    etag = hashlib.sha256(content).hexdigest()[:32]
    with path.open("rb") as file:
        key = default_storage.save(f"videos/{etag}.mp4", File(file))
    return {"key": key, "size": len(content), "etag": etag}
