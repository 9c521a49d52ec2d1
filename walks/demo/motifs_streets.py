"""Pictures of streets, stairs, stops and car parks."""

import math

from walks.demo import scenery as s
from walks.demo.brush import HEIGHT, WIDTH, Sheet, colour, mix

ASPHALT = colour("555c6d")
STONE = colour("8d8f9a")
GRASS = colour("3f6b3c")


def pothole(sheet: Sheet) -> None:
    """A hole in the path, full of water that mirrors the sky."""
    s.sky(sheet, 360)
    s.town(sheet, 362, 0.42, 0.35, 0.7)
    s.ground(sheet, 360, GRASS)
    s.way(sheet, (600, 362), 70, (600, HEIGHT), 1500, ASPHALT)
    for x, base, high, side in ((510, 420, 120, 1), (420, 500, 240, 1), (735, 460, 170, -1)):
        s.lamp(sheet, x, base, high, side=side)
    edge = [
        (
            620 + math.cos(a) * (300 + 34 * math.sin(a * 5 + 1)),
            720 + math.sin(a) * (92 + 12 * math.cos(a * 7)),
        )
        for a in [k * math.tau / 60 for k in range(60)]
    ]
    sheet.poly([(x, y + 8) for x, y in edge], mix(ASPHALT, sheet.mood.dark, 0.75))
    sheet.poly(
        [(620 + (x - 620) * 1.06, 718 + (y - 718) * 1.08) for x, y in edge],
        mix(ASPHALT, sheet.mood.dark, 0.55),
        0.8,
    )
    inner = [(620 + (x - 620) * 0.94, 728 + (y - 720) * 0.88) for x, y in edge]
    sheet.fade(inner, sheet.mood.sky[3], sheet.mood.sky[1])
    sheet.light(500, 730, 90, 70, sheet.mood.lamp, 0.9)
    for y, long in ((700, 150), (752, 210), (778, 120)):
        sheet.line([(640, y), (640 + long, y)], 3, (255, 255, 255), 0.25)
    for _ in range(46):
        a, far = sheet.dice.uniform(0, math.tau), sheet.dice.uniform(1.05, 1.35)
        sheet.disc(
            620 + math.cos(a) * 310 * far,
            724 + math.sin(a) * 96 * far,
            sheet.dice.uniform(3, 11),
            mix(ASPHALT, sheet.mood.dark, sheet.dice.uniform(0.3, 0.7)),
            ry=sheet.dice.uniform(2, 6),
        )
    for start, end in (
        ((330, 690), (120, 640)),
        ((915, 740), (1130, 790)),
        ((560, 632), (520, 560)),
    ):
        bend = ((start[0] + end[0]) / 2 + 22, (start[1] + end[1]) / 2 + 16)
        sheet.line(s.curve(start, bend, end, 8), 4, sheet.mood.dark, 0.8)
    s.leaves(sheet, 60, 560)


def icy_steps(sheet: Sheet) -> None:
    """A stair of stone under snow and ice, and a railing that ends too soon."""
    s.sky(sheet, 520)
    s.town(sheet, 330, 0.4, 0.4, 1.0)
    sheet.fade(
        [(0, 320), (WIDTH, 320), (WIDTH, HEIGHT), (0, HEIGHT)],
        mix(s.SNOW, sheet.mood.sky[1], 0.45),
        mix(s.SNOW, sheet.mood.sky[0], 0.5),
    )
    stone = mix(STONE, sheet.mood.dark, 0.35 * sheet.mood.glow)
    for i in range(9):
        y, half = 330 + i * i * 5.2 + i * 16, 140 + i * 40
        high = 24 + i * 6.5
        tread = mix(s.SNOW, sheet.mood.sky[1], 0.22)
        sheet.poly(
            [
                (600 - half, y),
                (600 + half, y),
                (600 + half + 16, y + high * 0.55),
                (600 - half - 16, y + high * 0.55),
            ],
            tread,
        )
        sheet.fade(
            [
                (600 - half - 16, y + high * 0.55),
                (600 + half + 16, y + high * 0.55),
                (600 + half + 20, y + high * 1.45),
                (600 - half - 20, y + high * 1.45),
            ],
            stone,
            mix(stone, sheet.mood.dark, 0.4),
        )
        shift = sheet.dice.uniform(-60, 60)
        sheet.disc(600 + shift, y + high * 0.28, half * 0.55, (205, 232, 248), 0.75, ry=high * 0.2)
        sheet.line(
            [(600 + shift - half * 0.3, y + high * 0.22), (600 + shift, y + high * 0.22)],
            2 + i * 0.4,
            (255, 255, 255),
            0.8,
        )
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
        sheet.poly(
            [(far, 640), (far + 62, 640), (near + 84, 780), (near, 780)],
            mix((238, 238, 232), sheet.mood.dark, 0.28 * sheet.mood.glow),
            0.8,
        )
    s.lamp(sheet, 190, 560, 340, side=1)
    for x in (560, 640):
        sheet.light(x, 486, 210, 150, (255, 250, 228), 0.85)
        sheet.mist(
            [(x - 8, 492), (x + 8, 492), (x + 120, 660), (x - 120, 660)],
            (255, 248, 220),
            0.45,
            26,
            glow=True,
        )
        sheet.disc(x, 486, 11, (255, 255, 244))
    sheet.poly(
        [(536, 482), (556, 446), (644, 446), (664, 482), (668, 512), (532, 512)], sheet.mood.dark
    )
    for x in (560, 640):
        sheet.disc(x, 488, 10, (255, 255, 246))
        sheet.light(x, 488, 80, 60, (255, 252, 236), 1.0)
    sheet.line([(1010, 720), (1010, 330)], 12, mix(sheet.mood.dark, (150, 155, 165), 0.3))
    sheet.box(940, 290, 140, 140, mix(colour("2c6fb5"), sheet.mood.dark, 0.2 * sheet.mood.glow))
    sheet.poly([(1010, 304), (1068, 412), (952, 412)], (240, 240, 236))
    for k in range(4):
        sheet.line([(974 + k * 24, 404), (982 + k * 18, 372)], 8, sheet.mood.dark)
    for _ in range(120):
        drop = (sheet.dice.uniform(0, WIDTH), sheet.dice.uniform(0, HEIGHT))
        sheet.line([drop, (drop[0] - 5, drop[1] + 28)], 1.2, (220, 230, 245), 0.22)


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
    sheet.mist(
        [(604, 428), (612, 428), (520, HEIGHT), (200, HEIGHT)], (255, 60, 40), 0.35, 30, glow=True
    )
    sheet.mist(
        [(606, 428), (614, 428), (1080, HEIGHT), (780, HEIGHT)],
        (255, 236, 190),
        0.35,
        30,
        glow=True,
    )


def bus_shelter(sheet: Sheet) -> None:
    """A bus shelter with a shattered pane."""
    s.sky(sheet, 470)
    s.town(sheet, 480, 0.4, 0.3, 1.5)
    s.ground(sheet, 480, ASPHALT, 0.55)
    sheet.fade(
        [(0, 690), (WIDTH, 690), (WIDTH, 724), (0, 724)],
        mix(STONE, sheet.mood.dark, 0.2),
        mix(STONE, sheet.mood.dark, 0.5),
    )
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
        web = [
            (cx + math.cos(a) * ring, cy + math.sin(a) * ring * 1.2)
            for a in [k * math.tau / 15 for k in range(16)]
        ]
        sheet.line(web, 1.8, (240, 248, 255), 0.7)
    sheet.poly(
        [(620, 446), (660, 430), (684, 470), (664, 512), (632, 500)],
        mix(sheet.mood.dark, sheet.mood.sky[1], 0.4),
    )
    for x in (246, 404, 564, 724, 886):
        sheet.box(x, 320, 8, 400, frame)
    sheet.poly([(205, 296), (930, 296), (946, 330), (190, 330)], frame)
    sheet.box(300, 316, 520, 8, mix(sheet.mood.lamp, (255, 255, 255), 0.5))
    sheet.box(300, 574, 240, 16, mix(colour("9b6a3f"), sheet.mood.dark, 0.2))
    for x in (320, 510):
        sheet.box(x, 590, 10, 118, frame)
    s.shards(sheet, 50, (570, 692), (760, 740))
    sheet.line([(1040, 716), (1040, 300)], 10, frame)
    sheet.disc(1040, 300, 46, mix(colour("e9b83c"), sheet.mood.dark, 0.15 * sheet.mood.glow))
    sheet.box(1014, 284, 52, 26, sheet.mood.dark)
    for x in (1022, 1046):
        sheet.disc(x + 5, 314, 6, sheet.mood.dark)
    sheet.box(1012, 400, 56, 90, (235, 236, 230), 0.75)
    s.leaves(sheet, 50, 730)


def parking(sheet: Sheet) -> None:
    """A car park by the station: three lamps, one that works."""
    s.sky(sheet, 400)
    s.hills(sheet, 400, 100, 0.5)
    s.town(sheet, 404, 0.36, 0.25, 0.8)
    s.ground(sheet, 402, ASPHALT, 0.5)
    for k in range(-7, 9):
        x = 600 + k * 95
        sheet.line([(x, 500), (600 + k * 150, 640)], 4, (225, 225, 220), 0.35)
    s.lamp(sheet, 1010, 560, 360, side=-1)
    s.lamp(sheet, 300, 500, 260, lit=False, side=1)
    tones = ("8a3f3b", "3f5f7f", "a9a9ad", "4d5a4a", "2c3350", "b59b63")
    for k, x in enumerate((70, 232, 394, 690, 1000)):
        _car(sheet, x, 590, 130, colour(tones[k % 6]))
    for k, x in enumerate((-60, 260, 840)):
        _car(sheet, x, 815, 270, colour(tones[(k + 3) % 6]))
    s.lamp(sheet, 650, 800, 640, lit=False, side=1)
    s.shards(sheet, 34, (560, 806), (720, 850))


def _car(sheet: Sheet, x: float, base: float, long: float, tone: tuple[int, int, int]) -> None:
    paint = mix(tone, sheet.mood.dark, 0.45 * sheet.mood.glow)
    unit = long / 20
    sheet.disc(x + long / 2, base + unit * 0.4, long * 0.54, (0, 0, 0), 0.4, ry=unit * 0.9)
    body = [
        (0, 3),
        (0.4, 5.2),
        (4, 6),
        (6.4, 8.6),
        (13, 8.6),
        (16, 6),
        (19.4, 5.2),
        (20, 3),
        (20, 1.3),
        (0, 1.3),
    ]
    sheet.poly([(x + px * unit, base - py * unit) for px, py in body], paint)
    pane = mix(sheet.mood.sky[1], (200, 220, 235), 0.25)
    for shape in ([(5, 6), (6.8, 8), (9.4, 8), (9.4, 6)], [(10, 6), (10, 8), (12.6, 8), (14.8, 6)]):
        sheet.poly([(x + px * unit, base - py * unit) for px, py in shape], pane)
    sheet.line(
        [(x + unit, base - 4.9 * unit), (x + 19 * unit, base - 4.9 * unit)],
        unit * 0.25,
        (255, 255, 255),
        0.25,
    )
    for wheel in (4, 15.6):
        sheet.disc(
            x + wheel * unit, base - 1.3 * unit, 1.9 * unit, mix(sheet.mood.dark, (0, 0, 0), 0.5)
        )
        sheet.disc(x + wheel * unit, base - 1.3 * unit, 0.9 * unit, (120, 126, 138))
