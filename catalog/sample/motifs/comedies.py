"""Motifs of light-hearted films: boxes, tickets, scissors, a kiss."""

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
