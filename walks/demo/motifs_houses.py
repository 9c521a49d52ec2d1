"""Pictures of squares, yards and doors."""

import math

from walks.demo import scenery as s
from walks.demo.brush import HEIGHT, WIDTH, Point, Sheet, colour, mix

STONE = colour("8f8a8a")
ASPHALT = colour("555c6d")
GRASS = colour("3f6b3c")
BRICK = colour("9c5a45")


def lit_square(sheet: Sheet) -> None:
    """A safe place: the square in the evening, strings of light, a clock that is lit."""
    s.sky(sheet, 520)
    s.hills(sheet, 500, 60, 0.55)
    fronts = (
        (-20, 210, 250, 60),
        (200, 190, 220, 70),
        (400, 160, 260, 0),
        (690, 200, 240, 64),
        (900, 150, 210, 50),
        (1060, 190, 270, 70),
    )
    for x, wide, high, roof in fronts:
        s.house(sheet, x, 560, wide, high, 0.22, 0.65, roof, 20)
    tower = sheet.mood.at_distance(0.16)
    sheet.box(575, 210, 100, 350, tower)
    sheet.poly([(563, 214), (625, 96), (687, 214)], mix(tower, sheet.mood.dark, 0.4))
    sheet.light(625, 270, 120, 120, sheet.mood.lamp, 0.6)
    sheet.disc(625, 270, 34, (255, 244, 214))
    sheet.line([(625, 270), (625, 246)], 4, sheet.mood.dark)
    sheet.line([(625, 270), (642, 278)], 4, sheet.mood.dark)
    s.windows(sheet, 575, 330, 100, 200, 0.6, 18)
    paving = mix(colour("c79a77"), sheet.mood.dark, 0.35 * sheet.mood.glow)
    sheet.fade(
        [(0, 556), (WIDTH, 556), (WIDTH, HEIGHT), (0, HEIGHT)],
        mix(paving, sheet.mood.lamp, 0.25),
        mix(paving, sheet.mood.dark, 0.55),
    )
    for k in range(-12, 13):
        sheet.line([(600 + k * 50, 556), (600 + k * 190, HEIGHT)], 2, sheet.mood.dark, 0.22)
    for row in range(7):
        y = 570 + row * row * 8
        sheet.line([(0, y), (WIDTH, y)], 2, sheet.mood.dark, 0.2)
    for x, wide in ((40, 110), (230, 110), (720, 130), (930, 90), (1090, 110)):
        sheet.box(x, 500, wide, 56, mix(sheet.mood.lamp, (255, 255, 255), 0.25), 0.95)
        sheet.light(x + wide / 2, 566, wide * 1.1, 70, sheet.mood.lamp, 0.5)
    _bulbs(sheet, (0, 260), (620, 330), (WIDTH, 240))
    _bulbs(sheet, (0, 150), (560, 410), (WIDTH, 330))
    for x in (150, 1040):
        s.lamp(sheet, x, 760, 440, side=1 if x < 600 else -1)
    sheet.line([(380, 760), (380, 690)], 9, sheet.mood.dark)
    sheet.disc(380, 700, 70, sheet.mood.dark, ry=14)
    s.tree(sheet, 380, 702, 250, mix(sheet.mood.dark, GRASS, 0.3))
    for _ in range(40):
        a, far = sheet.dice.uniform(0, math.tau), sheet.dice.uniform(0, 64)
        sheet.disc(380 + math.cos(a) * far, 530 + math.sin(a) * far, 3, (255, 236, 190))
    sheet.light(380, 530, 150, 150, sheet.mood.lamp, 0.4)


def _bulbs(sheet: Sheet, start: Point, bend: Point, end: Point) -> None:
    wire = s.curve(start, bend, end, 30)
    sheet.line(wire, 2, sheet.mood.dark)
    for x, y in wire:
        sheet.light(x, y + 8, 34, 34, sheet.mood.lamp, 0.8)
        sheet.disc(x, y + 8, 5, (255, 246, 220))


def dark_yard(sheet: Sheet) -> None:
    """A yard between blocks of flats; the door is there somewhere."""
    s.sky(sheet, 480)
    s.house(sheet, 330, 560, 520, 330, 0.3, 0.16, 0, 22)
    s.ground(sheet, 556, GRASS, 0.14)
    for x, wide, flip in ((-40, 330, 1), (900, 340, -1)):
        wall = sheet.mood.at_distance(0.12)
        inner, outer = (x + wide, x) if flip > 0 else (x, x + wide)
        sheet.poly([(outer, 40), (inner, 190), (inner, 610), (outer, 720)], wall)
        for column in range(5):
            for row in range(6):
                _leaning_window(sheet, outer, inner, column, row)
    sheet.box(560, 470, 76, 92, mix(sheet.mood.dark, (0, 0, 0), 0.5))
    sheet.box(540, 452, 116, 14, mix(sheet.mood.dark, (120, 125, 140), 0.3))
    s.way(sheet, (598, 562), 50, (640, HEIGHT), 460, ASPHALT, bend=-90)
    for x, base, wide in ((350, 700, 230), (910, 690, 250), (240, 860, 300)):
        s.bush(sheet, x, base, wide, 90, mix(sheet.mood.dark, GRASS, 0.16))
    for x in (760, 812):
        sheet.line([(x, 700), (x, 560)], 6, sheet.mood.dark)
    for y in (566, 580, 594):
        sheet.line([(740, y), (832, y)], 2, sheet.mood.dark)
    sheet.mist([(420, 540), (800, 540), (860, 760), (380, 760)], (0, 0, 0), 0.35, 60)
    s.leaves(sheet, 50, 640)


def _leaning_window(sheet: Sheet, outer: float, inner: float, column: int, row: int) -> None:
    """Set one window in a wall seen from the side: it shrinks towards the inner edge."""

    def at(u: float, v: float) -> Point:
        top, foot = 40 + 150 * u, 720 - 110 * u
        return (outer + (inner - outer) * u, top + (foot - top) * v)

    u, v = 0.09 + column * 0.18, 0.07 + row * 0.15
    corners = [at(u, v), at(u + 0.1, v), at(u + 0.1, v + 0.085), at(u, v + 0.085)]
    shines = sheet.dice.random() < 0.13
    dark = mix(sheet.mood.dark, sheet.mood.sky[1], 0.4)
    sheet.poly(
        corners,
        mix(sheet.mood.lamp, (255, 160, 90), 0.3) if shines else dark,
        0.95 if shines else 0.6,
    )


def library_entrance(sheet: Sheet) -> None:
    """The library after closing time: warm windows, shelves of books, steps and bicycles."""
    s.sky(sheet, 480)
    s.town(sheet, 560, 0.4, 0.3, 1.2)
    s.ground(sheet, 620, STONE, 0.45)
    brick = mix(BRICK, sheet.mood.dark, 0.5 * sheet.mood.glow)
    sheet.fade(
        [(120, 180), (1080, 180), (1080, 640), (120, 640)],
        mix(brick, (255, 220, 190), 0.06),
        mix(brick, sheet.mood.dark, 0.3),
    )
    sheet.box(96, 160, 1008, 26, mix(sheet.mood.dark, (140, 140, 150), 0.25))
    for x in (170, 400, 690, 920):
        _shelves(sheet, x, 250, 160 if x in (170, 920) else 110, 300)
    sheet.fade([(530, 330), (670, 330), (670, 640), (530, 640)], (255, 226, 160), (240, 180, 110))
    sheet.box(597, 330, 6, 310, sheet.mood.dark)
    sheet.box(530, 330, 140, 8, sheet.mood.dark)
    for x in (582, 612):
        sheet.box(x, 480, 6, 46, sheet.mood.dark)
    sheet.box(470, 286, 260, 22, sheet.mood.dark)
    for k in range(9):
        sheet.box(
            490 + k * 25,
            210,
            14,
            44,
            mix((250, 240, 220), sheet.mood.dark, 0.15),
            0.9 if k % 4 else 0.6,
        )
    for i in range(4):
        half, y = 150 + i * 46, 640 + i * 34
        sheet.box(600 - half, y, half * 2, 15, mix(STONE, (255, 240, 214), 0.25))
        sheet.box(600 - half, y + 15, half * 2, 20, mix(STONE, sheet.mood.dark, 0.55))
    sheet.light(600, 560, 420, 300, sheet.mood.lamp, 0.45)
    sheet.light(600, 780, 560, 130, sheet.mood.lamp, 0.42)
    for x in (900, 985, 1070):
        _bicycle(sheet, x, 800)
    s.tree(sheet, 60, 740, 430, mix(sheet.mood.dark, GRASS, 0.2))
    s.leaves(sheet, 50, 700)


def _shelves(sheet: Sheet, x: float, y: float, wide: float, high: float) -> None:
    sheet.light(x + wide / 2, y + high / 2, wide * 1.3, high * 0.9, sheet.mood.lamp, 0.5)
    sheet.fade(
        [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)],
        (255, 232, 176),
        (238, 186, 118),
    )
    for row in range(4):
        foot = y + 74 + row * 70
        sheet.box(x, foot, wide, 5, (110, 70, 45))
        book = x + 6
        while book < x + wide - 14:
            thick, tall = sheet.dice.uniform(6, 13), sheet.dice.uniform(34, 54)
            tone = sheet.dice.choice(("8c3b2e", "2f5d62", "c08a3e", "4a4e78", "70834e", "b8a48c"))
            if sheet.dice.random() < 0.85:
                sheet.box(book, foot - tall, thick, tall, colour(tone))
            book += thick + 1.5
    sheet.line(
        [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)], 6, sheet.mood.dark
    )


def _bicycle(sheet: Sheet, x: float, base: float) -> None:
    steel = mix(sheet.mood.dark, (0, 0, 0), 0.25)
    for wheel in (x, x + 92):
        ring = [
            (wheel + math.cos(a) * 34, base - 34 + math.sin(a) * 34)
            for a in [k * math.tau / 28 for k in range(29)]
        ]
        sheet.line(ring, 4, steel)
    frame = [
        (x, base - 34),
        (x + 30, base - 82),
        (x + 74, base - 82),
        (x + 42, base - 34),
        (x, base - 34),
    ]
    sheet.line(frame, 4.5, steel)
    sheet.line([(x + 30, base - 92), (x + 42, base - 34)], 4.5, steel)
    sheet.line([(x + 92, base - 34), (x + 72, base - 100), (x + 86, base - 106)], 4.5, steel)
    sheet.line([(x + 18, base - 94), (x + 42, base - 94)], 6, steel)


def back_door(sheet: Sheet) -> None:
    """A staff entrance that does not close: light leaks out on the loading dock."""
    s.sky(sheet, 300)
    s.ground(sheet, 700, ASPHALT, 0.5)
    brick = mix(BRICK, sheet.mood.dark, 0.55 * sheet.mood.glow)
    sheet.fade(
        [(0, 120), (WIDTH, 120), (WIDTH, 720), (0, 720)],
        mix(brick, (255, 230, 210), 0.05),
        mix(brick, sheet.mood.dark, 0.35),
    )
    for row in range(20):
        y = 130 + row * 30
        sheet.line([(0, y), (WIDTH, y)], 1.2, sheet.mood.dark, 0.3)
        for k in range(21):
            x = k * 60 + (30 if row % 2 else 0)
            sheet.line([(x, y), (x, y + 30)], 1.2, sheet.mood.dark, 0.22)
    sheet.box(0, 104, WIDTH, 22, sheet.mood.dark)
    sheet.box(430, 300, 250, 420, sheet.mood.dark)
    sheet.fade([(444, 314), (666, 314), (666, 720), (444, 720)], (255, 226, 158), (246, 178, 104))
    steel = mix(colour("5d7f8c"), sheet.mood.dark, 0.35 * sheet.mood.glow)
    sheet.fade(
        [(444, 314), (606, 340), (606, 752), (444, 720)],
        mix(steel, (255, 255, 255), 0.08),
        mix(steel, sheet.mood.dark, 0.3),
    )
    sheet.box(578, 540, 14, 40, (216, 220, 224))
    sheet.disc(585, 600, 6, sheet.mood.dark)
    sheet.mist(
        [(606, 720), (668, 720), (900, HEIGHT), (640, HEIGHT)], sheet.mood.lamp, 0.6, 24, glow=True
    )
    sheet.light(640, 560, 260, 330, sheet.mood.lamp, 0.5)
    sheet.box(360, 250, 390, 18, mix(sheet.mood.dark, (150, 155, 165), 0.25))
    sheet.box(500, 196, 64, 26, mix(sheet.mood.dark, (190, 195, 205), 0.2))
    sheet.disc(532, 226, 20, mix(sheet.mood.dark, (150, 170, 190), 0.3), ry=10)
    green = mix(colour("2f6b4c"), sheet.mood.dark, 0.35 * sheet.mood.glow)
    for x in (790, 965):
        sheet.fade(
            [(x, 560), (x + 150, 560), (x + 138, 766), (x + 12, 766)],
            mix(green, (255, 255, 255), 0.06),
            mix(green, sheet.mood.dark, 0.4),
        )
        sheet.poly(
            [(x - 8, 560), (x + 6, 530), (x + 144, 530), (x + 158, 560)],
            mix(green, sheet.mood.dark, 0.35),
        )
        for wheel in (x + 28, x + 122):
            sheet.disc(wheel, 772, 12, sheet.mood.dark)
    for k, (x, y) in enumerate(((110, 690), (210, 690), (160, 630))):
        box = mix(colour("b08a5c"), sheet.mood.dark, 0.4 * sheet.mood.glow)
        sheet.box(x, y - 10, 92, 70, mix(box, sheet.mood.dark, 0.1 * k))
        sheet.box(x + 40, y - 10, 12, 70, mix(box, (255, 255, 255), 0.15))
    s.leaves(sheet, 50, 740)
