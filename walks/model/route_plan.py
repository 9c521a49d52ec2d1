"""The planned route: stops as somebody wrote them down, made the walk's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm.attributes import flag_modified

from walks.db import db
from walks.model.walk import Stop, Walk


@dataclass(frozen=True)
class PlannedStop:
    """A stop as it is planned. Latitude and longitude in WGS 84 degrees, or neither."""

    name: str
    latitude: float | None = None
    longitude: float | None = None


class StopHasFindings(Exception):
    """Stops with findings can't be taken off the route; `names` says which."""

    def __init__(self, names: list[str]) -> None:
        """Keep the names."""
        super().__init__(", ".join(names))
        self.names = names


def plan_route(walk: Walk, wanted: Sequence[PlannedStop]) -> None:
    """Make the walk's route these stops, in this order; their names are told apart.

    A stop whose name stands keeps its row, and so its findings. Raises StopHasFindings, before
    anything is changed, when one that findings hang on is not among them.
    """
    known = {stop.name: stop for stop in walk.stops}
    gone = set(known) - {place.name for place in wanted}
    used = {finding.stop_id for finding in walk.findings} if gone else set()
    if kept := [name for name in known if name in gone and known[name].id in used]:
        raise StopHasFindings(kept)
    for stop in walk.stops:  # out of the way first: two stops never hold one position
        stop.position = -stop.position
    walk.stops = [stop for stop in walk.stops if stop.name not in gone]
    db.session.flush()
    route = []
    for position, place in enumerate(wanted, start=1):
        stop = known.get(place.name) or Stop(name=place.name)
        stop.position = position
        stop.latitude, stop.longitude = place.latitude, place.longitude
        route.append(stop)
    walk.stops = route
    if walk.id is not None:
        flag_modified(walk, "title")  # a changed route is a new version of the walk
