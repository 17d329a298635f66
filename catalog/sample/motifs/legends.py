"""Motifs of old tales: towers, boats, candles, a cloak over a town."""

import math

from catalog.sample.canvas import mix
from catalog.sample.motifs.sky import water
from catalog.sample.stage import Stage, around, path


def longboat(s: Stage) -> None:
    """A painted river boat under one striped sail, oars out, hills behind."""
    s.glow(560, 300, 440, s.p.light, 0.9)
    s.disc(580, 290, 96, s.p.accent)
    for depth in range(2):
        line = [
            (x, 620 + 40 * depth - 60 * math.sin(x / 170 + depth * 2)) for x in range(0, 820, 16)
        ]
        s.poly([(0, 1200), *line, (816, 1200)], s.tone(0.62 - 0.14 * depth))
    ink = s.p.ink
    s.line([(400, 170), (400, 760)], ink, 15)
    s.line([(210, 240), (590, 240)], ink, 13)
    for i in range(6):
        x = 222 + i * 60
        edge = [(x, 246), (x + 60, 246), (x + 74, 420), (x + 60, 600), (x, 600), (x + 14, 420)]
        s.poly(edge, s.p.accent if i % 2 else s.p.light)
    water(s, 790)
    s.blob(
        path(
            "60,640 110,730 240,772 400,780 560,772 690,730 745,620 730,760 620,860 "
            "400,880 180,860 76,770"
        ),
        ink,
    )
    s.blob(path("740,640 760,560 800,540 786,600 760,660"), ink)
    for i in range(7):
        x = 190 + i * 68
        s.disc(x, 720, 17, s.p.light)
        s.blob([(x - 24, 780), (x - 18, 744), (x, 732), (x + 18, 744), (x + 24, 780)], ink)
        s.poly([(x - 18, 714), (x + 18, 714), (x + 4, 686)], s.p.accent)
        s.line([(x + 10, 800), (x - 60, 930)], ink, 8)
        s.disc(x, 816, 14, s.p.accent)


def ziggurat(s: Stage) -> None:
    """Terraces of an ancient city between two rearing elephants' columns, tiny crowds below."""
    s.rays(400, 300, 26, 1200, s.p.light, 30)
    s.glow(400, 300, 440, s.p.light, 0.8)
    s.disc(400, 270, 84, s.p.light)
    for i in range(6):
        half, y = 110 + i * 62, 330 + i * 84
        s.box(400 - half, y, 2 * half, 90, s.tone(0.62 - 0.07 * i))
        s.box(400 - half, y, 2 * half, 9, s.p.light, 190)
        for k in range(-i - 1, i + 2):
            x = 400 + k * 62
            s.poly(
                [
                    (x - 15, y + 90),
                    (x - 15, y + 44),
                    (x, y + 28),
                    (x + 15, y + 44),
                    (x + 15, y + 90),
                ],
                s.tone(0.18),
            )
    s.poly(path("366,900 434,900 420,330 380,330"), s.p.accent)
    ink = s.p.ink
    for side in (-1, 1):
        s.box(400 + side * 320 - 74, 420, 148, 800, ink)
        s.box(400 + side * 320 - 94, 400, 188, 30, ink)
        for i in range(4):
            s.box(400 + side * 320 - 74, 500 + i * 110, 148, 14, s.p.accent)
        body = path("60,400 70,300 20,270 -30,290 -56,350 -70,400")
        s.blob([(400 + side * (320 - dx), y) for dx, y in body], ink)
        trunk = path("20,280 60,240 70,180 110,150 130,180 104,196 96,250 60,310")
        s.blob([(400 + side * (320 - dx), y) for dx, y in trunk], ink)
        s.disc(400 + side * 290, 286, 7, s.p.accent)
    for i in range(60):
        s.disc(20 + i * 13, 905 + 12 * math.sin(i * 2.3), 8, ink)


def candles(s: Stage) -> None:
    """Three candles of three lengths in the dark, a hand about to shield one."""
    for _ in range(40):
        x = s.chance.uniform(30, 770)
        y = s.chance.uniform(180, 700)
        s.glow(x, y, 34, s.p.accent, 0.7)
        s.box(x - 3, y, 6, s.chance.uniform(26, 60), s.p.light, 120)
    for x, top, wide in ((210, 330, 46), (400, 480, 52), (590, 630, 46)):
        s.glow(x, top - 70, 240, s.p.accent, 0.9)
        s.box(x - wide, top, 2 * wide, 900, mix(s.p.light, s.p.body, 0.15))
        s.box(x + wide * 0.3, top, wide * 0.7, 900, mix(s.p.light, s.p.body, 0.45))
        s.oval(x, top, wide, 15, s.p.light)
        for k in (-0.8, -0.3, 0.55):
            s.disc(x + wide * k, top + 40 + 50 * abs(k), 13, s.p.light)
            s.box(x + wide * k - 13, top, 26, 40 + 50 * abs(k), s.p.light)
        s.line([(x, top), (x, top - 30)], s.p.ink, 5)
        s.blob(
            [
                (x, top - 150),
                (x + 30, top - 70),
                (x + 20, top - 26),
                (x, top - 16),
                (x - 20, top - 26),
                (x - 30, top - 70),
            ],
            s.p.accent,
        )
        s.blob([(x, top - 90), (x + 13, top - 50), (x, top - 24), (x - 13, top - 50)], s.p.light)


def wing_cloak(s: Stage) -> None:
    """A dark figure as large as a mountain spreads its cloak over a small town."""
    s.stars(60, 360)
    s.glow(400, 560, 520, s.p.accent, 0.75)
    ink = s.p.ink
    s.mirror(
        path(
            "400,136 440,146 462,190 466,262 560,300 700,250 830,330 "
            "830,760 760,690 700,760 640,680 580,740 520,660 460,720 400,650"
        ),
        ink,
    )
    for side in (-1, 1):
        s.poly([(400 + side * dx, y) for dx, y in path("14,214 46,200 42,218 16,226")], s.p.accent)
        for i in range(4):
            tip = (400 + side * (180 + i * 78), 690 - 8 * i)
            s.line([(400 + side * 60, 290), tip], s.tone(0.3), 4, 150)
    s.blob(path("352,176 400,150 452,178 470,190 400,196 336,190"), s.tone(0.35))
    s.blob(path("440,176 520,90 610,84 560,130 470,184"), s.p.accent)
    for i in range(15):
        x, tall = i * 56 - 16, 60 + 66 * abs(math.sin(i * 2.1))
        s.box(x, 900 - tall, 52, tall + 320, s.tone(0.16))
        s.poly([(x - 4, 902 - tall), (x + 26, 852 - tall), (x + 56, 902 - tall)], s.tone(0.16))
        if i % 2:
            s.box(x + 16, 912 - tall, 15, 20, s.p.accent)
    s.poly(path("376,900 376,740 400,660 424,740 424,900"), s.tone(0.1))


def cat(s: Stage) -> None:
    """A cat's face as large as the night, a bird in a cage between its eyes and us."""
    s.glow(400, 420, 520, s.p.light, 0.4)
    ink = s.p.ink
    s.mirror(path("400,300 520,270 640,120 690,330 720,480 660,640 540,740 400,770"), ink)
    s.mirror(path("560,290 634,190 660,340"), s.tone(0.3))
    for side in (-1, 1):
        x = 400 + side * 150
        s.glow(x, 450, 150, s.p.accent, 0.8)
        s.blob(
            [(x + side * dx, y) for dx, y in path("-96,480 -30,410 60,396 104,430 40,492 -40,506")],
            s.p.accent,
        )
        s.blob([(x, 396), (x + 17, 450), (x, 506), (x - 17, 450)], ink)
        for i in range(3):
            start = (400 + side * 90, 640 + i * 14)
            s.line([start, (400 + side * 400, 590 + i * 60)], s.p.light, 3, 150)
    s.poly(path("374,590 426,590 400,620"), s.tone(0.6))
    s.arc(400, 780, 96, (-0.25, 0.25), 7, s.p.light)
    for i in range(7):
        x = 304 + i * 32
        s.line([(x, 780 - 90 * math.sin(math.pi * (i + 0.25) / 6.5)), (x, 920)], s.p.light, 4)
    s.box(296, 916, 208, 15, s.p.light)
    s.line([(400, 684), (400, 640)], s.p.light, 5)
    s.blob(path("368,860 384,824 412,812 436,826 430,862 400,880"), s.p.accent)
    s.disc(416, 826, 4, ink)
    s.poly(path("434,826 456,832 434,838"), s.p.light)


def outlaw(s: Stage) -> None:
    """A gun that looks straight at us, a hat's brim, a train far behind."""
    s.glow(400, 380, 520, s.p.light, 0.8)
    s.disc(400, 360, 290, s.p.accent, 190)
    for i in range(6):
        s.box(i * 132 - 30, 590, 116, 76, s.tone(0.4))
        s.box(i * 132 - 12, 606, 26, 24, s.p.light, 190)
        s.box(i * 132 + 34, 606, 26, 24, s.p.light, 190)
        s.disc(i * 132, 672, 17, s.tone(0.3))
        s.disc(i * 132 + 58, 672, 17, s.tone(0.3))
    s.box(0, 684, 800, 9, s.tone(0.3))
    ink = s.p.ink
    s.blob(path("120,1200 150,800 260,690 400,660 540,690 650,800 680,1200"), ink)
    s.blob(path("300,360 400,340 500,360 510,480 460,590 400,620 340,590 290,480"), s.p.light)
    s.blob(path("110,330 250,330 400,350 550,330 690,330 600,392 400,404 200,392"), ink)
    s.blob(path("270,340 290,200 350,170 400,196 450,170 510,200 530,340"), ink)
    s.poly(path("276,310 524,310 528,342 272,342"), s.p.accent)
    s.poly(path("286,480 514,480 480,640 400,730 320,640"), s.tone(0.4))
    for side in (-1, 1):
        s.oval(400 + side * 50, 440, 19, 8, ink)
        s.line([(400 + side * 26, 422), (400 + side * 80, 412)], ink, 9)
    s.disc(330, 800, 86, s.tone(0.25))
    s.disc(330, 800, 66, ink)
    s.disc(330, 800, 32, s.tone(0.5))
    s.disc(330, 800, 21, (0, 0, 0))
    for i in range(6):
        s.disc(*around(330, 800, 76, i / 6), 13, ink)
    s.line([(330, 860), (400, 980)], s.tone(0.3), 74)


def spikes(s: Stage) -> None:
    """A railway laid towards the sunset, hammers lifted on both sides of it."""
    s.rays(400, 470, 24, 1200, s.p.light, 40)
    s.glow(400, 470, 420, s.p.light, 0.9)
    s.disc(400, 470, 120, s.p.accent)
    s.poly(
        path("0,520 120,470 260,520 420,500 600,530 700,470 800,510 800,1200 0,1200"), s.tone(0.4)
    )
    for i in range(12):
        y, half = 540 + i * i * 3.6, 26 + i * 30
        s.box(400 - half * 1.25, y, half * 2.5, 6 + i * 2.4, s.p.ink)
    for side in (-1, 1):
        s.poly(
            [(400 + side * dx, y) for dx, y in path("8,520 13,520 330,1200 280,1200")], s.p.light
        )
        for depth, (x, y, k) in enumerate(((330, 880, 1.0), (220, 720, 0.55))):
            _hammerer(s, 400 + side * x, y, k, -side, s.p.ink if depth == 0 else s.tone(0.15))


def _hammerer(
    s: Stage, x: float, y: float, k: float, side: int, colour: tuple[int, int, int]
) -> None:
    def at(text: str) -> list[tuple[float, float]]:
        return [(x + side * dx * k, y + dy * k) for dx, dy in path(text)]

    s.poly(at("-40,60 -16,-80 20,-80 60,60 34,60 4,-30 -14,60"), colour)
    s.blob(at("-34,-70 -44,-180 -6,-214 34,-186 28,-70"), colour)
    s.disc(x + side * 8 * k, y - 240 * k, 27 * k, colour)
    s.blob(at("-34,-250 8,-262 56,-246 34,-236 -20,-236"), colour)
    s.line(at("10,-180 -30,-270 -60,-340"), colour, 20 * k)
    s.line(at("20,-300 -120,-410"), colour, 11 * k)
    s.poly(at("-150,-390 -96,-460 -76,-444 -130,-374"), colour)


def icebreak(s: Stage) -> None:
    """Ice floes on a spring river, a bridge, a red flag in one hand."""
    s.glow(400, 300, 500, s.p.light, 0.9)
    s.poly(path("0,470 120,440 300,452 500,430 800,460 800,540 0,540"), s.tone(0.55))
    s.box(0, 520, 800, 700, s.tone(0.34))
    for side in range(3):
        x = 130 + side * 270
        s.arc(x, 530, 150, (-0.25, 0.25), 16, s.p.ink)
    s.box(0, 372, 800, 18, s.p.ink)
    for row in range(6):
        y = 570 + row * row * 15 + row * 20
        k = 0.4 + row * 0.26
        for i in range(7):
            left = i * 150 - 60 + 70 * (row % 2) + s.chance.uniform(-26, 26)
            points = [around(left, y, k * s.chance.uniform(56, 88), turn / 7) for turn in range(7)]
            floe = [(px, y + (py - y) * 0.4) for px, py in points]
            s.poly([(px, py + 13 * k) for px, py in floe], s.p.ink, 150)
            s.poly(floe, s.p.light)
    ink = s.p.ink
    s.line([(430, 860), (470, 170)], ink, 13)
    s.blob(path("470,176 560,210 640,170 770,214 760,330 650,300 560,340 462,300"), s.p.accent)
    s.blob(path("250,1100 280,800 330,690 400,650 460,690 500,800 530,1100"), ink)
    s.blob(path("330,640 334,560 400,520 460,560 466,640 430,690 366,690"), ink)
    s.blob(path("358,600 400,572 438,600 436,650 400,680 362,650"), s.p.light)
    s.line([(440, 740), (452, 560)], ink, 34)
