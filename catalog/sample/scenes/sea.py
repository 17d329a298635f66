"""A moon over water: the first made film."""

import math
import random

from PIL import Image, ImageDraw, ImageFilter

from catalog.sample.canvas import (
    cut_out,
    glow,
    gradient,
    rgb,
    shape,
)
from catalog.sample.scenes.base import (
    HEIGHT,
    WIDTH,
    Layer,
    Scene,
    finished,
    ground,
    slide,
    stars,
)


def moon_over_water() -> Scene:
    """A moon that crosses the sky, its road on the sea, four rows of waves and a sailing boat."""
    shore = 424
    sky = gradient(
        (WIDTH, HEIGHT),
        [
            (0, rgb("#060a1c")),
            (0.35, rgb("#10224a")),
            (0.585, rgb("#4a5f92")),
            (0.59, rgb("#16294f")),
            (1, rgb("#050b1a")),
        ],
    )
    stars(sky, 330, shore - 30, seed=7)
    haze = glow((1900, 190), rgb("#a8b4dc"), 0.45, 1.4)
    sky.paste(haze, (-310, shore - 95), haze)
    _coast(sky, shore)
    moon_x = "-60+6.4*t"
    layers = [
        Layer(_moon(), moon_x, "150-110*sin(PI*(60+6.4*t)/1500)"),
        Layer(_moon_road(), f"{moon_x}+50+5*sin(2*PI*t/4)", str(shore)),
    ]
    layers += _sea(shore)
    return finished(sky, "Луна над водой", (110, 164.8, 220, 277.2), layers)


def _moon() -> Image.Image:
    side = 360
    disc = shape(
        (side, side), lambda pen, k: pen.ellipse((120 * k, 120 * k, 240 * k, 240 * k), fill=255), 4
    )
    moon = glow((side, side), rgb("#ffe9bd"), 0.55, 2.2)
    moon.paste(rgb("#fff1d2"), (0, 0), disc)
    for x, y, r in ((150, 150, 17), (186, 142, 10), (172, 190, 22), (206, 178, 12), (146, 198, 8)):
        sea = glow((3 * r, 3 * r), rgb("#dcc393"), 0.7, 1.0)
        moon.paste(sea, (x - 3 * r // 2, y - 3 * r // 2), sea)
    return moon


def _moon_road() -> Image.Image:
    """Dashes of light, broad and sparse near us, narrow and dense at the horizon."""
    chance = random.Random(11)  # noqa: S311
    road = Image.new("L", (260, 250), 0)
    pen = ImageDraw.Draw(road)
    y = 2.0
    while y < 246:
        near = y / 250
        for _ in range(3):
            half = 10 + 60 * near * chance.random() + 14 * chance.random()
            x = 130 + (chance.random() - 0.5) * (40 + 130 * near)
            fade = round(235 * (1 - near) ** 0.6 * (0.5 + 0.5 * chance.random()))
            pen.rounded_rectangle((x - half, y, x + half, y + 1 + 3 * near), 2, fill=fade)
        y += 3 + 7 * near
    return cut_out(road.filter(ImageFilter.GaussianBlur(0.8)), rgb("#ffe9c0"))


def _coast(sky: Image.Image, shore: int) -> None:
    def draw(pen: ImageDraw.ImageDraw, k: int) -> None:
        def height(x: int) -> float:
            hills = 46 * math.sin(x / 150) ** 2 * math.exp(-x / 420) + 3 * math.sin(x / 17)
            return (6 + hills) * math.sqrt(1 - x / 640)  # it ends in the sea, not in a wall

        line = [(x * k, (70 - height(x)) * k) for x in range(0, 641, 4)]
        pen.polygon([(0, 70 * k), *line, (640 * k, 70 * k)], fill=255)

    far = shape((640, 70), draw)
    sky.paste(rgb("#1b2d58"), (0, shore - 64), far)
    right = far.transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize((420, 44))
    sky.paste(rgb("#223765"), (WIDTH - 420, shore - 40), right)


def _sea(shore: int) -> list[Layer]:
    rows = (
        # speed, top, height, crest, waves a period, colours of crest, body and depth
        (50, 18, 90, 5, 9, "#5d7dbb", "#2c4884", "#1c3566", 120),
        (-100, 62, 110, 9, 7, "#5877b4", "#263f78", "#132750", 200),
        (150, 118, 130, 14, 5, "#4d6aa6", "#1d3464", "#0c1a3a", 235),
        (-200, 190, 150, 20, 4, "#3f5a93", "#142751", "#050c1e", 250),
    )
    layers = []
    for speed, down, height, crest, waves, light, body, deep, alpha in rows:
        picture = ground(
            (2 * WIDTH, height),
            lambda turn, waves=waves, crest=crest: _wave(turn, waves, crest),  # type: ignore[misc]
            [(0, rgb(light)), (3 * crest / height, rgb(body)), (1, rgb(deep))],
            alpha,
        )
        x = slide(speed) if speed > 0 else f"mod({-speed}*t,{WIDTH})-{WIDTH}"
        bob = f"{crest / 2:g}*sin(2*PI*t/{5 + crest / 10:g})"
        layers.append(Layer(picture, x, f"{shore + down}+{bob}"))
    boat = Layer(_boat(), f"mod(50*t+420,{WIDTH + 300})-200", f"{shore + 4}+5*sin(2*PI*t/5)")
    layers.insert(2, boat)
    return layers


def _wave(turn: float, waves: int, crest: float) -> float:
    """A sharp-crested wave whose crests differ in height; whole turns meet without a seam."""
    swell: float = 0.75 + 0.25 * math.sin(2 * math.pi * turn * 2 + waves)
    edge = (1 - abs(math.sin(math.pi * turn * waves))) ** 1.6
    return float(2 + 2 * crest * (1 - swell * edge))


def _boat() -> Image.Image:
    def draw(pen: ImageDraw.ImageDraw, k: int) -> None:
        pen.polygon(
            [(x * k, y * k) for x, y in ((20, 118), (150, 118), (128, 142), (44, 142))], 255
        )
        pen.polygon([(x * k, y * k) for x, y in ((84, 6), (84, 110), (140, 110))], 255)
        pen.polygon([(x * k, y * k) for x, y in ((78, 22), (78, 110), (34, 110))], 235)
        pen.line([(81 * k, 2 * k), (81 * k, 120 * k)], fill=255, width=2 * k)

    return cut_out(
        shape((170, 146), draw, 3),
        gradient(
            (170, 146),
            [
                (0, rgb("#f6e4c3")),
                (0.8, rgb("#c0a98f")),
                (0.81, rgb("#0b1430")),
                (1, rgb("#0b1430")),
            ],
        ),
    )
