"""Makes what tests need, with believable defaults: people, walks, notes, pictures."""

import io
import uuid
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from flask_security import hash_password
from PIL import Image

from walks.db import db
from walks.model.area import Area, AreaVersion
from walks.model.codes import FindingType, Light, NoterRole
from walks.model.entry import Entry, Fate, Kind
from walks.model.finding import Finding
from walks.model.note import Note, note_on_walk, report_from_public
from walks.model.party import party_by_slug
from walks.model.person import Membership, Person, Role
from walks.model.walk import Participant, Stop, Walk, WalkKind

NOW = datetime(2026, 11, 10, 17, 0, tzinfo=UTC)  # a Tuesday evening, 18:00 in Borås
PASSWORD = "en lång ramsa"


@cache
def _hashed() -> str:
    return str(hash_password(PASSWORD))


def person(name: str, role: Role | None = None, party: str | None = None) -> Person:
    """Make somebody with an account: `anna@example.org`, password PASSWORD."""
    made = Person(
        name=name,
        email=f"{name.lower()}@example.org",
        password=_hashed(),
        active=True,
        fs_uniquifier=uuid.uuid4().hex,
    )
    if role:
        membership = Membership(role=role, party=party_by_slug(party) if party else None)
        made.memberships.append(membership)
    db.session.add(made)
    db.session.flush()
    return made


def staff() -> SimpleNamespace:
    """Make one of each: Anna leads walks, Bertil answers for Tekniska nämnden, Cilla for police."""
    return SimpleNamespace(
        anna=person("Anna"),
        bertil=person("Bertil", Role.HANDLER, "tekniska-namnden"),
        cilla=person("Cilla", Role.HANDLER, "polisen"),
        karin=person("Karin", Role.COORDINATOR),
        rune=person("Rune", Role.READER),
        ada=person("Ada", Role.ADMIN),
    )


def area(name: str = "Norrby", south: float = 57.70, west: float = 12.90) -> Area:
    """Make a square area, 0.05 degrees a side."""
    north, east = south + 0.05, west + 0.05
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    made = Area(name=name, network_emails=[])
    made.versions.append(AreaVersion(number=1, polygon=polygon, valid_from=NOW))
    db.session.add(made)
    db.session.flush()
    return made


def walk(leader: Person, **given: Any) -> Walk:
    """Make a planned walk with one stop that starts at NOW."""
    kind = given.pop("kind", WalkKind.WALK)
    made = Walk(
        **{
            "kind": kind,
            "title": "Höstvandring på Norrby",
            "starts_at": NOW,
            "light": Light.DARK,
            "meeting_place": "Norrbytorget",
            "leader": leader,
            "leader_phone": "070-174 06 05",
            "workplace": "Stadsbiblioteket" if kind is WalkKind.ROUND else None,
            **given,
        }
    )
    made.stops.append(Stop(position=1, name="Gångtunneln", latitude=57.72, longitude=12.94))
    db.session.add(made)
    db.session.flush()
    return made


def participant(walk: Walk, role: NoterRole = NoterRole.RESIDENT) -> tuple[Participant, str]:
    """Let somebody join; return them and their secret."""
    return walk.join(role, walk.starts_at)


def a_note(**given: Any) -> Note:
    """Make a note of a dark path."""
    return Note(
        **{
            "uuid": str(uuid.uuid4()),
            "type": FindingType.UNSAFE,
            "category": "lighting",
            "text": "Två lampor är släckta i tunneln.",
            "place_words": "Gångtunneln vid torget",
            **given,
        }
    )


def finding(walk: Walk, noter: Participant, **given: Any) -> Finding:
    """Note something on the walk."""
    made, _new = note_on_walk(walk, noter, a_note(**given), prefix="BOR", now=NOW)
    db.session.flush()
    return made


def report(secret: str = "s" * 32, email: str | None = None, **given: Any) -> Finding:
    """Send a resident's report."""
    made, _new = report_from_public(
        a_note(**given), secret=secret, email=email, prefix="BOR", now=NOW
    )
    db.session.flush()
    return made


def entry_of(report: Finding, photos: dict[str, str]) -> Entry:
    """Make the entry by which a report has come that lists these photos, UUID and SHA-256."""
    made = Entry(
        uuid=report.uuid,
        kind=Kind.FINDING,
        sha256="0" * 64,
        photos=photos,
        noted_at=NOW,
        received_at=NOW,
        fate=Fate.DONE,
        finding=report,
    )
    db.session.add(made)
    db.session.flush()
    return made


def picture(size: tuple[int, int] = (640, 480), colour: str = "navy", **save: Any) -> bytes:
    """Make a JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **save)
    return out.getvalue()
