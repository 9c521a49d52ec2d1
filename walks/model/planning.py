"""The year's plan: which walks and rounds there are, who may open one, what stands on each."""

from collections.abc import Iterable
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from walks.db import db, wait_for
from walks.model.codes import NoterRole
from walks.model.finding import Finding
from walks.model.person import Person, Role
from walks.model.status import Status
from walks.model.walk import Participant, Walk, WalkKind
from walks.swedish import at_local


def _year_begins(year: int) -> datetime:
    return at_local(date(year, 1, 1), time(0, 0))


def _runs(person: Person) -> ColumnElement[bool]:
    """Select the walks that the person may run; the same rule as may_run."""
    if may_plan(person):
        return true()
    return or_(Walk.leader_id == person.id, Walk.note_taker_id == person.id)


def walks_of_year(person: Person, year: int, kind: WalkKind | None = None) -> list[Walk]:
    """Return the year's walks by date, and the rounds that the person runs.

    The year as it is counted in Sweden.
    """
    wanted = (
        select(Walk)
        .where(Walk.starts_at >= _year_begins(year), Walk.starts_at < _year_begins(year + 1))
        .where(or_(Walk.kind == WalkKind.WALK, _runs(person)))
        .options(joinedload(Walk.area), joinedload(Walk.leader))
        .order_by(Walk.starts_at, Walk.id)
    )
    return list(db.session.scalars(wanted.where(Walk.kind == kind) if kind else wanted))


def may_plan(person: Person) -> bool:
    """Say whether the person plans the year: makes walks, chooses leaders, sees all."""
    return person.has(Role.COORDINATOR)


def may_run(person: Person, walk: Walk) -> bool:
    """Say whether the person may open and change the walk: coordinator, leader, note taker."""
    return may_plan(person) or walk.may_lead(person)


def walk_for(person: Person, public_id: str) -> Walk:
    """Return the walk if the person may run it; raises NoResultFound for everybody else."""
    wait_for(select(Walk.id).where(Walk.public_id == public_id))
    wanted = select(Walk).where(Walk.public_id == public_id, _runs(person))
    options = joinedload(Walk.area), joinedload(Walk.leader), selectinload(Walk.stops)
    return db.session.execute(wanted.options(*options)).scalar_one()


def walk_with(public_id: str) -> Walk | None:
    """Return the walk with this address id, if there is one: its form has been sent before."""
    return db.session.scalars(select(Walk).where(Walk.public_id == public_id)).one_or_none()


def finding_counts(walks: Iterable[Walk]) -> dict[int, int]:
    """Return how many findings each walk has, by walk id; withdrawn ones are not counted."""
    ids = [walk.id for walk in walks]
    rows = db.session.execute(
        select(Finding.walk_id, func.count())
        .where(Finding.walk_id.in_(ids), Finding.status != Status.WITHDRAWN)
        .group_by(Finding.walk_id)
    )
    return {walk_id: count for walk_id, count in rows if walk_id is not None}


def participants_by_role(walk: Walk) -> dict[NoterRole, int]:
    """Return how many have joined in each role, in the roles' order; absent roles are left out."""
    rows = db.session.execute(
        select(Participant.role, func.count().label("people"))
        .where(Participant.walk_id == walk.id)
        .group_by(Participant.role)
    )
    counts = {row.role: row.people for row in rows}
    return {role: counts[role] for role in NoterRole if role in counts}
