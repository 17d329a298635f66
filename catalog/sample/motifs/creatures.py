"""Drawings of living things: those that died out, those of ink, those with six legs."""

import math

from catalog.sample.stage import Stage, around, path


def dinosaur(s: Stage) -> None:
    """A long neck above a fern forest and a plateau in mist."""
    s.glow(540, 280, 460, s.p.light, 0.85)
    s.disc(560, 280, 120, s.p.light)
    s.poly(
        path("0,560 120,430 330,410 360,600 800,640 800,1200 0,1200"),
        s.tone(0.42),
    )
    s.poly(path("460,640 500,520 800,480 800,800"), s.tone(0.5))
    ink = s.p.ink
    neck = [(470 - 150 * math.sin(i / 15), 780 - i * 17) for i in range(30)]
    for i, (x, y) in enumerate(neck):
        s.disc(x, y, 74 - i * 1.75, ink)
    hx, hy = neck[-1]
    s.blob(
        [
            (hx - 20, hy - 26),
            (hx + 40, hy - 40),
            (hx + 118, hy - 10),
            (hx + 128, hy + 14),
            (hx + 60, hy + 26),
            (hx - 20, hy + 24),
        ],
        ink,
    )
    s.disc(hx + 34, hy - 18, 7, s.p.accent)
    s.blob(path("300,900 360,740 520,690 700,740 820,860 900,1100 300,1100"), ink)
    for i in range(9):
        _fern(s, -10 + i * 104, 1010 + 26 * (i % 2), s.chance.uniform(-0.05, 0.05))
    for x, y, k in ((180, 230, 1.0), (270, 300, 0.6)):
        s.poly(
            [
                (x, y),
                (x + 64 * k, y - 26 * k),
                (x + 30 * k, y + 6 * k),
                (x + 8 * k, y + 20 * k),
                (x - 20 * k, y + 4 * k),
                (x - 66 * k, y - 22 * k),
            ],
            ink,
        )


def _fern(s: Stage, x: float, y: float, turn: float) -> None:
    for leaf in (-0.16, -0.08, 0, 0.08, 0.16):
        tip = around(x, y, 230, turn + leaf)
        s.line([(x, y), tip], s.tone(0.3), 6)
        for k in range(2, 11):
            px, py = x + (tip[0] - x) * k / 11, y + (tip[1] - y) * k / 11
            for side in (-0.14, 0.14):
                s.line([(px, py), around(px, py, 46 - 3.4 * k, turn + leaf + side)], s.tone(0.3), 5)


def cartoon_dino(s: Stage) -> None:
    """A friendly dinosaur in a few pen lines and her tamer with a whip."""
    s.box(0, 800, 800, 400, s.tone(0.85))
    s.disc(400, 420, 300, s.p.accent, 90)
    body = path(
        "60,780 140,690 260,620 380,610 470,640 520,560 530,400 560,270 620,210 "
        "700,214 748,250 740,282 660,290 620,330 606,450 610,580 590,720 580,830 "
        "500,836 490,760 360,770 340,836 262,836 262,750 150,770"
    )
    s.blob(body, s.p.ink)
    s.disc(650, 238, 10, s.p.light)
    s.line([(690, 264), (730, 258)], s.p.light, 5)
    for i in range(6):
        s.disc(300 + i * 42, 660 + 12 * (i % 2), 13, s.tone(0.45))
    s.line([(150, 836), (150, 740)], s.p.ink, 14)
    s.line([(170, 836), (156, 740)], s.p.ink, 14)
    s.blob(path("136,760 134,690 154,676 174,690 172,760"), s.p.ink)
    s.disc(154, 656, 19, s.p.ink)
    s.line(path("168,700 220,660 300,560 420,520"), s.p.ink, 4)


def beetles(s: Stage) -> None:
    """Two horned beetles in combat under a lamp, drawn like heraldry."""
    s.rays(400, 240, 18, 1200, s.p.light, 40)
    s.glow(400, 240, 360, s.p.light, 0.9)
    _beetle(s, 240, 600, 1)
    _beetle(s, 560, 600, -1)
    s.poly([(400, 120), (330, 210), (470, 210)], s.p.accent)
    s.disc(400, 214, 26, s.p.light)
    s.line([(400, 0), (400, 120)], s.p.ink, 6)


def _beetle(s: Stage, x: float, y: float, side: int) -> None:
    ink = s.p.ink
    for i, dy in enumerate((-50, 40, 140)):
        s.line(
            [
                (x, y + dy),
                (x - side * 120, y + dy - 40 + i * 40),
                (x - side * 170, y + dy + 40 + i * 40),
            ],
            ink,
            11,
        )
        s.line(
            [
                (x, y + dy),
                (x + side * 96, y + dy - 20 + i * 44),
                (x + side * 116, y + dy + 66 + i * 34),
            ],
            ink,
            11,
        )
    s.oval(x, y + 90, 92, 170, ink)
    s.oval(x, y + 90, 82, 158, s.p.body)
    s.line([(x, y - 60), (x, y + 250)], ink, 7)
    s.oval(x - side * 30, y + 40, 14, 60, s.p.light, 90)
    s.oval(x, y - 92, 66, 50, ink)
    s.oval(x, y - 160, 44, 38, ink)
    for lean in (-1, 1):
        s.line(
            [
                (x + lean * 20, y - 180),
                (x + lean * 78, y - 250),
                (x + lean * 60, y - 330),
                (x + lean * 16, y - 372),
            ],
            ink,
            17,
        )
        s.line([(x + lean * 72, y - 262), (x + lean * 26, y - 290)], ink, 12)
        s.disc(x + lean * 26, y - 172, 8, s.p.accent)
