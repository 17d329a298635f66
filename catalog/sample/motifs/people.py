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


def bowler_kid(s: Stage) -> None:
    """A tall bowler-hatted figure and a small one in a cap, side by side on a kerb."""
    for i in range(11):
        for k in range(7):
            s.box(k * 130 - (65 if i % 2 else 0), 90 + i * 62, 120, 52, s.tone(0.66), 120)
    s.disc(560, 330, 190, s.p.accent, 200)
    ink = s.p.ink
    s.box(0, 850, 800, 350, ink)
    _sitting(s, 300, 850, 1.0, bowler_hat=True)
    _sitting(s, 540, 850, 0.62, bowler_hat=False)
    s.line([(190, 850), (120, 560)], ink, 12)
    s.arc(96, 566, 28, (0.72, 1.25), 12, ink)


def _sitting(s: Stage, x: float, y: float, k: float, *, bowler_hat: bool) -> None:
    def at(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + dx * k, y + dy * k) for dx, dy in pairs]

    ink = s.p.ink
    s.blob(
        at(*path("-110,10 -104,-180 -60,-270 0,-290 60,-270 104,-180 110,10")),
        ink,
    )
    s.blob(at(*path("-70,10 -40,-100 60,-130 120,-90 130,60 60,60")), s.tone(0.22))
    s.disc(x, y - 350 * k, 62 * k, s.p.light)
    s.disc(x - 22 * k, y - 356 * k, 6 * k, ink)
    s.disc(x + 22 * k, y - 356 * k, 6 * k, ink)
    if bowler_hat:
        s.blob(at(*path("-66,-384 -58,-450 0,-476 58,-450 66,-384")), ink)
        s.blob(at(*path("-104,-388 0,-398 104,-388 0,-372")), ink)
        s.box(x - 16 * k, y - 330 * k, 32 * k, 13 * k, ink)
    else:
        s.blob(at(*path("-78,-374 -70,-430 0,-452 76,-430 84,-380 0,-388")), s.p.body)
        s.blob(at(*path("20,-384 110,-390 116,-372 30,-366")), s.p.body)


def tightrope(s: Stage) -> None:
    """A striped circus tent from within, a small man on the rope."""
    for i in range(-9, 10):
        if i % 2:
            s.poly([(400, 90), (400 + i * 70 - 35, 900), (400 + i * 70 + 35, 900)], s.p.accent)
    s.glow(400, 520, 330, s.p.light, 0.85)
    s.poly([(400, 60), (374, 110), (426, 110)], s.p.ink)
    for i in range(13):
        x = 20 + i * 64
        s.poly([(x - 32, 880), (x + 32, 880), (x, 930)], s.p.light if i % 2 else s.p.accent)
    s.box(0, 868, 800, 16, s.p.ink)
    s.line([(0, 640), (400, 668), (800, 640)], s.p.ink, 6)
    ink = s.p.ink
    x, y = 400, 666
    s.line([(x - 10, y), (x - 22, y - 90)], ink, 20)
    s.line([(x + 16, y), (x + 14, y - 90)], ink, 20)
    s.poly([(x - 36, y - 80), (x + 30, y - 80), (x + 26, y - 184), (x - 26, y - 190)], ink)
    s.line([(x - 20, y - 176), (x - 100, y - 220)], ink, 14)
    s.line([(x + 20, y - 176), (x + 104, y - 206)], ink, 14)
    s.line([(x - 210, y - 240), (x + 210, y - 196)], ink, 8)
    s.disc(x, y - 218, 30, s.p.light)
    s.blob(
        [(x - 30, y - 232), (x - 26, y - 272), (x, y - 284), (x + 26, y - 272), (x + 30, y - 232)],
        ink,
    )
    s.oval(x, y - 234, 48, 7, ink)


def coat(s: Stage) -> None:
    """A coat that walks by itself through falling snow, a very small man beneath it."""
    s.glow(400, 330, 480, s.p.light, 0.7)
    for i in range(7):
        x = -30 + i * 130
        s.box(x, 210 + 30 * (i % 3), 118, 800, s.tone(0.42 - 0.05 * (i % 3)))
        for k in range(10):
            s.box(x + 20 + 44 * (k % 2), 260 + 60 * (k // 2), 26, 36, s.tone(0.62), 130)
    ink = s.p.ink
    s.mirror(
        path("400,270 470,280 600,360 650,560 700,960 560,990 400,970"),
        ink,
        380,
    )
    s.mirror(path("380,260 450,250 500,310 470,400 380,440"), s.p.accent, 380)
    s.poly(path("380,420 420,400 396,980 372,980"), s.tone(0.25))
    for i in range(5):
        s.disc(416, 500 + i * 84, 12, s.p.accent)
    s.disc(590, 890, 24, s.p.light)
    s.blob(path("556,1000 562,930 590,912 618,930 624,1000"), s.p.light)
    for _ in range(150):
        s.disc(
            s.chance.uniform(0, 800),
            s.chance.uniform(80, 980),
            s.chance.uniform(1.5, 5),
            s.p.light,
            210,
        )


def swan(s: Stage) -> None:
    """A white swan on black water whose neck is a dancer's arm."""
    s.glow(400, 360, 520, s.p.body, 0.9)
    s.disc(540, 280, 130, s.p.light, 40)
    light = s.p.light
    s.blob(
        path("170,690 200,590 330,540 470,580 640,520 700,470 690,600 600,720 420,770 250,760"),
        light,
    )
    neck = [
        (240 + 70 * math.sin(i / 5.0 + 0.5) * (1 - i / 46) + i * 1.2, 640 - i * 12.5)
        for i in range(36)
    ]
    for i, (x, y) in enumerate(neck):
        s.disc(x, y, 40 - i * 0.62, light)
    hx, hy = neck[-1]
    s.blob(
        [
            (hx - 20, hy - 26),
            (hx + 30, hy - 26),
            (hx + 62, hy + 6),
            (hx + 20, hy + 24),
            (hx - 16, hy + 14),
        ],
        light,
    )
    s.poly([(hx + 46, hy - 10), (hx + 112, hy + 30), (hx + 44, hy + 18)], s.p.accent)
    s.disc(hx + 26, hy - 4, 6, s.p.ink)
    for i in range(7):
        s.blob(
            [
                (360 + i * 34, 600 + i * 3),
                (470 + i * 30, 520 - i * 8),
                (520 + i * 28, 560 + i * 4),
                (430 + i * 26, 690),
            ],
            mix(light, s.p.body, 0.12 * (i % 3)),
            200,
        )
    s.box(0, 748, 800, 460, mix(s.p.ink, s.p.bottom, 0.35))
    for i in range(24):
        half = s.chance.uniform(60, 260) * (1 - i / 30)
        s.line([(430 - half, 756 + i * 12), (430 + half, 756 + i * 12)], light, 4, 150 - 5 * i)


def reaper(s: Stage) -> None:
    """A hooded driver with a scythe, and a carriage wheel that one can see through."""
    s.stars(60, 420)
    s.glow(300, 330, 480, s.p.light, 0.55)
    s.disc(300, 330, 150, s.p.light, 230)
    for i in range(18):
        y = 700 + i * 24
        s.line([(s.chance.uniform(-50, 300), y), (s.chance.uniform(400, 850), y)], s.p.light, 6, 36)
    s.ring(590, 760, 210, 16, s.p.light, 130)
    for i in range(14):
        s.line([(590, 760), around(590, 760, 204, i / 14)], s.p.light, 6, 110)
    s.disc(590, 760, 34, s.p.light, 150)
    ink = s.p.ink
    s.blob(
        path("130,1000 170,700 240,520 300,420 352,390 410,420 436,520 470,700 500,1000"),
        ink,
    )
    s.blob(path("330,440 360,430 396,460 392,530 360,548 334,510"), s.tone(0.3))
    s.disc(352, 486, 6, s.p.accent)
    s.disc(378, 486, 6, s.p.accent)
    s.line([(150, 900), (520, 180)], ink, 15)
    s.blob(path("500,190 560,150 680,180 760,300 672,240 570,220 512,226"), ink)
    s.line([(420, 600), (350, 560)], ink, 30)


def witches(s: Stage) -> None:
    """Riders on brooms before the moon, a cauldron's smoke, bare branches."""
    s.glow(420, 330, 500, s.p.accent, 0.6)
    s.disc(420, 340, 235, s.p.accent)
    for x, y, k in ((430, 340, 1.0), (200, 230, 0.5), (640, 480, 0.6), (170, 520, 0.36)):
        _rider(s, x, y, k)
    for i in range(12):
        s.disc(400 + 60 * math.sin(i * 0.9) + i * 4, 900 - i * 30, 26 + i * 5, s.p.light, 26)
    s.poly(
        path("0,900 120,820 260,880 420,830 600,890 800,800 800,1200 0,1200"),
        s.p.ink,
    )
    for x, y, turn in ((40, 850, 0.03), (760, 840, -0.04)):
        bare_tree(s, x, y, turn, 130, 14)


def bare_tree(s: Stage, x: float, y: float, turn: float, length: float, width: float) -> None:
    """A tree in winter."""
    tip = around(x, y, length, turn)
    s.line([(x, y), tip], s.p.ink, width)
    if length > 20:
        for lean in (-0.1, 0.03, 0.12):
            bare_tree(
                s,
                *tip,
                turn + lean + s.chance.uniform(-0.03, 0.03),
                length * s.chance.uniform(0.6, 0.74),
                width * 0.6,
            )


def _rider(s: Stage, x: float, y: float, k: float) -> None:
    def at(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + dx * k, y + dy * k) for dx, dy in pairs]

    ink = s.p.ink
    s.line(at((-190, 70), (170, -20)), ink, 9 * k)
    s.blob(at(*path("-300,130 -220,50 -170,62 -190,110 -280,150")), ink)
    s.blob(
        at(*path("-70,50 -50,-60 10,-110 50,-90 60,-20 30,40 90,90 60,130 0,60")),
        ink,
    )
    s.blob(at(*path("-50,-60 -160,-20 -220,40 -120,30 -40,20")), ink)
    s.disc(x + 42 * k, y - 132 * k, 30 * k, ink)
    s.poly(at(*path("-10,-140 92,-160 60,-176 0,-270 10,-168")), ink)
    s.line(at((40, -60), (110, -8)), ink, 16 * k)


def cloak(s: Stage) -> None:
    """A masked rider's hat and cloak, and one letter drawn with a sword."""
    s.glow(400, 380, 520, s.p.light, 0.6)
    s.disc(400, 380, 270, s.p.accent)
    ink = s.p.ink
    s.mirror(path("400,520 440,530 560,600 690,800 740,1200 400,1200"), ink)
    s.blob(
        path("330,340 400,320 470,340 476,430 440,520 400,540 360,520 324,430"),
        s.p.light,
    )
    s.poly(path("318,372 482,372 480,432 424,424 400,410 376,424 320,432"), ink)
    for side in (-1, 1):
        s.oval(400 + side * 38, 402, 17, 8, s.p.light)
    s.line([(372, 478), (400, 470), (428, 478)], ink, 7)
    s.blob(
        path("180,340 300,320 400,330 500,320 620,340 520,372 400,378 280,372"),
        ink,
    )
    s.blob(path("308,336 318,230 400,214 482,230 492,336"), ink)
    s.box(312, 300, 176, 24, s.p.body)
    for width, colour in ((30, s.p.text), (12, s.p.accent)):
        s.line(path("250,650 560,640 250,900 570,880"), colour, width)


def giant(s: Stage) -> None:
    """A giant's legs astride a tiny walled town, ropes thrown around his boots."""
    s.glow(400, 420, 480, s.p.light, 0.9)
    s.disc(400, 470, 150, s.p.light)
    ink = s.p.ink
    for i, x in enumerate((300, 350, 400, 450, 500)):
        tall = (120, 170, 230, 150, 110)[i]
        s.box(x - 24, 860 - tall, 48, tall + 40, s.tone(0.5))
        s.poly([(x - 30, 860 - tall), (x, 810 - tall), (x + 30, 860 - tall)], s.p.accent)
        s.box(x - 7, 880 - tall, 14, 22, s.p.light)
    for side in (-1, 1):
        leg = path("40,-20 330,-20 316,420 300,600 330,650 300,760 312,860 120,860 140,700 150,560")
        s.poly([(400 + side * (x - 20), y) for x, y in leg], ink)
        boot = path("120,640 312,640 320,760 330,860 330,900 60,900 70,850 120,800")
        s.poly([(400 + side * (x - 10), y) for x, y in boot], s.tone(0.22))
        s.box(400 + side * 206 - 110, 640, 220, 34, s.p.accent)
        for i in range(5):
            s.line(
                [(400 + side * (110 + i * 52), 700 + i * 14), (400 + side * 20 * i, 930)],
                s.p.light,
                2.5,
            )
    s.box(0, 892, 800, 310, s.tone(0.3))
    for i in range(30):
        left, foot = 20 + i * 26 + s.chance.uniform(-8, 8), 930 + s.chance.uniform(-14, 20)
        shade = s.p.accent if i % 4 == 0 else s.p.light
        s.disc(left, foot - 25, 6, shade)
        s.box(left - 6, foot - 19, 12, 26, shade)
