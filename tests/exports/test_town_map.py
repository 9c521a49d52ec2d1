"""The drawing of the town: where things land on the sheet."""

import math

import pytest
from flask import Flask

from walks.exports.town_map import HEIGHT, MARK, WIDTH, Spot, draw


def spot(number: int, latitude: float, longitude: float) -> Spot:
    """Make a published point."""
    return Spot(number, latitude, longitude, f"{number}", f"#{number}")


def test_nothing_to_draw_is_no_drawing(app: Flask) -> None:
    with app.app_context():
        assert draw([]) is None


def test_a_lone_point_stands_in_the_middle_with_a_scale(app: Flask) -> None:
    with app.app_context():
        drawing = draw([spot(1, 57.72, 12.94)])
    assert drawing is not None
    assert (drawing.marks[0].x, drawing.marks[0].y) == (WIDTH / 2, HEIGHT / 2)
    assert drawing.bar_metres == 200
    assert drawing.bar == pytest.approx(200 / (700 / WIDTH), abs=0.1)


def test_north_is_up_and_a_metre_is_as_long_both_ways(app: Flask) -> None:
    # A degree of longitude is cos(latitude) of one of latitude.
    east = 0.001 / math.cos(math.radians(57.72))
    with app.app_context():
        drawing = draw(
            [spot(1, 57.72, 12.94), spot(2, 57.721, 12.94), spot(3, 57.72, 12.94 + east)]
        )
    assert drawing is not None
    origin, north, right = drawing.marks
    assert north.y < origin.y
    assert north.x == origin.x
    assert right.x - origin.x == pytest.approx(origin.y - north.y, abs=0.3)


def test_points_at_the_same_place_are_pushed_apart_and_stay_on_the_sheet(app: Flask) -> None:
    with app.app_context():
        drawing = draw([spot(i, 57.72, 12.94) for i in range(1, 20)])
    assert drawing is not None
    places = [(m.x, m.y) for m in drawing.marks]
    for i, here in enumerate(places):
        assert all(math.dist(here, there) >= MARK for there in places[:i])
        assert 0 < here[0] < WIDTH
        assert 0 < here[1] < HEIGHT


def test_the_route_goes_through_the_stops(app: Flask) -> None:
    with app.app_context():
        drawing = draw([], [(57.72, 12.94), (57.721, 12.94)])
    assert drawing is not None
    assert drawing.route.startswith("M200 ")
    assert drawing.route.count("L") == 1
    assert [x for x, _y in drawing.stops] == [WIDTH / 2, WIDTH / 2]
