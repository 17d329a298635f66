"""Small drawing tools shared by posters and made films: light, soft edges, grain, fonts."""

import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageFont

FONTS = Path(__file__).with_name("fonts")
DISPLAY = FONTS / "Oswald-SemiBold.ttf"
TEXT = FONTS / "GolosText-Medium.ttf"
CLOCK = FONTS / "JetBrainsMono-Clock.ttf"

Colour = tuple[int, int, int]
Size = tuple[int, int]


@cache
def font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels, laid out the same way wherever Pillow was built."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def rgb(text: str) -> Colour:
    """`#rrggbb` as three numbers."""
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue


def mix(one: Colour, two: Colour, share: float) -> Colour:
    """A colour between two; `share` 0 gives the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
    return red, green, blue


def gradient(size: Size, stops: Sequence[tuple[float, Colour]]) -> Image.Image:
    """A vertical gradient; `stops` are (height 0..1, colour), ascending, from 0 to 1."""
    column = Image.new("RGB", (1, size[1]))
    for y in range(size[1]):
        at = y / max(1, size[1] - 1)
        high = next(i for i in range(1, len(stops)) if stops[i][0] >= at or i == len(stops) - 1)
        (low_at, low), (high_at, colour) = stops[high - 1], stops[high]
        column.putpixel((0, y), mix(low, colour, (at - low_at) / (high_at - low_at)))
    return column.resize(size)


@cache
def _falloff(softness: float) -> Image.Image:
    """Light that is 255 in the middle and 0 at the inscribed circle."""
    light = Image.radial_gradient("L")  # 0 in the middle, 180 where the circle touches the sides
    return light.point([round(255 * max(0.0, 1 - v / 180) ** softness) for v in range(256)])


def glow(size: Size, colour: Colour, strength: float = 1.0, softness: float = 2.0) -> Image.Image:
    """A soft spot of light on nothing (RGBA); a higher `softness` gathers it in the middle."""
    light = _falloff(softness).resize(size, Image.Resampling.BICUBIC)
    spot = Image.new("RGBA", size, (*colour, 0))
    spot.putalpha(light.point([round(v * min(1.0, strength)) for v in range(256)]))
    return spot


def shape(
    size: Size, draw: Callable[[ImageDraw.ImageDraw, int], None], finer: int = 2
) -> Image.Image:
    """A mask (L) drawn `finer` times larger and brought down, so that its edges are smooth.

    `draw` gets the pen and the scale that it has to multiply its coordinates by.
    """
    large = Image.new("L", (size[0] * finer, size[1] * finer), 0)
    draw(ImageDraw.Draw(large), finer)
    return large.resize(size, Image.Resampling.BOX)


def cut_out(mask: Image.Image, fill: Colour | Image.Image) -> Image.Image:
    """What shows of a colour or a picture through a mask (RGBA)."""
    piece = fill.copy() if isinstance(fill, Image.Image) else Image.new("RGB", mask.size, fill)
    piece.putalpha(mask)
    return piece


def grain(picture: Image.Image, seed: int, strength: float = 0.1) -> Image.Image:
    """The picture with film grain; the same seed gives the same grain (and hides banding)."""
    tile = Image.frombytes("L", (256, 256), random.Random(seed).randbytes(65536))  # noqa: S311
    tile = tile.filter(ImageFilter.GaussianBlur(0.6))
    tile = tile.point([round(128 + (v - 128) * strength * 4) for v in range(256)])
    sheet = Image.new("L", picture.size)
    for x in range(0, picture.width, 256):
        for y in range(0, picture.height, 256):
            sheet.paste(tile, (x, y))
    return ImageChops.overlay(picture, Image.merge("RGB", (sheet, sheet, sheet)))
