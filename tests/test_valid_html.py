"""Every page in every state is HTML as the standard has it: no error and no warning."""

import pytest

from tests.tour import Tour
from tests.town import TOURS
from tests.validator import Validator


@pytest.mark.parametrize(("tour", "who"), TOURS, indirect=["tour"])
def test_every_page_is_valid(tour: Tour, validator: Validator, who: str) -> None:
    stops = tour.stops(who)
    assert stops
    assert [
        f"{stop}: {fault}" for stop in stops for fault in validator.faults(tour.read(stop).data)
    ] == []


def test_the_validator_finds_an_error_and_a_warning(validator: Validator) -> None:
    page = "<!DOCTYPE html><html><head><title>T</title></head><body><p><h1>T</p>"
    told = " ".join(validator.faults(page.encode()))
    assert "Unclosed element “h1”" in told
    assert "Consider adding a “lang” attribute" in told
