"""Motifs of towns, houses, rails and stairs."""

import math

from catalog.sample.canvas import mix
from catalog.sample.stage import Stage, around, path


def skyline(s: Stage) -> None:
    """A symmetrical city of towers with beams of light, one tower above all."""
    s.rays(400, 330, 24, 1300, s.p.light, 34, 0.02)
    s.glow(400, 330, 460, s.p.light, 0.7)
    for depth, count in enumerate((9, 7, 5)):
        shade = s.tone(0.42 - 0.16 * depth)
        for i in range(count):
            wide = 820 / count
            far = abs(i - (count - 1) / 2) / count
            height = (560 - 320 * far - 90 * depth) * s.chance.uniform(0.8, 1.0)
            x = i * wide - 10
            s.box(x, 920 - height, wide * 0.86, height + 200, shade)
            s.box(x + wide * 0.2, 890 - height, wide * 0.46, 60, shade)
            for k in range(round(height / 34)):
                if s.chance.random() < 0.4:
                    s.box(
                        x + wide * s.chance.choice((0.16, 0.36, 0.56)),
                        940 - height + k * 34,
                        9,
                        14,
                        s.p.accent,
                        220,
                    )
    s.mirror(
        path("400,190 412,300 450,320 462,470 510,490 524,760 580,780 600,1200 400,1200"),
        s.p.ink,
    )
    for y in range(350, 900, 26):
        s.box(392, y, 16, 13, s.p.accent)
    s.ring(400, 330, 52, 9, s.p.accent)
    for side in (-1, 1):
        s.line([(400 + side * 60, 560), (400 + side * 420, 480)], s.p.ink, 14)
        s.line([(400 + side * 60, 690), (400 + side * 420, 640)], s.p.ink, 14)


def clock(s: Stage) -> None:
    """A tower clock over the street, a small man who hangs on its hand."""
    for i in range(6):
        x = i * 150 - 40
        height = s.chance.uniform(180, 420)
        s.box(x, 1000 - height, 120, height + 200, s.tone(0.55))
        for k in range(12):
            s.box(x + 18 + 44 * (k % 2), 1020 - height + 40 * (k // 2), 22, 22, s.tone(0.75), 150)
    s.disc(420, 430, 318, s.p.ink)
    s.disc(420, 430, 290, s.p.light)
    s.ring(420, 430, 268, 5, s.p.ink)
    for i in range(60):
        inner = 232 if i % 5 == 0 else 252
        s.line(
            [around(420, 430, inner, i / 60), around(420, 430, 262, i / 60)],
            s.p.ink,
            9 if i % 5 == 0 else 3,
        )
    s.line([(420, 430), around(420, 430, 150, 0.9)], s.p.ink, 18)
    s.line([(420, 430), around(420, 430, 238, 0.235)], s.p.accent, 13)
    s.disc(420, 430, 20, s.p.accent)
    _hanging_man(s, 628, 398)


def _hanging_man(s: Stage, x: float, y: float) -> None:
    ink = s.p.ink
    for dx in (-14, 18):
        s.line([(x + dx, y), (x + dx * 0.4, y + 84)], ink, 15)
    s.disc(x, y + 66, 26, s.p.light)
    s.ring(x, y + 66, 26, 4, ink)
    s.oval(x + 2, y + 44, 36, 8, ink)
    s.box(x - 20, y + 22, 42, 22, ink)
    s.box(x - 20, y + 36, 42, 6, s.p.accent)
    for dx in (-10, 10):
        s.ring(x + dx, y + 66, 9, 3, ink)
    s.poly([(x - 30, y + 92), (x + 30, y + 92), (x + 24, y + 190), (x - 24, y + 190)], ink)
    s.line([(x - 12, y + 180), (x - 40, y + 280)], ink, 22)
    s.line([(x + 12, y + 180), (x + 52, y + 262)], ink, 22)
    s.line([(x - 46, y + 282), (x - 14, y + 286)], ink, 16)
    s.line([(x + 46, y + 266), (x + 76, y + 262)], ink, 16)


def rails(s: Stage) -> None:
    """A locomotive that comes towards us out of a perspective of rails."""
    s.rays(400, 430, 20, 1200, s.p.light, 26)
    s.glow(400, 430, 420, s.p.light, 0.8)
    for i in range(12):
        s.disc(
            400 + s.chance.uniform(-60, 60) + i * 16, 250 - i * 16, 46 + i * 9, s.tone(0.62), 120
        )
    s.box(0, 760, 800, 440, s.tone(0.3))
    for i in range(9):
        y = 770 + i * i * 5.5
        half = 190 + i * 46
        s.box(400 - half, y, 2 * half, 9 + i * 2.6, mix(s.p.ink, s.p.body, 0.25))
    for side in (-1, 1):
        s.poly(
            [
                (400 + side * 116, 760),
                (400 + side * 128, 760),
                (400 + side * 420, 1200),
                (400 + side * 370, 1200),
            ],
            s.p.light,
        )
    engine(s, 400, 500)


def engine(s: Stage, x: float, y: float) -> None:
    """A steam engine from the front."""
    s.box(x - 46, y - 270, 92, 150, s.p.ink)
    s.poly([(x - 70, y - 270), (x + 70, y - 270), (x + 54, y - 310), (x - 54, y - 310)], s.p.ink)
    s.disc(x, y, 196, s.p.ink)
    s.ring(x, y, 178, 9, s.tone(0.5))
    s.disc(x, y, 120, s.tone(0.22))
    s.ring(x, y, 120, 7, s.tone(0.5))
    s.glow(x, y - 130, 190, s.p.accent, 1.0)
    s.disc(x, y - 130, 46, s.p.accent)
    s.disc(x, y - 130, 32, s.p.light)
    for i in range(12):
        s.disc(*around(x, y, 150, i / 12), 8, s.tone(0.5))
    s.line([around(x, y, 84, 0.1), around(x, y, 84, 0.6)], s.p.accent, 12)
    s.box(x - 240, y + 150, 480, 70, s.p.accent)
    s.box(x - 240, y + 206, 480, 14, s.p.ink)
    for side in (-1, 1):
        s.disc(x + side * 168, y + 184, 36, s.p.ink)
        s.disc(x + side * 168, y + 184, 20, s.p.light)
    s.mirror([(x, y + 220), (x + 200, y + 220), (x + 250, y + 340), (x, y + 340)], s.p.ink, x)
    for i in range(-4, 5):
        s.line([(x + i * 38, y + 222), (x + i * 52, y + 340)], s.tone(0.5), 6)


def cannon_engine(s: Stage) -> None:
    """A locomotive in profile on a trestle, a man who sits on its coupling rod."""
    s.glow(230, 280, 460, s.p.light, 0.8)
    for i in range(13):
        s.disc(245 - i * 22, 225 - i * 8, 30 + i * 8, s.tone(0.72), 150)
    ink = s.p.ink
    s.box(180, 440, 390, 130, ink)
    s.disc(184, 505, 65, ink)
    s.poly(path("212,440 282,440 270,350 316,270 178,270 224,350"), ink)
    s.box(250, 400, 10, 50, s.p.accent)
    s.box(400, 390, 54, 60, s.p.accent)
    s.poly(path("560,330 740,330 720,360 720,570 580,570 580,360"), ink)
    s.box(608, 388, 84, 82, s.p.accent)
    s.box(140, 560, 620, 34, s.tone(0.25))
    s.poly(path("140,594 60,690 190,690 190,594"), ink)
    for x, radius in ((250, 52), (430, 92), (610, 92)):
        y = 690 - radius
        s.disc(x, y, radius, ink)
        s.ring(x, y, radius - 8, 9, s.p.accent)
        for k in range(10):
            s.line([(x, y), around(x, y, radius - 12, k / 10)], s.p.accent, 5)
    s.line([(430, 640), (610, 640)], s.p.light, 14)
    s.disc(520, 560, 24, s.p.light)
    s.oval(520, 540, 34, 8, ink)
    s.blob(path("496,634 500,590 520,582 542,592 548,634"), s.p.light)
    s.line([(500, 634), (486, 684)], s.p.light, 13)
    s.line([(542, 634), (560, 684)], s.p.light, 13)
    s.box(0, 690, 800, 18, ink)
    for i in range(6):
        x = i * 160 - 20
        s.poly([(x, 708), (x + 22, 708), (x + 150, 1200), (x + 120, 1200)], ink)
        s.poly([(x + 138, 708), (x + 160, 708), (x + 40, 1200), (x + 10, 1200)], ink)


def house(s: Stage) -> None:
    """A crooked house on a hill, a bare tree, bats before the moon."""
    s.stars(70, 500)
    s.glow(400, 340, 460, s.p.light, 0.6)
    s.disc(420, 340, 215, s.p.light)
    ink = s.p.ink
    s.blob(
        path("-60,1000 140,850 300,770 480,760 640,830 860,960 860,1300 -60,1300"),
        ink,
    )
    for points in (
        path("300,800 300,560 280,560 360,440 440,560 424,560 424,800"),
        path("420,800 420,500 400,500 452,330 506,500 488,500 488,800"),
        path("480,800 480,620 466,620 530,540 592,620 580,620 580,800"),
    ):
        s.poly(points, ink)
    s.box(330, 420, 22, 90, ink)
    for x, y in path("340,590 340,690 444,540 444,640 516,660"):
        s.box(x, y, 30, 46, s.p.accent)
        s.line([(x + 15, y), (x + 15, y + 46)], ink, 3)
        s.line([(x, y + 20), (x + 30, y + 20)], ink, 3)
    branch(s, 150, 860, 0.0, 150, 13)
    for x, y, k in ((250, 250, 1.0), (560, 200, 0.7), (620, 400, 0.55), (180, 420, 0.5)):
        _bat(s, x, y, k)


def branch(s: Stage, x: float, y: float, turn: float, length: float, width: float) -> None:
    """A bare tree, branch by branch."""
    tip = around(x, y, length, turn)
    s.line([(x, y), tip], s.p.ink, width)
    if length > 22:
        for lean in (-0.09, 0.06, 0.13):
            side = turn + lean + s.chance.uniform(-0.03, 0.03)
            branch(s, *tip, side, length * s.chance.uniform(0.6, 0.74), width * 0.6)


def _bat(s: Stage, x: float, y: float, k: float) -> None:
    half = path("0,0 8,-16 14,0 50,-26 92,-4 70,2 58,22 40,10 24,26 0,14")
    s.poly(
        [(x + dx * k, y + dy * k) for dx, dy in half]
        + [(x - dx * k, y + dy * k) for dx, dy in reversed(half)],
        s.p.ink,
    )


def pavilion(s: Stage) -> None:
    """A deserted pleasure palace with domes, mirrored in a salt lake; a lonely figure."""
    s.glow(400, 560, 480, s.p.light, 0.7, 1.8, 0.7)
    for flip in (1, -1):
        ink = s.p.ink if flip > 0 else s.tone(0.3)

        def y(value: float, flip: int = flip) -> float:
            return 640 + (value - 640) * flip * (1 if flip > 0 else 0.8)

        s.poly([(120, y(640)), (120, y(520)), (680, y(520)), (680, y(640))], ink)
        for x, r, base in ((400, 100, 470), (190, 54, 500), (610, 54, 500)):
            s.poly([(x - r, y(640)), (x - r, y(base)), (x + r, y(base)), (x + r, y(640))], ink)
            dome = [
                (
                    x + r * 1.05 * math.cos(math.pi * i / 16),
                    y(base - r * 1.15 * math.sin(math.pi * i / 16)),
                )
                for i in range(17)
            ]
            s.poly(dome, ink)
            s.poly([(x - 7, y(base - r)), (x + 7, y(base - r)), (x, y(base - r * 1.75))], ink)
        for i in range(11):
            left = 140 + i * 50
            s.poly(
                [
                    (left, y(640)),
                    (left, y(570)),
                    (left + 10, y(556)),
                    (left + 20, y(570)),
                    (left + 20, y(640)),
                ],
                s.p.accent if flip > 0 else s.tone(0.5),
            )
    s.box(0, 638, 800, 5, s.p.light, 200)
    for i in range(26):
        start, wide = s.chance.uniform(0, 700), s.chance.uniform(40, 200)
        s.line([(start, 660 + i * 10), (start + wide, 660 + i * 10)], s.p.light, 3, 70)
    s.disc(560, 706, 15, s.p.light)
    s.blob(path("548,724 560,716 572,724 590,830 530,830"), s.p.light)


def domes(s: Stage) -> None:
    """A city of onion domes and minarets, a carpet in flight before the crescent."""
    s.stars(150)
    s.glow(540, 270, 380, s.p.light, 0.6)
    s.disc(540, 270, 120, s.p.light)
    s.disc(580, 246, 104, mix(s.p.top, s.p.bottom, 0.2))
    for depth, (base, k) in enumerate(((760, 0.8), (860, 1.0), (960, 1.2))):
        shade = s.tone(0.5 - 0.2 * depth)
        for i in range(5):
            x = -20 + i * 205 + 90 * (depth % 2) + s.chance.uniform(-14, 14)
            r = k * s.chance.uniform(48, 74)
            _onion(s, x, base - 40 * (i % 2), r, shade)
            s.box(x - r, base - 40 * (i % 2), 2 * r, 700, shade)
            s.box(x + r + 16, base - 250 * k, 20 * k, 900, shade)
            _onion(
                s, x + r + 16 + 10 * k, base - 250 * k, 17 * k, s.p.accent if depth == 1 else shade
            )
    _carpet(s)


def _onion(s: Stage, x: float, y: float, r: float, colour: tuple[int, int, int]) -> None:
    s.mirror(
        [
            (x, y - 2.1 * r),
            (x + 0.12 * r, y - 1.6 * r),
            (x + 0.62 * r, y - 1.15 * r),
            (x + 1.12 * r, y - 0.55 * r),
            (x + 0.9 * r, y),
            (x, y),
        ],
        colour,
        x,
    )


def _carpet(s: Stage) -> None:
    s.blob(
        path("150,470 270,420 380,450 480,410 500,436 390,486 270,460 170,500"),
        s.p.accent,
    )
    for i in range(6):
        s.line([(150 - 4, 474 + i * 4), (118, 484 + i * 7)], s.p.accent, 3)
    for x, tall in ((290, 96), (360, 82)):
        s.blob(
            [
                (x - 32, 446),
                (x - 18, 446 - tall * 0.6),
                (x, 446 - tall * 0.7),
                (x + 18, 446 - tall * 0.6),
                (x + 34, 450),
            ],
            s.p.ink,
        )
        s.disc(x, 446 - tall, 18, s.p.ink)
    s.oval(290, 340, 21, 10, s.p.light)


def cathedral(s: Stage) -> None:
    """Two towers and a rose window, a great bell and a bent figure on its rope."""
    s.glow(400, 420, 520, s.p.light, 0.6)
    s.mirror(
        path("400,470 560,470 560,190 580,190 580,170 720,170 720,190 735,190 735,1200 400,1200"),
        s.p.ink,
    )
    for side in (-1, 1):
        x = 400 + side * 240
        for dx in (-36, 36):
            s.poly(
                [
                    (x + dx - 22, 440),
                    (x + dx - 22, 270),
                    (x + dx, 230),
                    (x + dx + 22, 270),
                    (x + dx + 22, 440),
                ],
                s.p.bottom,
            )
        s.box(x - 74, 470, 148, 6, s.p.bottom)
    s.disc(400, 640, 142, s.p.light)
    s.disc(400, 640, 128, s.p.ink)
    for i in range(12):
        s.disc(*around(400, 640, 92, i / 12), 22, s.p.accent if i % 2 else s.p.light)
        s.disc(*around(400, 640, 46, (i + 0.5) / 12), 9, s.p.light)
    s.disc(400, 640, 26, s.p.accent)
    s.line([(400, 0), (400, 200)], s.p.ink, 10)
    s.mirror(path("400,190 440,200 470,250 486,340 520,392 400,392"), s.p.accent)
    s.mirror(path("400,372 512,376 520,392 400,392"), mix(s.p.accent, s.p.ink, 0.35))
    s.disc(400, 408, 24, s.p.ink)


def road(s: Stage) -> None:
    """A night road to the horizon, headlights in a mirror."""
    s.stars(60, 420)
    s.glow(400, 560, 480, s.p.accent, 0.7, 1.8, 0.6)
    s.poly(
        path("0,560 130,500 260,552 420,520 560,556 690,486 800,560"),
        s.tone(0.25),
    )
    s.box(0, 558, 800, 642, mix(s.p.bottom, s.p.ink, 0.7))
    s.poly(path("392,558 408,558 860,1200 -60,1200"), s.tone(0.22))
    for i in range(9):
        a, b = 0.012 * 1.75**i, 0.012 * 1.75 ** (i + 0.5)
        s.poly(
            [
                (400 - 9 * a, 558 + 640 * a),
                (400 + 9 * a, 558 + 640 * a),
                (400 + 11 * b, 558 + 640 * b),
                (400 - 11 * b, 558 + 640 * b),
            ],
            s.p.accent,
        )
    for i in range(7):
        k = 0.05 * 1.6**i
        x = 420 + 420 * k
        s.box(x, 558 - 250 * k, 8 * k + 1, 250 * k + 40 * k, s.p.ink)
        s.box(x - 34 * k, 558 - 232 * k, 76 * k, 7 * k + 1, s.p.ink)
    s.box(150, 160, 500, 190, s.p.ink)
    s.pen.rounded_rectangle([296, 316, 1304, 704], 60, fill=s.p.ink)
    s.pen.rounded_rectangle([324, 344, 1276, 676], 44, fill=s.tone(0.3))
    s.box(390, 0, 20, 170, s.p.ink)
    for x in (300, 500):
        s.glow(x, 256, 130, s.p.light, 1.0)
        s.disc(x, 256, 30, s.p.light)
