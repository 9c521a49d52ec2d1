"""Areas and distances."""

from types import SimpleNamespace

import pytest

from tests import make
from walks.model.area import metres_between
from walks.model.walk import Stop


def test_a_thousandth_of_a_degree_is_111_metres_north_and_half_as_much_east_at_60() -> None:
    assert round(metres_between((60.0, 12.0), (60.001, 12.0))) == 111
    assert round(metres_between((60.0, 12.0), (60.0, 12.001))) == 56


@pytest.mark.parametrize(
    ("north", "name"),
    [(57.7210, "Gångtunneln"), (57.7217, "Torget"), (57.7250, None)],
)
def test_a_point_is_near_the_nearest_stop_within_150_metres(
    people: SimpleNamespace, north: float, name: str | None
) -> None:
    walk = make.walk(people.anna)
    walk.stops.append(Stop(position=2, name="Torget", latitude=57.7225, longitude=12.94))
    walk.stops.append(Stop(position=3, name="Utan punkt"))
    noter, _secret = make.participant(walk)
    near = make.finding(walk, noter, latitude=north, longitude=12.94).near
    assert (near and near.name) == name


def test_a_report_without_a_walk_or_a_point_is_near_nothing(people: SimpleNamespace) -> None:
    walk = make.walk(people.anna)
    noter, _secret = make.participant(walk)
    assert make.finding(walk, noter).near is None
    assert make.report(latitude=57.72, longitude=12.94).near is None
