"""Paper notes: what is said over the coffee, or stands on a sheet, put in by the note taker.

One phone, many voices: the finding is of the role in which it was said, and nobody is named.
"""

from datetime import datetime

from sqlalchemy import select

from walks.db import alone_with, db
from walks.model.codes import NoterRole
from walks.model.finding import Finding
from walks.model.note import Note, note_on_walk
from walks.model.person import Person
from walks.model.walk import ON_PAPER, Participant, Walk, WalkRefused


def put_in(
    walk: Walk, role: NoterRole, note: Note, *, by: Person, prefix: str, now: datetime
) -> tuple[Finding, bool]:
    """Keep a paper note; return the finding and whether it is new. Sent twice, it is kept once.

    Raises OtherContent, and WalkRefused before the walk begins and once it is archived.
    """
    if not walk.takes_notes:
        raise WalkRefused("Vandringen tar inte emot fler fynd.")
    return note_on_walk(walk, _voice(walk, role, by, now), note, prefix=prefix, now=now)


def _voice(walk: Walk, role: NoterRole, by: Person, now: datetime) -> Participant:
    """Return the participant who stands for all whom `by` wrote down in this role; no phone."""
    mark = f"{ON_PAPER}{walk.id} {by.id} {role.value}"
    alone_with(mark)
    known = db.session.scalars(select(Participant).where(Participant.secret_hash == mark)).first()
    if known is not None:
        return known
    made = Participant(walk=walk, role=role, secret_hash=mark, joined_at=now)
    db.session.add(made)
    return made
