"""How light it is at a place and a moment, to prefill the form."""

from datetime import date, datetime

from astral import Observer
from astral.sun import elevation, sunrise, sunset

from walks.model.codes import Light

CIVIL_DUSK = -6.0
"""Degrees of the sun below the horizon at which street lamps are needed (civil twilight)."""
HORIZON = -0.833
"""Degrees at which the sun's upper edge sets, refraction counted."""
BORAS = (57.72, 12.94)
"""Where nothing else is known: latitude and longitude of Borås, WGS 84 degrees."""


def light_at(
    moment: datetime, latitude: float | None = None, longitude: float | None = None
) -> Light:
    """Return the light outdoors at the moment; without a position, in Borås."""
    if latitude is None or longitude is None:
        latitude, longitude = BORAS
    height = elevation(Observer(latitude, longitude), moment)
    if height >= HORIZON:
        return Light.DAYLIGHT
    return Light.DUSK if height >= CIVIL_DUSK else Light.DARK


def misses(chosen: Light, moment: datetime) -> bool:
    """Say whether a walk at the moment would not meet the light that was chosen for it.

    Dusk is short and a walk is long: chosen, it fits whatever the clock says.
    """
    if chosen is Light.DUSK:
        return False
    return (light_at(moment) is Light.DAYLIGHT) is not (chosen is Light.DAYLIGHT)


def sunrise_on(day: date) -> datetime:
    """Return the moment the sun rises in Borås that day."""
    return sunrise(Observer(*BORAS), day)


def sunset_on(day: date) -> datetime:
    """Return the moment the sun sets in Borås that day."""
    return sunset(Observer(*BORAS), day)
