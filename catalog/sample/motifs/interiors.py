"""Motifs of windows, stairs and corridors."""

import math

from catalog.sample.stage import Stage, around, path


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
