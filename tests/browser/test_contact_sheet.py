"""A picture of every page in every state, wide and narrow, light and dark, on one sheet to look at.

`pytest -m slow tests/browser/test_contact_sheet.py` makes tests/screenshots/index.html, which git
ignores. What a machine can say of the pages is said elsewhere: this is for eyes.
"""

import html
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page

from tests.tour import Stop, Tour
from tests.town import TOURS
from tests.windows import Window

FOLDER = Path(__file__).parents[1] / "screenshots"
WIDTHS = (390, 1280)
COLOURS = ("light", "dark")
TALLEST = 5000
"""CSS pixels: of a list that goes on and on, its beginning is enough."""


@pytest.fixture
def app(tour: Tour) -> Flask:
    """The app that `window` shows."""
    return tour.app


@pytest.mark.slow
@pytest.mark.parametrize(("tour", "who"), TOURS, indirect=["tour"])
def test_every_page_has_its_pictures_on_the_sheet(
    request: pytest.FixtureRequest, tour: Tour, window: Callable[..., Window], who: str
) -> None:
    part = f"{request.node.callspec.id}"
    stops = [stop for stop in tour.stops(who, of_each_kind=1) if not stop.path.startswith("/en/")]
    (FOLDER / part).mkdir(parents=True, exist_ok=True)
    blank = []
    for width in WIDTHS:
        shown = window(viewport={"width": width, "height": 844}, device_scale_factor=1)
        for number, stop in enumerate(stops):
            page = tour.see(shown, stop)
            for colours in COLOURS:
                taken = picture(page, colours)
                taken.save(FOLDER / name(part, number, width, colours), quality=70)
                if len(taken.getcolors(1 << 24) or ()) < 10:
                    blank.append(f"{stop} {width} {colours}")
    (FOLDER / part / "part.html").write_text(
        "".join(row(part, number, stop) for number, stop in enumerate(stops))
    )
    bind()
    assert stops
    assert blank == []


def name(part: str, number: int, width: int, colours: str) -> str:
    """Return where a picture lies on the sheet."""
    return f"{part}/{number:03}-{width}-{colours}.jpg"


def picture(page: Page, colours: str) -> Image.Image:
    """Take the whole page, down to a limit."""
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    width = page.evaluate("innerWidth")
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    return Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip))).convert("RGB")  # type: ignore[arg-type]


def row(part: str, number: int, stop: Stop) -> str:
    """Return one stop's place on the sheet, as HTML."""
    pictures = "".join(
        f'<img loading="lazy" width="{240 if width < 500 else 480}" src="{path}" alt="{path}">'
        for width in WIDTHS
        for colours in COLOURS
        for path in [name(part, number, width, colours)]
    )
    return f"<h2>{html.escape(str(stop))}</h2>\n<p>{pictures}</p>\n"


def bind() -> None:
    """Put all parts made so far on one sheet."""
    parts = sorted(FOLDER.glob("*/part.html"))
    body = "".join(f"<h1>{path.parent.name}</h1>\n{path.read_text()}" for path in parts)
    top = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Contact sheet</title>'
    (FOLDER / "index.html").write_text(f"{top}\n{body}</html>\n")
