"""The rows that routing is made of. A row that could not be evaluated cannot be built."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from string import Formatter
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from walks.model.wordlist import DATA
from walks.model.wordpatterns import Spotter, WordListError

SOURCES = ("walk", "round", "public", "api")
URGENCIES = ("acute", "high", "normal", "long_term")
AUDIENCES = ("noter_and_party", "party", "walk")
"""From narrow to wide."""

PLACE = "place:"
"""A stem that begins so means a place type, not a word."""


class RulebookError(ValueError):
    """A row of the rulebook cannot be evaluated; the message says which and why, in Swedish."""


@dataclass(frozen=True)
class PartyRow:
    """Who can answer for a finding. Only active parties belong in a rulebook."""

    slug: str
    names: Mapping[str, str]
    default_audience: str
    is_default: bool
    other_authority: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be shown or followed."""
        _require_swedish(self.names, f"Parten {self.slug} saknar namn på svenska.")
        _require_one_of(self.default_audience, AUDIENCES, f"Parten {self.slug}")


@dataclass(frozen=True)
class CategoryRow:
    """What may be wrong. `party` None: the text decides. `kinds` empty: offered everywhere."""

    key: str
    names: Mapping[str, str]
    party: str | None = None
    informed: tuple[str, ...] = ()
    urgency: str = "normal"
    audience: str | None = None
    emergency: bool = False
    kinds: tuple[str, ...] = ()
    hint: Mapping[str, str] = field(default_factory=dict)
    contact_hint: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be shown or followed."""
        what = f"Kategorin {self.key}"
        _require_swedish(self.names, f"{what} saknar namn på svenska.")
        _require_one_of(self.urgency, URGENCIES, what)
        _require_one_of(self.audience, (None, *AUDIENCES), what)
        for kind in self.kinds:
            _require_one_of(kind, SOURCES, what)

    def offered_on(self, source: str) -> bool:
        """Return whether the category can be picked in a finding that came this way."""
        return not self.kinds or source in self.kinds or source not in SOURCES


@dataclass(frozen=True)
class RuleRow:
    """If all conditions hold, what it gives is used. Empty conditions hold for everything.

    `polygon` is a GeoJSON geometry in WGS 84; `stems` are words ("busskur", "elskåp*", "enskild
    väg") or place types ("place:housing_yard"), any of which is enough. `reason` may hold
    {party}, {contact} and {word}.
    """

    key: str
    position: int
    enabled: bool = True
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    polygon: Mapping[str, Any] | None = None
    stems: tuple[str, ...] = ()
    party: str | None = None
    informed: tuple[str, ...] = ()
    contact: str | None = None
    urgency: str | None = None
    audience: str | None = None
    reason: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a rule that could not be evaluated, explained, or that would do nothing."""
        what = f"Regeln {self.key}"
        _require_swedish(self.reason, f"{what} saknar skäl på svenska.")
        _require_one_of(self.urgency, (None, *URGENCIES), what)
        _require_one_of(self.audience, (None, *AUDIENCES), what)
        for source in self.sources:
            _require_one_of(source, SOURCES, what)
        if not (self.party or self.contact or self.urgency or self.audience or self.informed):
            raise RulebookError(f"{what} gör ingenting: ange part, utförare, brådska eller läsare.")
        _require_fillable(self.reason["sv"], what)
        try:
            _ = self.area, self.spotter
        except (ShapelyError, WordListError, TypeError, ValueError, KeyError, AttributeError) as e:
            raise RulebookError(f"{what} kan inte läsas: {e}") from e

    @cached_property
    def area(self) -> BaseGeometry | None:
        """Return the polygon as a shape. Raises for what is no sound polygon on the globe."""
        if self.polygon is None:
            return None
        area = shape(dict(self.polygon))
        if area.geom_type not in {"Polygon", "MultiPolygon"} or area.is_empty or not area.is_valid:
            raise ValueError("området är ingen hel polygon.")
        west, south, east, north = area.bounds
        if west < -180 or east > 180 or south < -90 or north > 90:
            raise ValueError("området ligger utanför jordklotet.")
        return area

    @cached_property
    def spotter(self) -> Spotter:
        """Return what finds the rule's words in a text."""
        return _spotter(tuple(stem for stem in self.stems if not stem.startswith(PLACE)))

    @property
    def place_types(self) -> tuple[str, ...]:
        """Return the place types among the stems."""
        return tuple(stem.removeprefix(PLACE) for stem in self.stems if stem.startswith(PLACE))


@lru_cache(maxsize=256)
def _spotter(stems: tuple[str, ...]) -> Spotter:
    return Spotter(stems)


def _require_swedish(texts: Mapping[str, str], message: str) -> None:
    if not texts.get("sv", "").strip():
        raise RulebookError(message)


def _require_one_of(value: str | None, allowed: tuple[str | None, ...], what: str) -> None:
    if value not in allowed:
        choices = ", ".join(choice for choice in allowed if choice)
        raise RulebookError(f"{what}: ”{value}” finns inte. Välj bland {choices}.")


def _require_fillable(reason: str, what: str) -> None:
    try:
        names = {name for _, name, _, _ in Formatter().parse(reason) if name is not None}
    except ValueError as e:
        raise RulebookError(f"{what}: skälet har en ensam klammer.") from e
    if not names <= {"party", "contact", "word"}:
        raise RulebookError(f"{what}: skälet får bara innehålla {{party}}, {{contact}}, {{word}}.")


def shipped_rows(file: str, table: str) -> list[dict[str, Any]]:
    """Return the rows of one of the data files, with tuples for lists."""
    rows = tomllib.loads((DATA / f"{file}.toml").read_text("utf-8"))[table]
    return [{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()} for row in rows]
