"""A small brush on top of Pillow: shapes, gradients, glow. Knows nothing of what it paints.

Everything is measured in picture points, 1200 × 900, and painted twice as large, so that edges
come out smooth when the sheet is shrunk.
"""

import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 900
FINE = 2  # how many times larger we paint than we keep
COARSE = 4  # how many times smaller blurred masks are made: nobody sees the difference
QUALITY = 78

Colour = tuple[int, int, int]
Point = tuple[float, float]


def colour(code: str) -> Colour:
    """Return the colour of a code such as "1b2a4a"."""
    return (int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16))


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """Return `a` with `share` (0–1) of `b` in it."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return (red, green, blue)


@dataclass(frozen=True)
class Mood:
    """The colours of an hour: four of the sky from the top down, and of what lies in the light."""

    sky: tuple[Colour, Colour, Colour, Colour]
    dark: Colour  # the nearest silhouettes
    lamp: Colour
    stars: int
    glow: float  # how strongly lamps show, 0–1

    def at_distance(self, share: float) -> Colour:
        """Return the colour of a silhouette: 0 is near, 1 melts into the horizon."""
        return mix(self.dark, self.sky[2], share)


def _mood(sky: str, dark: str, lamp: str, stars: int, glow: float) -> Mood:
    first, second, third, last = (colour(code) for code in sky.split())
    return Mood((first, second, third, last), colour(dark), colour(lamp), stars, glow)


MOODS = (
    _mood("101c40 2b4474 7d8fae f2bd8f", "0d1530", "ffd68c", 40, 1.0),  # blue hour
    _mood("1d1543 4d3170 b65c7d f9ad73", "170f30", "ffcf86", 25, 1.0),  # afterglow
    _mood("071823 0e3242 22606a 63aa9c", "06151d", "ffe0a0", 60, 1.0),  # northern night
    _mood("080c20 121d42 253766 4a6196", "070a1a", "ffd890", 90, 1.0),  # deep night
    _mood("1c2850 435f92 96aed0 ead9db", "141c38", "ffd490", 15, 0.9),  # frost
    _mood("86abc8 b7cfdd e8e0d0 f7d8b2", "30404d", "fff0cf", 0, 0.25),  # pale morning
)


class Sheet:
    """One picture in the making, with its own dice: the same seed throws the same way."""

    def __init__(self, motif: str, seed: int) -> None:
        """Begin an empty picture in one of the moods; the seed chooses which."""
        self.dice = random.Random(f"{motif} {seed}")  # noqa: S311 - scenery, no secret
        self.mood = MOODS[seed % len(MOODS)]
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), self.mood.sky[0])
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def poly(self, points: Iterable[Point], fill: Colour, cover: float = 1) -> None:
        """Fill a polygon; `cover` 1 hides what is behind, 0 hides nothing."""
        self.draw.polygon([(x * FINE, y * FINE) for x, y in points], (*fill, round(255 * cover)))

    def box(
        self, x: float, y: float, wide: float, high: float, fill: Colour, cover: float = 1
    ) -> None:
        """Fill a rectangle whose upper left corner is (x, y)."""
        self.poly([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)], fill, cover)

    def disc(
        self, x: float, y: float, rx: float, fill: Colour, cover: float = 1, ry: float | None = None
    ) -> None:
        """Fill an ellipse around (x, y); without `ry` a circle."""
        ry = rx if ry is None else ry
        around = [(x - rx) * FINE, (y - ry) * FINE, (x + rx) * FINE, (y + ry) * FINE]
        self.draw.ellipse(around, (*fill, round(255 * cover)))

    def line(self, points: Sequence[Point], wide: float, fill: Colour, cover: float = 1) -> None:
        """Draw a line through the points with round joints."""
        fine = [(x * FINE, y * FINE) for x, y in points]
        paint = (*fill, round(255 * cover))
        self.draw.line(fine, paint, max(1, round(wide * FINE)), joint="curve")

    def fade(self, points: Sequence[Point], top: Colour, bottom: Colour) -> None:
        """Fill a polygon with a gradient from its top to its bottom."""
        fine = [(x * FINE, y * FINE) for x, y in points]
        left, upper = int(min(x for x, _ in fine)), int(min(y for _, y in fine))
        right, lower = int(max(x for x, _ in fine)) + 1, int(max(y for _, y in fine)) + 1
        size = (right - left, lower - upper)
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([(x - left, y - upper) for x, y in fine], 255)
        ramp = Image.linear_gradient("L").resize(size, Image.Resampling.BILINEAR)
        bands = [
            ramp.point([round(a + (b - a) * i / 255) for i in range(256)])
            for a, b in zip(top, bottom, strict=True)
        ]
        self.image.paste(Image.merge("RGB", bands), (left, upper), mask)

    def light(
        self, x: float, y: float, rx: float, ry: float, fill: Colour, strength: float
    ) -> None:
        """Add a round glow that is strongest in the middle and fades to nothing at the edge."""
        strength *= self.mood.glow
        size = (round(2 * rx * FINE), round(2 * ry * FINE))
        # The built-in gradient is 0 in the middle and 178 where the circle meets the frame. Blue
        # falls quicker than red, so the edge of a warm light stays warm against a blue night.
        near = [max(0.0, 1 - i / 178) for i in range(256)]
        spot = Image.radial_gradient("L").resize(size, Image.Resampling.BICUBIC)
        corner = (round((x - rx) * FINE), round((y - ry) * FINE))
        where = (*corner, corner[0] + size[0], corner[1] + size[1])
        tint = Image.merge(
            "RGB",
            [
                spot.point([round(c * strength * f**power) for f in near])
                for c, power in zip(fill, (1.7, 2.0, 2.5), strict=True)
            ],
        )
        self.image.paste(ImageChops.screen(self.image.crop(where), tint), corner)

    def mist(
        self, points: Sequence[Point], fill: Colour, cover: float, blur: float, glow: bool = False
    ) -> None:
        """Lay a blurred polygon over the picture: as light if `glow`, else as colour or shade."""
        if glow:
            cover *= self.mood.glow
        mask = Image.new("L", (WIDTH // COARSE, HEIGHT // COARSE))
        shape = [(x / COARSE, y / COARSE) for x, y in points]
        ImageDraw.Draw(mask).polygon(shape, round(255 * cover))
        mask = mask.filter(ImageFilter.GaussianBlur(blur / COARSE))
        if not (touched := mask.getbbox()):
            return
        # Only the part that it reaches is painted: most mists are small, and the sheet is large.
        left, upper, right, lower = (edge * COARSE * FINE for edge in touched)
        size = (right - left, lower - upper)
        mask = mask.resize(size, Image.Resampling.BICUBIC, box=touched)
        over = Image.new("RGB", size, fill)
        if glow:
            over = ImageChops.screen(self.image.crop((left, upper, right, lower)), over)
        self.image.paste(over, (left, upper), mask)

    def jpeg(self) -> bytes:
        """Shrink, add a little grain so that no gradient shows steps, and return the JPEG."""
        image = self.image.reduce(FINE)
        grain = Image.frombytes("L", (300, 225), self.dice.randbytes(300 * 225))
        grain = grain.point([i * 5 // 256 for i in range(256)])
        tiled = Image.new("L", image.size)
        for left in range(0, WIDTH, 300):
            for upper in range(0, HEIGHT, 225):
                tiled.paste(grain, (left, upper))
        image = ImageChops.add(image, Image.merge("RGB", [tiled] * 3), offset=-2)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=QUALITY, optimize=True)
        return out.getvalue()
