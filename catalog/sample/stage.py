"""The sheet on which a poster is drawn: a palette, a seeded chance and a few kinds of marks.

Coordinates are those of the large poster (800 by 1200). Everything is drawn twice as large and
brought down at the end, which smooths every edge at once.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from catalog.sample.canvas import Colour, glow, gradient, mix

WIDTH, HEIGHT = 800, 1200
FINER = 2

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one poster: the sky from top to bottom, three depths, an accent and the text."""

    top: Colour
    bottom: Colour
    ink: Colour
    body: Colour
    light: Colour
    accent: Colour
    text: Colour
    foot: Colour  # what the picture fades into behind the title


def path(text: str) -> list[Point]:
    """Points written as `x,y x,y …`, the way a draughtsman notes an outline."""
    return [(float(x), float(y)) for x, _, y in (pair.partition(",") for pair in text.split())]


def smooth(points: Sequence[Point], steps: int = 10) -> list[Point]:
    """A closed outline that runs softly through the points (Catmull-Rom)."""
    count, line = len(points), []
    for i in range(count):
        a, b, c, d = (points[(i + j - 1) % count] for j in range(4))
        for step in range(steps):
            t = step / steps
            line.append(tuple(_between(a[k], b[k], c[k], d[k], t) for k in (0, 1)))
    return [(x, y) for x, y in line]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    cubic = (3 * b - a - 3 * c + d) * t**3
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + cubic)


def around(x: float, y: float, radius: float, turn: float) -> Point:
    """The point at a turn (0 = up, 0.25 = right) of a circle."""
    return x + radius * math.sin(2 * math.pi * turn), y - radius * math.cos(2 * math.pi * turn)


class Stage:
    """The sheet: `image` is drawn on, `p` are its colours, `chance` is the film's own."""

    def __init__(self, palette: Palette, seed: int) -> None:
        size = (WIDTH * FINER, HEIGHT * FINER)
        self.p = palette
        self.chance = random.Random(seed)  # noqa: S311
        self.image = gradient(size, [(0, palette.top), (1, palette.bottom)])
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def poly(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """A filled outline with corners."""
        self.pen.polygon([(x * FINER, y * FINER) for x, y in points], fill=(*colour, alpha))

    def blob(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """A filled outline without corners."""
        self.poly(smooth(points), colour, alpha)

    def mirror(
        self, points: Sequence[Point], colour: Colour, axis: float = 400, soft: bool = False
    ) -> None:
        """The right half of a symmetric shape, given from top to bottom, and its reflection."""
        left = [(2 * axis - x, y) for x, y in reversed(points)]
        (self.blob if soft else self.poly)([*points, *left], colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour, alpha: int = 255) -> None:
        """A filled circle."""
        self.oval(x, y, radius, radius, colour, alpha)

    def oval(
        self, x: float, y: float, across: float, down: float, colour: Colour, alpha: int = 255
    ) -> None:
        """A filled ellipse, by its half axes."""
        box = [v * FINER for v in (x - across, y - down, x + across, y + down)]
        self.pen.ellipse(box, fill=(*colour, alpha))

    def ring(
        self, x: float, y: float, radius: float, width: float, colour: Colour, alpha: int = 255
    ) -> None:
        """A circle drawn with a line inside its radius."""
        box = [v * FINER for v in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(box, outline=(*colour, alpha), width=max(1, round(width * FINER)))

    def arc(
        self,
        x: float,
        y: float,
        radius: float,
        span: tuple[float, float],
        width: float,
        colour: Colour,
    ) -> None:
        """A part of a ring between two turns (0 = up, clockwise)."""
        box = [v * FINER for v in (x - radius, y - radius, x + radius, y + radius)]
        start, end = (360 * turn - 90 for turn in span)
        self.pen.arc(box, start, end, fill=(*colour, 255), width=max(1, round(width * FINER)))

    def box(
        self, x: float, y: float, width: float, height: float, colour: Colour, alpha: int = 255
    ) -> None:
        """A filled rectangle by its corner and size."""
        corners = [v * FINER for v in (x, y, x + width, y + height)]
        self.pen.rectangle(corners, fill=(*colour, alpha))

    def line(
        self, points: Sequence[Point], colour: Colour, width: float = 3, alpha: int = 255
    ) -> None:
        """An open line."""
        path = [(x * FINER, y * FINER) for x, y in points]
        self.pen.line(
            path, fill=(*colour, alpha), width=max(1, round(width * FINER)), joint="curve"
        )

    def glow(
        self,
        x: float,
        y: float,
        radius: float,
        colour: Colour,
        strength: float = 0.8,
        softness: float = 2.0,
        flat: float = 1.0,
    ) -> None:
        """A soft light; `flat` below 1 presses it down."""
        size = (round(2 * radius * FINER), max(2, round(2 * radius * flat * FINER)))
        spot = glow(size, colour, strength, softness)
        corner = (round(x * FINER - size[0] / 2), round(y * FINER - size[1] / 2))
        self.image.paste(spot, corner, spot)

    def rays(
        self,
        x: float,
        y: float,
        count: int,
        reach: float,
        colour: Colour,
        alpha: int = 60,
        turn: float = 0,
    ) -> None:
        """Wedges of light that leave a point, as wide as the gaps between them."""
        for i in range(count):
            a, b = (turn + (i + side) / count for side in (-0.25, 0.25))
            self.poly([(x, y), around(x, y, reach, a), around(x, y, reach, b)], colour, alpha)

    def shaded(self, points: Sequence[Point], top: Colour, bottom: Colour) -> None:
        """A filled outline that goes from one colour at its top to another at its bottom."""
        low_x, high_x = (round(f(x for x, _ in points) * FINER) for f in (min, max))
        low_y, high_y = (round(f(y for _, y in points) * FINER) for f in (min, max))
        size = (max(1, high_x - low_x), max(1, high_y - low_y))
        mask = Image.new("L", size)
        path = [(x * FINER - low_x, y * FINER - low_y) for x, y in points]
        ImageDraw.Draw(mask).polygon(path, fill=255)
        self.image.paste(gradient(size, [(0, top), (1, bottom)]), (low_x, low_y), mask)

    def stars(self, count: int, below: float = 640, colour: Colour | None = None) -> None:
        """Points of light of different sizes in the upper part of the sheet."""
        for _ in range(count):
            size = 0.7 + 1.9 * self.chance.random() ** 3
            x, y = self.chance.uniform(20, WIDTH - 20), self.chance.uniform(20, below)
            self.disc(x, y, size, colour or self.p.light, round(110 + 60 * size))

    def tone(self, share: float) -> Colour:
        """A colour between ink (0) and light (1) through the body colour (0.5)."""
        if share < 0.5:
            return mix(self.p.ink, self.p.body, share * 2)
        return mix(self.p.body, self.p.light, share * 2 - 1)

    def finished(self) -> Image.Image:
        """The sheet at its true size."""
        return self.image.reduce(FINER)
