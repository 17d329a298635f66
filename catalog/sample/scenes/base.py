"""What the scenes of the made films share: a backdrop and layers that ffmpeg moves over it.

Layers stand on whole pixels, and on even ones where chroma is halved, so what has to glide evenly
moves by a whole number of two-pixel steps a frame: multiples of 50 pixels a second.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFilter

from catalog.sample.canvas import (
    DISPLAY,
    TEXT,
    Colour,
    Size,
    cut_out,
    font,
    glow,
    gradient,
    grain,
    rgb,
    shape,
)

FPS = 25  # a frame is 4 hundredths of a second long, so that the clock never rounds
WIDTH, HEIGHT = 1280, 720
CLOCK_AT = (64, 40)
DIAL = (686, 108, 44)  # middle and radius of the dial beside the clock


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture and where it is at `t` seconds, as ffmpeg expressions; `effect` is a filter."""

    picture: Image.Image
    x: str
    y: str
    effect: str = ""
    ends: bool = False  # gone when its effect's frames run out


@dataclass(frozen=True, slots=True)
class Scene:
    """What is seen and heard: `fine` keeps full chroma, `chord` is in hertz."""

    backdrop: Image.Image
    chord: Sequence[float]
    layers: list[Layer] = field(default_factory=list)
    fine: bool = False


def finished(
    backdrop: Image.Image,
    title: str,
    chord: Sequence[float],
    layers: list[Layer],
    fine: bool = False,
) -> Scene:
    """Add what all three films have: grain against banding, the title card and the dial."""
    noisy = grain(backdrop, seed=len(title), strength=0.03)
    return Scene(noisy, chord, [*layers, _title_card(title), *_dial()], fine)


def _title_card(title: str) -> Layer:
    card = Image.new("RGBA", (760, 150), (0, 0, 0, 0))
    pen = ImageDraw.Draw(card)
    pen.text((0, 0), title.upper(), (255, 246, 230, 255), font(DISPLAY, 64))
    note = "Кино вместе · фильм, по которому сверяют часы"
    pen.text((2, 100), note, (255, 246, 230, 200), font(TEXT, 24))
    shade = Image.new("RGBA", card.size, (0, 0, 0, 0))
    shade.putalpha(card.getchannel("A").filter(ImageFilter.GaussianBlur(6)))
    frames = 6 * FPS
    effect = (
        f"loop={frames}:1:0,setpts=N,fade=t=in:st=0.6:d=1:alpha=1,fade=t=out:st=4.6:d=1:alpha=1"
    )
    return Layer(Image.alpha_composite(shade, card), "64", str(HEIGHT - 190), effect, ends=True)


def _dial() -> list[Layer]:
    """A ring with a dot that goes round once a second: the eye sees a twentieth of it."""
    x, y, radius = DIAL
    side = 2 * radius + 8
    ring = shape(
        (side, side),
        lambda pen, k: pen.ellipse(
            (4 * k, 4 * k, (side - 4) * k, (side - 4) * k), outline=190, width=4 * k
        ),
    )
    dot = shape((22, 22), lambda pen, k: pen.ellipse((k, k, 21 * k - 1, 21 * k - 1), fill=255))
    return [
        Layer(cut_out(ring, rgb("#fff6e6")), str(x - side // 2), str(y - side // 2)),
        Layer(
            cut_out(dot, rgb("#ffb454")),
            f"{x - 11}+{radius}*sin(2*PI*t)",
            f"{y - 11}-{radius}*cos(2*PI*t)",
        ),
    ]


def stars(picture: Image.Image, count: int, below: int, seed: int) -> None:
    """Sprinkle stars over the part of a picture above `below`, few of them bright."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(count):
        light = chance.random() ** 3
        x, y = chance.randrange(picture.width), chance.randrange(below)
        side = 3 + round(6 * light)
        star = glow((side, side), rgb("#fdf3e0"), 0.35 + 0.65 * light, 1.0)
        picture.paste(star, (x, y), star)


def ground(
    size: Size,
    outline: Callable[[float], float],
    stops: Sequence[tuple[float, Colour]],
    alpha: int = 255,
) -> Image.Image:
    """Everything below a line: `outline(turn)` gives its height for a turn of 0..1 of one period.

    The picture is two periods wide; a layer slides by one and starts again unseen.
    """
    width, height = size
    period = width // 2

    def draw(pen: ImageDraw.ImageDraw, k: int) -> None:
        line = [(x * k, outline((x % period) / period) * k) for x in range(0, width + 1, 2)]
        pen.polygon([(0, height * k), *line, (width * k, height * k)], fill=alpha)

    return cut_out(shape(size, draw), gradient(size, stops))


def slide(speed: int, period: int = WIDTH) -> str:
    return f"-mod({speed}*t,{period})"
