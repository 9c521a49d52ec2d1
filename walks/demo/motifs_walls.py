"""Pictures of walls, tunnels and fences."""

import math
from collections.abc import Sequence

from walks.demo import scenery as s
from walks.demo.brush import HEIGHT, WIDTH, Colour, Point, Sheet, colour, mix

ASPHALT = colour("555c6d")
STONE = colour("8d8f9a")
GRASS = colour("3f6b3c")
TAGS = ("e2574c", "58b0c9", "f0c24f", "9d6fc2", "7fc07a")


def dark_tunnel(sheet: Sheet) -> None:
    """A tunnel for walking and cycling under the railway, with a train above and no light."""
    s.sky(sheet, 420)
    s.hills(sheet, 330, 90, 0.5)
    bank = [(0, 340), (WIDTH, 340), (WIDTH, 640), (0, 640)]
    sheet.fade(
        bank, mix(sheet.mood.at_distance(0.25), GRASS, 0.25), mix(sheet.mood.dark, GRASS, 0.2)
    )
    s.ground(sheet, 600, GRASS, 0.15)
    _train(sheet, 340)
    wall = mix(STONE, sheet.mood.dark, 0.5 * sheet.mood.glow)
    sheet.fade(
        [(290, 400), (910, 400), (980, 690), (220, 690)], mix(wall, (255, 255, 255), 0.08), wall
    )
    sheet.box(282, 388, 636, 22, mix(wall, sheet.mood.dark, 0.3))
    mouth = [(380, 690), (380, 540), *_arch(600, 540, 220, 105), (820, 540), (820, 690)]
    sheet.poly(mouth, mix(sheet.mood.dark, (0, 0, 0), 0.65))
    s.way(sheet, (600, 560), 60, (600, HEIGHT), 1050, ASPHALT)
    sheet.poly(
        [
            (380, 540),
            *_arch(600, 540, 220, 105),
            (820, 540),
            (820, 690),
            (700, 690),
            (630, 574),
            (570, 574),
            (500, 690),
            (380, 690),
        ],
        mix(sheet.mood.dark, (0, 0, 0), 0.7),
        0.92,
    )
    sheet.mist([(380, 545), (820, 545), (860, 760), (340, 760)], (0, 0, 0), 0.6, 40)
    sheet.disc(600, 560, 25, sheet.mood.sky[2], 0.9, ry=18)
    sheet.box(574, 560, 52, 14, sheet.mood.at_distance(0.3), 0.9)
    sheet.light(600, 562, 110, 80, sheet.mood.sky[3], 0.5)
    lamp = mix(STONE, sheet.mood.dark, 0.55)
    sheet.box(560, 424, 80, 14, lamp)
    _tag(sheet, 262, 560, 90)
    s.leaves(sheet, 120, 650)
    s.branches(sheet, ((1080, 1.9),))


def _arch(x: float, y: float, rx: float, ry: float) -> list[Point]:
    turns = [math.pi + k * math.pi / 24 for k in range(25)]
    return [(x + math.cos(a) * rx, y + math.sin(a) * ry) for a in turns]


def _train(sheet: Sheet, rail: float) -> None:
    body = mix(colour("b8573f"), sheet.mood.dark, 0.45 * sheet.mood.glow)
    for start in (-120, 250, 620):
        sheet.box(start, rail - 96, 356, 84, body)
        sheet.box(start, rail - 32, 356, 8, mix(body, (255, 255, 255), 0.35))
        for k in range(7):
            sheet.box(
                start + 18 + k * 47, rail - 80, 34, 30, mix(sheet.mood.lamp, (255, 255, 255), 0.2)
            )
        sheet.box(start + 10, rail - 12, 336, 8, sheet.mood.dark)
    sheet.light(430, rail - 66, 620, 110, sheet.mood.lamp, 0.32)
    sheet.light(985, rail - 36, 190, 60, (255, 250, 230), 0.8)
    sheet.box(0, rail - 4, WIDTH, 7, sheet.mood.dark)


def _tag(sheet: Sheet, x: float, y: float, size: float) -> None:
    tint = mix(colour(sheet.dice.choice(TAGS)), sheet.mood.dark, 0.3 * sheet.mood.glow)
    points = [(x, y)]
    for k in range(6):
        step = (x + size * (k + 1) / 5, y + size * sheet.dice.uniform(-0.55, 0.55))
        bend = (points[-1][0] + size * 0.25, step[1] - size * sheet.dice.uniform(-0.9, 0.9))
        points += s.curve(points[-1], bend, step, 10)
    sheet.line(points, size * 0.12, tint, 0.95)


def graffiti_wall(sheet: Sheet) -> None:
    """A wall under a lamp with painted letters that no one can read."""
    s.sky(sheet, 300)
    s.town(sheet, 306, 0.4, 0.3, 1.1)
    s.ground(sheet, 690, ASPHALT, 0.5)
    wall = mix(colour("b59a86"), sheet.mood.dark, 0.42 * sheet.mood.glow)
    sheet.fade(
        [(0, 290), (WIDTH, 290), (WIDTH, 700), (0, 700)],
        mix(wall, (255, 240, 220), 0.06),
        mix(wall, sheet.mood.dark, 0.3),
    )
    for row in range(10):
        y = 300 + row * 41
        sheet.line([(0, y), (WIDTH, y)], 1.5, sheet.mood.dark, 0.25)
        for k in range(13):
            x = k * 100 + (50 if row % 2 else 0)
            sheet.line([(x, y), (x, y + 41)], 1.5, sheet.mood.dark, 0.2)
    sheet.box(0, 278, WIDTH, 18, mix(wall, sheet.mood.dark, 0.5))
    for k, (x, tone) in enumerate(
        ((170, "58b0c9"), (400, "e2574c"), (620, "f0c24f"), (830, "9d6fc2"))
    ):
        tint = mix(colour(tone), sheet.mood.dark, 0.22 * sheet.mood.glow)
        shape = _letter(x, 520, 118, k)
        sheet.line([*shape, shape[0]], 22, mix(sheet.mood.dark, (0, 0, 0), 0.4))
        sheet.poly(shape, tint)
        sheet.poly(
            [(px * 0.8 + (x + 90) * 0.2, py * 0.72 + 470 * 0.28) for px, py in shape],
            (255, 255, 255),
            0.2,
        )
        for drip in range(2):
            dx = x + 40 + drip * 90
            sheet.line([(dx, 590), (dx, 625 + drip * 22)], 5, tint)
    for x, y, size in ((90, 380, 60), (980, 620, 80), (1020, 400, 70)):
        _tag(sheet, x, y, size)
    sheet.mist(
        [(700, 296), (760, 296), (1010, 700), (450, 700)], sheet.mood.lamp, 0.3, 50, glow=True
    )
    sheet.box(706, 258, 48, 16, sheet.mood.dark)
    sheet.light(730, 280, 300, 260, sheet.mood.lamp, 0.6)
    sheet.light(730, 716, 420, 80, sheet.mood.lamp, 0.4)
    s.leaves(sheet, 90, 700)


def _letter(x: float, y: float, size: float, kind: int) -> list[Point]:
    shapes = (
        [(0, 0), (0.5, -1), (1, -0.9), (0.8, -0.2), (1.5, -0.3), (1.3, 0.7), (0.3, 0.6)],
        [(0, -0.6), (0.9, -1.1), (1.6, -0.5), (1.1, -0.1), (1.7, 0.5), (0.6, 0.9), (0.2, 0.2)],
        [(0.1, -1), (0.7, -0.5), (1.4, -1.1), (1.7, 0.4), (1.1, 0.2), (0.8, 0.8), (0, 0.4)],
        [(0, -0.2), (0.6, -1.1), (1.2, -0.7), (1.9, -1), (1.6, 0.6), (0.9, 0.3), (0.3, 0.9)],
    )
    return [(x + px * size, y + py * size) for px, py in shapes[kind]]


def fence_hole(sheet: Sheet) -> None:
    """A wire fence along the railway, cut open, with a red signal behind it."""
    s.sky(sheet, 440)
    s.hills(sheet, 440, 120, 0.5)
    s.ground(sheet, 440, GRASS, 0.18)
    gravel = mix(STONE, sheet.mood.dark, 0.5)
    sheet.fade(
        [(0, 560), (WIDTH, 500), (WIDTH, 620), (0, 720)], mix(gravel, (255, 255, 255), 0.06), gravel
    )
    for x in range(-20, 1240, 46):
        y = 640 - x * 0.072
        sheet.poly(
            [(x, y - 34), (x + 20, y - 36), (x + 34, y + 30), (x + 12, y + 32)],
            mix(sheet.mood.dark, (90, 70, 60), 0.4),
        )
    for low in (0, 46):
        sheet.line(
            [(0, 616 + low), (WIDTH, 528 + low * 0.9)],
            6,
            mix((190, 198, 210), sheet.mood.dark, 0.35),
        )
    sheet.line([(930, 560), (930, 250)], 12, sheet.mood.dark)
    sheet.box(902, 222, 56, 118, mix(sheet.mood.dark, (0, 0, 0), 0.4))
    sheet.disc(930, 252, 15, (80, 40, 40))
    sheet.disc(930, 306, 16, (255, 92, 70))
    sheet.light(930, 306, 210, 210, (255, 70, 50), 0.85)
    s.lamp(sheet, 130, 560, 380, side=1)
    wire = mix((205, 212, 222), sheet.mood.dark, 0.3 * sheet.mood.glow)
    hole = [(460, 830), (430, 640), (490, 540), (590, 500), (680, 560), (720, 680), (700, 830)]
    for k in range(-8, 30):
        for lean in (-1, 1):
            _wire(sheet, k * 56, lean, hole, wire)
    for (x, y), (dx, dy) in zip(
        hole[1:-1], ((-46, 18), (-30, -34), (6, -48), (40, -30), (48, 14)), strict=True
    ):
        sheet.line(s.curve((x, y), (x + dx * 0.2, y + dy), (x + dx, y + dy * 0.4), 8), 4, wire)
    for x in (60, 380, 790, 1110):
        sheet.line([(x, 850), (x, 380)], 14, mix(wire, sheet.mood.dark, 0.5))
    sheet.line([(0, 392), (WIDTH, 392)], 6, mix(wire, sheet.mood.dark, 0.4))
    for _ in range(90):
        foot, high = sheet.dice.uniform(0, WIDTH), sheet.dice.uniform(20, 70)
        sheet.line(
            [(foot, 900), (foot + sheet.dice.uniform(-14, 14), 900 - high)],
            4,
            mix(sheet.mood.dark, GRASS, 0.35),
        )


def _wire(sheet: Sheet, x: float, lean: int, hole: Sequence[Point], wire: Colour) -> None:
    """Draw one diagonal wire from the fence's top to its foot, except where the hole is."""
    for step in range(30):
        y = 392 + step * 15
        a, b = (x + lean * step * 13, y), (x + lean * (step + 1) * 13, y + 15)
        if not _within(a, hole):
            sheet.line([a, b], 2, wire, 0.8)


def _within(at: Point, ring: Sequence[Point]) -> bool:
    inside = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > at[1]) != (by > at[1]) and at[0] < (bx - ax) * (at[1] - ay) / (by - ay) + ax:
            inside = not inside
    return inside
