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


def stairs(s: Stage) -> None:
    """A flight of stairs cut by shadows of soldiers, a pram on its way down."""
    s.glow(640, 160, 420, s.p.light, 0.8)
    steps = 12
    for i in range(steps):
        x, y = 800 - i * 66, 240 + i * 56
        s.poly([(x - 900, 1200), (x - 66, y), (820, y), (820, 1200)], s.tone(0.86 - 0.05 * i))
        s.box(x - 66, y, 900, 9, s.tone(0.3), 150)
    for i in range(5):
        x = 430 + i * 92
        s.poly(
            [(x, 90 + i * 10), (x + 34, 90 + i * 10), (x - 360, 1010), (x - 420, 1010)],
            s.p.ink,
            190,
        )
        s.poly([(x + 10, -40), (x + 18, -40), (x + 30, 96 + i * 10), (x + 6, 96 + i * 10)], s.p.ink)
    _pram(s, 330, 560)
    s.poly([(0, 0), (330, 0), (0, 420)], s.p.accent)


def _pram(s: Stage, x: float, y: float) -> None:
    s.arc(x, y, 96, (0.75, 1.02), 92, s.p.ink)
    s.poly([(x - 96, y), (x + 96, y), (x + 66, y + 84), (x - 70, y + 84)], s.p.ink)
    s.line([(x + 90, y + 6), (x + 160, y - 66)], s.p.ink, 9)
    for dx in (-58, 58):
        s.ring(x + dx, y + 122, 44, 8, s.p.ink)
        for k in range(4):
            s.line(
                [around(x + dx, y + 122, 40, k / 8), around(x + dx, y + 122, 40, k / 8 + 0.5)],
                s.p.ink,
                3,
            )
    s.line([(x - 70, y), (x + 70, y)], s.p.accent, 7)


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


def blinds(s: Stage) -> None:
    """Light through blinds on a wall, a man in a hat, smoke."""
    for i in range(15):
        y = 120 + i * 54
        s.poly([(120, y), (800, y - 130), (800, y - 102), (120, y + 28)], s.p.light, 150)
    s.glow(700, 300, 420, s.p.accent, 0.5)
    ink = s.p.ink
    s.blob(
        path("0,1200 10,860 130,760 250,720 350,720 470,770 560,880 580,1200"),
        ink,
    )
    s.blob(
        path("210,520 240,430 330,410 400,440 412,540 396,640 350,700 290,700 230,650"),
        ink,
    )
    s.box(255, 640, 100, 110, ink)
    s.blob(path("130,470 240,440 400,436 500,456 440,490 300,500 180,500"), ink)
    s.blob(path("226,452 238,352 290,326 330,344 390,330 412,380 418,452"), ink)
    s.poly(path("228,426 416,420 418,446 226,454"), s.p.accent)
    s.poly(path("300,790 350,760 372,900 330,1040 296,900"), s.tone(0.3))
    s.line([(398, 606), (470, 618)], s.p.light, 9)
    s.disc(474, 618, 8, s.p.accent)
    smoke = [(480 + 46 * math.sin(i / 5) + i * 3.4, 606 - i * 12) for i in range(38)]
    s.line(smoke, s.p.light, 8, 150)
    s.line([(x + 16, y - 8) for x, y in smoke], s.p.light, 4, 100)


def corridor(s: Stage) -> None:
    """A man seen from behind in a long corridor of lamps, his shadow towards us."""
    for i in range(9):
        k = 0.82**i
        half_w, half_h = 430 * k, 620 * k
        s.poly(
            [
                (400 - half_w, 470 - half_h),
                (400 + half_w, 470 - half_h),
                (400 + half_w, 470 + half_h),
                (400 - half_w, 470 + half_h),
            ],
            s.tone(0.12 + 0.085 * i),
        )
        s.oval(400, 478 - half_h * 0.92, 70 * k, 16 * k, s.p.light)
        s.glow(400, 478 - half_h * 0.9, 150 * k, s.p.light, 0.6)
    s.box(345, 380, 110, 200, s.p.light)
    s.glow(400, 470, 260, s.p.accent, 0.8)
    s.poly(path("368,700 432,700 640,1200 160,1200"), s.p.ink, 170)
    ink = s.p.ink
    s.blob(
        path("330,600 340,490 372,450 428,450 460,490 470,600 450,640 350,640"),
        ink,
    )
    s.poly(path("348,620 452,620 446,720 410,724 402,650 392,724 356,720"), ink)
    s.disc(400, 418, 32, ink)
    s.oval(400, 398, 62, 11, ink)
    s.blob(path("364,398 370,358 400,350 430,358 436,398"), ink)


def crowd(s: Stage) -> None:
    """Rows of desks and clerks without end; one lamp is lit."""
    for row in range(12):
        k = 0.22 + 0.78 * (row / 11) ** 1.5
        y = 190 + 660 * (row / 11) ** 1.3
        count = 5 + round((1 - row / 11) * 9)
        step = 190 * k
        for i in range(-count, count + 1):
            x = 400 + i * step
            chosen = row == 8 and i == 1
            shade = s.p.accent if chosen else s.tone(0.62 - 0.045 * row)
            if chosen:
                s.glow(x, y - 30, 200, s.p.accent, 0.9)
            s.disc(x, y - 58 * k, 20 * k, shade)
            s.blob(
                [
                    (x - 34 * k, y),
                    (x - 30 * k, y - 30 * k),
                    (x, y - 40 * k),
                    (x + 30 * k, y - 30 * k),
                    (x + 34 * k, y),
                ],
                shade,
            )
            s.poly(
                [
                    (x - 66 * k, y),
                    (x + 66 * k, y),
                    (x + 78 * k, y + 30 * k),
                    (x - 78 * k, y + 30 * k),
                ],
                s.p.light if chosen else s.tone(0.4 - 0.03 * row),
            )
    s.glow(400, 160, 380, s.p.light, 0.6)


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


def gate(s: Stage) -> None:
    """Arches within arches, and in the last one a being of clay with a star on its breast."""
    for i in range(7):
        k = 0.86**i
        half, top = 400 * k, 480 - 420 * k
        shade = s.tone(0.1 + 0.1 * i)
        curve = [
            (
                400 + half * math.cos(math.pi * j / 24),
                top + half * 0.9 * (1 - math.sin(math.pi * j / 24)),
            )
            for j in range(25)
        ]
        s.poly([*curve, (400 - half, 1200), (400 + half, 1200)], shade)
    s.glow(400, 520, 330, s.p.light, 0.8)
    ink = s.p.ink
    s.mirror(
        path("400,400 450,404 470,450 462,520 590,570 620,800 640,1200 400,1200"),
        ink,
    )
    s.mirror(
        path("400,392 460,396 486,450 480,500 452,520 456,440 400,428"),
        s.tone(0.25),
    )
    for side in (-1, 1):
        s.poly(
            [
                (400 + side * 14, 466),
                (400 + side * 40, 460),
                (400 + side * 38, 472),
                (400 + side * 14, 474),
            ],
            s.p.light,
        )
    s.glow(400, 660, 170, s.p.accent, 0.9)
    star = [around(400, 660, 62 if i % 2 == 0 else 26, i / 10) for i in range(10)]
    s.poly(star, s.p.accent)


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


def window(s: Stage) -> None:
    """A train window at dusk: hills, poles, a glass of tea."""
    s.disc(520, 450, 150, s.p.accent)
    s.glow(520, 450, 420, s.p.accent, 0.6)
    for row in range(4):
        y, shade = 470 + row * 80, s.tone(0.5 - 0.13 * row)
        s.poly(
            [
                (0, 1200),
                *[
                    (
                        x,
                        y
                        + 40 * math.sin(x / (90 + 30 * row) + row * 2)
                        + 24 * math.sin(x / 41 + row),
                    )
                    for x in range(0, 805, 8)
                ],
                (800, 1200),
            ],
            shade,
        )
    for x in (180, 640):
        s.box(x, 230, 13, 700, s.p.ink)
        s.box(x - 56, 260, 124, 10, s.p.ink)
        s.box(x - 56, 300, 124, 10, s.p.ink)
    for y in (254, 294):
        s.line(
            [(x, y + 44 * math.sin(math.pi * ((x - 186) % 460) / 460)) for x in range(0, 805, 10)],
            s.p.ink,
            3,
        )
    frame = s.tone(0.12)
    for x, y, w, h in ((0, 0, 800, 110), (0, 0, 62, 1200), (738, 0, 62, 1200), (0, 830, 800, 400)):
        s.box(x, y, w, h, frame)
    s.pen.rounded_rectangle([116, 212, 1484, 1668], 70, outline=s.tone(0.55), width=14)
    s.box(40, 812, 720, 34, s.tone(0.6))
    _tea(s, 600, 812)


def _tea(s: Stage, x: float, y: float) -> None:
    s.poly([(x - 56, y - 190), (x + 56, y - 190), (x + 50, y), (x - 50, y)], s.p.light, 130)
    s.poly(
        [(x - 54, y - 150), (x + 54, y - 150), (x + 50, y - 20), (x - 50, y - 20)], s.p.accent, 230
    )
    s.poly([(x - 58, y - 96), (x + 58, y - 96), (x + 54, y), (x - 54, y)], s.tone(0.75))
    s.ring(x + 76, y - 54, 34, 9, s.tone(0.75))
    for i in range(5):
        s.disc(x - 40 + i * 20, y - 48, 7, s.p.ink)
    s.box(x - 66, y - 10, 132, 12, s.tone(0.75))


def revolving(s: Stage) -> None:
    """A grand hotel's revolving door seen from the street, a doorman's coat with bright buttons."""
    for i in range(8):
        a, b = i / 8, (i + 0.5) / 8
        s.poly(
            [(400, 380), around(400, 380, 900, a), around(400, 380, 900, b)],
            s.tone(0.35 if i % 2 else 0.2),
        )
    s.glow(400, 380, 420, s.p.accent, 0.8)
    s.ring(400, 380, 250, 16, s.p.accent)
    ink = s.p.ink
    s.mirror(path("400,560 450,562 570,620 640,760 680,1200 400,1200"), ink, soft=False)
    s.disc(400, 450, 96, s.p.light)
    s.mirror(path("400,340 490,352 516,410 400,420"), ink)
    s.mirror(path("400,404 500,400 508,420 400,436"), s.p.accent)
    s.mirror(
        path("400,480 440,474 520,500 498,560 440,540 400,506"),
        s.tone(0.75),
        soft=False,
    )
    for side in (-1, 1):
        for i in range(6):
            s.disc(400 + side * (52 + i * 3), 640 + i * 64, 14, s.p.accent)
        s.poly(
            [
                (400 + side * 150, 610),
                (400 + side * 250, 680),
                (400 + side * 240, 704),
                (400 + side * 140, 636),
            ],
            s.p.accent,
        )
        s.oval(400 + side * 34, 446, 8, 6, ink)


def attic(s: Stage) -> None:
    """Flights of stairs in section, up to one lit window under the stars."""
    s.stars(130)
    s.glow(400, 190, 360, s.p.light, 0.85)
    s.poly(path("120,330 400,90 680,330"), s.p.ink)
    s.box(160, 320, 480, 900, s.p.ink)
    s.box(352, 210, 96, 100, s.p.accent)
    s.line([(400, 210), (400, 310)], s.p.ink, 6)
    s.line([(352, 256), (448, 256)], s.p.ink, 6)
    for floor in range(4):
        foot, side = 470 + floor * 136, 1 if floor % 2 else -1
        s.box(184, foot - 120, 432, 112, s.tone(0.42 - 0.07 * floor))
        s.glow(400 + side * 150, foot - 70, 130, s.p.accent, 0.7)
        for step in range(12):
            x = 400 + side * (step * 30 - 165)
            s.box(x - 16, foot - 14 - step * 9.4, 32, 14 + step * 9.4, s.p.light, 235)
    for x, y, shade in ((338, 566, s.p.accent), (378, 552, s.p.ink)):
        s.disc(x, y - 44, 13, shade)
        s.blob([(x - 15, y), (x - 11, y - 22), (x, y - 30), (x + 11, y - 22), (x + 15, y)], shade)
