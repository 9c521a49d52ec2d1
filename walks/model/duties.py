"""What waits for a signed-in person: the first thing they see on the start page."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from walks.db import db
from walks.model.area import AreaVersion
from walks.model.codes import Urgency
from walks.model.finding import Finding
from walks.model.person import Person
from walks.model.planning import AT_WORK
from walks.model.status import Status
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


def unread_acute(walks: Iterable[Walk]) -> dict[int, list[Finding]]:
    """Return the acute findings that nobody has taken on yet, the latest first, by walk id.

    Of walks under way or being summed up: after that the worklist is where they are followed.
    """
    found = db.session.scalars(
        select(Finding)
        .where(
            Finding.walk_id.in_([walk.id for walk in walks if walk.state in AT_WORK]),
            Finding.urgency == Urgency.ACUTE,
            Finding.status == Status.NEW,
        )
        .options(
            selectinload(Finding.category),
            selectinload(Finding.responsible_party),
            selectinload(Finding.stop),
            selectinload(Finding.area_version).selectinload(AreaVersion.area),
        )
        .order_by(Finding.noted_at.desc(), Finding.id.desc())
    )
    by_walk = defaultdict(list)
    for finding in found:
        by_walk[finding.walk_id or 0].append(finding)
    return dict(by_walk)
