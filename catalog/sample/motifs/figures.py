"""Motifs of whole figures: riders, clowns, giants, birds."""

import math

from catalog.sample.canvas import mix
from catalog.sample.stage import Stage, around, path


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
