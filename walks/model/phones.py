"""What the leader sees of the phones on a walk: what has come, what has not, and when last."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from walks.db import db
from walks.model.codes import NoterRole
from walks.model.entry import Entry, Kind
from walks.model.finding import Finding
from walks.model.photo import Photo
from walks.model.walk import ON_PAPER, Participant, Walk


@dataclass(frozen=True)
class PhoneState:
    """One participant's phone. `missing` photos are told of and have not come."""

    number: int  # in the order they joined
    role: NoterRole
    received: int
    missing: int
    heard_from_at: datetime | None


def phones_of(walk: Walk) -> list[PhoneState]:
    """Return each participant's phone, in the order they joined. Three statements, however many."""
    joined = db.session.scalars(
        select(Participant)
        .where(Participant.walk_id == walk.id, Participant.secret_hash.not_like(f"{ON_PAPER}%"))
        .order_by(Participant.id)
    )
    noted = select(Finding.participant_id, func.count()).where(Finding.walk_id == walk.id)
    rows = db.session.execute(noted.group_by(Finding.participant_id))
    received = {who: int(count) for who, count in rows}
    missing = _missing_photos(walk)
    return [
        PhoneState(
            number, who.role, received.get(who.id, 0), missing.get(who.id, 0), who.heard_from_at
        )
        for number, who in enumerate(joined, 1)
    ]


def _missing_photos(walk: Walk) -> dict[int, int]:
    """Return how many photos each participant's entries tell of that are not here."""
    sealed = (
        select(Participant.id, Entry.photos)
        .join(Entry, Entry.participant_id == Participant.id)
        .where(Entry.walk_id == walk.id, Entry.kind.in_([Kind.FINDING, Kind.CORRECTION]))
    )
    told = [(who, uuid) for who, photos in db.session.execute(sealed) for uuid in photos]
    here = set(
        db.session.scalars(
            select(Photo.uuid).join(Participant).where(Participant.walk_id == walk.id)
        )
    )
    missing: dict[int, int] = {}
    for who, uuid in told:
        if uuid not in here:
            missing[who] = missing.get(who, 0) + 1
    return missing
