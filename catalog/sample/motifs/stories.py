"""Motifs taken from a film's own story: a ticket, a kiss, a staircase, a stolen tooth."""

import itertools
import math

from catalog.sample.stage import Stage, around, path


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
