"""The three scenes of the made films: a backdrop and layers that ffmpeg moves over it.

Layers stand on whole pixels, and on even ones where chroma is halved, so what has to glide evenly
moves by a whole number of two-pixel steps a frame: multiples of 50 pixels a second.
"""

import math
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
    mix,
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


def _scene(
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


def _stars(picture: Image.Image, count: int, below: int, seed: int) -> None:
    """Sprinkle stars over the part of a picture above `below`, few of them bright."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(count):
        light = chance.random() ** 3
        x, y = chance.randrange(picture.width), chance.randrange(below)
        side = 3 + round(6 * light)
        star = glow((side, side), rgb("#fdf3e0"), 0.35 + 0.65 * light, 1.0)
        picture.paste(star, (x, y), star)


def _ground(
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


def _slide(speed: int, period: int = WIDTH) -> str:
    return f"-mod({speed}*t,{period})"


# --- Moon over water ------------------------------------------------------------------------


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
    _stars(sky, 330, shore - 30, seed=7)
    haze = glow((1900, 190), rgb("#a8b4dc"), 0.45, 1.4)
    sky.paste(haze, (-310, shore - 95), haze)
    _coast(sky, shore)
    moon_x = "-60+6.4*t"
    layers = [
        Layer(_moon(), moon_x, "150-110*sin(PI*(60+6.4*t)/1500)"),
        Layer(_moon_road(), f"{moon_x}+50+5*sin(2*PI*t/4)", str(shore)),
    ]
    layers += _sea(shore)
    return _scene(sky, "Луна над водой", (110, 164.8, 220, 277.2), layers)


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
        line = [
            (
                x * k,
                (64 - 46 * math.sin(x / 150) ** 2 * math.exp(-x / 420) - 3 * math.sin(x / 17)) * k,
            )
            for x in range(0, 640, 4)
        ]
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
        picture = _ground(
            (2 * WIDTH, height),
            lambda turn, waves=waves, crest=crest: _wave(turn, waves, crest),  # type: ignore[misc]
            [(0, rgb(light)), (3 * crest / height, rgb(body)), (1, rgb(deep))],
            alpha,
        )
        x = _slide(speed) if speed > 0 else f"mod({-speed}*t,{WIDTH})-{WIDTH}"
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


# --- Evening express ------------------------------------------------------------------------


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
    _stars(sky, 90, 170, seed=3)
    for spot in ((glow((900, 620), rgb("#ffd98a"), 0.8, 1.8), (500, 60)),):
        sky.paste(spot[0], spot[1], spot[0])
    sun = shape(
        (190, 190), lambda pen, k: pen.ellipse((0, 0, 190 * k - 1, 190 * k - 1), fill=255), 4
    )
    sky.paste(gradient((190, 190), [(0, rgb("#fff0bd")), (1, rgb("#ff9d5c"))]), (855, 262), sun)
    layers = [
        Layer(_mountains(), _slide(50), "330"),
        Layer(_hills(), _slide(150), "440"),
        Layer(_wood(), _slide(400), "500"),
        Layer(_poles(), _slide(1000, 1000), "150"),
        Layer(_window(), "0", "0"),
    ]
    return _scene(sky, "Вечерний экспресс", (98, 146.8, 196, 246.9), layers)


def _mountains() -> Image.Image:
    def ridge(turn: float) -> float:
        a = 2 * math.pi * turn
        peaks = 64 * _peak(3 * a) + 30 * _peak(8 * a + 2) + 8 * _peak(19 * a)
        return 118 - peaks

    return _ground((2 * WIDTH, 330), ridge, [(0, rgb("#b4586f")), (1, rgb("#5e2d5a"))])


def _peak(angle: float) -> float:
    """A pointed top once a turn, with straight slopes: 1 at the top, 0 between."""
    return abs(2 * ((angle / (2 * math.pi)) % 1) - 1)


def _hills() -> Image.Image:
    def line(turn: float) -> float:
        a = 2 * math.pi * turn
        return 70 - 32 * math.sin(a) - 18 * math.sin(3 * a + 1) - 5 * math.sin(8 * a)

    hills = _ground((2 * WIDTH, 260), line, [(0, rgb("#55274f")), (1, rgb("#2e1638"))])
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


# --- Orbits ---------------------------------------------------------------------------------

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
    _stars(space, 420, HEIGHT, seed=21)
    _draw_orbits(space)
    sun = shape((120, 120), lambda pen, k: pen.ellipse((k, k, 119 * k, 119 * k), fill=255), 4)
    space.paste(
        gradient((120, 120), [(0, rgb("#fff6d8")), (1, rgb("#ffb84a"))]),
        (SUN[0] - 60, SUN[1] - 60),
        sun,
    )
    comet = Layer(_comet(), "1400-200*mod(t\\,20)", "90+30*mod(t\\,20)")
    return _scene(
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
