"""Pictures of parks, paths and water."""

import math

from walks.demo import scenery as s
from walks.demo.brush import HEIGHT, Sheet, colour, mix

GRASS = colour("3f6b3c")
GRAVEL = colour("9a8f86")
ASPHALT = colour("5b6272")
WOOD = colour("9b6a3f")


def _park(sheet: Sheet, horizon: float = 470) -> None:
    s.sky(sheet, horizon)
    s.hills(sheet, horizon, 120, 0.62)
    s.hills(sheet, horizon, 70, 0.42)
    s.ground(sheet, horizon, GRASS)


def broken_lamp(sheet: Sheet) -> None:
    """A bending park path; the lamps far off shine, the nearest hangs dark."""
    _park(sheet)
    for x in (70, 250, 1010, 1130):
        s.tree(
            sheet, x, 500 + abs(x - 600) / 9, 260 + abs(x - 600) / 4, sheet.mood.at_distance(0.2)
        )
    s.way(sheet, (640, 470), 16, (470, HEIGHT), 620, GRAVEL, bend=190)
    for x, base, high in ((655, 492, 60), (735, 530, 110), (835, 610, 210)):
        s.lamp(sheet, x, base, high, side=-1)
    pole = mix(sheet.mood.dark, (0, 0, 0), 0.3)
    sheet.line([(300, 800), (296, 320), (310, 230), (352, 196)], 11, pole)
    sheet.line([(352, 196), (366, 262)], 4, pole)
    sheet.poly([(352, 256), (396, 272), (388, 318), (346, 300)], pole)
    sheet.poly([(358, 300), (382, 309), (374, 330), (360, 322)], mix(pole, (190, 210, 230), 0.35))
    sheet.disc(300, 802, 18, pole, ry=7)
    s.shards(sheet, 9, (366, 794), (436, 834))
    s.leaves(sheet, 120, 560)


def dark_path(sheet: Sheet) -> None:
    """A path that runs in among the spruces, with one light very far away."""
    s.sky(sheet, 500)
    s.hills(sheet, 500, 150, 0.55)
    s.ground(sheet, 500, GRASS, 0.1)
    sheet.light(612, 470, 150, 120, sheet.mood.lamp, 0.7)
    sheet.disc(612, 462, 4, (255, 246, 220))
    s.way(sheet, (612, 498), 12, (640, HEIGHT), 560, ASPHALT, bend=-40)
    for near in range(7):
        fill = sheet.mood.at_distance(0.42 - near * 0.07)
        spread = 90 + near * 78
        for side in (-1, 1):
            x = 612 + side * (spread + sheet.dice.uniform(-14, 22))
            s.spruce(sheet, x, 512 + near * 44, 210 + near * 105, fill)
    sheet.mist([(250, 520), (980, 520), (1100, 700), (150, 700)], sheet.mood.sky[2], 0.18, 60)
    s.leaves(sheet, 60, 620)


def overgrown_bush(sheet: Sheet) -> None:
    """Bushes that have grown out over half the path and up round the lamp."""
    _park(sheet, 450)
    s.way(sheet, (700, 450), 20, (760, HEIGHT), 760, ASPHALT, bend=40)
    s.lamp(sheet, 760, 480, 90, side=-1)
    s.lamp(sheet, 905, 560, 200, side=-1)
    s.lamp(sheet, 330, 760, 560, side=1)
    green = mix(colour("2f5a38"), sheet.mood.dark, 0.5 * sheet.mood.glow)
    for x, base, wide, high in (
        (560, 520, 150, 90),
        (520, 600, 260, 190),
        (420, 720, 420, 440),
        (250, 830, 560, 470),
        (520, 840, 330, 210),
    ):
        s.bush(sheet, x, base, wide, high, green)
    s.bush(sheet, 1120, 640, 240, 200, mix(green, sheet.mood.dark, 0.4))
    sheet.light(420, 330, 330, 260, sheet.mood.lamp, 0.22)
    s.leaves(sheet, 90, 600)


def broken_bench(sheet: Sheet) -> None:
    """A bench by the water with a plank snapped off."""
    s.sky(sheet, 400)
    s.hills(sheet, 400, 90, 0.5)
    s.town(sheet, 400, 0.34, 0.4, 0.45)
    s.reflection(sheet, 400, 590)
    shore = [(0, 585), *[(x, 578 + 9 * math.sin(x / 90)) for x in range(0, 1201, 30)], (1200, 900)]
    sheet.fade([*shore, (0, 900)], mix(sheet.mood.dark, GRASS, 0.3), sheet.mood.dark)
    s.lamp(sheet, 905, 760, 560, side=-1)
    plank = mix(WOOD, sheet.mood.dark, 0.25 * sheet.mood.glow)
    iron = mix(sheet.mood.dark, (0, 0, 0), 0.4)
    sheet.disc(560, 812, 330, (0, 0, 0), 0.25, ry=26)
    for x in (330, 760):
        sheet.line([(x, 800), (x + 4, 690), (x - 12, 545)], 13, iron)
        sheet.line([(x + 66, 812), (x + 60, 705), (x, 694)], 13, iron)
    for y in (556, 600, 644):
        sheet.box(268, y, 560, 26, mix(plank, (255, 226, 170), 0.12))
        sheet.box(268, y + 20, 560, 6, (0, 0, 0), 0.25)
    sheet.poly([(262, 694), (838, 694), (880, 716), (290, 716)], plank)
    for left, right, y in ((280, 480, 738), (640, 900, 738)):
        ragged = [(right, y - 20), (right - 16, y - 12), (right + 6, y - 7), (right - 22, y)]
        if left == 640:
            ragged = [(right, y - 20), (right, y)]
            sheet.poly([(left, y - 20), *ragged, (left + 20, y), (left - 8, y - 8)], plank)
        else:
            sheet.poly([(left, y - 20), *ragged, (left, y)], plank)
    sheet.poly([(470, 842), (640, 818), (648, 838), (476, 864)], plank)
    s.leaves(sheet, 90, 640)


def litter(sheet: Sheet) -> None:
    """A bin that has had enough, and what did not fit."""
    _park(sheet, 430)
    s.tree(sheet, 170, 600, 420, sheet.mood.at_distance(0.14))
    s.tree(sheet, 1040, 560, 330, sheet.mood.at_distance(0.2))
    s.way(sheet, (860, 430), 18, (500, HEIGHT), 900, GRAVEL, bend=120)
    s.lamp(sheet, 360, 700, 520, side=1)
    bin_ = mix(colour("2f7a5c"), sheet.mood.dark, 0.3 * sheet.mood.glow)
    sheet.disc(690, 790, 150, (0, 0, 0), 0.3, ry=22)
    sheet.fade(
        [(600, 520), (780, 520), (764, 790), (616, 790)], mix(bin_, (255, 255, 255), 0.12), bin_
    )
    for x in (640, 690, 740):
        sheet.box(x - 3, 540, 6, 235, (0, 0, 0), 0.18)
    for x, y, r, tone in ((622, 520, 44, 0.2), (700, 490, 58, 0.3), (762, 524, 38, 0.15)):
        bag = mix(sheet.mood.dark, (230, 235, 245), tone)
        sheet.disc(x, y, r, bag)
        sheet.poly(
            [(x - 8, y - r + 6), (x - 16, y - r - 16), (x + 14, y - r - 14), (x + 8, y - r + 6)],
            bag,
        )
        sheet.disc(x - r * 0.3, y - r * 0.3, r * 0.3, (255, 255, 255), 0.12)
    sheet.box(590, 512, 200, 16, mix(bin_, (0, 0, 0), 0.3))
    for _ in range(26):
        left, low = sheet.dice.uniform(380, 1080), sheet.dice.uniform(780, 880)
        paper = sheet.dice.choice(("e8e2d0", "c94f3d", "3f7fb5", "f2c14e", "dfe7ee"))
        fill = mix(colour(paper), sheet.mood.dark, 0.25 * sheet.mood.glow)
        a, size = sheet.dice.uniform(0, math.tau), sheet.dice.uniform(9, 20)
        sheet.poly(
            [
                (left + math.cos(a + k * 1.57) * size, low + math.sin(a + k * 1.57) * size * 0.45)
                for k in range(4)
            ],
            fill,
        )
    s.leaves(sheet, 60, 620)


def water_ring(sheet: Sheet) -> None:
    """A lifebuoy's stand by still water: the hook is empty."""
    s.sky(sheet, 430)
    s.hills(sheet, 430, 110, 0.55)
    s.hills(sheet, 430, 55, 0.35)
    for x in (90, 160, 1080):
        s.spruce(sheet, x, 436, 120, sheet.mood.at_distance(0.25))
    s.reflection(sheet, 430, HEIGHT, 0.6)
    deck = mix(WOOD, sheet.mood.dark, 0.5 * sheet.mood.glow)
    for i in range(9):
        y = 700 + i * i * 2.6 + i * 4
        high = 14 + i * 4.6
        sheet.poly(
            [
                (180 - i * 40, y),
                (840 + i * 22, y),
                (860 + i * 24, y + high),
                (150 - i * 42, y + high),
            ],
            mix(deck, (255, 230, 190), 0.05 * (i % 3)),
        )
    red, white = colour("c8452f"), colour("efe9dc")
    red, white = (mix(c, sheet.mood.dark, 0.2 * sheet.mood.glow) for c in (red, white))
    sheet.line([(520, 770), (520, 300)], 20, mix(sheet.mood.dark, (0, 0, 0), 0.2))
    sheet.box(420, 290, 200, 250, red)
    sheet.box(432, 302, 176, 226, white)
    for k in range(48):
        a = k * math.tau / 48
        if k % 4 < 2:
            sheet.disc(
                520 + math.cos(a) * 66, 415 + math.sin(a) * 66, 5, mix(white, (90, 100, 120), 0.55)
            )
    sheet.line([(520, 330), (520, 352), (534, 358), (538, 346)], 6, sheet.mood.dark)
    rope = s.curve((538, 350), (640, 640), (600, 800), 30)
    sheet.line(rope, 4, mix(white, sheet.mood.dark, 0.3))
    s.lamp(sheet, 960, 820, 620, side=-1)


def playground(sheet: Sheet) -> None:
    """A playground at nightfall; one swing hangs by a single chain."""
    s.sky(sheet, 480)
    s.town(sheet, 482, 0.4, 0.35, 1.3)
    s.ground(sheet, 480, GRASS)
    sand = mix(colour("d9b884"), sheet.mood.dark, 0.5 * sheet.mood.glow)
    sheet.disc(590, 740, 560, sand, ry=120)
    s.lamp(sheet, 1060, 640, 420, side=-1)
    red, blue = (
        mix(colour(c), sheet.mood.dark, 0.25 * sheet.mood.glow) for c in ("d0583f", "3d7fa6")
    )
    for x in (150, 640):
        sheet.line([(x - 62, 770), (x, 330), (x + 62, 770)], 15, red)
    sheet.line([(150, 334), (640, 334)], 15, red)
    steel = mix((200, 205, 215), sheet.mood.dark, 0.4 * sheet.mood.glow)
    for x in (240, 330):
        sheet.line([(x, 338), (x - 6, 640)], 3, steel)
    sheet.box(222, 636, 116, 14, sheet.mood.dark)
    sheet.line([(460, 338), (462, 660)], 3, steel)
    sheet.line([(552, 338), (548, 420), (556, 452)], 3, steel)
    sheet.poly([(452, 654), (470, 652), (506, 748), (486, 752)], sheet.mood.dark)
    for x in (820, 872):
        sheet.line([(x, 760), (x, 430)], 10, blue)
    for y in range(470, 760, 44):
        sheet.line([(820, y), (872, y)], 7, blue)
    sheet.poly([(808, 452), (846, 390), (886, 452)], red)
    chute = s.curve((872, 478), (960, 720), (1080, 760))
    sheet.line(chute, 34, mix(steel, blue, 0.5))
    sheet.line([(x, y - 12) for x, y in chute], 4, (255, 255, 255), 0.3)
    s.leaves(sheet, 80, 620)


def lost_sign(sheet: Sheet) -> None:
    """A fork in the path and a signpost whose arms say nothing."""
    _park(sheet, 460)
    s.way(sheet, (250, 480), 14, (620, HEIGHT), 520, GRAVEL, bend=-110)
    s.way(sheet, (980, 476), 14, (560, HEIGHT), 520, GRAVEL, bend=120)
    for x in (500, 600, 690, 1130, 60):
        s.spruce(sheet, x, 512, sheet.dice.uniform(150, 240), sheet.mood.at_distance(0.22))
    s.lamp(sheet, 1010, 520, 150, side=-1)
    s.lamp(sheet, 205, 520, 120, side=1)
    pole = mix(sheet.mood.dark, (190, 195, 205), 0.35)
    sheet.line([(640, 830), (612, 250)], 18, pole)
    arms = (((-30, 286), -250, "d8d3c6"), ((-26, 372), 240, "d8d3c6"), ((-20, 452), -190, "3d6f8f"))
    for (dx, y), long, tone in arms:
        fill = mix(colour(tone), sheet.mood.dark, 0.35 * sheet.mood.glow)
        x, tip = 640 + dx, math.copysign(34, long)
        sheet.poly(
            [
                (x, y),
                (x + long, y + long * 0.05),
                (x + long + tip, y + 30),
                (x + long, y + 58),
                (x, y + 56),
            ],
            fill,
        )
        for k in range(5):
            sheet.line(
                [
                    (x + long * (0.15 + k * 0.15), y + 24),
                    (x + long * (0.24 + k * 0.15), y + 26 + k),
                ],
                7,
                sheet.mood.dark,
                0.28,
            )
    sheet.light(640, 420, 420, 380, sheet.mood.lamp, 0.12)
    s.leaves(sheet, 120, 600)
    s.branches(sheet, ((60, 1.0), (250, 1.3)))


def lit_path(sheet: Sheet) -> None:
    """A safe place: a riverside walk with every lamp lit and a clear view."""
    s.sky(sheet, 420)
    s.hills(sheet, 420, 90, 0.55)
    s.town(sheet, 420, 0.36, 0.55, 0.6)
    s.reflection(sheet, 420, 640)
    bank = [(0, 900), (0, 690), (420, 560), (700, 470), (820, 424), (1200, 424), (1200, 900)]
    sheet.fade(
        bank, mix(sheet.mood.at_distance(0.3), GRASS, 0.3), mix(sheet.mood.dark, GRASS, 0.25)
    )
    s.way(sheet, (850, 428), 10, (560, HEIGHT), 620, GRAVEL, bend=-40)
    for x, base, high in (
        (858, 440, 46),
        (880, 470, 84),
        (915, 530, 160),
        (980, 650, 300),
        (1110, 860, 560),
    ):
        s.lamp(sheet, x, base, high, side=-1)
    sheet.line([(0, 700), (420, 572), (700, 482), (830, 436)], 5, sheet.mood.dark)
    for x, y in (
        (60, 682),
        (190, 642),
        (310, 605),
        (420, 572),
        (510, 543),
        (590, 517),
        (660, 495),
        (720, 475),
    ):
        sheet.line([(x, y - 4), (x, y + (900 - y) * 0.16)], 4, sheet.mood.dark)
    s.leaves(sheet, 70, 640)
