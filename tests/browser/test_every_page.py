"""Every page in every state, seen once in Chromium and asked all that looking.py asks."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser.looking import Looker
from tests.tour import PARTICIPANT, Tour
from tests.town import TOURS
from tests.windows import Window


@pytest.fixture
def app(tour: Tour) -> Flask:
    """The app that `window` shows."""
    return tour.app


@pytest.mark.parametrize(("tour", "who"), TOURS, indirect=["tour"])
def test_nothing_is_wrong_with_any_page(
    tour: Tour, window: Callable[..., Window], who: str
) -> None:
    looker = Looker(tour, window(phone=who == PARTICIPANT))
    stops = tour.stops(who)
    assert stops
    assert [fault for stop in stops for fault in looker.faults(stop)] == []
