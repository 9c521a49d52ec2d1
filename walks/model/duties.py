"""What waits for a signed-in person: the first thing they see on the start page."""

from datetime import date

from sqlalchemy import select

from walks.db import db
from walks.model.person import Person
from walks.model.walk import Walk, WalkState
from walks.model.worklist import Listing, Section


def count_waiting_on(person: Person, today: date) -> int:
    """Return how many findings wait on the parties this person works for, COUNTED + 1 at most."""
    if not person.parties:
        return 0
    mine = Listing(tuple(p.id for p in person.parties), Section.WAITING, today)
    return mine.counts([Section.WAITING])[Section.WAITING]


def walks_to_lead(person: Person) -> list[Walk]:
    """Return the walks and rounds that this person has yet to lead or sum up, the next first."""
    mine = (Walk.leader_id == person.id) | (Walk.note_taker_id == person.id)
    to_do = Walk.state.in_([WalkState.PLANNED, WalkState.UNDER_WAY, WalkState.SUMMING_UP])
    rows = select(Walk).where(mine, to_do).order_by(Walk.starts_at, Walk.id).limit(3)
    return list(db.session.scalars(rows))
