"""The drawing of the town as the eye meets it: its marks, their numbers and what explains them."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tests import make
from tests.windows import Window
from walks.db import db
from walks.model.review import Review, publish

CONTRASTS = """() => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const drawn = [...document.querySelectorAll(".map-point")].map((mark) => [
    getComputedStyle(mark).fill,
    getComputedStyle(mark.nextElementSibling).fill,
  ]);
  const listed = [...document.querySelectorAll(".map-number")].map((mark) => [
    getComputedStyle(mark).backgroundColor,
    getComputedStyle(mark).color,
  ]);
  return [...drawn, ...listed].map(([one, other]) => contrast(one, other));
}"""
"""How each number stands out from its mark: on the drawing, then in the list. WCAG 1.4.3."""


@pytest.fixture
def two_places(people: SimpleNamespace) -> None:
    """Publish one place that is open and one that is done."""
    walk = make.walk(people.anna)
    noter, _secret = make.participant(walk)
    for north in (57.72, 57.725):
        finding = make.finding(walk, noter, latitude=north, longitude=12.94)
        finding.release(by=None, now=make.NOW)
        review = Review("Släckt i tunneln.", "Gångtunneln", point=True)
        publish(finding, review, by=people.karin, now=make.NOW)
    finding.fix("Två nya lampor sitter uppe.", by=people.bertil, now=make.NOW)
    db.session.commit()


@pytest.mark.usefixtures("two_places")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_number_stands_out_from_its_mark(window: Callable[..., Window], scheme: str) -> None:
    page = window(color_scheme=scheme).visit("/karta")
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) == 4
    assert min(contrasts) >= 4.5, contrasts


@pytest.mark.usefixtures("two_places")
def test_the_marks_differ_by_shape_and_are_explained_in_words(
    window: Callable[..., Window],
) -> None:
    page = window().visit("/karta")
    assert page.locator("circle.map-point").count() == 1
    assert page.locator("rect.map-point").count() == 1
    assert page.locator(".map-legend li").all_inner_texts() == [
        "Rund: inte åtgärdat, eller en plats som känns trygg",
        "Fyrkantig: åtgärdat",
    ]
