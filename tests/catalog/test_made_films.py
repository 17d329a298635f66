"""The films made on the spot: what is in the file, and what the clock in the picture says."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from catalog.sample.canvas import CLOCK, font
from catalog.sample.made_films import MADE_FILMS, FilmNotMadeError, MadeFilm, make_film
from catalog.sample.scenes import CLOCK_AT, FPS, WIDTH

SECONDS = 6
CONTAINERS = {"moov", "trak", "mdia", "minf", "stbl", "edts"}
Boxes = list[tuple[str, bytes]]


@pytest.fixture(scope="module")
def ffmpeg() -> str:
    found = shutil.which("ffmpeg")
    if found:
        return found
    return str(pytest.importorskip("imageio_ffmpeg").get_ffmpeg_exe())


@pytest.fixture(scope="module", params=MADE_FILMS, ids=lambda film: film.slug)
def made(request, ffmpeg, tmp_path_factory) -> Path:
    out = Path(tmp_path_factory.mktemp("made")) / "film.mp4"
    make_film(request.param, out, ffmpeg, seconds=SECONDS)
    return out


def boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Walk an MP4 file: name and content of each box, containers opened."""
    at = 0
    while at < len(data):
        size, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8].decode("latin-1")
        if size == 1:
            content, size = data[at + 16 :], int.from_bytes(data[at + 8 : at + 16])
        else:
            content = data[at + 8 :]
        content = content[: size - 8]
        yield name, content
        if name in CONTAINERS:
            yield from boxes(content)
        at += size


def box(found: Boxes, name: str) -> bytes:
    return next(content for kind, content in found if kind == name)


def frame(video: Path, at: float, ffmpeg: str) -> Image.Image:
    """The first frame whose time is not before `at`."""
    out = video.with_name(f"{at}.png")
    command = [ffmpeg, "-loglevel", "error", "-y", "-ss", f"{at}", "-i", str(video)]
    subprocess.run([*command, "-frames:v", "1", str(out)], check=True, timeout=60)
    return Image.open(out).convert("L")


def clock_says(picture: Image.Image, guesses: list[str]) -> str:
    """Which of the guesses looks most like the clock in the picture."""
    x, y = CLOCK_AT
    seen = picture.crop((x - 8, y - 8, x + 560, y + 100)).point(lambda v: 255 * (v > 200))

    def difference(text: str) -> int:
        drawn = Image.new("L", seen.size)
        box = font(CLOCK, 112).getbbox(text)
        ImageDraw.Draw(drawn).text((8, 8 - box[1]), text, 255, font(CLOCK, 112))
        return ImageChops.difference(seen, drawn).histogram()[255]

    return min(guesses, key=difference)


def test_three_films_of_three_to_ten_minutes():
    """R030: the embedded cinema has films to watch at once."""
    assert len(MADE_FILMS) == 3
    assert len({film.slug for film in MADE_FILMS}) == 3
    assert all(180 <= film.seconds <= 600 for film in MADE_FILMS)


def test_file_starts_fast_and_holds_h264_and_aac(made):
    found = list(boxes(made.read_bytes()))
    names = [name for name, _ in found]
    assert names.index("moov") < names.index("mdat")
    codecs = b"".join(content for name, content in found if name == "stsd")
    assert b"avc1" in codecs
    assert b"mp4a" in codecs


def test_each_second_starts_with_a_key_frame(made):
    table = box(list(boxes(made.read_bytes())), "stss")
    count = int.from_bytes(table[4:8])
    frames = [int.from_bytes(table[8 + 4 * n : 12 + 4 * n]) for n in range(count)]
    assert frames == [1 + FPS * second for second in range(SECONDS)]


def test_every_frame_lasts_as_long_as_the_next(made):
    """One entry in the table of durations: nothing doubled, nothing dropped."""
    times = box(list(boxes(made.read_bytes())), "stts")
    assert int.from_bytes(times[4:8]) == 1
    assert int.from_bytes(times[8:12]) == SECONDS * FPS


def test_length_is_what_was_asked(made):
    header = box(list(boxes(made.read_bytes())), "mvhd")
    scale, length = int.from_bytes(header[12:16]), int.from_bytes(header[16:20])
    assert abs(length / scale - SECONDS) < 0.1


@pytest.mark.parametrize(("at", "text"), [(0.0, "00:00.00"), (3.48, "00:03.48"), (5.6, "00:05.60")])
def test_clock_in_the_picture_shows_the_time(made, ffmpeg, at, text):
    guesses = [f"00:0{second}.{part:02d}" for second in range(SECONDS) for part in range(0, 100, 4)]
    picture = frame(made, at, ffmpeg)
    assert picture.width == WIDTH
    assert clock_says(picture, guesses) == text


def test_a_tick_sounds_at_the_start_of_each_second(made, ffmpeg):
    command = [ffmpeg, "-loglevel", "error", "-i", str(made), "-f", "u8", "-ac", "1", "-ar", "8000"]
    sound = subprocess.run([*command, "-"], check=True, timeout=60, capture_output=True).stdout
    for second in range(1, SECONDS - 1):
        tick = sound[8000 * second : 8000 * second + 400]
        quiet = sound[8000 * second + 4000 : 8000 * second + 4400]
        assert max(abs(v - 128) for v in tick) > 2 * max(abs(v - 128) for v in quiet)
    assert max(abs(v - 128) for v in sound) < 40  # soft


def test_progress_rises_to_the_end(ffmpeg, tmp_path):
    shares: list[float] = []
    make_film(MADE_FILMS[0], tmp_path / "film.mp4", ffmpeg, seconds=3, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1, abs=0.05)


def test_failure_tells_what_ffmpeg_said_and_leaves_nothing(ffmpeg, tmp_path):
    film = MadeFilm("broken", "Поломка", 200, MADE_FILMS[0].draw)
    with pytest.raises(FilmNotMadeError) as refused:
        make_film(film, tmp_path / "film.mp4", ffmpeg, seconds=-3)
    assert re.search(r"-t|duration|negative", refused.value.tail, re.IGNORECASE)
    assert list(tmp_path.iterdir()) == []


def test_missing_ffmpeg_is_named(tmp_path):
    with pytest.raises(FilmNotMadeError, match="no-such-ffmpeg"):
        make_film(MADE_FILMS[0], tmp_path / "film.mp4", str(tmp_path / "no-such-ffmpeg"))


def test_interrupted_film_leaves_nothing_behind(ffmpeg, tmp_path):
    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_film(MADE_FILMS[0], tmp_path / "film.mp4", ffmpeg, seconds=60, progress=stop)
    assert list(tmp_path.iterdir()) == []
