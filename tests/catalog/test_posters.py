"""Posters: the same brief gives the same picture, nothing is cut off, both sizes are there."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from catalog.sample import posters
from catalog.sample.canvas import DISPLAY, TEXT, font
from catalog.sample.motifs import MOTIFS
from catalog.sample.posters import PALETTES, PosterBrief, draw_poster, save_poster
from catalog.sample_films import sample_rows


def brief(**fields) -> PosterBrief:
    plain = {"movie_id": "tt-1", "title": "Носферату", "year": 1922, "genres": ("horror",)}
    return PosterBrief(**plain | fields)


def difference(one: Image.Image, two: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, two)).mean)


def test_same_brief_gives_the_same_poster():
    assert draw_poster(brief()).tobytes() == draw_poster(brief()).tobytes()


def test_films_of_one_genre_differ():
    assert difference(draw_poster(brief()), draw_poster(brief(movie_id="tt-2"))) > 10


def test_wished_motif_and_palette_win():
    wished = brief(motif="eye", palette="teal")
    assert difference(draw_poster(wished), draw_poster(brief(motif="eye", palette="red"))) > 10
    assert difference(draw_poster(wished), draw_poster(brief(motif="moon", palette="teal"))) > 10


def test_unknown_wish_falls_back_to_the_genre():
    assert draw_poster(brief(motif="nothing", palette="none")).size == (800, 1200)


def test_both_sizes_are_written_whole(tmp_path):
    small, large = save_poster(brief(), tmp_path / "posters", "nosferatu")
    assert {path.name for path in (tmp_path / "posters").iterdir()} == {small.name, large.name}
    with Image.open(small) as one, Image.open(large) as two:
        assert (one.format, one.size) == ("WEBP", (320, 480))
        assert (two.format, two.size) == ("WEBP", (800, 1200))
    assert large.stat().st_size < 400_000


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_every_motif_draws_something(motif):
    picture = draw_poster(brief(motif=motif, palette="cream" if len(motif) % 2 else "night"))
    assert max(ImageStat.Stat(picture.crop((0, 110, 800, 800))).stddev) > 12  # not a blank wall


@pytest.mark.parametrize("palette", sorted(PALETTES))
def test_title_stands_out_from_its_ground(palette):
    """WCAG asks a contrast of 3 of large letters; the posters keep 4.5."""

    def light(colour: tuple[int, int, int]) -> float:
        parts = [v / 255 for v in colour]
        red, green, blue = (
            v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(PALETTES[palette].text), light(PALETTES[palette].foot)), reverse=True)
    assert (high + 0.05) / (low + 0.05) > 4.5


@pytest.mark.parametrize(
    "title",
    [
        "М",
        "Третья Мещанская",
        "Необычайные приключения мистера Веста в стране большевиков",
        "Электрификация " * 9,
        "Взаимопревосходительствующий",
    ],
)
def test_no_word_of_the_title_leaves_the_sheet(monkeypatch, title):
    """Every line of text ends inside the margins, however long it is."""
    from PIL import ImageDraw

    seen = []

    class Pen(ImageDraw.ImageDraw):
        def text(self, xy, text, fill=None, font=None, anchor=None, *args, **kwargs):
            seen.append(self.textbbox(xy, text, font=font, anchor=anchor))
            super().text(xy, text, fill, font, anchor, *args, **kwargs)

    monkeypatch.setattr(ImageDraw, "Draw", lambda picture, mode=None: Pen(picture, mode))
    other = f"English {title}"
    draw_poster(brief(title=title, second_title=other, directors=("Режиссёр " * 20,)))
    assert seen
    assert all(left >= 50 and right <= 752 for left, _, right, _ in seen)
    assert all(top >= 30 and bottom <= 1160 for _, top, _, bottom in seen)


def test_posters_are_quick_enough_for_a_first_start(tmp_path):
    """Generous: about a tenth of a second of work, a second on a busy machine."""
    start = time.process_time()
    save_poster(brief(), tmp_path, "quick")
    assert time.process_time() - start < 2


def test_a_poster_is_read_in_both_languages():
    """R159: the same picture serves who reads Russian and who reads English."""
    briefs = [PosterBrief.from_row(row) for row in sample_rows().values()]
    moon = next(brief for brief in briefs if brief.movie_id == "made-moon-over-water")
    assert (moon.title, moon.second_title) == ("Луна над водой", "Moon over Water")
    assert all(brief.second_title for brief in briefs)
    assert difference(draw_poster(moon), draw_poster(replace(moon, second_title=""))) > 0.1


@pytest.mark.parametrize("path", [TEXT, DISPLAY])
def test_every_letter_of_the_sample_is_in_the_fonts(path):
    """A missing letter would be drawn as an empty box."""
    rows = json.loads((Path(posters.__file__).parent / "partner_movies.json").read_text())
    empty = font(path, 32).getmask("\uffff")
    letters = {
        letter
        for row in rows
        for text in (row["title"], row["title"].upper(), row["original_title"])
        for letter in text
        if letter.strip()
    }
    drawn = {letter: font(path, 32).getmask(letter) for letter in letters}
    assert bytes(empty) != b""
    assert [a for a, mask in drawn.items() if bytes(mask) == bytes(empty)] == []
