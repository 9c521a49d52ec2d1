"""No page in any state has a fault that axe finds, light or dark. WCAG 2.2 AA."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from tests.tour import PARTICIPANT, Stop, Tour
from tests.town import TOURS
from tests.windows import Window

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def app(tour: Tour) -> Flask:
    """The app that `window` shows."""
    return tour.app


@pytest.mark.parametrize(("tour", "who"), TOURS, indirect=["tour"])
def test_axe_finds_nothing(tour: Tour, window: Callable[..., Window], who: str) -> None:
    browser = window(phone=who == PARTICIPANT)
    stops = tour.stops(who)
    assert stops
    assert [fault for stop in stops for fault in faults(tour.see(browser, stop), stop)] == []


def faults(page: Page, stop: Stop) -> list[str]:
    """Return what axe finds wrong with the page, light and dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        found += [
            f"{stop} ({scheme}) {fault['id']}: {node['html'][:200]}"
            for fault in answer.response["violations"]
            for node in fault["nodes"]
        ]
    return found
