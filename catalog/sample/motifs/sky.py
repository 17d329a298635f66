"""Motifs of the sky and the sea."""

import math

from catalog.sample.canvas import mix
from catalog.sample.stage import Stage, around, path


def moon(s: Stage) -> None:
    """A great moon over still water, its road towards us."""
    s.stars(120)
    s.glow(400, 430, 520, s.p.light, 0.5)
    _face(s, 400, 430, 235)
    water(s, 760)
    for i in range(26):
        half = 150 * (1 - i / 30) * s.chance.uniform(0.35, 1)
        y = 772 + i * 11
        s.line(
            [(400 - half, y), (400 + half * s.chance.uniform(0.6, 1), y)], s.p.light, 4, 210 - 6 * i
        )


def _face(s: Stage, x: float, y: float, radius: float) -> None:
    s.disc(x, y, radius, s.p.light)
    sea = mix(s.p.light, s.p.body, 0.28)
    for dx, dy, r in (
        (-0.35, -0.3, 0.26),
        (0.2, -0.42, 0.14),
        (0.3, 0.1, 0.3),
        (-0.2, 0.38, 0.2),
        (-0.52, 0.14, 0.12),
        (0.1, 0.62, 0.12),
    ):
        s.disc(x + dx * radius, y + dy * radius, r * radius, sea, 190)


def water(s: Stage, top: float) -> None:
    """Rows of waves from a line down, darker towards us."""
    s.box(0, top, 800, 1200 - top, mix(s.p.body, s.p.ink, 0.35))
    for row in range(7):
        y = top + 14 + row * row * 9 + row * 16
        wave = 18 + row * 9
        shift = s.chance.uniform(0, 200)
        crest = [
            (x, y + wave * 0.5 * abs(math.sin((x + shift) / (26 + row * 14))))
            for x in range(0, 805, 5)
        ]
        s.poly([(0, 1200), *crest, (800, 1200)], mix(s.p.body, s.p.ink, 0.42 + 0.08 * row), 235)


def rocket_moon(s: Stage) -> None:
    """The moon with a face and a shell that has just landed in its eye."""
    s.rays(400, 480, 22, 1100, s.p.light, 26)
    s.stars(70)
    s.glow(400, 480, 520, s.p.light, 0.5)
    s.disc(400, 480, 290, s.p.light)
    shade = mix(s.p.light, s.p.body, 0.4)
    s.blob(path("150,380 230,250 300,300 230,460 260,640 190,650"), shade, 120)
    s.disc(560, 640, 60, shade, 90)
    dark = mix(s.p.ink, s.p.body, 0.3)
    s.blob(path("270,420 320,395 368,420 322,436"), dark)  # the eye that sees
    s.disc(322, 417, 13, s.p.light)
    s.blob(path("392,440 420,545 395,560 365,545"), shade)  # the nose
    s.blob(path("310,640 400,620 500,640 440,690 360,690"), dark)  # the mouth
    s.blob(path("335,643 400,634 475,643 400,652"), s.p.light)
    s.line([(250, 378), (320, 350), (378, 378)], dark, 14)
    s.blob(path("440,430 490,380 560,400 575,470 510,495 455,480"), dark)
    _shell(s)
    s.blob([(490, 470), (500, 540), (512, 475)], s.p.accent)
    s.blob([(530, 470), (548, 580), (556, 465)], s.p.accent)


def _shell(s: Stage) -> None:
    s.poly(path("480,430 640,215 712,262 548,474"), s.p.ink)
    s.poly(path("504,424 640,240 662,254 524,440"), s.tone(0.62))
    s.blob(path("628,206 700,180 738,196 724,270 690,262"), s.p.accent)
    for i in range(3):
        x, y = 538 + i * 40, 400 - i * 54
        s.disc(x + 20, y + 2, 9, s.p.accent)


def orbits(s: Stage) -> None:
    """A sun and planets on tilted orbits."""
    s.stars(150, 1000)
    x, y = 300, 500
    s.glow(x, y, 560, s.p.accent, 0.6)
    for i, radius in enumerate((170, 250, 345, 460, 600)):
        s.ring(x, y, radius, 2.5, s.p.light, 110)
        px, py = around(x, y, radius, (0.13, 0.31, 0.94, 0.40, 0.17)[i])
        size = (16, 26, 36, 30, 70)[i]
        colour = (s.p.light, s.p.body, s.tone(0.75), s.p.accent, s.tone(0.6))[i]
        s.disc(px, py, size, colour)
    s.disc(x, y, 96, s.p.accent)
    s.disc(x, y, 78, s.p.light)


def planet(s: Stage) -> None:
    """A red planet with rings of light, a crowned figure of triangles before it."""
    s.stars(110)
    s.glow(400, 420, 560, s.p.accent, 0.35)
    s.disc(400, 400, 270, s.p.body)
    for i, (y, half) in enumerate(path("250,222 310,252 370,268 440,266 510,246 575,205")):
        s.box(400 - half, y, 2 * half, 14 + 5 * (i % 2), mix(s.p.body, s.p.ink, 0.28), 150)
    for i in range(9):  # the crown of rods
        turn = (i - 4) * 0.032
        tip = around(400, 640, 390 - 26 * abs(i - 4), turn)
        s.line([(400, 610), tip], s.p.light, 6)
        s.disc(*tip, 10, s.p.accent)
    s.mirror(path("400,560 442,570 462,640 446,700 428,730"), s.p.light)
    s.mirror(path("400,548 452,562 474,620 400,604"), s.p.ink)
    s.mirror(path("400,730 425,725 440,770 560,830 640,1200 400,1200"), s.p.ink)
    for i in range(4):
        s.mirror(
            [(400, 790 + 60 * i), (470 + 30 * i, 830 + 60 * i), (400, 815 + 60 * i)], s.p.accent
        )
    for side in (-1, 1):
        s.poly([(400 + side * 14, 640), (400 + side * 38, 632), (400 + side * 26, 650)], s.p.ink)
    s.poly([(386, 694), (414, 694), (400, 706)], s.p.accent)


def rocket(s: Stage) -> None:
    """A rocket that stands in beams of searchlights, the moon above it."""
    s.stars(120)
    for i, turn in enumerate((-0.14, -0.07, 0.07, 0.14)):
        tip_a, tip_b = (
            around(400 + (i - 1.5) * 160, 980, 1300, turn - 0.012),
            around(400 + (i - 1.5) * 160, 980, 1300, turn + 0.012),
        )
        s.poly([(400 + (i - 1.5) * 160, 980), tip_a, tip_b], s.p.light, 50)
    s.disc(585, 250, 105, s.p.light)
    s.disc(615, 232, 98, mix(s.p.top, s.p.bottom, 0.2))
    s.glow(400, 930, 420, s.p.accent, 0.85, 1.6, 0.6)
    s.mirror(
        path("400,210 440,300 462,430 466,700 440,830 400,840"),
        s.p.light,
        soft=False,
    )
    s.poly(path("400,210 440,300 462,430 466,700 440,830 400,840"), s.tone(0.72))
    s.mirror(path("400,210 440,300 448,350 400,350"), s.p.accent)
    s.mirror(path("455,640 560,800 560,880 452,790"), s.p.accent, soft=False)
    for y in (430, 520, 610):
        s.disc(400, y, 24, s.p.ink)
        s.disc(400, y, 15, s.p.accent)
    for i in range(14):
        x = 120 + i * 43
        s.disc(x, 940 + s.chance.uniform(-22, 22), s.chance.uniform(46, 84), s.tone(0.35), 220)
    s.box(0, 960, 800, 240, s.p.ink)


def wings(s: Stage) -> None:
    """Biplanes between clouds and searching sunlight."""
    s.rays(640, 180, 26, 1400, s.p.light, 34)
    s.glow(640, 180, 420, s.p.light, 0.9)
    s.disc(640, 180, 74, s.p.light)
    for y, alpha in ((690, 120), (770, 170), (860, 230)):
        for i in range(9):
            r = s.chance.uniform(60, 130)
            s.disc(
                i * 100 + s.chance.uniform(-30, 30),
                y + r * 0.5,
                r,
                mix(s.p.light, s.p.body, (y - 640) / 330),
                alpha,
            )
    _biplane(s, 330, 480, 1.0, s.p.ink)
    _biplane(s, 640, 360, 0.36, s.tone(0.2))
    _biplane(s, 160, 270, 0.28, s.tone(0.3))


def _biplane(s: Stage, x: float, y: float, k: float, colour: tuple[int, int, int]) -> None:
    """A biplane from the front, banking."""

    def at(dx: float, dy: float) -> tuple[float, float]:
        tilt = -0.24
        return (
            x + k * (dx * math.cos(tilt) - dy * math.sin(tilt)),
            y + k * (dx * math.sin(tilt) + dy * math.cos(tilt)),
        )

    for dy, half in ((-70, 330), (38, 300)):
        s.poly(
            [at(-half, dy - 4), at(half, dy - 4), at(half - 14, dy + 14), at(-half + 14, dy + 14)],
            colour,
        )
    for dx in (-230, -120, 120, 230):
        s.line([at(dx, -64), at(dx * 0.95, 44)], colour, 7 * k)
    s.line([at(-230, -64), at(-115, 44)], colour, 3 * k)
    s.line([at(230, -64), at(115, 44)], colour, 3 * k)
    s.poly([at(*around(0, 0, 62, i / 28)) for i in range(28)], colour)
    s.poly([at(*around(0, 0, 24, i / 20)) for i in range(20)], s.p.accent)
    s.poly([at(-6, -130), at(6, -130), at(10, 0), at(6, 130), at(-6, 130), at(-10, 0)], s.p.accent)
    for side in (-1, 1):
        s.line([at(20 * side, 50), at(64 * side, 128)], colour, 8 * k)
        s.poly([at(*around(66 * side, 132, 26, i / 16)) for i in range(16)], colour)
    s.poly([at(-8, -90), at(8, -90), at(6, -40), at(-6, -40)], colour)


def sunrise(s: Stage) -> None:
    """A sun half out of a lake, two people in a boat, the town behind."""
    s.rays(400, 640, 30, 1200, s.p.light, 40, 0.01)
    s.glow(400, 640, 520, s.p.accent, 0.7)
    s.disc(400, 640, 210, s.p.light)
    for i in range(40):
        x = i * 21 - 10
        height = 26 + 70 * abs(math.sin(i * 1.9)) * (1 - abs(x - 400) / 520)
        s.box(x, 640 - height, 22, height, s.tone(0.28))
    s.box(0, 640, 800, 560, mix(s.p.bottom, s.p.ink, 0.55))
    for i in range(30):
        half = (210 - i * 5) * s.chance.uniform(0.5, 1)
        s.line([(400 - half, 652 + i * 12), (400 + half, 652 + i * 12)], s.p.light, 5, 200 - 6 * i)
    s.blob(path("230,800 560,800 500,862 290,862"), s.p.ink)
    for x, lean in ((350, 10), (440, -8)):
        s.disc(x + lean, 706, 24, s.p.ink)
        s.blob(
            [
                (x - 30, 800),
                (x - 22 + lean, 740),
                (x + lean, 726),
                (x + 22 + lean, 740),
                (x + 30, 800),
            ],
            s.p.ink,
        )
    s.line([(300, 770), (180, 880)], s.p.ink, 7)


def liner(s: Stage) -> None:
    """An empty ocean liner from the bow, in fog, a life-belt for the title."""
    s.glow(400, 380, 520, s.p.light, 0.7)
    for side in (-1, 1):
        s.line([(400, 160), (400 + side * 240, 520)], s.p.ink, 2)
    s.mirror(path("400,250 452,250 470,420 400,420"), s.p.accent)
    s.mirror(path("400,250 452,250 456,292 400,292"), s.p.ink)
    s.mirror(path("400,400 540,400 556,520 400,520"), s.p.light)
    for row in range(2):
        for i in range(-3, 4):
            s.disc(400 + i * 36, 436 + row * 46, 9, s.p.ink)
    s.mirror(path("400,500 620,500 560,720 470,900 400,960"), s.p.ink)
    s.poly(path("400,500 620,500 560,720 470,900 400,960"), s.tone(0.2))
    s.mirror(path("400,500 620,500 614,530 400,530"), s.p.accent)
    for side in (-1, 1):
        s.disc(400 + side * 92, 610, 16, s.p.light)
        s.line([(400 + side * 92, 610), (400 + side * 120, 900)], s.tone(0.45), 6)
    water(s, 850)


def paddle(s: Stage) -> None:
    """A river steamboat: tall chimneys, a paddle wheel, smoke into the wind."""
    s.glow(560, 300, 480, s.p.light, 0.7)
    for i in range(16):
        s.disc(
            250 + i * 38, 250 - i * 7 + s.chance.uniform(-16, 16), 34 + i * 4.6, s.tone(0.3), 130
        )
    for x in (230, 330):
        s.box(x, 270, 44, 330, s.p.ink)
        s.poly([(x - 14, 270), (x + 58, 270), (x + 48, 240), (x - 4, 240)], s.p.accent)
    s.box(110, 560, 560, 90, s.p.light)
    s.box(80, 640, 640, 110, mix(s.p.light, s.p.body, 0.25))
    for row, y in enumerate((582, 668)):
        for i in range(9):
            s.box(140 + i * 58 - 10 * row, y, 26, 44, s.p.ink)
    s.box(180, 500, 170, 66, s.p.accent)
    s.poly(path("40,740 740,740 700,850 100,850"), s.p.ink)
    s.disc(600, 750, 138, s.p.ink)
    s.ring(600, 750, 130, 12, s.p.accent)
    for i in range(12):
        s.line([(600, 750), around(600, 750, 128, i / 12)], s.p.accent, 7)
    s.disc(600, 750, 24, s.p.light)
    water(s, 840)
