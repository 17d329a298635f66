"""Motifs taken from a film's own story: a ticket, a kiss, a staircase, a stolen tooth."""

import itertools
import math

from catalog.sample.canvas import mix
from catalog.sample.stage import Stage, around, path


def stripes(s: Stage) -> None:
    """Stars and stripes that turn into planks, round glasses full of fear."""
    for i in range(9):
        s.box(0, 80 + i * 92, 800, 46, s.p.accent)
    s.box(0, 80, 380, 330, s.tone(0.25))
    for row in range(4):
        for i in range(5):
            x, y = 50 + i * 70 + 32 * (row % 2), 130 + row * 76
            s.poly([around(x, y, 24 if k % 2 == 0 else 10, k / 10) for k in range(10)], s.p.light)
    ink = s.p.ink
    s.disc(470, 520, 230, s.p.light)
    s.mirror(path("470,200 610,204 610,330 470,330"), ink, 470)
    s.box(250, 320, 440, 34, ink)
    s.box(330, 280, 280, 34, s.p.accent)
    for side in (-1, 1):
        s.disc(470 + side * 92, 500, 76, ink)
        s.disc(470 + side * 92, 500, 60, s.p.light)
        s.disc(470 + side * 92 + 10, 512, 15, ink)
    s.line([(440, 486), (500, 486)], ink, 13)
    s.oval(470, 650, 46, 26, ink)


def hatboxes(s: Stage) -> None:
    """A tower of round boxes on a girl's arm, skates of snow."""
    for _ in range(90):
        s.disc(
            s.chance.uniform(0, 800),
            s.chance.uniform(60, 1000),
            s.chance.uniform(3, 9),
            s.p.light,
            200,
        )
    for i, (y, half, colour) in enumerate(
        (
            (760, 250, s.p.accent),
            (580, 210, s.p.light),
            (420, 170, s.p.body),
            (290, 125, s.p.accent),
        )
    ):
        tall = 150 - i * 14
        lean = (0, 22, -14, 10)[i]
        x = 400 + lean
        s.box(x - half, y - tall / 2, 2 * half, tall, colour)
        s.oval(x, y + tall / 2, half, 34, colour)
        s.oval(x, y - tall / 2, half + 10, 38, mix(colour, s.p.ink, 0.18))
        s.box(x - half - 10, y - tall / 2, 2 * half + 20, 34, mix(colour, s.p.ink, 0.18))
        s.oval(x, y - tall / 2 - 2, half + 10, 34, colour)
        s.box(x - 16, y - tall / 2 + 20, 32, tall + 4, s.p.ink, 200)
    for side in (-1, 1):
        s.blob(
            [
                (410, 210),
                (410 + side * 40, 150),
                (410 + side * 110, 140),
                (410 + side * 100, 200),
                (410 + side * 40, 224),
            ],
            s.p.ink,
        )
    s.disc(410, 212, 20, s.p.accent)


def smoke(s: Stage) -> None:
    """A cigarette girl's tray and cap, smoke that writes in the air."""
    s.disc(400, 400, 300, s.p.accent)
    for i in range(3):
        line = [(420 + 70 * math.sin(t / 9 + i) + i * 34, 560 - t * 9) for t in range(56)]
        s.line(line, s.p.light, 15 - i * 4, 180)
    ink = s.p.ink
    s.mirror(path("330,470 410,480 440,560 400,640 330,660"), s.p.light, 330, soft=False)
    s.mirror(path("330,360 440,376 470,470 330,476"), ink, 330)
    s.poly(path("220,470 440,470 462,496 200,496"), s.p.body)
    s.mirror(path("330,640 372,650 470,700 540,860 560,1200 330,1200"), ink, 330)
    for dx in (-42, 42):
        s.oval(330 + dx, 540, 15, 9, ink)
    s.blob(path("304,596 330,588 356,596 330,614"), s.p.accent)
    s.poly(path("130,830 620,830 660,950 90,950"), s.tone(0.5))
    for i in range(8):
        x = 150 + i * 60
        s.box(x, 780, 46, 80, s.p.light if i % 2 else s.p.accent)
        s.box(x, 800, 46, 12, ink)
    s.line([(500, 640), (640, 590)], s.p.light, 15)
    s.disc(644, 588, 9, s.p.accent)


def triangle(s: Stage) -> None:
    """Three circles that overlap: two men, a woman and one room."""
    s.box(0, 0, 800, 1200, s.p.light, 60)
    for turn, colour in ((0.0, s.p.accent), (1 / 3, s.p.ink), (2 / 3, s.p.body)):
        x, y = around(400, 450, 150, turn)
        s.disc(x, y, 210, colour, 190)
        s.ring(x, y, 210, 7, s.p.ink)
    for turn, hat in ((0.0, False), (1 / 3, True), (2 / 3, True)):
        x, y = around(400, 450, 200, turn)
        s.disc(x, y - 10, 44, s.p.light)
        s.blob(
            [(x - 74, y + 100), (x - 60, y + 50), (x, y + 34), (x + 60, y + 50), (x + 74, y + 100)],
            s.p.light,
        )
        if hat:
            s.blob(
                [
                    (x - 58, y - 24),
                    (x - 40, y - 60),
                    (x + 40, y - 62),
                    (x + 64, y - 24),
                    (x, y - 34),
                ],
                s.p.ink,
            )
        else:
            s.blob(
                [
                    (x - 50, y + 16),
                    (x - 54, y - 30),
                    (x, y - 66),
                    (x + 54, y - 30),
                    (x + 50, y + 16),
                    (x + 34, y - 24),
                    (x - 34, y - 24),
                ],
                s.p.ink,
            )
    s.box(90, 800, 620, 15, s.p.ink)
    s.box(90, 760, 15, 160, s.p.ink)
    s.box(695, 800, 15, 120, s.p.ink)


def tailor(s: Stage) -> None:
    """Scissors as tall as the street, a thread that runs through a lottery ticket."""
    s.disc(400, 380, 300, s.p.accent, 220)
    ink = s.p.ink
    for side in (-1, 1):
        s.poly(
            [
                (400 + side * 8, 520),
                (400 + side * 30, 470),
                (400 + side * -120, 110),
                (400 + side * -140, 120),
            ],
            ink,
        )
        s.line([(400 - side * 6, 500), (400 + side * 110, 700)], ink, 30)
        s.ring(400 + side * 140, 770, 92, 30, ink)
    s.disc(400, 500, 22, s.p.light)
    thread = [(60 + t * 7, 640 + 90 * math.sin(t / 11)) for t in range(100)]
    s.line(thread, s.p.body, 6)
    s.poly(path("470,230 720,190 740,310 490,350"), s.p.light)
    s.poly(path("488,244 704,210 720,296 504,330"), s.p.body, 90)
    for i in range(6):
        s.box(520 + i * 30, 262 - i * 5, 18, 34, ink)


def newspaper(s: Stage) -> None:
    """A telephone that rings over slanted columns of a front page."""
    s.poly(path("60,150 700,60 800,830 140,930"), s.p.light)
    for row in range(22):
        for column in range(3):
            x0, y0 = 110 + column * 205 + row * 3.6, 360 - column * 29 + row * 24
            wide = 180 if row % 7 else 110
            s.poly(
                [
                    (x0, y0),
                    (x0 + wide, y0 - wide * 0.14),
                    (x0 + wide, y0 - wide * 0.14 + 10),
                    (x0, y0 + 10),
                ],
                s.tone(0.35),
                150,
            )
    for i, tall in enumerate((70, 40)):
        s.poly(
            [
                (100 + i * 6, 190 + i * 90),
                (690 + i * 6, 108 + i * 90),
                (696 + i * 6, 108 + tall + i * 90),
                (104 + i * 6, 190 + tall + i * 90),
            ],
            s.p.ink,
        )
    ink = s.p.ink
    s.disc(430, 560, 250, s.p.accent)
    s.box(400, 480, 60, 250, ink)
    s.mirror(path("430,700 560,740 580,790 430,790"), ink, 430)
    s.disc(430, 440, 66, ink)
    s.disc(430, 440, 44, s.tone(0.45))
    s.line([(480, 600), (590, 560), (620, 470)], ink, 17)
    s.poly(path("584,330 660,350 630,480 580,470"), ink)
    s.oval(622, 334, 52, 22, ink)
    for i in range(3):
        s.arc(430, 440, 110 + i * 34, (0.86, 0.98), 9, ink)


def coins(s: Stage) -> None:
    """A tooth of gold over a burning salt desert, cracked earth."""
    s.rays(400, 330, 36, 1200, s.p.accent, 60)
    s.glow(400, 330, 480, s.p.light, 0.9)
    tooth = path(
        "280,250 330,190 400,214 470,190 520,250 520,370 480,460 462,560 428,560 "
        "418,450 400,430 382,450 372,560 338,560 320,460 280,370"
    )
    s.blob(tooth, s.p.ink)
    s.blob([(400 + (x - 400) * 0.9, 370 + (y - 370) * 0.93) for x, y in tooth], s.p.accent)
    s.blob(path("316,260 340,224 372,240 352,330 320,340"), s.p.light, 200)
    s.box(0, 680, 800, 520, s.tone(0.6))
    for _i in range(34):
        x, y = s.chance.uniform(0, 800), 690 + 300 * s.chance.random() ** 1.2
        r = 20 + (y - 680) * 0.3
        cell = [around(x, y, r * s.chance.uniform(0.7, 1.1), k / 6) for k in range(6)]
        s.line(
            [
                *[(cx, y + (cy - y) * 0.4) for cx, cy in cell],
                (cell[0][0], y + (cell[0][1] - y) * 0.4),
            ],
            s.p.ink,
            4,
            150,
        )
    for x, lean in ((330, 1), (470, -1)):
        s.disc(x, 700, 16, s.p.ink)
        s.blob([(x - 22, 790), (x - 14, 730), (x, 716), (x + 14, 730), (x + 22, 790)], s.p.ink)
        s.line([(x, 736), (x + lean * 66, 752)], s.p.ink, 9)


def bones(s: Stage) -> None:
    """A skeleton that dances on one leg, gravestones that keep time."""
    s.glow(420, 330, 460, s.p.light, 0.7)
    s.disc(430, 330, 230, s.p.accent)
    s.poly(path("0,860 300,800 800,880 800,1200 0,1200"), s.p.ink)
    for x, y in ((90, 820), (690, 840)):
        s.box(x - 50, y - 100, 100, 160, s.p.ink)
        s.disc(x, y - 100, 50, s.p.ink)
    bone = s.p.text
    s.disc(400, 250, 78, bone)
    s.box(362, 300, 76, 50, bone)
    for side in (-1, 1):
        s.disc(400 + side * 30, 256, 20, s.p.ink)
    s.poly([(400, 274), (410, 298), (390, 298)], s.p.ink)
    for i in range(-2, 3):
        s.line([(400 + i * 14, 322), (400 + i * 14, 348)], s.p.ink, 4)
    s.line([(400, 340), (406, 600)], bone, 17)
    for i in range(5):
        half = 92 - i * 11
        for side in (-1, 1):
            s.line(
                [
                    (400, 390 + i * 36),
                    (400 + side * half, 380 + i * 36),
                    (400 + side * half * 0.8, 408 + i * 36),
                ],
                bone,
                11,
            )
    s.oval(406, 610, 62, 28, bone)
    for points in (
        [(320, 384), (210, 440), (150, 330)],
        [(480, 384), (600, 340), (640, 210)],
        [(440, 620), (560, 700), (450, 800)],
        [(370, 620), (330, 740), (300, 870)],
    ):
        for a, b in itertools.pairwise(points):
            s.line([a, b], bone, 17)
        for x, y in points:
            s.disc(x, y, 15, bone)
    for i in range(5):
        s.disc(150 + (i - 2) * 9, 306 - 4 * (2 - abs(i - 2)), 6, bone)


def paper_cut(s: Stage) -> None:
    """Cut-outs before a glowing sky: a flying steed of paper, towers and lace."""
    s.glow(400, 400, 560, s.p.light, 0.95, 1.5)
    ink = s.p.ink
    for i in range(44):
        x, y = around(400, 400, 330, i / 44)
        s.disc(x, y, 15, ink)
        s.disc(*around(400, 400, 360, (i + 0.5) / 44), 8, ink)
    s.ring(400, 400, 320, 7, ink)
    s.blob(
        path(
            "250,470 280,400 370,390 470,400 520,340 536,270 580,250 640,300 630,320 "
            "580,316 566,380 540,450 490,490 360,500"
        ),
        ink,
    )
    s.poly([(560, 262), (556, 220), (580, 254)], ink)
    for points in (
        [(500, 470), (570, 500), (550, 570)],
        [(470, 480), (520, 540), (480, 600)],
        [(290, 470), (230, 530), (170, 540)],
        [(310, 490), (270, 570), (210, 590)],
    ):
        s.line(points, ink, 20)
    s.blob(path("260,440 190,420 140,470 120,540 180,490 250,480"), ink)
    for i in range(7):
        s.blob(
            [
                (400, 420),
                (330 - i * 26, 250 + i * 18),
                (290 - i * 30, 180 + i * 34),
                (350 - i * 16, 260 + i * 26),
            ],
            ink,
        )
    s.blob(path("400,400 396,320 420,290 450,310 456,400"), ink)
    s.disc(430, 268, 24, ink)
    s.blob(path("400,262 410,230 440,214 466,240 460,262 430,256"), ink)
    s.disc(576, 288, 5, s.p.light)
    for i, x in enumerate((40, 150, 270, 520, 640, 760)):
        r = 34 + 12 * (i % 3)
        y = 830 - 60 * (i % 2)
        s.box(x - r, y, 2 * r, 500, ink)
        s.mirror(
            [
                (x, y - 2 * r),
                (x + 0.2 * r, y - 1.5 * r),
                (x + 1.1 * r, y - 0.5 * r),
                (x + 0.9 * r, y),
                (x, y),
            ],
            ink,
            x,
        )
        s.box(x - 8, y + 40, 16, 40, s.p.accent)


def barricade(s: Stage) -> None:
    """Umbrellas and top hats above, cobblestones and a banner below."""
    s.rays(400, 250, 26, 1200, s.p.light, 40)
    s.glow(400, 250, 380, s.p.light, 0.9)
    ink = s.p.ink
    for x, y, r in ((160, 330, 150), (420, 270, 190), (670, 350, 140)):
        for i in range(6):
            a, b = 0.75 + i / 12, 0.75 + (i + 1) / 12
            s.poly([(x, y), around(x, y, r, a), around(x, y, r, b)], ink if i % 2 else s.p.accent)
        for i in range(6):
            px, py = around(x, y, r * 0.985, 0.75 + (i + 0.5) / 12)
            s.disc(px, py, 2, ink)
        s.line([(x, y - r - 14), (x, y + r * 1.4)], ink, 7)
    s.poly(path("0,690 800,560 800,1200 0,1200"), s.tone(0.3))
    for row in range(7):
        for i in range(11):
            left = i * 82 - 30 + 40 * (row % 2)
            top = 700 - left * 0.16 + row * 62
            s.blob(
                [(left + dx, top + dy) for dx, dy in path("0,0 36,-18 72,-6 66,40 8,42")],
                s.tone(0.42 if (i + row) % 3 else 0.2),
            )
    s.line([(520, 820), (620, 380)], ink, 13)
    s.blob(path("620,380 700,420 790,380 790,500 700,540 596,500"), s.p.accent)


def ticket(s: Stage) -> None:
    """A sharp top hat, a monocle and a fan of banknotes."""
    s.disc(400, 420, 320, s.p.accent, 210)
    for i in range(9):
        turn = -0.16 + i * 0.04
        a = around(400, 900, 300, turn)
        b = around(400, 900, 660, turn)
        wide = 62
        nx, ny = math.cos(2 * math.pi * turn) * wide, math.sin(2 * math.pi * turn) * wide
        s.poly(
            [
                (a[0] - nx * 0.5, a[1] - ny * 0.5),
                (a[0] + nx * 0.5, a[1] + ny * 0.5),
                (b[0] + nx, b[1] + ny),
                (b[0] - nx, b[1] - ny),
            ],
            s.p.light if i % 2 else s.tone(0.7),
        )
        s.ring(*around(400, 900, 540, turn), 34, 6, s.p.body)
    ink = s.p.ink
    s.box(270, 330, 260, 250, ink)
    s.blob(
        path("180,580 290,560 400,566 510,560 620,580 520,612 400,618 280,612"),
        ink,
    )
    s.box(270, 516, 260, 44, s.p.body)
    s.ring(470, 700, 56, 9, ink)
    s.line([(520, 726), (590, 860), (570, 990)], ink, 4)
    s.blob(
        path("310,800 360,770 400,786 440,770 490,800 440,806 400,800 360,806"),
        ink,
    )


def broom(s: Stage) -> None:
    """A cross-section of a house: stairs, lit rooms, a goose on the run."""
    ink = s.p.ink
    s.box(90, 110, 620, 830, s.p.light)
    s.poly([(60, 120), (400, 10), (740, 120)], s.p.accent)
    for row in range(5):
        y = 130 + row * 162
        for column in range(2):
            x = 116 + column * 392
            lit = (row + column) % 2
            s.box(x, y, 176, 132, s.p.accent if lit else s.tone(0.35))
            s.line([(x + 88, y), (x + 88, y + 132)], s.p.light, 6)
            if lit:
                s.disc(x + 44, y + 74, 20, ink)
                s.blob(
                    [
                        (x + 14, y + 132),
                        (x + 20, y + 104),
                        (x + 44, y + 92),
                        (x + 68, y + 104),
                        (x + 74, y + 132),
                    ],
                    ink,
                )
        for k in range(6):
            side = k if row % 2 else 5 - k
            s.box(306 + side * 32, y + 22 + k * 24, 32, 10, ink)
        s.box(90, y + 146, 620, 14, ink)
    s.blob(
        path(
            "330,880 370,836 440,840 486,800 492,740 520,726 550,740 524,760 520,820 "
            "480,880 400,900"
        ),
        s.p.light,
    )
    s.poly([(540, 736), (584, 744), (544, 752)], s.p.accent)
    s.disc(522, 740, 4, ink)
    s.line([(400, 896), (392, 930)], ink, 6)
    s.line([(440, 892), (450, 930)], ink, 6)


def kiss(s: Stage) -> None:
    """The print of a kiss on a cheek turned film star."""
    for i in range(12):
        s.poly(
            [around(400, 430, 330 if k % 2 == 0 else 120, (k + i * 0.02) / 10) for k in range(10)],
            s.p.accent,
            22,
        )
    s.poly([around(400, 430, 350 if k % 2 == 0 else 150, k / 10) for k in range(10)], s.p.ink)
    s.poly([around(400, 430, 316 if k % 2 == 0 else 136, k / 10) for k in range(10)], s.p.light)
    lips = s.p.accent
    s.blob(
        path("250,430 330,370 372,352 400,372 428,352 470,370 550,430 470,438 400,428 330,438"),
        lips,
    )
    s.blob(
        path("256,442 330,452 400,446 470,452 544,442 480,510 400,530 320,510"),
        lips,
    )
    for i in range(-7, 8):
        s.line([(400 + i * 19, 384 + abs(i) * 4), (400 + i * 17, 424)], s.p.light, 2.5, 190)
        s.line([(400 + i * 17, 456), (400 + i * 15, 514 - abs(i) * 5)], s.p.light, 2.5, 190)
    for side in (-1, 1):
        s.box(400 + side * 380 - 40, 0, 80, 1200, s.p.ink)
        for i in range(19):
            s.pen.rounded_rectangle(
                [
                    (400 + side * 372 - 17) * 2,
                    (20 + i * 64) * 2,
                    (400 + side * 372 + 17) * 2,
                    (56 + i * 64) * 2,
                ],
                12,
                fill=s.p.light,
            )


def exile(s: Stage) -> None:
    """A monk's cell: one window, a candle, a bowed hood, a long shadow."""
    s.poly(path("250,150 250,110 330,60 410,110 410,380 250,380"), s.p.light)
    s.line([(330, 60), (330, 380)], s.p.ink, 11)
    s.line([(250, 230), (410, 230)], s.p.ink, 11)
    s.poly(path("250,150 410,150 800,900 520,1000"), s.p.light, 46)
    ink = s.p.ink
    s.blob(
        path("300,1100 330,800 400,640 450,560 520,540 580,590 590,680 640,800 690,1100"),
        ink,
    )
    s.blob(path("520,590 560,600 566,670 530,700 500,650"), s.tone(0.42))
    s.box(150, 720, 40, 220, s.p.light)
    s.glow(170, 670, 230, s.p.accent, 1.0)
    s.blob(path("170,610 188,670 170,716 152,670"), s.p.accent)
    s.blob(path("170,650 178,684 170,706 162,684"), s.p.light)
    s.box(100, 930, 150, 18, s.tone(0.4))


def veil(s: Stage) -> None:
    """A woman in a wide hat behind a veil, flowers that fall."""
    s.glow(400, 360, 520, s.p.light, 0.7)
    s.disc(400, 400, 320, s.p.body, 140)
    ink = s.p.ink
    s.blob(
        path("320,400 400,366 480,400 488,520 440,620 400,640 360,620 312,520"),
        s.p.light,
    )
    s.box(360, 600, 80, 150, s.p.light)
    s.blob(
        path("80,400 200,300 400,260 600,300 720,400 560,410 400,396 240,410"),
        ink,
    )
    s.blob(path("270,320 300,200 400,160 500,200 530,320"), ink)
    s.blob(path("500,300 600,150 700,130 660,240 560,320"), s.p.accent)
    for side in (-1, 1):
        s.blob([(400 + side * dx, y) for dx, y in path("22,476 46,462 74,474 46,486")], ink)
        s.line([(400 + side * 18, 446), (400 + side * 48, 434), (400 + side * 80, 446)], ink, 4)
    s.blob(path("374,572 400,562 426,572 400,590"), s.p.accent)
    for i in range(-5, 6):
        s.line([(400 + i * 26, 400), (400 + i * 22, 560)], ink, 1.5, 120)
        s.line([(270, 500 + i * 14), (530, 500 + i * 14)], ink, 1.5, 70)
    s.mirror(path("400,730 440,736 600,800 690,1200 400,1200"), ink)
    for _ in range(13):
        x, y = s.chance.uniform(60, 740), s.chance.uniform(560, 960)
        if abs(x - 400) < 130 and y < 760:
            continue
        r = s.chance.uniform(15, 30)
        for k in range(5):
            s.disc(*around(x, y, r * 0.7, k / 5), r * 0.55, s.p.accent)
        s.disc(x, y, r * 0.36, s.p.light)


def arena(s: Stage) -> None:
    """A chariot race from above: an oval of dust, wheels with blades."""
    s.glow(400, 330, 500, s.p.light, 0.9)
    for i in range(9):
        s.oval(400, 330, 420 - i * 30, 200 - i * 17, s.tone(0.35 + 0.05 * i))
    for i in range(16):
        x = 30 + i * 50
        s.box(x, 118 + 30 * abs(i - 7.5) / 7.5, 20, 90, s.p.ink, 170)
    ink = s.p.ink
    s.disc(400, 640, 270, ink)
    s.disc(400, 640, 236, s.tone(0.6))
    s.disc(400, 640, 216, ink)
    for i in range(8):
        a, b = around(400, 640, 210, i / 8 - 0.035), around(400, 640, 210, i / 8 + 0.035)
        s.poly([(400, 640), a, b], s.p.accent)
    s.disc(400, 640, 74, ink)
    s.disc(400, 640, 54, s.p.accent)
    s.poly(path("384,600 416,600 424,640 416,680 384,680 376,640"), s.p.light)
    for i in range(10):
        turn = i / 10
        s.poly(
            [
                around(400, 640, 268, turn - 0.015),
                around(400, 640, 316, turn),
                around(400, 640, 268, turn + 0.015),
            ],
            ink,
        )


def asylum(s: Stage) -> None:
    """Bars, rain and a dancer in a whirl of masks."""
    for _ in range(120):
        x, y = s.chance.uniform(-60, 820), s.chance.uniform(40, 980)
        s.line([(x, y), (x - 26, y + 90)], s.p.light, 2.5, 90)
    for i in range(40):
        turn, radius = i / 11, 40 + i * 8
        x, y = around(400, 440, radius, turn)
        k = 10 + i * 0.9
        s.oval(x, y, k, k * 1.25, s.p.light if i % 3 else s.p.accent, 235)
        for side in (-1, 1):
            s.line(
                [(x + side * k * 0.16, y - k * 0.1), (x + side * k * 0.6, y - k * 0.2)], s.p.ink, 3
            )
        s.arc(x, y + k * 0.2, k * 0.5, (0.33, 0.67), 3, s.p.ink)
    for i in range(8):
        s.box(40 + i * 104, 0, 17, 1200, s.p.ink, 225)
    s.box(0, 690, 800, 17, s.p.ink)
    for x in (248, 560):
        s.blob(
            [(x - 34, 640), (x + 30, 630), (x + 40, 690), (x + 20, 730), (x - 30, 726)], s.p.light
        )


def crosshair(s: Stage) -> None:
    """Two heads in a revolver's sights, a spy's play."""
    for i in range(9):
        s.disc(400, 430, 380 - i * 42, s.p.light if i % 2 else (s.p.accent, s.p.body)[i // 2 % 2])
    s.line([(400, 20), (400, 840)], s.p.ink, 5)
    s.line([(0, 430), (800, 430)], s.p.ink, 5)
    ink = s.p.ink
    s.blob(
        path("270,700 290,560 350,520 400,516 450,520 510,560 530,700 560,1200 240,1200"),
        ink,
    )
    s.blob(path("344,430 400,410 456,430 458,500 400,556 342,500"), s.p.light)
    s.mirror(path("400,340 460,350 490,400 492,470 456,440 400,424"), ink)
    for side in (-1, 1):
        s.oval(400 + side * 32, 466, 30, 21, ink)
    s.line([(372, 462), (428, 462)], ink, 6)
    s.blob(path("382,520 400,514 418,520 400,532"), s.p.accent)


def church_clock(s: Stage) -> None:
    """A church clock with an angel's sword, a man on the ledge against the sky."""
    s.glow(400, 400, 500, s.p.light, 0.8)
    ink = s.p.ink
    s.poly(path("170,1200 200,200 400,40 600,200 630,1200"), ink)
    s.disc(400, 430, 176, s.p.light)
    s.ring(400, 430, 162, 5, ink)
    for i in range(12):
        s.line([around(400, 430, 130, i / 12), around(400, 430, 156, i / 12)], ink, 10)
    s.line([(400, 430), around(400, 430, 92, 0.79)], ink, 13)
    s.line([(400, 430), around(400, 430, 138, 0.02)], ink, 9)
    s.box(120, 640, 560, 26, s.tone(0.5))
    s.disc(560, 560, 22, s.p.accent)
    s.blob(path("534,640 538,592 560,578 582,592 586,640"), s.p.accent)
    s.poly(path("600,640 720,1200 640,1200 560,640"), ink, 150)
    s.line([(582, 600), (700, 560)], s.p.light, 7)
    s.line([(668, 552), (684, 592)], s.p.light, 7)


def easel(s: Stage) -> None:
    """An easel in a lamp-lit room; the portrait on it has no face."""
    s.poly(path("560,0 700,0 800,700 300,700"), s.p.light, 90)
    s.glow(560, 420, 420, s.p.accent, 0.6)
    ink = s.p.ink
    s.line([(400, 110), (230, 1000)], ink, 17)
    s.line([(400, 110), (570, 1000)], ink, 17)
    s.line([(400, 110), (400, 960)], ink, 13)
    s.box(220, 220, 360, 470, ink)
    s.box(238, 238, 324, 434, s.p.light)
    s.blob(
        path("310,420 330,320 400,290 470,320 490,420 500,560 300,560"),
        s.p.accent,
    )
    s.blob(path("350,400 400,380 450,400 446,470 400,510 354,470"), s.p.text)
    s.blob(path("262,672 300,560 400,530 500,560 538,672"), s.p.body)
    s.box(200, 690, 400, 22, s.tone(0.4))
    s.oval(660, 850, 110, 62, s.tone(0.5))
    for i, colour in enumerate((s.p.accent, s.p.light, s.p.body, ink)):
        s.disc(600 + i * 40, 836 + 16 * (i % 2), 15, colour)


def staircase(s: Stage) -> None:
    """A grand staircase with a chandelier; at its head, two small figures."""
    s.glow(400, 230, 380, s.p.light, 0.9)
    s.line([(400, 0), (400, 140)], s.p.ink, 6)
    for i in range(11):
        x = 250 + i * 30
        y = 190 + 54 * math.sin(math.pi * i / 10)
        s.line([(400, 140), (x, y)], s.p.ink, 4)
        s.disc(x, y, 11, s.p.accent)
    for i in range(15):
        half = 90 + i * 22
        y = 370 + i * 42
        s.box(400 - half, y, 2 * half, 43, s.tone(0.7 - 0.035 * i))
        s.box(400 - half, y, 2 * half, 6, s.p.light, 150)
    for side in (-1, 1):
        s.line([(400 + side * 96, 300), (400 + side * 430, 940)], s.p.ink, 17)
        for i in range(14):
            x = 400 + side * (98 + i * 23)
            s.line([(x, 306 + i * 44), (x, 376 + i * 44)], s.p.ink, 7)
    for x, shade in ((350, s.p.ink), (452, s.p.accent)):
        s.disc(x, 300, 20, shade)
        s.blob([(x - 30, 400), (x - 18, 336), (x, 322), (x + 18, 336), (x + 30, 400)], shade)
