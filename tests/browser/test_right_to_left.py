"""Pages in a language that runs from the right: the browser is told so, and nothing sticks out.

Arabic has no catalogue yet, so the words are Swedish here; language and direction are Arabic's.
"""

from collections.abc import Callable

import pytest
from flask import Flask

from tests import make
from tests.browser.looking import NARROW
from tests.windows import Window
from walks.db import db
from walks.model.walk import WalkState


@pytest.fixture
def app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An app whose pages are in Arabic, with a walk to join."""
    monkeypatch.setattr(app.extensions["babel"], "locale_selector", lambda: "ar")
    with app.app_context():
        make.walk(make.person("Anna"), state=WalkState.UNDER_WAY, join_code="KRMF7B2K")
        db.session.commit()
    return app


@pytest.mark.parametrize("address", ["/rapportera", "/g/", "/g/KRMF7B2K"])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_an_arabic_page_runs_from_the_right_and_fits_a_narrow_window(
    window: Callable[..., Window], address: str, javascript: bool
) -> None:
    arabic = window(viewport=NARROW, javascript=javascript)
    page = arabic.visit(address)
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    assert page.locator("main form").count() == 1
    heading = page.locator("h1")
    assert heading.evaluate("h1 => getComputedStyle(h1).direction") == "rtl"
    sides = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
          .filter((each) => each.checkVisibility() && !each.closest(".ds-sr-only, .skip"))
          .map((each) => [each.localName + "." + each.className, each.getBoundingClientRect()])
          .filter(([, box]) => box.width > 1 && (box.left < -1 || box.right > innerWidth + 1))
          .map(([name]) => name)"""
    )
    assert sides == []
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
