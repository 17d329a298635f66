"""Motifs of mountains, woods, fields, beasts and fire."""

import math

from catalog.sample.canvas import mix
from catalog.sample.motifs.sky import water
from catalog.sample.stage import Stage, around, path


def mountains(s: Stage) -> None:
    """Snowy peaks, a file of tiny people on the pass, a cabin on the edge."""
    s.glow(560, 240, 420, s.p.light, 0.8)
    s.disc(570, 240, 92, s.p.accent)
    for depth in range(3):
        base, shade = 560 + depth * 130, s.tone(0.6 - 0.2 * depth)
        peaks = []
        for i in range(4):
            x = -60 + i * 270 + 120 * (depth % 2)
            peaks.append((x, base - s.chance.uniform(200, 330) + depth * 40))
        for x, y in peaks:
            s.poly([(x - 330, 1200), (x, y), (x + 330, 1200)], shade)
            s.poly(
                [
                    (x, y),
                    (x + 74, y + 130),
                    (x + 30, y + 108),
                    (x + 6, y + 150),
                    (x - 26, y + 104),
                    (x - 70, y + 128),
                ],
                mix(s.p.light, shade, 0.12 * depth),
            )
    s.poly(path("0,930 300,860 560,880 800,800 800,1200 0,1200"), s.p.light)
    for i in range(16):
        x, y = 40 + i * 30, 916 - i * 3.4
        s.disc(x, y - 22, 5, s.p.ink)
        s.box(x - 5, y - 17, 10, 22, s.p.ink)
    s.poly(path("580,860 600,760 720,730 740,826"), s.p.ink)
    s.poly(
        path("560,776 650,690 760,730 724,752 656,716 596,784"),
        mix(s.p.light, s.p.body, 0.2),
    )
    s.box(640, 778, 34, 34, s.p.accent)


def forest(s: Stage) -> None:
    """Trunks in a misty wood, a path of light between them."""
    s.glow(400, 430, 480, s.p.light, 0.9, 1.6)
    s.poly(path("372,560 428,560 700,1200 100,1200"), s.p.light, 70)
    for depth in range(4):
        shade = s.tone(0.5 - 0.16 * depth)
        for i in range(8 - depth):
            x = (i + 0.5) * 800 / (8 - depth) + s.chance.uniform(-40, 40)
            if abs(x - 400) < 70 + 55 * depth:
                continue
            wide = 10 + depth * 15
            lean = s.chance.uniform(-20, 20)
            s.poly(
                [
                    (x - wide, 1200),
                    (x - wide * 0.6 + lean, 0),
                    (x + wide * 0.6 + lean, 0),
                    (x + wide, 1200),
                ],
                shade,
            )
            for k in range(5):
                y = 130 + k * 110 + s.chance.uniform(-30, 30)
                side = 1 if k % 2 else -1
                s.line(
                    [(x, y), (x + side * (60 + depth * 26), y - 60 - depth * 14)],
                    shade,
                    4 + depth * 3,
                )
    s.disc(400, 540, 15, s.p.accent)
    s.blob(path("380,640 384,574 400,560 416,574 420,640"), s.p.accent)


def snow_cabin(s: Stage) -> None:
    """A lone hut under northern lights, deep snow, one bare tree with a rope."""
    s.stars(110, 520)
    for i in range(5):
        top = [(x, 200 + i * 46 + 60 * math.sin(x / 120 + i * 1.3)) for x in range(0, 805, 20)]
        low = [(x, y + 150 + 30 * math.sin(x / 60)) for x, y in reversed(top)]
        s.poly([*top, *low], s.p.accent, 26)
    s.poly(
        path("0,800 180,720 420,760 620,700 800,760 800,1200 0,1200"),
        s.p.light,
    )
    s.box(170, 640, 250, 130, s.p.ink)
    s.poly([(130, 650), (295, 520), (460, 650)], s.tone(0.8))
    s.poly([(150, 650), (295, 545), (440, 650)], s.p.ink)
    s.glow(320, 700, 130, s.p.accent, 1.0)
    s.box(296, 680, 50, 44, s.p.accent)
    s.box(360, 540, 26, 60, s.p.ink)
    for i in range(7):
        s.disc(376 + i * 8, 520 - i * 26, 13 + i * 5, s.p.light, 60)
    s.line([(620, 780), (610, 330)], s.p.ink, 22)
    s.line([(612, 420), (470, 350)], s.p.ink, 13)
    s.line([(614, 480), (730, 380)], s.p.ink, 11)
    s.line([(540, 384), (540, 520)], s.p.ink, 5)
    s.ring(540, 546, 26, 5, s.p.ink)


def field(s: Stage) -> None:
    """A vast sky, a low field of wheat, a sunflower and apples."""
    s.glow(400, 560, 560, s.p.light, 0.9)
    for i in range(6):
        y = 160 + i * 62
        s.blob(
            [
                (s.chance.uniform(-100, 200), y),
                (300, y - 34),
                (s.chance.uniform(500, 900), y),
                (400, y + 26),
            ],
            s.p.light,
            60,
        )
    s.disc(400, 420, 230, s.p.accent)
    petals = [around(400, 420, 320, i / 22) for i in range(22)]
    for i, (px, py) in enumerate(petals):
        a, b = around(400, 420, 200, (i - 0.42) / 22), around(400, 420, 200, (i + 0.42) / 22)
        s.blob([a, (px, py), b, (200 + px * 0.5, 210 + py * 0.5)], s.p.accent)
    s.disc(400, 420, 165, s.p.ink)
    for i in range(170):
        r = 9.6 * math.sqrt(i) * 1.2
        if r < 150:
            s.disc(*around(400, 420, r, i * 0.381966), 5, s.tone(0.45))
    s.line([(400, 585), (392, 1000)], s.tone(0.25), 20)
    s.blob(path("396,760 500,690 600,700 520,780"), s.tone(0.25))
    s.blob(path("394,840 290,770 190,780 270,860"), s.tone(0.25))
    for _ in range(120):
        foot, ear = s.chance.uniform(0, 800), s.chance.uniform(850, 960)
        straw = [(foot, 1200), (foot + s.chance.uniform(-16, 16), ear)]
        s.line(straw, s.tone(s.chance.uniform(0.2, 0.5)), 5)


def iceberg(s: Stage) -> None:
    """Northern ice: a hunter with a harpoon, a low sun with a halo."""
    s.ring(400, 400, 300, 5, s.p.light, 120)
    s.ring(400, 400, 210, 5, s.p.light, 160)
    s.glow(400, 400, 400, s.p.light, 0.9)
    s.disc(400, 400, 80, s.p.accent)
    for depth in range(3):
        y, shade = 640 + depth * 80, mix(s.p.light, s.p.body, 0.55 - 0.22 * depth)
        line = [
            (x, y + 44 * abs(math.sin(x * 0.013 + depth * 2)) * (1 if (x // 80) % 2 else 0.4))
            for x in range(0, 880, 40)
        ]
        s.poly([(0, 1200), *line, (840, 1200)], shade)
    ink = s.p.ink
    s.blob(
        path("330,880 336,700 360,610 400,580 440,610 464,700 470,880 420,884 404,800 386,884"),
        ink,
    )
    s.disc(400, 552, 52, s.tone(0.6))
    s.disc(400, 556, 36, ink)
    s.line([(440, 660), (540, 560)], ink, 34)
    s.line([(360, 660), (300, 740)], ink, 34)
    s.line([(640, 300), (470, 800)], ink, 9)
    s.poly([(640, 300), (664, 232), (622, 286)], s.p.accent)
    s.disc(545, 556, 20, ink)


def volcano(s: Stage) -> None:
    """An erupting mountain and a temple whose gate is a mouth."""
    s.glow(400, 330, 480, s.p.accent, 0.9)
    for i in range(16):
        s.disc(
            400 + s.chance.uniform(-120, 120) + i * 10, 300 - i * 16, 44 + i * 8, s.tone(0.2), 120
        )
    s.poly(path("-60,900 330,330 470,330 860,900"), s.tone(0.25))
    s.poly(
        path("330,330 470,330 520,420 470,560 440,440 400,640 370,450 330,520 300,400"),
        s.p.accent,
    )
    for _ in range(60):
        turn = s.chance.uniform(-0.17, 0.17)
        s.disc(
            *around(400, 340, s.chance.uniform(40, 300), turn), s.chance.uniform(2, 7), s.p.accent
        )
    ink = s.p.ink
    s.mirror(path("400,560 520,600 600,700 620,1200 400,1200"), ink)
    for side in (-1, 1):
        s.poly(
            [(400 + side * dx, y) for dx, y in path("90,640 190,600 280,480 270,640 180,700")],
            ink,
        )
        s.glow(400 + side * 84, 690, 70, s.p.accent, 1.0)
        s.oval(400 + side * 84, 690, 34, 20, s.p.accent)
    s.mirror(path("400,770 510,790 530,900 510,1010 400,1020"), s.p.accent)
    for i in range(-4, 5):
        s.poly(
            [
                (400 + i * 26 - 13, 770 + abs(i) * 3),
                (400 + i * 26 + 13, 770 + abs(i) * 3),
                (400 + i * 26, 830),
            ],
            ink,
        )


def flame(s: Stage) -> None:
    """A cross of light above tongues of fire."""
    s.glow(400, 330, 560, s.p.light, 0.9)
    s.rays(400, 340, 28, 1200, s.p.light, 30)
    s.poly(path("386,120 414,120 422,900 378,900"), s.p.light)
    s.poly(path("210,326 590,318 590,346 210,352"), s.p.light)
    for depth, shade in enumerate((s.tone(0.4), s.p.accent, s.tone(0.85), s.p.ink)):
        for i in range(9):
            x = i * 100 - 30.0 + 50 * (depth % 2) + s.chance.uniform(-18, 18)
            tall = s.chance.uniform(230, 400) - 46 * depth
            low, lean = 870 + 60 * depth, s.chance.uniform(-34, 34)
            tongue = (
                (x - 76, low + 90),
                (x - 70, low - tall * 0.3),
                (x + lean - 16, low - tall * 0.62),
                (x + lean * 1.6, low - tall),
                (x + lean + 30, low - tall * 0.6),
                (x + 72, low - tall * 0.26),
                (x + 76, low + 90),
            )
            s.blob(tongue, shade, 240)


def graves(s: Stage) -> None:
    """Hands out of the earth, crosses, a farmhouse light far away."""
    s.stars(50, 420)
    s.glow(560, 300, 420, s.p.light, 0.7)
    s.disc(570, 290, 120, s.p.light)
    s.poly(path("0,680 240,620 520,650 800,590 800,1200 0,1200"), s.tone(0.28))
    s.poly(path("120,640 120,580 170,540 220,580 220,640"), s.p.ink)
    s.box(158, 590, 24, 26, s.p.accent)
    for x, y, k in ((90, 800, 0.9), (330, 730, 0.6), (660, 760, 0.8)):
        s.box(x - 9 * k, y - 150 * k, 18 * k, 190 * k, s.p.ink)
        s.box(x - 56 * k, y - 106 * k, 112 * k, 18 * k, s.p.ink)
    for x, y, k, lean in ((220, 980, 1.15, -0.04), (480, 960, 1.5, 0.03), (700, 1000, 1.0, 0.07)):
        _hand(s, x, y, k, lean)
    s.poly(path("0,930 260,880 560,915 800,870 800,1200 0,1200"), s.p.ink)


def _hand(s: Stage, x: float, y: float, k: float, turn: float) -> None:
    wrist = around(x, y, 150 * k, turn)
    s.line([(x, y), wrist], s.p.ink, 50 * k)
    s.disc(*wrist, 42 * k, s.p.ink)
    for i in range(5):
        spread = turn + (i - 2) * 0.075
        root = around(*wrist, 34 * k, spread)
        joint = around(*root, (64 if i not in (0, 4) else 46) * k, spread)
        tip = around(*joint, 46 * k, spread + (0.06 if i < 2 else -0.06))
        s.line([root, joint, tip], s.p.ink, 18 * k)
        s.disc(*tip, 9 * k, s.p.ink)


def trench(s: Stage) -> None:
    """Barbed wire, a flare, a column of trucks on a straight road between bare poplars."""
    s.glow(400, 300, 460, s.p.accent, 0.9)
    s.disc(400, 300, 32, s.p.light)
    s.line([(400, 300), (360, 420), (350, 560)], s.p.light, 5, 130)
    s.poly(path("0,640 800,640 800,1200 0,1200"), s.tone(0.25))
    s.poly(path("392,640 408,640 640,1200 160,1200"), s.tone(0.5))
    for side in (-1, 1):
        for i in range(7):
            k = 0.1 * 1.5**i
            x = 400 + side * (20 + 260 * k)
            s.line([(x, 650 + 120 * k), (x, 640 - 330 * k)], s.p.ink, 14 * k + 1)
            s.oval(x, 640 - 250 * k, 26 * k, 140 * k, s.p.ink, 150)
    for i in range(8):
        k = 0.09 * 1.42**i
        y = 650 + 330 * k
        s.box(400 - 48 * k, y - 80 * k, 96 * k, 80 * k, s.p.ink)
        s.disc(400 - 34 * k, y, 14 * k, s.p.ink)
        s.disc(400 + 34 * k, y, 14 * k, s.p.ink)
    for row, y in enumerate((880, 960)):
        line = [(x, y + 22 * math.sin(x / 40 + row)) for x in range(-10, 815, 6)]
        s.line(line, s.p.ink, 7)
        for i in range(12):
            x = 20 + i * 70
            yy = y + 22 * math.sin(x / 40 + row)
            s.line([(x - 16, yy - 18), (x + 16, yy + 18)], s.p.ink, 5)
            s.line([(x - 16, yy + 18), (x + 16, yy - 18)], s.p.ink, 5)
    for x in (110, 420, 720):
        s.line([(x, 820), (x + 24, 1040)], s.p.ink, 16)


def storm(s: Stage) -> None:
    """A rider on the steppe before a wall of wind."""
    for i in range(26):
        y = 120 + i * 30
        start = s.chance.uniform(-100, 500)
        s.blob(
            [
                (start, y),
                (start + 240, y - 16),
                (start + s.chance.uniform(400, 700), y - 30),
                (start + 260, y + 12),
            ],
            s.p.light,
            60,
        )
    s.disc(240, 330, 130, s.p.accent)
    s.poly(path("0,800 260,740 540,780 800,720 800,1200 0,1200"), s.p.ink)
    ink = s.p.ink
    s.blob(
        path(
            "250,640 300,580 420,570 500,560 560,480 600,430 640,420 700,470 706,500 "
            "650,500 610,560 580,640 480,670 320,680"
        ),
        ink,
    )
    for points in (
        [(300, 640), (230, 720), (170, 730)],
        [(340, 660), (330, 740), (280, 800)],
        [(540, 640), (640, 700), (650, 770)],
        [(500, 650), (560, 740), (530, 800)],
    ):
        s.line(points, ink, 24)
    s.blob(path("260,620 180,590 110,620 180,640 250,660"), ink)
    s.blob(path("400,580 396,470 430,420 480,430 500,500 490,580"), ink)
    s.disc(456, 390, 34, ink)
    s.poly(path("410,384 502,384 490,340 456,300 424,340"), s.p.accent)
    s.line([(470, 470), (560, 400), (720, 250)], ink, 15)
    s.poly(path("700,270 760,190 800,210 730,280"), s.tone(0.8))


def lake(s: Stage) -> None:
    """Still water for those films that have no sign of their own."""
    s.stars(90, 420)
    s.glow(400, 420, 420, s.p.light, 0.8)
    s.disc(400, 420, 150, s.p.accent)
    water(s, 640)
