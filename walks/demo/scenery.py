"""What the demo pictures are put together from: sky, ground, houses, trees, lamps, weather."""

import math
from collections.abc import Sequence

from PIL import Image

from walks.demo.brush import HEIGHT, WIDTH, Colour, Point, Sheet, colour, mix

LEAVES = tuple(colour(code) for code in ("c8742c", "a94a2a", "d9a23d", "7d3b2b"))
SNOW = colour("e6eef8")


def curve(start: Point, bend: Point, end: Point, steps: int = 24) -> list[Point]:
    """Return points along a soft curve from `start` to `end`, drawn towards `bend`."""
    out = []
    for i in range(steps + 1):
        t = i / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        out.append(
            (
                a * start[0] + b * bend[0] + c * end[0],
                a * start[1] + b * bend[1] + c * end[1],
            )
        )
    return out


def sky(sheet: Sheet, horizon: float) -> None:
    """Paint the sky down to the horizon, with stars and sometimes a moon."""
    colours = sheet.mood.sky
    edges = (0, horizon * 0.45, horizon * 0.8, horizon + 2)
    for i in range(3):
        band = [(0, edges[i]), (WIDTH, edges[i]), (WIDTH, edges[i + 1]), (0, edges[i + 1])]
        sheet.fade(band, colours[i], colours[i + 1])
    for _ in range(sheet.mood.stars):
        x, y = sheet.dice.uniform(0, WIDTH), sheet.dice.uniform(0, horizon * 0.6)
        sheet.disc(
            x, y, sheet.dice.uniform(0.7, 1.7), (255, 255, 255), sheet.dice.uniform(0.2, 0.7)
        )
    if sheet.mood.stars and sheet.dice.random() < 0.6:
        moon(sheet, sheet.dice.choice((210, 960)), horizon * 0.28)


def moon(sheet: Sheet, x: float, y: float) -> None:
    """Hang a moon with a halo."""
    sheet.light(x, y, 190, 190, (200, 215, 255), 0.35)
    sheet.disc(x, y, 27, (244, 240, 222))
    sheet.disc(x + 8, y - 5, 5, (226, 221, 203))
    sheet.disc(x - 7, y + 8, 7, (228, 223, 206))


def ground(sheet: Sheet, horizon: float, tint: Colour, share: float = 0.22) -> None:
    """Paint the ground from the horizon down; `share` of `tint` in the evening's own dark."""
    far = mix(sheet.mood.at_distance(0.32), tint, share)
    near = mix(sheet.mood.dark, tint, share * 0.7)
    sheet.fade([(0, horizon), (WIDTH, horizon), (WIDTH, HEIGHT), (0, HEIGHT)], far, near)


def hills(sheet: Sheet, horizon: float, high: float, distance: float) -> None:
    """Raise a soft ridge of forest behind everything."""
    phase = sheet.dice.uniform(0, 6)
    top = [
        (x, horizon - high * (0.55 + 0.3 * math.sin(x / 210 + phase) + 0.15 * math.sin(x / 67)))
        for x in range(0, WIDTH + 1, 12)
    ]
    sheet.poly([(0, horizon + 2), *top, (WIDTH, horizon + 2)], sheet.mood.at_distance(distance))


def windows(
    sheet: Sheet, x: float, y: float, wide: float, high: float, lit: float, size: float = 14
) -> None:
    """Put rows of windows on a wall; a share `lit` of them shine."""
    step = size * 2.1
    columns, rows = int((wide - size * 0.8) // step), int((high - size * 0.8) // (step * 1.1))
    left = x + (wide - (columns - 1) * step - size) / 2
    dark = mix(sheet.mood.dark, sheet.mood.sky[1], 0.45)
    for column in range(columns):
        for row in range(rows):
            shines = sheet.dice.random() < lit
            warm = mix(sheet.mood.lamp, (255, 150, 80), sheet.dice.uniform(0, 0.45))
            px, py = left + column * step, y + size * 0.9 + row * step * 1.1
            sheet.box(px, py, size, size * 1.25, warm if shines else dark, 0.95 if shines else 0.6)
            if shines:
                sheet.box(px + size * 0.44, py, size * 0.12, size * 1.25, sheet.mood.dark, 0.5)


def house(
    sheet: Sheet,
    x: float,
    base: float,
    wide: float,
    high: float,
    distance: float,
    lit: float = 0.25,
    roof: float = 0,
    size: float = 14,
) -> None:
    """Set a house on `base`; `roof` is the height of its gable, 0 for a flat one."""
    wall = sheet.mood.at_distance(distance)
    sheet.box(x, base - high, wide, high, wall)
    if roof:
        edge = [
            (x - 8, base - high),
            (x + wide / 2, base - high - roof),
            (x + wide + 8, base - high),
        ]
        sheet.poly(edge, mix(wall, sheet.mood.dark, 0.4))
        sheet.box(x + wide * 0.7, base - high - roof * 0.85, wide * 0.09, roof * 0.7, wall)
    windows(sheet, x, base - high, wide, high, lit, size)


def town(sheet: Sheet, base: float, distance: float, lit: float = 0.25, tall: float = 1) -> None:
    """Line up a row of small-town houses from edge to edge."""
    x = -30.0
    while x < WIDTH:
        wide = sheet.dice.uniform(80, 150)
        high = sheet.dice.uniform(60, 120) * tall
        roof = sheet.dice.choice((0, 30, 42, 55))
        house(sheet, x, base, wide, high, distance, lit, roof, size=11)
        x += wide + sheet.dice.uniform(-4, 30)


def tree(sheet: Sheet, x: float, base: float, high: float, fill: Colour) -> None:
    """Plant a leafy tree."""
    sheet.line([(x, base), (x + high * 0.02, base - high * 0.6)], high * 0.055, fill)
    for side in (-1, 1):
        fork = (x + side * high * 0.14, base - high * 0.62)
        sheet.line([(x, base - high * 0.34), fork], high * 0.025, fill)
    for _ in range(60):
        turn, reach = sheet.dice.uniform(0, math.tau), math.sqrt(sheet.dice.random()) * 0.27
        cx = x + math.cos(turn) * reach * high * 1.05
        cy = base - high * 0.7 + math.sin(turn) * reach * high
        shade = mix(fill, sheet.mood.sky[2], max(0.0, 0.1 - (cy - base + high) / high * 0.16))
        sheet.disc(cx, cy, high * sheet.dice.uniform(0.035, 0.085), shade)


def spruce(sheet: Sheet, x: float, base: float, high: float, fill: Colour) -> None:
    """Plant a spruce."""
    sheet.line([(x, base), (x, base - high * 0.3)], high * 0.05, fill)
    for i in range(5):
        wide = high * (0.24 - i * 0.04)
        low = base - high * (0.1 + i * 0.17)
        sheet.poly([(x - wide, low), (x, low - high * 0.31), (x + wide, low)], fill)


def bare_tree(
    sheet: Sheet, x: float, y: float, long: float, turn: float, wide: float, fill: Colour
) -> None:
    """Grow a leafless tree from (x, y) in the direction `turn` (radians, -π/2 is up)."""
    end = (x + math.cos(turn) * long, y + math.sin(turn) * long)
    sheet.line([(x, y), end], wide, fill)
    if wide > 1.4:
        for side in (-1, 1):
            lean = turn + side * sheet.dice.uniform(0.2, 0.55)
            shorter = long * sheet.dice.uniform(0.66, 0.82)
            bare_tree(sheet, *end, shorter, lean, wide * 0.66, fill)


def bush(sheet: Sheet, x: float, base: float, wide: float, high: float, fill: Colour) -> None:
    """Grow a bush whose upper leaves catch a little more light."""
    light = mix(fill, sheet.mood.sky[2], 0.16)
    for i in range(34):
        t = sheet.dice.uniform(-1, 1)
        top = high * math.sqrt(1 - t * t)
        up = sheet.dice.uniform(0.1, 1) * top
        shade = mix(fill, light, up / high)
        sheet.disc(x + t * wide / 2, base - up * 0.85, wide * (0.07 + 0.05 * (i % 3)), shade)


def lamp(
    sheet: Sheet, x: float, base: float, high: float, lit: bool = True, side: int = 1
) -> Point:
    """Raise a street lamp; return where its head is. By day, without stars, none is lit."""
    lit = lit and sheet.mood.stars > 0
    pole = mix(sheet.mood.dark, (0, 0, 0), 0.15)
    wide = max(2.0, high * 0.02)
    head = (x + side * high * 0.16, base - high)
    arm = [(x, base - high * 0.9), (x + side * high * 0.03, base - high * 1.005), head]
    if lit:
        spread = high * 0.42
        beam = [(head[0] - 4, head[1]), (head[0] + 4, head[1]), (head[0] + spread, base)]
        beam.append((head[0] - spread, base))
        sheet.mist(beam, sheet.mood.lamp, 0.26, high * 0.05, glow=True)
        sheet.light(head[0], base, spread * 1.5, spread * 0.36, sheet.mood.lamp, 0.62)
    sheet.line([(x, base), (x, base - high * 0.9)], wide, pole)
    sheet.line(arm, wide * 0.8, pole)
    sheet.disc(x, base, wide * 1.6, pole, ry=wide * 0.6)
    sheet.poly(_head(head, high, side), pole)
    if lit:
        sheet.disc(head[0], head[1] + high * 0.012, high * 0.034, (255, 248, 228), ry=high * 0.013)
        sheet.light(head[0], head[1], high * 0.4, high * 0.4, sheet.mood.lamp, 0.85)
    return head


def _head(at: Point, high: float, side: int) -> list[Point]:
    x, y = at
    s = high * 0.05
    return [
        (x - side * s, y - s * 0.35),
        (x + side * s * 0.9, y - s * 0.2),
        (x + side * s, y + s * 0.2),
        (x - side * s, y + s * 0.2),
    ]


def way(
    sheet: Sheet,
    far: Point,
    far_wide: float,
    near: Point,
    near_wide: float,
    fill: Colour,
    bend: float = 0,
) -> list[Point]:
    """Lay a path from `far` to `near` in perspective; return its outline. `bend` swings it."""
    middle = ((far[0] + near[0]) / 2 + bend, far[1] + (near[1] - far[1]) * 0.3)
    left = curve(
        (far[0] - far_wide / 2, far[1]),
        (middle[0] - far_wide, middle[1]),
        (near[0] - near_wide / 2, near[1]),
    )
    right = curve(
        (far[0] + far_wide / 2, far[1]),
        (middle[0] + far_wide, middle[1]),
        (near[0] + near_wide / 2, near[1]),
    )
    outline = left + right[::-1]
    sheet.fade(outline, mix(fill, sheet.mood.sky[2], 0.3), mix(fill, sheet.mood.dark, 0.35))
    return outline


def leaves(sheet: Sheet, count: int, top: float, bottom: float = HEIGHT) -> None:
    """Strew fallen leaves, larger the nearer they lie."""
    for _ in range(count):
        x, y = sheet.dice.uniform(0, WIDTH), sheet.dice.uniform(top, bottom)
        size = 2 + 7 * ((y - top) / (HEIGHT - top + 1)) ** 1.3
        fill = mix(sheet.dice.choice(LEAVES), sheet.mood.dark, 0.45 * sheet.mood.glow)
        sheet.disc(x, y, size, fill, 0.9, ry=size * sheet.dice.uniform(0.35, 0.6))


def shards(sheet: Sheet, count: int, corner: Point, opposite: Point) -> None:
    """Strew broken glass within the rectangle between two corners."""
    for _ in range(count):
        x = sheet.dice.uniform(corner[0], opposite[0])
        y = sheet.dice.uniform(corner[1], opposite[1])
        sheet.poly([(x, y), (x + 8, y + 2), (x + 3, y + 6)], (222, 236, 247), 0.75)


def snowfall(sheet: Sheet, count: int) -> None:
    """Let it snow, softly, over everything."""
    for _ in range(count):
        x, y = sheet.dice.uniform(0, WIDTH), sheet.dice.uniform(0, HEIGHT)
        sheet.disc(x, y, sheet.dice.uniform(1, 3.4), SNOW, sheet.dice.uniform(0.25, 0.8))


def reflection(sheet: Sheet, top: float, bottom: float, share: float = 0.55) -> None:
    """Mirror what stands above `top` in water that reaches down to `bottom`."""
    fine = sheet.image.width // WIDTH
    depth = bottom - top
    above = sheet.image.crop((0, round((top - depth) * fine), WIDTH * fine, round(top * fine)))
    sheet.image.paste(above.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (0, round(top * fine)))
    shore = [(0, top), (WIDTH, top), (WIDTH, bottom), (0, bottom)]
    sheet.poly(shore, mix(sheet.mood.dark, sheet.mood.sky[1], 0.5), 1 - share)
    for i in range(26):
        y = top + depth * (i / 26) ** 1.2 + 3
        x = sheet.dice.uniform(-100, WIDTH)
        long = sheet.dice.uniform(80, 360)
        sheet.line([(x, y), (x + long, y)], 1 + 2 * (y - top) / depth, sheet.mood.sky[3], 0.10)


def branches(sheet: Sheet, points: Sequence[Point]) -> None:
    """Let dark twigs hang into the picture from its upper edge: a frame, and some depth."""
    for x, turn in points:
        bare_tree(sheet, x, -20, 105, turn, 9, mix(sheet.mood.dark, (0, 0, 0), 0.25))
