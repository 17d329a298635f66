"""Further versions of a made film: a smaller picture, another sound, and what is said in it.

All are cut from the film itself, so that they agree with it to the frame and a viewer may change
over in the middle.
"""

import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from catalog.sample.made_films import MadeFilm, run_ffmpeg, sound
from catalog.sample.scenes import FPS, HEIGHT

SMALL_HEIGHT = 360
LINE_SECONDS = 5.0

LINES = {
    "ru": (
        "Вечер. Вода совсем тихая.",
        "Лодка идёт медленно, ей некуда спешить.",
        "Луна поднимается над мысом.",
        "Если молчать, слышно, как тикает время.",
        "Кто-то смотрит на ту же луну из другого города.",
        "И видит тот же самый кадр.",
    ),
    "en": (
        "Evening. The water is quite still.",
        "The boat goes slowly, it is in no hurry.",
        "The moon rises over the cape.",
        "Be silent, and you can hear the time tick.",
        "Somebody looks at the same moon from another town.",
        "And sees the very same frame.",
    ),
}


@dataclass(frozen=True, slots=True)
class Version:
    """One more file of a film: lines of its picture, language of its sound, how to cut it."""

    height: int
    language: str
    arguments: tuple[str, ...]


def versions_of(film: MadeFilm) -> Sequence[Version]:
    """The versions of a film: half the picture, and a sound of another pitch."""
    key_frames = f"-g {FPS} -keyint_min {FPS} -sc_threshold 0 -bf 0"
    small = f"-vf scale=-2:{SMALL_HEIGHT} -c:v libx264 -preset veryfast -crf 28 {key_frames}"
    chord = [tone * 1.5 for tone in film.draw().chord]
    other = f"-map 0:v -map [sound] -c:v copy -filter_complex {sound(chord, tick=660)}"
    return (
        Version(SMALL_HEIGHT, "ru", (*small.split(), "-c:a", "copy")),
        Version(HEIGHT, "en", (*other.split(), "-c:a", "aac", "-b:a", "80k", "-shortest")),
    )


def make_version(film: Path, version: Version, out: Path, ffmpeg: str) -> None:
    """Cut a version of `film` into `out`, which appears only when it is whole.

    Raises FilmNotMadeError.
    """
    part = out.with_name(f".{out.name}.{uuid.uuid4().hex[:8]}.part")
    begin = (ffmpeg, "-hide_banner", "-loglevel", "error", "-nostdin", "-i", str(film.absolute()))
    end = ("-movflags", "+faststart", "-f", "mp4", "-y", str(part.absolute()))
    try:
        with tempfile.TemporaryDirectory(prefix="film-version-") as folder:
            run_ffmpeg([*begin, *version.arguments, *end], Path(folder), film.stem)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def subtitles(language: str, seconds: float) -> str:
    """Return WebVTT for a film of `seconds`: a line every five seconds, over and over."""
    blocks = ["WEBVTT"]
    for number, line in enumerate(cycle(LINES[language])):
        begin = number * LINE_SECONDS
        if begin + 1 > seconds:
            return "\n\n".join(blocks) + "\n"
        end = min(begin + LINE_SECONDS - 0.5, seconds)
        blocks.append(f"{_time(begin + 0.5)} --> {_time(end)}\n{line}")
    raise AssertionError("the lines go round for ever")


def _time(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes):02}:{rest:06.3f}"
