"""A walk's stops as the plan form has them: one a line, perhaps with a position."""

import re

from flask_babel import gettext as _
from wtforms import ValidationError

from walks.model.route_plan import PlannedStop
from walks.model.sweden import in_sweden
from walks.model.walk import Walk

STOPS_MAX = 40
POINT = re.compile(r"^(-?\d{1,3}(?:[.,]\d+)?)\s*[,\s]\s*(-?\d{1,3}(?:[.,]\d+)?)$")


def read_stops(text: str) -> list[PlannedStop]:
    """Return the stops, one a line: `name` or `name; latitude, longitude`.

    Raises ValidationError with a sentence for each line that can't be read, which names it.
    """
    stops: list[PlannedStop] = []
    wrong: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            stop = _read_stop(number, line)
            _require_new(stop, number, seen)
        except ValidationError as error:
            wrong.append(str(error))
            continue
        seen[stop.name] = number
        stops.append(stop)
    if wrong:
        raise ValidationError(" ".join(wrong))
    if len(stops) > STOPS_MAX:
        raise ValidationError(_("Det får vara högst %(number)d stopp.", number=STOPS_MAX))
    return stops


def _require_new(stop: PlannedStop, number: int, seen: dict[str, int]) -> None:
    if stop.name in seen:
        raise ValidationError(
            _(
                "Rad %(line)d: ”%(name)s” står redan på rad %(first)d. Ge stoppen olika namn.",
                line=number,
                name=stop.name,
                first=seen[stop.name],
            )
        )


def _read_stop(number: int, line: str) -> PlannedStop:
    name, mark, where = (part.strip() for part in line.partition(";"))
    if not name:
        raise ValidationError(_("Rad %(line)d: skriv stoppets namn först.", line=number))
    if len(name) > 120:
        raise ValidationError(
            _("Rad %(line)d: namnet är för långt, högst 120 tecken.", line=number)
        )
    if not mark:
        return PlannedStop(name)
    if (found := POINT.match(where)) is None:
        raise ValidationError(
            _(
                "Rad %(line)d: platsen efter semikolon går inte att läsa. "
                "Skriv så här: %(name)s; 57.7210, 12.9401",
                line=number,
                name=name,
            )
        )
    latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
    if not in_sweden(latitude, longitude):
        raise ValidationError(
            _(
                "Rad %(line)d: platsen ligger inte i Sverige. "
                "Skriv latitud först (55–69) och sedan longitud (10–24).",
                line=number,
            )
        )
    return PlannedStop(name, latitude, longitude)


def written_stops(walk: Walk) -> str:
    """Return the walk's stops as the form has them."""
    return "\n".join(
        stop.name
        if stop.latitude is None
        else f"{stop.name}; {stop.latitude:.5f}, {stop.longitude:.5f}"
        for stop in walk.stops
    )
