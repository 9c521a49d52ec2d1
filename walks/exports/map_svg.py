"""The drawing of stops and points as one SVG on white: for paper, and for pages to be printed.

Colours stand as attributes: it is the same in a PDF and in a page whose policy allows no styles.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from walks.exports.glyphs import printable
from walks.exports.town_map import Drawing, Mark

MARK = 13.0
"""How wide a numbered mark is, in the drawing's units: five and a half millimetres on an A4."""

INK, PAPER, LAND = "#0c3a38", "#ffffff", "#f6f4ee"

LOOKS = {
    "map-wood": 'fill="#d5e4c8"',
    "map-water": 'fill="#cfe3f0"',
    "map-park": 'fill="#e0eed5"',
    "map-pitch": 'fill="#d3e8c4"',
    "map-yard": 'fill="#eee9dc"',
    "map-square": 'fill="#ebe4d6"',
    "map-street-edge": 'fill="none" stroke="#cbc5b8" stroke-width="5"',
    "map-street-edge map-main-edge": 'fill="none" stroke="#bdb6a6" stroke-width="7"',
    "map-street": 'fill="none" stroke="#ffffff" stroke-width="4"',
    "map-street map-main": 'fill="none" stroke="#ffffff" stroke-width="6"',
    "map-footway": 'fill="none" stroke="#b9b1a0" stroke-width="1.2" stroke-dasharray="3 2"',
    "map-railway": 'fill="none" stroke="#8d8d8d" stroke-width="1.6" stroke-dasharray="6 3"',
    "map-tunnel": 'fill="none" stroke="#6f6f6f" stroke-width="3"',
    "map-building": 'fill="#ddd5c7" stroke="#c2b9a8" stroke-width="0.5"',
}
"""How each class of the drawing looks on paper; one that is not here is left out."""

FONT = 'font-family="Noto Sans, sans-serif"'


def map_svg(drawing: Drawing, letters: Sequence[str]) -> str:
    """Return the drawing as an SVG file. `letters` name its stops, in order."""
    width, height = drawing.width, drawing.height
    shapes = "".join(
        f'<path fill-rule="evenodd" {LOOKS[shape.css]} d="{shape.path}"/>'
        for shape in drawing.shapes
        if shape.css in LOOKS
    )
    labels = "".join(
        f'<text x="{label.x:g}" y="{label.y:g}" {FONT} font-size="8" text-anchor="middle" '
        f'fill="#4d4a42">{escape(printable(label.text))}</text>'
        for label in drawing.labels
    )
    route = (
        f'<path fill="none" stroke="{INK}" stroke-width="1.6" stroke-dasharray="5 3" '
        f'd="{drawing.route}"/>'
        if drawing.route
        else ""
    )
    stops = "".join(
        _stop(x, y, letter) for (x, y), letter in zip(drawing.stops, letters, strict=True)
    )
    leads = "".join(map(_lead, drawing.marks))
    marks = "".join(map(_mark, drawing.marks))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}">'
        f'<rect width="{width:g}" height="{height:g}" fill="{LAND}"/>'
        f"{shapes}{labels}{route}{_bar(drawing)}{leads}{stops}{marks}"
        f'<rect x="0.5" y="0.5" width="{width - 1:g}" height="{height - 1:g}" fill="none" '
        f'stroke="#8a8577"/></svg>'
    )


def _stop(x: float, y: float, letter: str) -> str:
    return (
        f'<rect x="{x - 5:g}" y="{y - 5:g}" width="10" height="10" rx="1.5" fill="{PAPER}" '
        f'stroke="{INK}" stroke-width="1.2"/>{_words(x, y + 2.7, letter, INK, 7.5)}'
    )


def _lead(mark: Mark) -> str:
    """Draw from a mark that was pushed aside to its place."""
    (x, y) = mark.at
    if (mark.x, mark.y) == mark.at:
        return ""
    return (
        f'<path d="M{x:g} {y:g}L{mark.x:g} {mark.y:g}" stroke="{INK}" stroke-width="0.7"/>'
        f'<circle cx="{x:g}" cy="{y:g}" r="1.3" fill="{INK}"/>'
    )


def _mark(mark: Mark) -> str:
    x, y, half = mark.x, mark.y, MARK / 2
    if mark.spot.done:
        shape = f'<rect x="{x - half:g}" y="{y - half:g}" width="{MARK:g}" height="{MARK:g}" rx="2"'
    else:
        shape = f'<circle cx="{x:g}" cy="{y:g}" r="{half:g}"'
    drawn = f'{shape} fill="{INK}" stroke="{PAPER}" stroke-width="0.8"/>'
    return drawn + _words(x, y + 2.6, str(mark.spot.number or ""), PAPER, 7.3)


def _words(x: float, y: float, words: str, colour: str, size: float) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" {FONT} font-size="{size:g}" font-weight="700" '
        f'text-anchor="middle" fill="{colour}">{escape(words)}</text>'
    )


def _bar(drawing: Drawing) -> str:
    y = drawing.height - 12
    return (
        f'<path d="M10 {y - 4:g}v4h{drawing.bar:g}v-4" fill="none" stroke="#333" />'
        f'<text x="{14 + drawing.bar:g}" y="{y:g}" {FONT} font-size="8" fill="#333">'
        f"{drawing.bar_metres} m</text>"
    )
