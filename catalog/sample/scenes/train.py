"""A train window at dusk: the second made film."""

import math
import random

from PIL import Image, ImageDraw

from catalog.sample.canvas import (
    cut_out,
    glow,
    gradient,
    mix,
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


def night_express() -> Scene:
    """What one sees from a train at dusk: mountains, hills with lights, a wood, poles and wires."""
    sky = gradient(
        (WIDTH, HEIGHT),
        [
            (0, rgb("#1c1440")),
            (0.3, rgb("#5a2a62")),
            (0.5, rgb("#c4566a")),
            (0.66, rgb("#ffb36a")),
            (1, rgb("#ffe0a0")),
        ],
    )
    stars(sky, 90, 170, seed=3)
    for spot in ((glow((900, 620), rgb("#ffd98a"), 0.8, 1.8), (500, 60)),):
        sky.paste(spot[0], spot[1], spot[0])
    sun = shape(
        (190, 190), lambda pen, k: pen.ellipse((0, 0, 190 * k - 1, 190 * k - 1), fill=255), 4
    )
    sky.paste(gradient((190, 190), [(0, rgb("#fff0bd")), (1, rgb("#ff9d5c"))]), (855, 262), sun)
    layers = [
        Layer(_mountains(), slide(50), "330"),
        Layer(_hills(), slide(150), "440"),
        Layer(_wood(), slide(400), "500"),
        Layer(_poles(), slide(1000, 1000), "150"),
        Layer(_window(), "0", "0"),
    ]
    return finished(sky, "Вечерний экспресс", (98, 146.8, 196, 246.9), layers)


def _mountains() -> Image.Image:
    def ridge(turn: float) -> float:
        a = 2 * math.pi * turn
        peaks = 64 * _peak(3 * a) + 30 * _peak(8 * a + 2) + 8 * _peak(19 * a)
        return 118 - peaks

    return ground((2 * WIDTH, 330), ridge, [(0, rgb("#b4586f")), (1, rgb("#5e2d5a"))])


def _peak(angle: float) -> float:
    """A pointed top once a turn, with straight slopes: 1 at the top, 0 between."""
    return abs(2 * ((angle / (2 * math.pi)) % 1) - 1)


def _hills() -> Image.Image:
    def line(turn: float) -> float:
        a = 2 * math.pi * turn
        return 70 - 32 * math.sin(a) - 18 * math.sin(3 * a + 1) - 5 * math.sin(8 * a)

    hills = ground((2 * WIDTH, 260), line, [(0, rgb("#55274f")), (1, rgb("#2e1638"))])
    chance = random.Random(5)  # noqa: S311
    for _ in range(46):
        turn = chance.random()
        y = line(turn) + 14 + 60 * chance.random()
        light = glow((13, 13), rgb("#ffd27a"), 1.0, 0.8)
        for start in (0, WIDTH):
            hills.alpha_composite(light, (round(turn * WIDTH) % (WIDTH - 14) + start, round(y)))
    return hills


def _wood() -> Image.Image:
    chance = random.Random(9)  # noqa: S311
    trees = [
        (chance.randrange(WIDTH), 60 + chance.randrange(110), chance.random()) for _ in range(95)
    ]

    def draw(pen: ImageDraw.ImageDraw, k: int) -> None:
        pen.rectangle((0, 176 * k, 2 * WIDTH * k, 230 * k), fill=255)
        for x, height, broad in trees:
            half = height * (0.16 + 0.12 * broad)
            for start in (-WIDTH, 0, WIDTH, 2 * WIDTH):
                for part in range(3):
                    top, foot = (
                        190 - height * (1 - 0.24 * part),
                        190 - height * (0.56 - 0.24 * part),
                    )
                    wide = half * (0.5 + 0.25 * part)
                    middle = x + start
                    pen.polygon(
                        [
                            ((middle - wide) * k, foot * k),
                            (middle * k, top * k),
                            ((middle + wide) * k, foot * k),
                        ],
                        255,
                    )
                pen.rectangle(
                    ((x + start - 2) * k, 150 * k, (x + start + 2) * k, 200 * k), fill=255
                )

    mask = shape((2 * WIDTH, 230), draw)
    return cut_out(mask, gradient(mask.size, [(0, rgb("#2c1433")), (1, rgb("#12091c"))]))


def _poles() -> Image.Image:
    """A pole each thousand pixels, wires sagging between them."""
    width = 3 * 1000 - 600

    def draw(pen: ImageDraw.ImageDraw, k: int) -> None:
        for start in range(-1000, width, 1000):
            pen.rectangle(((start + 494) * k, 20 * k, (start + 507) * k, 560 * k), fill=255)
            for y in (44, 84):
                pen.rectangle(((start + 440) * k, y * k, (start + 560) * k, (y + 8) * k), fill=255)
                for end in (446, 548):
                    pen.rectangle(
                        ((start + end) * k, (y - 14) * k, (start + end + 6) * k, y * k), fill=255
                    )
                    sag = [
                        ((start + end + 3 + x) * k, (y - 12 + 0.00022 * x * (1000 - x)) * k)
                        for x in range(0, 1001, 20)
                    ]
                    pen.line(sag, fill=150, width=2 * k)

    return cut_out(shape((width, 560), draw), rgb("#0d0714"))


def _window() -> Image.Image:
    """The carriage: rounded window, curtain at the right, a glass of tea in its holder."""
    hole = shape(
        (WIDTH, HEIGHT),
        lambda pen, k: pen.rounded_rectangle((30 * k, 22 * k, 1250 * k, 650 * k), 46 * k, fill=255),
    )
    wall = gradient(
        (WIDTH, HEIGHT),
        [(0, rgb("#2a1712")), (0.9, rgb("#1a0d0b")), (0.905, rgb("#4a2a1c")), (1, rgb("#241310"))],
    )
    pen = ImageDraw.Draw(wall)
    pen.rounded_rectangle((20, 12, 1260, 660), 54, outline=rgb("#6b4027"), width=6)
    wall.putalpha(hole.point([255 - v for v in range(256)]))
    _curtain(wall)
    _tea(wall)
    return wall


def _curtain(wall: Image.Image) -> None:
    width = 150
    folds = Image.new("RGB", (width, 1))
    for x in range(width):
        folds.putpixel(
            (x, 0),
            mix(rgb("#3d0d18"), rgb("#a32c3c"), 0.5 + 0.5 * math.sin(x / 6.5 + math.sin(x / 23))),
        )
    drape = shape(
        (width, 640),
        lambda pen, k: pen.polygon([(x * k, y * k) for x, y in _drape_edge(width)], fill=255),
    )
    wall.paste(folds.resize((width, 640)), (WIDTH - width, 14), drape)


def _drape_edge(width: int) -> list[tuple[float, float]]:
    side = [
        (
            width * (0.12 + 0.5 * math.sin(min(1, y / 460) * math.pi / 2) ** 3)
            + (max(0, y - 460) * -0.22),
            float(y),
        )
        for y in range(0, 641, 8)
    ]
    return [*side, (width, 640), (width, 0)]


def _tea(wall: Image.Image) -> None:
    def glass(pen: ImageDraw.ImageDraw, k: int) -> None:
        pen.polygon([(x * k, y * k) for x, y in ((22, 6), (98, 6), (92, 140), (28, 140))], fill=120)

    def holder(pen: ImageDraw.ImageDraw, k: int) -> None:
        pen.polygon(
            [(x * k, y * k) for x, y in ((24, 70), (96, 70), (92, 146), (28, 146))], fill=255
        )
        pen.ellipse((90 * k, 74 * k, 126 * k, 128 * k), outline=255, width=7 * k)
        pen.rounded_rectangle((16 * k, 142 * k, 104 * k, 152 * k), 4 * k, fill=255)
        for x in range(34, 92, 12):
            pen.ellipse(((x - 4) * k, 96 * k, (x + 4) * k, 116 * k), fill=60)

    tea = cut_out(
        shape((130, 154), glass),
        gradient(
            (130, 154),
            [
                (0, rgb("#fff0d8")),
                (0.16, rgb("#fff0d8")),
                (0.17, rgb("#c8641e")),
                (1, rgb("#8a3a10")),
            ],
        ),
    )
    metal = cut_out(
        shape((130, 154), holder),
        gradient((130, 154), [(0, rgb("#e8d9b8")), (0.6, rgb("#b89b66")), (1, rgb("#6e5630"))]),
    )
    for piece in (tea, metal):
        wall.alpha_composite(piece, (930, 516))
