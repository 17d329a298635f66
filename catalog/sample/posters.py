"""Posters drawn by the program: one series, one grid, a drawing and a palette of its own per film.

A film may name its drawing (`motif`) and its colours (`palette`); otherwise its genre and number
choose. The same brief always gives the same poster.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from catalog.sample.canvas import DISPLAY, TEXT, font, grain, mix, rgb
from catalog.sample.motifs import MOTIFS
from catalog.sample.stage import HEIGHT, WIDTH, Palette, Stage

SMALL, LARGE = (320, 480), (WIDTH, HEIGHT)
QUALITY = 82
MARGIN = 56
ROOM = WIDTH - 2 * MARGIN  # for a line of text
TITLE_FOOT = 1062  # the lowest point of the title
OTHER_FOOT = 1142  # and of its name in another language
GENRE_MOTIFS = {
    "horror": ("house", "graves", "witches"),
    "sci-fi": ("orbits", "planet", "rocket"),
    "noir": ("blinds", "corridor", "road"),
    "comedy": ("bowler", "clock", "tightrope"),
    "animation": ("orbits", "mouse_wheel", "bones"),
    "documentary": ("camera", "eye", "rails"),
    "romance": ("profiles", "sunrise", "moon"),
    "war": ("trench", "wings"),
    "western": ("road", "mountains"),
    "adventure": ("mountains", "domes", "liner"),
    "fantasy": ("domes", "moon", "forest"),
}


def _palette(text: str) -> Palette:
    return Palette(*(rgb(f"#{part}") for part in text.split()))


#                     top    bottom ink    body   light  accent text   foot
PALETTES = {
    "night": _palette("0a1030 2c4a86 050816 3a5fa8 f3e9cf f2b84b fff6e0 050918"),
    "blood": _palette("1c0508 7a121c 0c0304 8f1a22 f2c9a0 ff5436 ffeeda 0c0304"),
    "bone": _palette("d9cdb0 9c8a66 14110d 6b5d45 f5edd8 a3271f fdf6e3 16120d"),
    "red": _palette("e9dcc2 dfcfae 17110e b8261d f7efdd c9281d 17110e e9dcc2"),
    "cream": _palette("f3e6c8 ecd7a8 231a14 b5793a fff8e6 e0542e 231a14 f3e6c8"),
    "teal": _palette("0b3b41 2f8f86 06191c 2a7d78 f4efd6 f29f3f fbf6e2 06191c"),
    "gold": _palette("2a1a08 c48a2c 150c04 a8701f fff0c6 e8562a fff4d6 150c04"),
    "violet": _palette("1b0f3a 7a3fa0 0e0720 6a3a9c ffe3f0 ff7f8f fff0f6 0e0720"),
    "ice": _palette("b9d6e2 7fb0c8 0d2431 4f8aa8 f8fdff f0653c fafeff 0d2431"),
    "noir": _palette("2a2a30 0e0e11 060607 5a5a63 ece6d8 e3b23c f5f0e4 060607"),
    "rose": _palette("f6d5cf e8a79f 34101f b5476a fff3ec e2403f 34101f f6d5cf"),
    "forest": _palette("12352a 6fa06a 071a14 3d7a54 f2f2d4 f0b23c fbfae6 071a14"),
    "desert": _palette("f0b66a e07a3c 2a120a a8502a ffeccb 1f7f86 fff3dc 2a120a"),
    "mars": _palette("2a0a1e b8402c 12050e c4472c ffdcae 43c0b4 ffeed6 12050e"),
    "mint": _palette("d6e8d4 a9d0b6 10261f 3f8a74 f7fbee ef5b3a 10261f d6e8d4"),
    "sky": _palette("a8d4e8 f6e3bd 16243a 4a7fa8 fffaea ee6a3a 16243a f6e3bd"),
    "dusk": _palette("241448 ee8a5a 150a26 8a3a72 ffe6b8 ffc04a fff2da 150a26"),
    "steel": _palette("15212b 5f7f8c 080f14 456472 e9f0ea f2c230 f4f8f2 080f14"),
    "lemon": _palette("f7d64a f2b632 1f1a12 c9741f fff6d2 d8342a 1f1a12 f7d64a"),
    "plum": _palette("3a0f2c 8a2350 1a0614 a03360 ffdfcf f2a73c ffeee2 1a0614"),
    "sepia": _palette("3b2a1c a98456 1a110a 7d5b38 f6e6c6 d9562e fdf2da 1a110a"),
    "poison": _palette("0b1f10 4f9a3a 050e07 3f8a3c efffc8 e64fa0 f6ffe0 050e07"),
}


@dataclass(frozen=True, slots=True)
class PosterBrief:
    """What a poster says and, if it matters, what it shows."""

    movie_id: str
    title: str
    second_title: str = ""  # in the site's other language
    original_title: str = ""
    year: int | None = None
    directors: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    motif: str | None = None
    palette: str | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "PosterBrief":
        """The brief of a row of `partner_movies.json`."""
        wish: Mapping[str, str] = row.get("poster") or {}
        return cls(
            movie_id=str(row["movie_id"]),
            title=str(row["title"]),
            second_title=str(row.get("second_title") or ""),
            original_title=str(row.get("original_title") or ""),
            year=row.get("year"),
            directors=tuple(person["full_name"] for person in row.get("directors") or ()),
            genres=tuple(row.get("genres") or ()),
            motif=wish.get("motif"),
            palette=wish.get("palette"),
        )


def draw_poster(brief: PosterBrief) -> Image.Image:
    """The large poster (800 by 1200, RGB)."""
    seed = zlib.crc32(brief.movie_id.encode())
    stage = Stage(PALETTES[_choose(brief.palette, sorted(PALETTES), seed)], seed)
    family = next((GENRE_MOTIFS[g] for g in brief.genres if g in GENRE_MOTIFS), ("moon", "lake"))
    MOTIFS[_choose(brief.motif, family, seed, MOTIFS)](stage)
    picture = stage.finished()
    _fade(picture, stage.p)
    picture = grain(picture, seed, 0.07)
    _write(picture, brief, stage.p)
    return picture


def save_poster(brief: PosterBrief, folder: Path, stem: str) -> tuple[Path, Path]:
    """Write `<stem>-320.webp` and `<stem>-800.webp` into the folder; gives both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    large = draw_poster(brief)
    small = large.resize(SMALL, Image.Resampling.LANCZOS)
    paths = folder / f"{stem}-{SMALL[0]}.webp", folder / f"{stem}-{LARGE[0]}.webp"
    for picture, path in zip((small, large), paths, strict=True):
        part = path.with_suffix(".part")
        picture.save(part, "WEBP", quality=QUALITY, method=3)
        part.replace(path)
    return paths


def _choose(
    wish: str | None, family: Sequence[str], seed: int, known: Mapping[str, object] | None = None
) -> str:
    """The wish if it is known, otherwise one of the family by the film's seed."""
    return wish if wish and wish in (known or family) else family[seed % len(family)]


def _fade(picture: Image.Image, palette: Palette) -> None:
    """Let the drawing sink into the foot's colour behind the title, and a little at the top."""
    column = Image.new("L", (1, HEIGHT))
    for y in range(HEIGHT):
        low = min(1.0, max(0.0, (y - 700) / 240))
        high = min(1.0, max(0.0, (190 - y) / 110)) * 0.82
        column.putpixel((0, y), round(255 * max(low * low * (3 - 2 * low) * 0.97, high)))
    foot = Image.new("RGB", picture.size, palette.foot)
    picture.paste(foot, (0, 0), column.resize(picture.size))


def _write(picture: Image.Image, brief: PosterBrief, palette: Palette) -> None:
    """The words: year and director on top, the title large at the foot, its other name under it.

    One picture serves every viewer, so the name stands there in both languages of the site; the
    original one only for a film that has no second.
    """
    pen = ImageDraw.Draw(picture)
    soft = mix(palette.text, palette.foot, 0.16)
    year = str(brief.year or "")
    pen.text((MARGIN, 44), year, palette.text, font(DISPLAY, 40))
    used = pen.textlength(year, font(DISPLAY, 40)) + 40
    directors = ", ".join(brief.directors)
    if directors:
        line, face = _fitted(pen, directors, TEXT, 28, 20, ROOM - used)
        pen.text((WIDTH - MARGIN, 72), line, palette.text, face, anchor="rm")
    pen.rectangle((MARGIN, 104, WIDTH - MARGIN, 106), fill=palette.text)
    top = _write_title(pen, brief.title.upper(), palette)
    pen.rectangle((MARGIN, top - 30, MARGIN + 84, top - 22), fill=palette.accent)
    other = brief.second_title or brief.original_title
    if other and other.casefold() != brief.title.casefold():
        line, face = _fitted(pen, other.upper(), DISPLAY, 54, 24, ROOM)
        pen.text((MARGIN, OTHER_FOOT), line, soft, face, anchor="ls")


def _write_title(pen: ImageDraw.ImageDraw, title: str, palette: Palette) -> int:
    """Set the title as large as it goes in at most four lines; gives the top of its letters."""
    for size in range(136, 16, -4):
        face = font(DISPLAY, size)
        lines = _wrapped(pen, title, face)
        fits = all(pen.textlength(line, face) <= ROOM for line in lines)
        hangs = size > 84 and any(len(line.split()[-1]) < 3 for line in lines[:-1])
        if (
            fits
            and not hangs
            and len(lines) * size * 1.08 <= (150, 260, 310, 320)[min(len(lines), 4) - 1]
        ):
            break
    y = TITLE_FOOT - round((len(lines) - 1) * size * 1.08)
    for number, line in enumerate(lines):
        pen.text((MARGIN, y + round(number * size * 1.08)), line, palette.text, face, anchor="ls")
    return y - round(size * 0.86)


def _wrapped(pen: ImageDraw.ImageDraw, text: str, face: Any) -> list[str]:
    """Break a text into as few lines as fit the sheet, a short word never alone at a line's end."""
    lines: list[str] = []
    for word in text.split():
        if lines and pen.textlength(f"{lines[-1]} {word}", face) <= ROOM:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    for number in range(len(lines) - 1):
        words = lines[number].split()
        if len(words) > 1 and len(words[-1]) < 3:
            longer = f"{words[-1]} {lines[number + 1]}"
            if pen.textlength(longer, face) <= ROOM:
                lines[number], lines[number + 1] = " ".join(words[:-1]), longer
    return lines


def _fitted(
    pen: ImageDraw.ImageDraw, text: str, path: Path, size: int, least: int, room: float
) -> tuple[str, Any]:
    """The text in a face that fits the room; if even the least size does not, it is cut."""
    for fitting in range(size, least - 1, -1):
        face = font(path, fitting)
        if pen.textlength(text, face) <= room:
            return text, face
    while text and pen.textlength(f"{text}…", face) > room:
        text = text[:-1]
    return f"{text.rstrip(' ,')}…", face
