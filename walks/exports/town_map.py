"""Our own drawing of the town with points on it, without tiles: what pages and documents show.

The list beside it holds the same places in words; the drawing is never the only way to find one.
"""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from walks.model.area import METRES_PER_DEGREE

WIDTH, HEIGHT = 400.0, 300.0
"""The sheet, in units of the SVG: about one CSS pixel each on a phone."""

LEAST_ACROSS_M = 700.0
"""A single point is shown with so much of its surroundings."""
MARK = 24.0
"""A mark's width: 24 CSS pixels on a phone, the least that WCAG 2.2 (2.5.8) asks of a target."""
FURTHEST_PUSHED = 3
"""How many widths a mark may be moved so as not to hide another. Points are rounded anyway."""

LAYERS: dict[str, tuple[str, ...]] = {
    "wood": ("map-wood",),
    "water": ("map-water",),
    "park": ("map-park",),
    "playground": ("map-park",),
    "sports_ground": ("map-pitch",),
    "housing_yard": ("map-yard",),
    "school_yard": ("map-yard",),
    "square": ("map-square",),
    "parking": ("map-square",),
    "street": ("map-street-edge", "map-street"),
    "main": ("map-street-edge map-main-edge", "map-street map-main"),
    "path": ("map-footway",),
    "railway": ("map-railway",),
    "tunnel": ("map-tunnel",),
    "building": ("map-building",),
    "library": ("map-building",),
    "school": ("map-building",),
    "station": ("map-building",),
}
"""The classes that each kind is drawn with, from the ground up. Unknown kinds are left out."""

ORDER = list(dict.fromkeys(css for classes in LAYERS.values() for css in classes))
NAMED = frozenset({"wood", "water", "park", "square", "library", "school", "station"})


@dataclass(frozen=True)
class Spot:
    """A published point. Degrees in WGS 84; `number` is its place in the list beside the map."""

    number: int
    latitude: float
    longitude: float
    label: str
    href: str
    done: bool = False


@dataclass(frozen=True)
class Mark:
    """A spot on the sheet, in its units. `at` is its place, before it was pushed aside."""

    x: float
    y: float
    spot: Spot
    at: tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """One thing of the background: its classes and its path."""

    css: str
    path: str


@dataclass(frozen=True)
class Label:
    """A name on the sheet."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """All that the template needs to draw."""

    shapes: list[Shape]
    labels: list[Label]
    marks: list[Mark]
    stops: list[tuple[float, float]]
    route: str
    bar: float
    bar_metres: int
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True)
class Feature:
    """One thing of the background file: longitude first, as in GeoJSON."""

    kind: str
    name: str
    geometry: BaseGeometry


class Frame:
    """Which part of the world the sheet shows. Equirectangular, with cos(latitude)."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        """Hold the box with air around it, in the sheet's proportions."""
        self.latitude, self.longitude = (south + north) / 2, (west + east) / 2
        self.east_m = METRES_PER_DEGREE * math.cos(math.radians(self.latitude))
        across = max((east - west) * self.east_m * 1.25, LEAST_ACROSS_M)
        high = (north - south) * METRES_PER_DEGREE * 1.25
        self.metres_per_unit = max(across / WIDTH, high / HEIGHT)

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the place on the sheet."""
        x = (longitude - self.longitude) * self.east_m / self.metres_per_unit
        y = (self.latitude - latitude) * METRES_PER_DEGREE / self.metres_per_unit
        return round(WIDTH / 2 + x, 1), round(HEIGHT / 2 + y, 1)

    def shows(self, geometry: BaseGeometry) -> bool:
        """Say whether any of the geometry's box lies on the sheet."""
        west, south, east, north = geometry.bounds
        left, bottom = self.at(west, south)
        right, top = self.at(east, north)
        return left <= WIDTH and right >= 0 and top <= HEIGHT and bottom >= 0


def draw(
    spots: Sequence[Spot], stops: Sequence[tuple[float, float]] = (), *, mark: float = MARK
) -> Drawing | None:
    """Draw the spots, and a route by its stops (latitude, longitude), over the background.

    `mark` is how wide a mark is. None when there is nothing to draw at all.
    """
    features = background()
    places = [(s.longitude, s.latitude) for s in spots] + [(lon, lat) for lat, lon in stops]
    if not places and not features:
        return None
    frame = Frame(*(_box(places) if places else _bounds(features)))
    visible = [f for f in features if frame.shows(f.geometry)]
    marks = _marks(spots, frame, mark)
    bar_metres = _bar_metres(frame)
    return Drawing(
        shapes=_shapes(visible, frame),
        labels=_labels(visible, frame, marks, mark),
        marks=marks,
        stops=[frame.at(lon, lat) for lat, lon in stops],
        route=_line([(lon, lat) for lat, lon in stops], frame),
        bar=round(bar_metres / frame.metres_per_unit, 1),
        bar_metres=bar_metres,
    )


def background() -> list[Feature]:
    """Return what the configured GeoJSON file holds; nothing without one.

    A file that can't be read is logged, and the points stand on a plain sheet.
    """
    path: Path = current_app.config["BACKGROUND_GEOJSON"]
    if not path.is_file():
        return []
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (ValueError, KeyError, TypeError, AttributeError, ShapelyError):
        current_app.logger.exception("the map's background %s can't be read", path)
        return []


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> list[Feature]:
    found = []
    for row in json.loads(path.read_text(encoding="utf-8"))["features"]:
        properties = row["properties"] or {}
        kind = properties.get("kind", "")
        if kind == "street":
            kind = properties.get("class", kind)
        if kind in LAYERS:
            found.append(Feature(kind, properties.get("name") or "", shape(row["geometry"])))
    return found


def _box(places: Iterable[tuple[float, float]]) -> tuple[float, float, float, float]:
    longitudes, latitudes = zip(*places, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _bounds(features: Sequence[Feature]) -> tuple[float, float, float, float]:
    boxes = [f.geometry.bounds for f in features]
    return _box([(b[0], b[1]) for b in boxes] + [(b[2], b[3]) for b in boxes])


def _shapes(features: Sequence[Feature], frame: Frame) -> list[Shape]:
    drawn = [
        Shape(css, path)
        for feature in features
        for path in [" ".join(_paths(feature.geometry, frame))]
        for css in LAYERS[feature.kind]
    ]
    return sorted(drawn, key=lambda s: ORDER.index(s.css))


def _paths(geometry: Any, frame: Frame) -> Iterator[str]:
    if hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _paths(part, frame)
    elif geometry.geom_type == "Polygon":
        for ring in (geometry.exterior, *geometry.interiors):
            yield _line(list(ring.coords), frame) + "z"
    elif geometry.geom_type == "LineString":
        yield _line(list(geometry.coords), frame)


def _line(coordinates: Sequence[Sequence[float]], frame: Frame) -> str:
    """Return a path through longitude, latitude pairs; empty for fewer than two."""
    if len(coordinates) < 2:
        return ""
    points = [frame.at(c[0], c[1]) for c in coordinates]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _marks(spots: Sequence[Spot], frame: Frame, mark: float) -> list[Mark]:
    marks: list[Mark] = []
    for spot in spots:
        at = frame.at(spot.longitude, spot.latitude)
        free = (
            place
            for place in _around(*at, mark)
            if all(math.dist(place, (m.x, m.y)) >= mark for m in marks)
        )
        marks.append(Mark(*next(free, at), spot, at))
    return marks


def _around(x: float, y: float, mark: float) -> Iterator[tuple[float, float]]:
    """Return the place itself, then places in rings around it, all of them on the sheet."""
    yield x, y
    for ring in range(1, FURTHEST_PUSHED + 1):
        for step in range(6 * ring):
            angle = math.tau * step / (6 * ring)
            near_x = round(x + ring * (mark + 0.5) * math.cos(angle), 1)
            near_y = round(y + ring * (mark + 0.5) * math.sin(angle), 1)
            if mark / 2 <= near_x <= WIDTH - mark / 2 and mark / 2 <= near_y <= HEIGHT - mark / 2:
                yield near_x, near_y


def _labels(
    features: Sequence[Feature], frame: Frame, marks: Sequence[Mark], mark: float
) -> list[Label]:
    """Name the large things, where no mark and no other name is in the way."""
    reach = mark / 2
    taken = [(m.x - reach, m.y - reach, m.x + reach, m.y + reach) for m in marks]
    labels = []
    for feature in features:
        if feature.kind not in NAMED or not feature.name:
            continue
        point = feature.geometry.representative_point()
        x, y = frame.at(point.x, point.y)
        half = len(feature.name) * 2.9
        box = (x - half, y - 9, x + half, y + 4)
        inside = box[0] >= 2 and box[2] <= WIDTH - 2 and box[1] >= 2 and box[3] <= HEIGHT - 22
        if inside and not any(_meet(box, other) for other in taken):
            taken.append(box)
            labels.append(Label(x, y, feature.name))
    return labels


def _meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _bar_metres(frame: Frame) -> int:
    """Return a round length that takes up to a third of the sheet."""
    widest = WIDTH / 3 * frame.metres_per_unit
    step = 10 ** int(math.log10(widest))
    return int(max(n * step for n in (1, 2, 5) if n * step <= widest))
