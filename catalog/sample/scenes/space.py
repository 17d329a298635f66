"""Planets around a sun: the third made film."""

from PIL import Image, ImageDraw

from catalog.sample.canvas import (
    Colour,
    cut_out,
    glow,
    gradient,
    mix,
    rgb,
    shape,
)
from catalog.sample.scenes.base import HEIGHT, WIDTH, Layer, Scene, finished, stars

SUN = (640, 440)
FLATTEN = 0.4  # how much of an orbit's width its height is
VIEWS = 72  # of a planet, five degrees apart
PLANETS = (
    # radius of the orbit, of the planet, seconds a turn, where it starts (turn), light, shade
    (150, 15, 6, 0.1, "#e8c39a", "#5c3a2a"),
    (235, 24, 10, 0.45, "#ffd9a0", "#7a4a1c"),
    (335, 27, 15, 0.8, "#7fc4ff", "#123a7a"),
    (445, 21, 25, 0.3, "#ff8f6b", "#5e1a14"),
    (575, 44, 40, 0.62, "#f0d6b0", "#6a4c38"),
)


def orbits() -> Scene:
    """Five planets that turn their lit side to a sun, and a comet that comes by each 20 s."""
    space = gradient(
        (WIDTH, HEIGHT), [(0, rgb("#0a0818")), (0.6, rgb("#150f2c")), (1, rgb("#0a0716"))]
    )
    for size, colour, at in (
        ((1100, 560), "#3b2a6b", (-260, -140)),
        ((900, 620), "#5a2350", (620, 240)),
        ((620, 620), "#ff9d3c", (SUN[0] - 310, SUN[1] - 310)),
        ((300, 300), "#ffd27a", (SUN[0] - 150, SUN[1] - 150)),
    ):
        cloud = glow(size, rgb(colour), 0.6, 1.8)
        space.paste(cloud, at, cloud)
    stars(space, 420, HEIGHT, seed=21)
    _draw_orbits(space)
    sun = shape((120, 120), lambda pen, k: pen.ellipse((k, k, 119 * k, 119 * k), fill=255), 4)
    space.paste(
        gradient((120, 120), [(0, rgb("#fff6d8")), (1, rgb("#ffb84a"))]),
        (SUN[0] - 60, SUN[1] - 60),
        sun,
    )
    comet = Layer(_comet(), "1400-200*mod(t\\,20)", "90+30*mod(t\\,20)")
    return finished(
        space, "Орбиты", (82.5, 123.5, 165, 207.6), [comet, *map(_planet, PLANETS)], fine=True
    )


def _draw_orbits(space: Image.Image) -> None:
    def draw(pen: ImageDraw.ImageDraw, k: int) -> None:
        for wide, *_ in PLANETS:
            tall = wide * FLATTEN
            box = (SUN[0] - wide, SUN[1] - tall, SUN[0] + wide, SUN[1] + tall)
            pen.ellipse([side * k for side in box], outline=70, width=k)

    space.paste(rgb("#cdbfff"), (0, 0), shape(space.size, draw, 3))


def _planet(planet: tuple[int, int, int, float, str, str]) -> Layer:
    """A ball that turns its lit side to the sun as it goes round.

    All its views lie in one strip out of which a frame is cut: turning it in ffmpeg takes longer
    than all the rest of the scene.
    """
    wide, radius, period, start, light, shade = planet
    side = 2 * radius + 8
    strip = Image.new("RGBA", (side * VIEWS, side))
    ball = _ball(side, rgb(light), rgb(shade))
    for view in range(VIEWS):
        turned = ball.rotate(-360 * view / VIEWS, Image.Resampling.BICUBIC)
        strip.paste(turned, (side * view, 0))
    angle = f"2*PI*(t/{period}+{start})"
    x, y = f"{wide}*cos({angle})", f"{wide * FLATTEN:g}*sin({angle})"
    view_at = f"mod(round({VIEWS}*(1+atan2({y},{x})/(2*PI))),{VIEWS})"
    return Layer(
        strip,
        f"{SUN[0] - side // 2}+{x}",
        f"{SUN[1] - side // 2}+{y}",
        f"crop={side}:{side}:'{side}*{view_at}':0",
    )


def _ball(side: int, light: Colour, shade: Colour) -> Image.Image:
    """A ball lit from the left."""
    disc = shape(
        (side, side),
        lambda pen, k: pen.ellipse((4 * k, 4 * k, (side - 4) * k, (side - 4) * k), fill=255),
        4,
    )
    surface = Image.new("RGB", (side, side), mix(shade, (0, 0, 0), 0.55))
    lit = glow((2 * side, 2 * side), light, 1.0, 0.75)
    surface.paste(lit, (-side, -side // 2), lit)
    return cut_out(disc, surface)


def _comet() -> Image.Image:
    comet = Image.new("RGBA", (300, 110), (0, 0, 0, 0))
    tail = glow((520, 34), rgb("#bcd8ff"), 0.7, 1.6).crop((260, 0, 520, 34))
    comet.alpha_composite(tail, (36, 38))
    comet.alpha_composite(glow((44, 44), rgb("#ffffff"), 1.0, 1.4), (22, 33))
    return comet.rotate(8, Image.Resampling.BICUBIC)
