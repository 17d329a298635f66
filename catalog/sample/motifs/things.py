"""Motifs of things: cameras, cards, gears, newspapers and plain geometry."""

import math

from catalog.sample.stage import Stage, around, path


def spiral(s: Stage) -> None:
    """A crooked town drawn into a spiral, a sleepwalker in its middle."""
    x, y = 420, 420
    for i in range(150):
        turn, radius = i / 26, 30 + i * 5.6
        a, b = around(x, y, radius, turn), around(x, y, radius + 40 + i * 0.5, turn + 0.012)
        c, d = around(x, y, radius + 40 + i * 0.5, turn + 0.052), around(x, y, radius, turn + 0.042)
        s.poly([a, b, c, d], s.p.light if i % 2 else s.tone(0.4), 210)
    s.glow(x, y, 240, s.p.light, 0.9)
    for points in (
        path("0,1000 40,560 190,640 160,1000"),
        path("130,1000 180,700 300,640 330,1000"),
        path("800,1000 790,480 640,620 660,1000"),
        path("680,1000 640,700 530,760 520,1000"),
    ):
        s.poly(points, s.p.ink)
    for points in (
        path("70,660 120,680 112,750 64,740"),
        path("210,760 256,744 262,810 216,816"),
        path("700,640 750,610 756,690 708,700"),
        path("570,800 606,790 612,850 572,856"),
    ):
        s.poly(points, s.p.accent)
    ink = s.p.ink
    s.poly(
        path("396,470 446,470 470,640 458,900 424,900 420,700 410,900 376,900 370,640"),
        ink,
    )
    s.blob(path("392,420 420,384 450,420 444,466 420,482 398,466"), s.p.light)
    s.blob(path("386,424 398,376 440,370 458,420 440,402 404,402"), ink)
    s.line([(380, 520), (310, 590), (330, 480)], ink, 17)
    s.line([(462, 520), (520, 600)], ink, 17)


def hypnosis(s: Stage) -> None:
    """Rings that pull the eye, playing cards that fall out of them."""
    for i in range(16):
        k = 16 - i
        s.disc(400 + 4 * math.sin(i) * i, 430 + 3 * i, 36 * k, s.p.light if i % 2 else s.p.ink)
    s.disc(412, 476, 46, s.p.accent)
    for side in (-1, 1):
        s.blob(
            [(400 + side * dx, y) for dx, y in path("60,430 130,380 220,420 140,470")],
            s.p.text,
        )
        s.disc(400 + side * 140, 424, 34, s.p.accent)
        s.disc(400 + side * 140, 424, 15, s.p.ink)
        s.line(
            [(400 + side * 46, 366), (400 + side * 130, 322), (400 + side * 240, 360)],
            s.p.accent,
            16,
        )
    for i, turn in enumerate((-0.13, -0.04, 0.06, 0.15)):
        card(s, *around(400, 1040, 260, turn), 62, turn, "♠♦♣♥"[i])


def card(s: Stage, x: float, y: float, half: float, turn: float, suit: str) -> None:
    """A playing card, leaning."""
    angle = 2 * math.pi * turn

    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * math.cos(angle) - dy * math.sin(angle), y + dx * math.sin(
            angle
        ) + dy * math.cos(angle)

    tall = half * 1.45
    s.poly(
        [
            at(-half - 3, -tall - 3),
            at(half + 3, -tall - 3),
            at(half + 3, tall + 3),
            at(-half - 3, tall + 3),
        ],
        s.p.ink,
    )
    s.poly([at(-half, -tall), at(half, -tall), at(half, tall), at(-half, tall)], s.p.text)
    colour = s.p.accent if suit in "♦♥" else s.p.ink
    for dx, dy, k in ((0, 0, 1.0), (-0.66, -1.1, 0.32), (0.66, 1.1, 0.32)):
        s.poly(
            [
                at(dx * half + px * k * half * 0.55, dy * half + py * k * half * 0.55)
                for px, py in PIPS[suit]
            ],
            colour,
        )


def _spade(flip: int = 1) -> list[tuple[float, float]]:
    half = path("0,-1 0.5,-0.38 0.86,0.06 0.8,0.44 0.46,0.56 0.1,0.36 0.16,0.72 0.36,0.96 0,0.96")
    return [(px, py * flip) for px, py in half + [(-px, py) for px, py in reversed(half)]]


_HEART = path("0,0.95 0.5,0.42 0.9,-0.05 0.92,-0.5 0.62,-0.8 0.24,-0.74 0,-0.4")
_CLUB = path(
    "0,-0.95 0.34,-0.82 0.42,-0.5 0.28,-0.2 0.6,-0.28 0.92,0 0.84,0.4 0.5,0.52 "
    "0.12,0.3 0.16,0.7 0.36,0.96 0,0.96"
)
PIPS: dict[str, list[tuple[float, float]]] = {
    "♠": _spade(),
    "♦": path("0,-1 0.68,0 0,1 -0.68,0"),
    "♥": _HEART + [(-px, py) for px, py in reversed(_HEART)],
    "♣": _CLUB + [(-px, py) for px, py in reversed(_CLUB)],
}


def queen(s: Stage) -> None:
    """One huge card: the queen, above and below, with a candle between."""
    s.glow(400, 450, 520, s.p.accent, 0.6)
    s.pen.rounded_rectangle([300, 220, 1300, 1680], 60, fill=s.p.ink)
    s.pen.rounded_rectangle([316, 236, 1284, 1664], 50, fill=s.p.light)
    s.pen.rounded_rectangle([360, 280, 1240, 1620], 30, outline=s.p.ink, width=6)
    for flip in (1, -1):

        def at(*pairs: tuple[float, float], flip: int = flip) -> list[tuple[float, float]]:
            return [(400 + flip * dx, 475 + flip * dy) for dx, dy in pairs]

        ink = s.p.ink
        s.poly(at(*path("-200,0 -190,-90 -80,-150 80,-150 190,-90 200,0")), ink)
        s.poly(at((-120, 0), (0, -120), (120, 0)), s.p.accent)
        s.blob(at(*path("-62,-250 0,-272 62,-250 60,-180 0,-130 -60,-180")), s.p.light)
        s.blob(
            at(
                *path(
                    "-90,-150 -96,-240 -60,-290 0,-300 60,-290 96,-240 90,-150 64,-200 50,-256 "
                    "-50,-256 -64,-200"
                )
            ),
            ink,
        )
        s.poly(
            at(*path("-80,-284 -96,-340 -48,-316 0,-352 48,-316 96,-340 80,-284")),
            s.p.accent,
        )
        for dx in (-24, 24):
            s.oval(400 + flip * dx, 475 - flip * 216, 9, 5, ink)
        s.line(at((-12, -164), (12, -164)), s.p.accent, 6)
        s.poly(
            [
                (400 - flip * 172 + flip * px * 34, 475 - flip * 292 + flip * py * 38)
                for px, py in PIPS["♠"]
            ],
            ink,
        )
    s.line([(196, 475), (604, 475)], s.p.light, 5)


def chess(s: Stage) -> None:
    """A board that runs to the horizon, a king who looks like a man in love."""
    s.glow(400, 400, 460, s.p.light, 0.8)
    for row in range(9):
        k0, k1 = 1.42**row, 1.42 ** (row + 1)
        y0, y1 = 560 + 14 * k0, 560 + 14 * k1
        for i in range(-12, 13):
            x0, x1 = 400 + i * 22 * k0, 400 + (i + 1) * 22 * k0
            x2, x3 = 400 + (i + 1) * 22 * k1, 400 + i * 22 * k1
            s.poly(
                [(x0, y0), (x1, y0), (x2, y1), (x3, y1)], s.p.ink if (i + row) % 2 else s.p.light
            )
    ink = s.p.ink
    s.mirror(
        path("280,300 300,306 320,380 326,420 304,432 316,560 350,760 370,800 386,850 280,850"),
        ink,
        280,
    )
    s.box(270, 230, 20, 80, ink)
    s.box(250, 252, 60, 18, ink)
    s.mirror(
        path("530,450 566,470 578,520 556,548 566,640 590,800 602,850 530,850"),
        s.p.accent,
        530,
    )
    s.disc(530, 430, 24, s.p.accent)
    for i in range(5):
        s.poly(
            [
                (530 + (i - 2) * 22 - 9, 476),
                (530 + (i - 2) * 26, 430),
                (530 + (i - 2) * 22 + 9, 476),
            ],
            s.p.accent,
        )
    heart = [(400 + px * 44, 300 + py * 44) for px, py in PIPS["♥"]]
    s.poly(heart, s.p.accent)


def camera(s: Stage) -> None:
    """A cine camera on a tripod over the roofs, its beam turned on us."""
    s.rays(400, 400, 18, 1300, s.p.light, 44, 0.02)
    s.disc(400, 400, 300, s.p.accent)
    ink = s.p.ink
    for i in range(9):
        height = s.chance.uniform(80, 220)
        s.box(i * 96 - 20, 960 - height, 86, height + 200, s.tone(0.4))
    for lean in (-150, 0, 150):
        s.line([(400, 560), (400 + lean, 1010)], ink, 15)
    s.box(290, 330, 220, 240, ink)
    for x, y, r in ((330, 240, 100), (490, 250, 84)):
        s.disc(x, y, r, ink)
        s.ring(x, y, r - 12, 5, s.p.light)
        for i in range(5):
            s.disc(*around(x, y, r * 0.52, i / 5), r * 0.2, s.p.light)
        s.disc(x, y, 9, s.p.light)
    s.disc(400, 450, 84, s.p.light)
    s.disc(400, 450, 70, ink)
    s.disc(400, 450, 50, s.p.body)
    s.disc(422, 430, 15, s.p.light)
    s.line([(510, 470), (580, 470), (580, 540)], ink, 15)
    s.disc(580, 552, 22, ink)


def screen(s: Stage) -> None:
    """A dark hall, a projector's beam and a man who steps into the screen."""
    s.poly(path("120,150 680,150 680,560 120,560"), s.p.light)
    s.poly([(400, 1020), (120, 150), (680, 150)], s.p.light, 60)
    s.poly(path("120,560 240,470 330,520 470,400 680,540 680,560"), s.tone(0.5))
    s.disc(560, 260, 46, s.p.accent)
    ink = s.p.ink
    s.pen.rectangle([228, 288, 1372, 1132], outline=ink, width=24)
    s.line([(400, 560), (372, 470)], ink, 26)
    s.line([(410, 620), (430, 480)], ink, 26)
    s.poly(path("366,490 442,490 436,350 376,350"), ink)
    s.line([(380, 366), (330, 440)], ink, 18)
    s.line([(432, 366), (490, 400)], ink, 18)
    s.disc(406, 314, 30, ink)
    s.oval(406, 290, 54, 9, ink)
    s.box(376, 262, 60, 26, ink)
    for row in range(5):
        y, r = 700 + row * 66, 24 + row * 7
        for i in range(-7, 8):
            x = 400 + i * r * 2.7 + (r * 1.3 if row % 2 else 0)
            s.disc(x, y, r, s.tone(0.2 - 0.04 * row))
            s.blob(
                [
                    (x - r * 1.3, y + r * 2.6),
                    (x - r, y + r * 1.1),
                    (x, y + r * 0.8),
                    (x + r, y + r * 1.1),
                    (x + r * 1.3, y + r * 2.6),
                ],
                s.tone(0.2 - 0.04 * row),
            )
    s.glow(400, 1040, 200, s.p.accent, 0.9)


def gears(s: Stage) -> None:
    """Cog wheels locked against each other, and a crowd's raised hands."""
    for x, y, r, n, colour in (
        (300, 360, 230, 16, s.p.ink),
        (620, 560, 150, 11, s.p.accent),
        (560, 210, 110, 8, s.tone(0.35)),
    ):
        for i in range(n):
            turn = i / n
            s.poly(
                [
                    around(x, y, r + 36, turn - 0.2 / n),
                    around(x, y, r + 36, turn + 0.2 / n),
                    around(x, y, r - 6, turn + 0.3 / n),
                    around(x, y, r - 6, turn - 0.3 / n),
                ],
                colour,
            )
        s.disc(x, y, r, colour)
        s.disc(x, y, r * 0.72, s.p.light)
        for i in range(6):
            s.line([(x, y), around(x, y, r * 0.8, i / 6 + 0.04)], colour, r * 0.14)
        s.disc(x, y, r * 0.26, colour)
        s.disc(x, y, r * 0.1, s.p.light)
    for i in range(17):
        left, top = i * 52 - 10, 800 - 60 * math.sin(i * 1.7) - (i % 3) * 26
        s.line([(left, 1200), (left + 8, top)], s.p.ink, 27)
        s.disc(left + 8, top - 8, 24, s.p.ink)
        s.box(left - 14, top - 34, 38, 26, s.p.ink)


def wedge(s: Stage) -> None:
    """Constructivist geometry: a red wedge, a circle, slanted beams, rifles."""
    s.disc(520, 400, 280, s.p.ink)
    s.disc(520, 400, 210, s.p.light)
    s.poly([(60, 160), (620, 400), (100, 700)], s.p.accent)
    for i in range(6):
        s.poly(
            [(0, 780 + i * 44), (800, 480 + i * 44), (800, 496 + i * 44), (0, 796 + i * 44)],
            s.p.ink if i % 2 else s.p.accent,
        )
    for i in range(7):
        x = 90 + i * 104
        s.line([(x, 1010), (x + 74, 690)], s.p.ink, 11)
        s.poly([(x + 68, 700), (x + 92, 610), (x + 82, 704)], s.tone(0.75))
        s.disc(x + 10, 900, 28, s.p.ink)
        s.blob(
            [(x - 44, 1060), (x - 30, 950), (x + 8, 926), (x + 46, 950), (x + 60, 1060)], s.p.ink
        )
    star = [around(524, 400, 130 if i % 2 == 0 else 50, i / 10) for i in range(10)]
    s.poly(star, s.p.ink)


def plant(s: Stage) -> None:
    """A hungry plant with a mouth like a purse of teeth, in a very small pot."""
    s.rays(400, 400, 20, 1200, s.p.light, 36)
    s.disc(400, 400, 300, s.p.accent, 120)
    leaf = s.p.body
    s.line(path("400,1000 380,860 430,740 400,600"), leaf, 34)
    for side, y in path("-1,800 1,740 -1,690 1,860"):
        s.blob(
            [
                (400, y),
                (400 + side * 110, y - 70),
                (400 + side * 230, y - 50),
                (400 + side * 120, y + 26),
            ],
            leaf,
        )
    s.blob(path("140,430 180,260 330,170 500,180 640,300 664,430 400,410"), leaf)
    s.blob(path("140,480 400,520 664,480 610,610 470,670 320,664 190,600"), leaf)
    s.poly(path("146,420 660,424 660,490 146,486"), s.p.ink)
    for i in range(12):
        x = 168 + i * 42
        s.poly([(x - 20, 416), (x + 20, 416), (x, 474)], s.p.light)
        s.poly([(x, 496), (x + 40, 496), (x + 20, 436)], s.p.light)
    for dx, dy, r in (
        (-150, -90, 26),
        (-40, -150, 18),
        (90, -120, 30),
        (170, -60, 16),
        (-70, 150, 20),
        (110, 170, 24),
    ):
        s.disc(400 + dx, 440 + dy, r, s.p.accent)
    s.poly(path("270,960 530,960 500,1150 300,1150"), s.tone(0.3))


def mouse_wheel(s: Stage) -> None:
    """A ship's wheel and a whistle: a small boat in a large cartoon."""
    s.disc(400, 430, 300, s.p.accent)
    ink = s.p.ink
    for i in range(8):
        a, b = around(400, 430, 90, i / 8), around(400, 430, 300, i / 8)
        s.line([a, b], ink, 24)
        s.disc(*b, 24, ink)
    s.ring(400, 430, 236, 36, ink)
    s.ring(400, 430, 220, 6, s.p.light)
    s.disc(400, 430, 84, ink)
    s.disc(400, 430, 40, s.p.light)
    for x, y, k in ((160, 200, 1.0), (640, 170, 0.8), (690, 420, 0.6)):
        s.oval(x, y, 26 * k, 19 * k, ink)
        s.line([(x + 22 * k, y), (x + 22 * k, y - 110 * k)], ink, 7 * k)
        s.line([(x + 22 * k, y - 110 * k), (x + 64 * k, y - 84 * k)], ink, 12 * k)
    for i in range(4):
        y = 820 + i * 60
        s.line([(x, y + 20 * math.sin(x / 40 + i)) for x in range(0, 805, 8)], ink, 9)
