"""The demo town's people, walks and findings, read from `data/` and checked for shape.

Nothing here touches the database. Days count back from the first start of the demo; clock times
are Swedish.
"""

import json
import tomllib
from dataclasses import dataclass, field
from datetime import time as Clock
from pathlib import Path
from typing import Any

from walks.model.codes import FeltSafety, FindingType, Light, NoterRole, PlaceType, Urgency
from walks.model.person import Role
from walks.model.status import Verb
from walks.model.walk import WalkKind, WalkState

DATA = Path(__file__).parent / "data"
WORKING_HOUR = Clock(10, 0)


@dataclass(frozen=True, kw_only=True)
class Someone:
    """Who signs in; `memberships` are (role, party slug or None). A resident has none."""

    key: str
    name: str
    email: str
    does: str = ""
    memberships: tuple[tuple[Role, str | None], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Area:
    """A part of the town; `ring` is its closed outline as (latitude, longitude)."""

    key: str
    name: str
    network_emails: tuple[str, ...]
    ring: tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A stop on a walk's route."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, kw_only=True)
class Walk:
    """A walk or a round. It began `days_ago` at `time`, or, the one of today, `minutes_ago`.

    `state` is where the verbs and the clock have brought it by the first start.
    """

    key: str
    kind: WalkKind
    state: WalkState
    title: str
    area: str
    purpose: str
    light: Light
    meeting_place: str
    leader: str
    leader_phone: str
    stops: tuple[Stop, ...]
    note_taker: str | None = None
    workplace: str | None = None
    unit: str | None = None
    employer_contact: str | None = None
    days_ago: int = 0
    time: Clock | None = None
    minutes_ago: int | None = None
    minutes: int | None = None  # how long it took, once it has ended
    released_days_ago: int | None = None
    followers: tuple[str, ...] = ()  # addresses that asked, and said yes


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A drawn picture: `pictures.draw(motif, seed)`, described for those who can't see it.

    One that is `broken_off` lost its end on the way here: nobody can read it.
    """

    motif: str
    seed: int
    alt: str
    broken_off: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act after noting. `by` is a person's key, "noter" or "reporter".

    `contact` is one that ships, by name; `of` the key of what it is a duplicate of; `reference` the
    party's own number; a question, a reply and what is split off stand as `reason`.

    `answer`: "{datum}" in it stands for the date `date_in` days after the first start. `publish`
    carries what the public reads: `text`, and whether photo and point go with it; without text it
    shows category, area, month and answer only, and of a guarded finding more takes a second act,
    `confirmed`. `unpublish` is a review that lets nothing out.
    """

    verb: Verb
    by: str
    days_ago: int
    time: Clock = WORKING_HOUR
    answer: str | None = None
    date_in: int | None = None
    reason: str | None = None
    to: str | None = None
    contact: str | None = None
    brief: str | None = None
    of: str | None = None
    reference: str | None = None
    text: str = ""
    photo: bool = False
    point: bool = False
    confirmed: bool = False
    done: Photo | None = None  # what it looks like now, with the answer that it is fixed


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding and its story. On a walk `minutes` after its start; else `days_ago` at `time`.

    `noter` is a role and a number, "resident-2": the same noter is the same participant.
    `reporter` is a resident's key, when a public report left an address. `party` is who is
    responsible when it has been noted, as the shipped rules decide. `agreed` are other noters.
    While its walk is summed up `read` have read it, and `public` is what the leader suggests.
    """

    key: str
    walk: str | None
    text: str
    type: FindingType = FindingType.UNSAFE
    party: str = "tekniska-namnden"
    category: str | None = None
    proposal: str = ""
    minutes: int = 0
    days_ago: int = 0
    time: Clock = WORKING_HOUR
    stop: str | None = None
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    place_type: PlaceType | None = None
    light: Light | None = None
    felt: FeltSafety | None = None
    urgency: Urgency | None = None
    sensitive: bool = False
    language: str = "sv"
    noter: str | None = None
    agreed: tuple[str, ...] = ()
    reporter: str | None = None
    photos: tuple[Photo, ...] = ()
    story: tuple[Step, ...] = field(default=())
    read: tuple[str, ...] = ()
    public: bool | None = None

    @property
    def pictures(self) -> list[Photo]:
        """All that is drawn for it: what was noted, and what it looks like since."""
        return [*self.photos, *(step.done for step in self.story if step.done)]


def role_of(noter: str) -> NoterRole:
    """Return as what a noter takes part: "resident-2" is a resident."""
    return NoterRole(noter.split("-")[0])


@dataclass(frozen=True, kw_only=True)
class ClosedDay:
    """A day on which the offices are closed: the first working day, `days_in` after the start."""

    name: str
    days_in: int


@dataclass(frozen=True, kw_only=True)
class PartyAddresses:
    """Where a party that ships gets letters, and who hears of what nobody has answered."""

    slug: str
    email: str
    escalation_email: str


@dataclass(frozen=True, kw_only=True)
class ContactAddress:
    """Where a contact that ships is reached."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class Office:
    """What the coordinator has filled in of days, parties and contacts."""

    closed_days: tuple[ClosedDay, ...]
    parties: tuple[PartyAddresses, ...]
    contacts: tuple[ContactAddress, ...]


@dataclass(frozen=True, kw_only=True)
class Town:
    """All of it, in the order it is written."""

    office: Office
    people: tuple[Someone, ...]
    residents: tuple[Someone, ...]
    areas: tuple[Area, ...]
    walks: tuple[Walk, ...]
    findings: tuple[Finding, ...]


def load() -> Town:
    """Read the town. Raises TypeError or ValueError for a key or code that is not known."""
    people, office = _read("people.toml"), _read("office.toml")
    return Town(
        office=Office(
            closed_days=tuple(ClosedDay(**row) for row in office["closed_days"]),
            parties=tuple(PartyAddresses(**row) for row in office["parties"]),
            contacts=tuple(ContactAddress(**row) for row in office["contacts"]),
        ),
        people=tuple(_someone(row) for row in people["people"]),
        residents=tuple(_someone(row) for row in people["residents"]),
        areas=tuple(_area(row) for row in _read("areas.toml")["areas"]),
        walks=tuple(_walk(row) for row in _read("walks.toml")["walks"]),
        findings=tuple(
            _finding(row, table.get("walk"))
            for file in sorted((DATA / "findings").glob("*.toml"))
            for table in [_read(f"findings/{file.name}")]
            for row in table["findings"]
        ),
    )


def background() -> dict[str, Any]:
    """Return the drawn town: a GeoJSON FeatureCollection in WGS 84, painted in its own order."""
    town: dict[str, Any] = json.loads((DATA / "town.geojson").read_text(encoding="utf-8"))
    return town


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _someone(row: dict[str, Any]) -> Someone:
    roles = tuple((Role(m["role"]), m.get("party")) for m in row.pop("memberships", ()))
    return Someone(**row, memberships=roles)


def _area(row: dict[str, Any]) -> Area:
    ring = tuple((lat, lon) for lat, lon in row.pop("ring"))
    return Area(**row | {"network_emails": tuple(row["network_emails"])}, ring=ring)


def _walk(row: dict[str, Any]) -> Walk:
    codes = {
        "kind": WalkKind(row["kind"]),
        "state": WalkState(row["state"]),
        "light": Light(row["light"]),
        "stops": tuple(Stop(**stop) for stop in row["stops"]),
        "followers": tuple(row.get("followers", ())),
    }
    return Walk(**row | codes)


CODES = {"type": FindingType, "place_type": PlaceType, "light": Light, "urgency": Urgency}


def _step(row: dict[str, Any]) -> Step:
    done = {"done": Photo(**row["done"])} if "done" in row else {}
    return Step(**row | {"verb": Verb(row["verb"])} | done)


def _finding(row: dict[str, Any], walk: str | None) -> Finding:
    codes = {name: code(row[name]) for name, code in CODES.items() if name in row}
    felt = {"felt": FeltSafety(str(row["felt"]))} if "felt" in row else {}
    lists = {
        "agreed": tuple(row.get("agreed", ())),
        "read": tuple(row.get("read", ())),
        "photos": tuple(Photo(**photo) for photo in row.get("photos", ())),
        "story": tuple(_step(step) for step in row.get("story", ())),
    }
    words = {"text": row["text"].strip()}
    return Finding(**row | codes | felt | lists | words, walk=walk)
