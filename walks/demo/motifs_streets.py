"""Pictures of streets, tunnels, tracks and what stands along them."""

import math

from walks.demo import scenery as s
from walks.demo.brush import HEIGHT, WIDTH, Sheet, colour, mix

ASPHALT = colour("555c6d")
STONE = colour("8d8f9a")
GRASS = colour("3f6b3c")
TAGS = ("e2574c", "58b0c9", "f0c24f", "9d6fc2", "7fc07a")


def dark_tunnel(sheet: Sheet) -> None:
    """A tunnel for walking and cycling under the railway, with a train above and no light."""
    s.sky(sheet, 420)
    s.hills(sheet, 330, 90, 0.5)
    bank = [(0, 340), (WIDTH, 340), (WIDTH, 640), (0, 640)]
    sheet.fade(bank, mix(sheet.mood.at_distance(0.25), GRASS, 0.25), mix(sheet.mood.dark, GRASS, 0.2))
    s.ground(sheet, 600, GRASS, 0.15)
    _train(sheet, 340)
    wall = mix(STONE, sheet.mood.dark, 0.5 * sheet.mood.glow)
    sheet.fade([(290, 400), (910, 400), (980, 690), (220, 690)], mix(wall, (255, 255, 255), 0.08), wall)
    sheet.box(282, 388, 636, 22, mix(wall, sheet.mood.dark, 0.3))
    mouth = [(380, 690), (380, 540), *_arch(600, 540, 220, 105), (820, 540), (820, 690)]
    sheet.poly(mouth, mix(sheet.mood.dark, (0, 0, 0), 0.65))
    s.way(sheet, (600, 560), 60, (600, HEIGHT), 1050, ASPHALT)
    sheet.poly([(380, 540), *_arch(600, 540, 220, 105), (820, 540), (820, 690), (700, 690), (630, 574), (570, 574), (500, 690), (380, 690)], mix(sheet.mood.dark, (0, 0, 0), 0.7), 0.92)
    sheet.mist([(380, 545), (820, 545), (860, 760), (340, 760)], (0, 0, 0), 0.6, 40)
    sheet.disc(600, 560, 25, sheet.mood.sky[2], 0.9, ry=18)
    sheet.box(574, 560, 52, 14, sheet.mood.at_distance(0.3), 0.9)
    sheet.light(600, 562, 110, 80, sheet.mood.sky[3], 0.5)
    lamp = mix(STONE, sheet.mood.dark, 0.55)
    sheet.box(560, 424, 80, 14, lamp)
    _tag(sheet, 262, 560, 90)
    s.leaves(sheet, 120, 650)
    s.branches(sheet, ((1080, 1.9),))


def _arch(x: float, y: float, rx: float, ry: float) -> list[tuple[float, float]]:
    turns = [math.pi + k * math.pi / 24 for k in range(25)]
    return [(x + math.cos(a) * rx, y + math.sin(a) * ry) for a in turns]


def _train(sheet: Sheet, rail: float) -> None:
    body = mix(colour("b8573f"), sheet.mood.dark, 0.45 * sheet.mood.glow)
    for start in (-120, 250, 620):
        sheet.box(start, rail - 96, 356, 84, body)
        sheet.box(start, rail - 32, 356, 8, mix(body, (255, 255, 255), 0.35))
        for k in range(7):
            sheet.box(start + 18 + k * 47, rail - 80, 34, 30, mix(sheet.mood.lamp, (255, 255, 255), 0.2))
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
    sheet.fade([(0, 290), (WIDTH, 290), (WIDTH, 700), (0, 700)], mix(wall, (255, 240, 220), 0.06), mix(wall, sheet.mood.dark, 0.3))
    for row in range(10):
        y = 300 + row * 41
        sheet.line([(0, y), (WIDTH, y)], 1.5, sheet.mood.dark, 0.25)
        for k in range(13):
            x = k * 100 + (50 if row % 2 else 0)
            sheet.line([(x, y), (x, y + 41)], 1.5, sheet.mood.dark, 0.2)
    sheet.box(0, 278, WIDTH, 18, mix(wall, sheet.mood.dark, 0.5))
    for k, (x, tone) in enumerate(((170, "58b0c9"), (400, "e2574c"), (620, "f0c24f"), (830, "9d6fc2"))):
        tint = mix(colour(tone), sheet.mood.dark, 0.22 * sheet.mood.glow)
        shape = _letter(x, 520, 118, k)
        sheet.line([*shape, shape[0]], 22, mix(sheet.mood.dark, (0, 0, 0), 0.4))
        sheet.poly(shape, tint)
        sheet.poly([(px * 0.8 + (x + 90) * 0.2, py * 0.72 + 470 * 0.28) for px, py in shape], (255, 255, 255), 0.2)
        for drip in range(2):
            dx = x + 40 + drip * 90
            sheet.line([(dx, 590), (dx, 625 + drip * 22)], 5, tint)
    for x, y, size in ((90, 380, 60), (980, 620, 80), (1020, 400, 70)):
        _tag(sheet, x, y, size)
    sheet.mist([(700, 296), (760, 296), (1010, 700), (450, 700)], sheet.mood.lamp, 0.3, 50, glow=True)
    sheet.box(706, 258, 48, 16, sheet.mood.dark)
    sheet.light(730, 280, 300, 260, sheet.mood.lamp, 0.6)
    sheet.light(730, 716, 420, 80, sheet.mood.lamp, 0.4)
    s.leaves(sheet, 90, 700)


def _letter(x: float, y: float, size: float, kind: int) -> list[tuple[float, float]]:
    shapes = (
        [(0, 0), (0.5, -1), (1, -0.9), (0.8, -0.2), (1.5, -0.3), (1.3, 0.7), (0.3, 0.6)],
        [(0, -0.6), (0.9, -1.1), (1.6, -0.5), (1.1, -0.1), (1.7, 0.5), (0.6, 0.9), (0.2, 0.2)],
        [(0.1, -1), (0.7, -0.5), (1.4, -1.1), (1.7, 0.4), (1.1, 0.2), (0.8, 0.8), (0, 0.4)],
        [(0, -0.2), (0.6, -1.1), (1.2, -0.7), (1.9, -1), (1.6, 0.6), (0.9, 0.3), (0.3, 0.9)],
    )
    return [(x + px * size, y + py * size) for px, py in shapes[kind]]


def pothole(sheet: Sheet) -> None:
    """A hole in the path, full of water that mirrors the sky."""
    s.sky(sheet, 360)
    s.town(sheet, 362, 0.42, 0.35, 0.7)
    s.ground(sheet, 360, GRASS)
    s.way(sheet, (600, 362), 70, (600, HEIGHT), 1500, ASPHALT)
    for x, base, high, side in ((510, 420, 120, 1), (420, 500, 240, 1), (735, 460, 170, -1)):
        s.lamp(sheet, x, base, high, side=side)
    edge = [
        (620 + math.cos(a) * (300 + 34 * math.sin(a * 5 + 1)), 720 + math.sin(a) * (92 + 12 * math.cos(a * 7)))
        for a in [k * math.tau / 60 for k in range(60)]
    ]
    sheet.poly([(x, y + 8) for x, y in edge], mix(ASPHALT, sheet.mood.dark, 0.75))
    sheet.poly([(620 + (x - 620) * 1.06, 718 + (y - 718) * 1.08) for x, y in edge], mix(ASPHALT, sheet.mood.dark, 0.55), 0.8)
    inner = [(620 + (x - 620) * 0.94, 728 + (y - 720) * 0.88) for x, y in edge]
    sheet.fade(inner, sheet.mood.sky[3], sheet.mood.sky[1])
    sheet.light(500, 730, 90, 70, sheet.mood.lamp, 0.9)
    for y, long in ((700, 150), (752, 210), (778, 120)):
        sheet.line([(640, y), (640 + long, y)], 3, (255, 255, 255), 0.25)
    for _ in range(46):
        a, far = sheet.dice.uniform(0, math.tau), sheet.dice.uniform(1.05, 1.35)
        x, y = 620 + math.cos(a) * 310 * far, 724 + math.sin(a) * 96 * far
        sheet.disc(x, y, sheet.dice.uniform(3, 11), mix(ASPHALT, sheet.mood.dark, sheet.dice.uniform(0.3, 0.7)), ry=sheet.dice.uniform(2, 6))
    for start, end in (((330, 690), (120, 640)), ((915, 740), (1130, 790)), ((560, 632), (520, 560))):
        bend = ((start[0] + end[0]) / 2 + 22, (start[1] + end[1]) / 2 + 16)
        sheet.line(s.curve(start, bend, end, 8), 4, sheet.mood.dark, 0.8)
    s.leaves(sheet, 60, 560)


def icy_steps(sheet: Sheet) -> None:
    """A stair of stone under snow and ice, and a railing that ends too soon."""
    s.sky(sheet, 520)
    s.town(sheet, 330, 0.4, 0.4, 1.0)
    sheet.fade([(0, 320), (WIDTH, 320), (WIDTH, HEIGHT), (0, HEIGHT)], mix(s.SNOW, sheet.mood.sky[1], 0.45), mix(s.SNOW, sheet.mood.sky[0], 0.5))
    stone = mix(STONE, sheet.mood.dark, 0.35 * sheet.mood.glow)
    for i in range(9):
        y, half = 330 + i * i * 5.2 + i * 16, 140 + i * 40
        high = 24 + i * 6.5
        tread = mix(s.SNOW, sheet.mood.sky[1], 0.22)
        sheet.poly([(600 - half, y), (600 + half, y), (600 + half + 16, y + high * 0.55), (600 - half - 16, y + high * 0.55)], tread)
        sheet.fade([(600 - half - 16, y + high * 0.55), (600 + half + 16, y + high * 0.55), (600 + half + 20, y + high * 1.45), (600 - half - 20, y + high * 1.45)], stone, mix(stone, sheet.mood.dark, 0.4))
        shift = sheet.dice.uniform(-60, 60)
        sheet.disc(600 + shift, y + high * 0.28, half * 0.55, (205, 232, 248), 0.75, ry=high * 0.2)
        sheet.line([(600 + shift - half * 0.3, y + high * 0.22), (600 + shift, y + high * 0.22)], 2 + i * 0.4, (255, 255, 255), 0.8)
    rail = mix(sheet.mood.dark, (0, 0, 0), 0.2)
    sheet.line([(470, 250), (300, 470)], 10, rail)
    for x, y in ((470, 250), (390, 354), (300, 470)):
        sheet.line([(x, y), (x - 6, y + 88 + (y - 250) * 0.35)], 9, rail)
    s.lamp(sheet, 900, 620, 520, side=-1)
    for x, base, wide in ((120, 560, 260), (1080, 640, 300), (60, 820, 330)):
        sheet.disc(x, base, wide / 1.6, mix(s.SNOW, sheet.mood.sky[1], 0.28), ry=wide / 5)
    s.snowfall(sheet, 170)


def crossing(sheet: Sheet) -> None:
    """A zebra crossing in the rain, and the headlights of something that does not slow down."""
    s.sky(sheet, 400)
    s.town(sheet, 404, 0.35, 0.35, 1.4)
    s.ground(sheet, 400, ASPHALT, 0.6)
    s.way(sheet, (600, 404), 120, (600, HEIGHT), 2100, ASPHALT)
    for k in range(9):
        x = 40 + k * 130
        near, far = 600 + (x - 600) * 1.32, 600 + (x - 600)
        sheet.poly([(far, 640), (far + 62, 640), (near + 84, 780), (near, 780)], mix((238, 238, 232), sheet.mood.dark, 0.28 * sheet.mood.glow), 0.8)
    s.lamp(sheet, 190, 560, 340, side=1)
    for x in (560, 640):
        sheet.light(x, 486, 210, 150, (255, 250, 228), 0.85)
        sheet.mist([(x - 8, 492), (x + 8, 492), (x + 120, 660), (x - 120, 660)], (255, 248, 220), 0.45, 26, glow=True)
        sheet.disc(x, 486, 11, (255, 255, 244))
    sheet.poly([(536, 482), (556, 446), (644, 446), (664, 482), (668, 512), (532, 512)], sheet.mood.dark)
    for x in (560, 640):
        sheet.disc(x, 488, 10, (255, 255, 246))
        sheet.light(x, 488, 80, 60, (255, 252, 236), 1.0)
    sheet.line([(1010, 720), (1010, 330)], 12, mix(sheet.mood.dark, (150, 155, 165), 0.3))
    sheet.box(940, 290, 140, 140, mix(colour("2c6fb5"), sheet.mood.dark, 0.2 * sheet.mood.glow))
    sheet.poly([(1010, 304), (1068, 412), (952, 412)], (240, 240, 236))
    for k in range(4):
        sheet.line([(974 + k * 24, 404), (982 + k * 18, 372)], 8, sheet.mood.dark)
    for _ in range(120):
        x, y = sheet.dice.uniform(0, WIDTH), sheet.dice.uniform(0, HEIGHT)
        sheet.line([(x, y), (x - 5, y + 28)], 1.2, (220, 230, 245), 0.22)


def light_trails(sheet: Sheet) -> None:
    """A residential street where somebody has driven far too fast: the lights draw lines."""
    s.sky(sheet, 420)
    s.hills(sheet, 420, 80, 0.5)
    s.ground(sheet, 420, GRASS, 0.2)
    for x, base, wide in ((330, 460, 90), (730, 462, 96), (-60, 540, 240), (930, 545, 250)):
        s.house(sheet, x, base, wide, wide * 0.55, 0.16, 0.5, wide * 0.32, wide / 11)
    s.way(sheet, (610, 422), 22, (640, HEIGHT), 1500, ASPHALT, bend=-60)
    for x, base, high, side in ((470, 520, 150, 1), (300, 660, 330, 1), (760, 540, 180, -1)):
        s.lamp(sheet, x, base, high, side=side)
    for k in range(7):
        red = s.curve((607, 428), (540 + k * 5, 560), (230 + k * 44, HEIGHT + 40), 40)
        white = s.curve((611, 428), (610 + k * 5, 560), (800 + k * 40, HEIGHT + 40), 40)
        sheet.line(red, 2 + k % 3 * 1.6, (255, 74, 58), 0.75)
        sheet.line(white, 2 + k % 3 * 1.6, (255, 244, 214), 0.75)
    sheet.mist([(604, 428), (612, 428), (520, HEIGHT), (200, HEIGHT)], (255, 60, 40), 0.35, 30, glow=True)
    sheet.mist([(606, 428), (614, 428), (1080, HEIGHT), (780, HEIGHT)], (255, 236, 190), 0.35, 30, glow=True)


def bus_shelter(sheet: Sheet) -> None:
    """A bus shelter with a shattered pane."""
    s.sky(sheet, 470)
    s.town(sheet, 480, 0.4, 0.3, 1.5)
    s.ground(sheet, 480, ASPHALT, 0.55)
    sheet.fade([(0, 690), (WIDTH, 690), (WIDTH, 724), (0, 724)], mix(STONE, sheet.mood.dark, 0.2), mix(STONE, sheet.mood.dark, 0.5))
    frame = mix(sheet.mood.dark, (170, 180, 195), 0.22)
    sheet.light(560, 520, 470, 330, sheet.mood.lamp, 0.4)
    glass = mix(sheet.mood.sky[2], (235, 245, 250), 0.35)
    for k in range(4):
        sheet.box(250 + k * 160, 330, 152, 320, glass, 0.24)
        sheet.line([(266 + k * 160, 620), (380 + k * 160, 350)], 9, (255, 255, 255), 0.12)
    cx, cy = 648, 470
    for k in range(15):
        a, far = k * math.tau / 15 + sheet.dice.uniform(-0.15, 0.15), sheet.dice.uniform(70, 150)
        end = (cx + math.cos(a) * min(far, 72), cy + math.sin(a) * far)
        sheet.line([(cx, cy), end], 2.4, (240, 248, 255), 0.85)
    for ring in (22, 46, 68):
        web = [(cx + math.cos(a) * ring, cy + math.sin(a) * ring * 1.2) for a in [k * math.tau / 15 for k in range(16)]]
        sheet.line(web, 1.8, (240, 248, 255), 0.7)
    sheet.poly([(620, 446), (660, 430), (684, 470), (664, 512), (632, 500)], mix(sheet.mood.dark, sheet.mood.sky[1], 0.4))
    for x in (246, 404, 564, 724, 886):
        sheet.box(x, 320, 8, 400, frame)
    sheet.poly([(205, 296), (930, 296), (946, 330), (190, 330)], frame)
    sheet.box(300, 316, 520, 8, mix(sheet.mood.lamp, (255, 255, 255), 0.5))
    sheet.box(300, 574, 240, 16, mix(colour("9b6a3f"), sheet.mood.dark, 0.2))
    for x in (320, 510):
        sheet.box(x, 590, 10, 118, frame)
    for _ in range(50):
        x, y = sheet.dice.uniform(570, 760), sheet.dice.uniform(692, 740)
        sheet.poly([(x, y), (x + 8, y + 2), (x + 3, y + 6)], (226, 240, 250), 0.8)
    sheet.line([(1040, 716), (1040, 300)], 10, frame)
    sheet.disc(1040, 300, 46, mix(colour("e9b83c"), sheet.mood.dark, 0.15 * sheet.mood.glow))
    sheet.box(1014, 284, 52, 26, sheet.mood.dark)
    for x in (1022, 1046):
        sheet.disc(x + 5, 314, 6, sheet.mood.dark)
    sheet.box(1012, 400, 56, 90, (235, 236, 230), 0.75)
    s.leaves(sheet, 50, 730)


def fence_hole(sheet: Sheet) -> None:
    """A wire fence along the railway, cut open, with a red signal behind it."""
    s.sky(sheet, 440)
    s.hills(sheet, 440, 120, 0.5)
    s.ground(sheet, 440, GRASS, 0.18)
    gravel = mix(STONE, sheet.mood.dark, 0.5)
    sheet.fade([(0, 560), (WIDTH, 500), (WIDTH, 620), (0, 720)], mix(gravel, (255, 255, 255), 0.06), gravel)
    for x in range(-20, 1240, 46):
        y = 640 - x * 0.072
        sheet.poly([(x, y - 34), (x + 20, y - 36), (x + 34, y + 30), (x + 12, y + 32)], mix(sheet.mood.dark, (90, 70, 60), 0.4))
    for low in (0, 46):
        sheet.line([(0, 616 + low), (WIDTH, 528 + low * 0.9)], 6, mix((190, 198, 210), sheet.mood.dark, 0.35))
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
    for (x, y), (dx, dy) in zip(hole[1:-1], ((-46, 18), (-30, -34), (6, -48), (40, -30), (48, 14)), strict=True):
        sheet.line(s.curve((x, y), (x + dx * 0.2, y + dy), (x + dx, y + dy * 0.4), 8), 4, wire)
    for x in (60, 380, 790, 1110):
        sheet.line([(x, 850), (x, 380)], 14, mix(wire, sheet.mood.dark, 0.5))
    sheet.line([(0, 392), (WIDTH, 392)], 6, mix(wire, sheet.mood.dark, 0.4))
    for _ in range(90):
        x, high = sheet.dice.uniform(0, WIDTH), sheet.dice.uniform(20, 70)
        sheet.line([(x, 900), (x + sheet.dice.uniform(-14, 14), 900 - high)], 4, mix(sheet.mood.dark, GRASS, 0.35))


def _wire(sheet: Sheet, x: float, lean: int, hole: list[tuple[float, float]], wire: tuple[int, int, int]) -> None:
    """Draw one diagonal wire from the fence's top to its foot, except where the hole is."""
    for step in range(30):
        y = 392 + step * 15
        a, b = (x + lean * step * 13, y), (x + lean * (step + 1) * 13, y + 15)
        if not _within(a, hole):
            sheet.line([a, b], 2, wire, 0.8)


def _within(at: tuple[float, float], ring: list[tuple[float, float]]) -> bool:
    inside = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > at[1]) != (by > at[1]) and at[0] < (bx - ax) * (at[1] - ay) / (by - ay) + ax:
            inside = not inside
    return inside
