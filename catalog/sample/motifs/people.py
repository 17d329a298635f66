"""Motifs of faces, hands and silhouettes."""

import itertools
import math

from catalog.sample.canvas import mix
from catalog.sample.stage import Stage, around, path


def claw(s: Stage) -> None:
    """The shadow of a long-fingered hand on a wall, and of a bald head with a pointed ear."""
    s.glow(250, 330, 640, s.p.light, 0.85, 1.6)
    for i in range(9):
        y = 560 + i * 74
        s.poly([(0, y), (800, y - 330), (800, 1200), (0, 1200)], s.p.ink, 30)
    ink = s.p.ink
    s.blob(  # the head, in profile, looking to the left
        path(
            "560,500 500,470 476,400 452,372 472,340 470,250 540,160 640,150 716,220 "
            "730,330 700,430 690,540 600,560"
        ),
        ink,
    )
    s.blob(path("640,330 660,250 720,150 712,260 690,350"), ink)
    s.blob(path("560,480 700,500 830,640 840,1200 430,1200 470,800 500,620"), ink)
    s.blob(path("520,620 400,600 300,620 280,680 380,700 520,780"), ink)
    for tip, knuckle in (
        ((110, 330), (230, 500)),
        ((60, 450), (200, 560)),
        ((44, 580), (190, 625)),
        ((80, 720), (210, 690)),
        ((240, 830), (300, 740)),
    ):
        base = (315, 640)
        s.line([base, knuckle], ink, 34)
        s.disc(*knuckle, 19, ink)
        s.line([knuckle, tip], ink, 20)
        dx, dy = tip[0] - knuckle[0], tip[1] - knuckle[1]
        length = math.hypot(dx, dy)
        nx, ny = -dy / length * 10, dx / length * 10
        end = (tip[0] + dx * 0.32, tip[1] + dy * 0.32)
        s.poly([(tip[0] + nx, tip[1] + ny), end, (tip[0] - nx, tip[1] - ny)], ink)
    s.disc(500, 330, 9, s.p.accent)


def eye(s: Stage) -> None:
    """An eye inside a camera's lens."""
    s.rays(400, 450, 16, 1300, s.p.accent, 70, 0.03)
    for radius, shade in path("330,0 306,0.55 286,0 262,0.2 238,0"):
        s.disc(400, 450, radius, s.tone(shade))
    for i in range(48):
        s.line([around(400, 450, 290, i / 48), around(400, 450, 303, i / 48)], s.p.light, 4)
    s.blob(
        path("168,452 280,330 400,296 520,330 632,452 520,560 400,592 280,560"),
        s.p.light,
    )
    s.disc(400, 446, 138, s.p.accent)
    for i in range(60):
        s.line(
            [around(400, 446, 66, i / 60), around(400, 446, s.chance.uniform(104, 134), i / 60)],
            mix(s.p.accent, s.p.ink, 0.5),
            4,
        )
    s.disc(400, 446, 68, s.p.ink)
    s.disc(436, 408, 24, s.p.light)
    s.disc(372, 476, 10, s.p.light, 200)
    for i in range(9):
        turn = -0.14 + 0.28 * i / 8
        s.line([around(400, 520, 230, turn), around(400, 520, 282, turn * 1.15)], s.p.ink, 8)


def cut_moon(s: Stage) -> None:
    """An eye that is a moon, a thin cloud about to cross it."""
    s.stars(60, 420)
    s.glow(400, 420, 480, s.p.light, 0.55)
    s.disc(400, 420, 230, s.p.light)
    s.disc(400, 420, 104, s.tone(0.45))
    s.disc(400, 420, 52, s.p.ink)
    s.disc(430, 390, 16, s.p.light)
    s.blob(
        path("-60,410 120,396 420,398 560,404 420,426 140,430 -60,432"),
        s.p.ink,
    )
    s.blob(path("520,470 700,448 900,454 900,480 680,484"), s.p.ink, 220)
    s.blob(path("150,540 350,528 560,536 360,552"), s.p.ink, 150)
    s.poly(path("90,820 610,640 632,700 112,880"), s.tone(0.8))
    s.poly(path("90,820 610,640 614,652 94,834"), s.p.accent)
    s.poly(path("600,640 800,560 800,640 630,700"), s.p.ink)
    for _i in range(14):  # ants out of nowhere
        x, y = 240 + s.chance.uniform(-150, 170), 960 + s.chance.uniform(-70, 60)
        s.oval(x, y, 9, 5, s.p.ink)
        s.disc(x + 11, y - 2, 5, s.p.ink)


def profiles(s: Stage) -> None:
    """Two faces in profile, so close that the space between them is a vase."""
    s.glow(400, 430, 560, s.p.light, 0.7)
    s.disc(400, 400, 300, s.p.accent, 60)
    for side, shade in ((1, s.p.ink), (-1, s.p.body)):
        outline = path(
            "470,90 454,190 452,262 466,300 424,392 430,408 452,412 446,436 434,452 "
            "448,470 438,492 448,520 452,560 500,590 530,606 540,700 560,800 640,1200 "
            "900,1200 900,60 560,40"
        )
        s.poly([(400 + side * (x - 400 + 6), y) for x, y in _soften(outline)], shade)
        s.blob(
            [(400 + side * (x - 400), y) for x, y in path("482,300 520,282 548,296 516,306")],
            s.p.light if side > 0 else s.p.ink,
            230,
        )
    for i in range(7):
        s.arc(640, 250, 120 + i * 24, (0.55, 0.98), 5, s.p.accent)
    s.disc(392, 690, 10, s.p.accent)


def _soften(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Each corner cut once: a face without edges but with its features."""
    line = []
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        line += [
            (ax * 0.8 + bx * 0.2, ay * 0.8 + by * 0.2),
            (ax * 0.2 + bx * 0.8, ay * 0.2 + by * 0.8),
        ]
    return [points[0], *line, points[-1]]


def bob(s: Stage) -> None:
    """A face under a helmet of black hair, drawn with six shapes."""
    s.rays(400, 420, 40, 1200, s.p.light, 22)
    s.disc(400, 420, 330, s.p.accent)
    ink = s.p.ink
    s.box(350, 640, 100, 190, s.p.light)
    s.mirror(path("400,780 440,790 620,850 700,1200 400,1200"), ink)
    s.mirror(
        path("400,170 500,186 572,270 590,400 580,560 540,640 400,660"),
        ink,
        soft=False,
    )
    s.blob(
        path("270,380 290,320 400,306 510,320 530,380 520,540 470,640 400,680 330,640 280,540"),
        s.p.light,
    )
    s.poly(path("262,300 540,300 536,404 400,396 264,404"), ink)
    for side in (-1, 1):
        s.blob(
            [
                (400 + side * dx, y)
                for dx, y in path("160,300 190,420 176,560 118,590 104,560 138,520 136,400")
            ],
            ink,
        )
        s.blob([(400 + side * dx, y) for dx, y in path("32,470 64,452 100,468 66,482")], ink)
        s.line([(400 + side * 28, 438), (400 + side * 66, 424), (400 + side * 108, 438)], ink, 5)
    s.blob(path("352,596 382,582 400,590 418,582 448,596 400,622"), s.p.accent)
    s.line([(404, 500), (412, 546), (396, 552)], mix(s.p.light, s.p.ink, 0.35), 4)
    for i in range(15):
        turn = 0.36 + 0.28 * i / 14
        s.disc(*around(400, 700, 150, turn), 11, s.p.light)


def bicorne(s: Stage) -> None:
    """A two-cornered hat and nothing else, three fields of colour behind it."""
    for i, colour in enumerate((s.tone(0.35), s.p.light, s.p.accent)):
        s.box(i * 267, 0, 268, 900, colour, 235)
    s.glow(400, 420, 520, s.p.light, 0.5)
    ink = s.p.ink
    s.blob(
        path(
            "60,520 150,400 300,300 400,270 500,300 650,400 740,520 640,500 500,520 "
            "400,530 300,520 160,500"
        ),
        ink,
    )
    s.blob(
        path("100,500 260,452 400,440 540,452 700,500 540,500 400,506 260,500"),
        s.tone(0.2),
    )
    s.disc(400, 390, 44, s.p.accent)
    s.disc(400, 390, 29, s.p.light)
    s.disc(400, 390, 14, s.tone(0.35))
    s.mirror(path("400,510 486,508 498,600 480,690 440,730 400,738"), ink, soft=False)
    s.mirror(path("400,720 448,712 470,770 660,840 740,1200 400,1200"), ink)
    s.mirror(path("400,790 444,770 490,1000 400,1200"), s.p.light)
    for side in (-1, 1):
        for i in range(9):
            s.line(
                [
                    (400 + side * (250 + i * 9), 846 + i * 5),
                    (400 + side * (262 + i * 11), 900 + i * 6),
                ],
                s.p.accent,
                5,
            )


def grin(s: Stage) -> None:
    """A smile that cannot be taken off, lit from below."""
    s.glow(400, 760, 560, s.p.accent, 0.5)
    s.mirror(
        path("400,140 560,180 640,330 620,560 530,760 400,860"),
        s.p.light,
        soft=False,
    )
    s.mirror(
        path("400,110 520,110 660,220 690,400 636,420 610,300 500,250 400,236"),
        s.p.ink,
    )
    for side in (-1, 1):
        s.blob(
            [(400 + side * dx, y) for dx, y in path("50,420 104,380 170,410 108,446")],
            s.p.ink,
        )
        s.disc(400 + side * 106, 412, 15, s.p.light)
        s.line(
            [(400 + side * 40, 366), (400 + side * 100, 330), (400 + side * 180, 350)], s.p.ink, 15
        )
        s.line(
            [(400 + side * 190, 500), (400 + side * 226, 600), (400 + side * 200, 660)],
            mix(s.p.light, s.p.ink, 0.5),
            6,
        )
    s.poly([(400, 440), (430, 560), (370, 560)], mix(s.p.light, s.p.ink, 0.25))
    s.blob(
        path("180,590 290,640 400,652 510,640 620,590 540,730 400,780 260,730"),
        s.p.ink,
    )
    s.blob(
        path("206,618 300,652 400,664 500,652 594,618 520,700 400,730 280,700"),
        s.p.text,
    )
    for i in range(-6, 7):
        s.line([(400 + i * 30, 640 - abs(i) * 3), (400 + i * 27, 740 - abs(i) * 9)], s.p.ink, 5)
    s.line(path("216,672 300,692 400,700 500,692 584,672"), s.p.ink, 4)


def mask(s: Stage) -> None:
    """A white half-mask between red curtains, a chandelier of light above."""
    curtain(s, open_by=150)
    s.glow(400, 430, 380, s.p.light, 0.6)
    s.blob(
        path(
            "250,300 330,240 480,236 560,300 572,420 540,560 470,600 440,540 400,520 "
            "352,548 300,500 254,420"
        ),
        s.p.light,
    )
    for side in (-1, 1):
        s.blob(
            [(404 + side * dx, y) for dx, y in path("34,400 80,364 128,384 112,430 66,440")],
            s.p.ink,
        )
        s.line(
            [(404 + side * 30, 344), (404 + side * 84, 312), (404 + side * 140, 336)],
            mix(s.p.light, s.p.ink, 0.35),
            7,
        )
    s.line([(404, 400), (396, 490), (420, 500)], mix(s.p.light, s.p.ink, 0.35), 6)
    s.blob(path("470,600 500,700 470,840 440,900 452,800 440,700"), s.p.accent)
    s.disc(470, 760, 46, s.p.accent)
    for i in range(5):
        s.arc(470, 760, 38 - i * 7, (i * 0.23, i * 0.23 + 0.7), 4, s.p.ink)
    s.line([(472, 806), (452, 1000)], s.tone(0.5), 9)


def curtain(s: Stage, open_by: float = 230) -> None:
    """Heavy curtains, drawn aside by so many pixels at the middle."""
    for side in (-1, 1):
        for i in range(9):
            a, b = i / 9, (i + 1) / 9
            edge = 400 + side * open_by * 0.55
            outer = 400 + side * 420
            x0, x1 = edge + (outer - edge) * a, edge + (outer - edge) * b
            low0, low1 = (
                400 + side * (open_by + (420 - open_by) * a),
                400 + side * (open_by + (420 - open_by) * b),
            )
            shade = mix(s.p.body, s.p.ink, 0.25 + 0.5 * abs(math.sin(i * 1.7)))
            s.poly([(x0, 0), (x1, 0), (low1, 1200), (low0, 1200)], shade)
            s.line([(x0, 0), (low0, 1200)], s.p.ink, 4, 130)
    s.box(0, 0, 800, 66, mix(s.p.body, s.p.ink, 0.4))
    for i in range(10):
        s.disc(40 + i * 80, 66, 40, mix(s.p.body, s.p.ink, 0.4))
        s.arc(40 + i * 80, 66, 40, (0.25, 0.75), 6, s.p.accent)


def bowler(s: Stage) -> None:
    """A bowler hat, a moustache, a cane: enough to know him."""
    s.disc(400, 430, 330, s.p.accent)
    ink = s.p.ink
    s.blob(path("250,330 262,200 330,130 400,118 470,130 538,200 550,330"), ink)
    s.blob(
        path("150,330 260,318 400,326 540,318 650,330 600,376 400,384 200,376"),
        ink,
    )
    s.box(254, 288, 292, 38, s.tone(0.5))
    s.blob(
        path("360,540 384,520 400,526 416,520 440,540 436,580 400,572 364,580"),
        ink,
    )
    s.poly([(400, 690), (310, 640), (310, 746)], ink)
    s.poly([(400, 690), (490, 640), (490, 746)], ink)
    s.disc(400, 692, 24, s.p.light)
    s.line([(590, 980), (590, 520)], ink, 15)
    s.arc(548, 522, 50, (0.75, 1.25), 15, ink)
    for side in (-1, 1):
        s.disc(400 + side * 72, 456, 10, ink)
        s.line([(400 + side * 44, 424), (400 + side * 74, 408), (400 + side * 106, 420)], ink, 9)
