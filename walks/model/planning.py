"""The year's plan: which walks and rounds there are, who may open one, what stands on each."""

from collections.abc import Iterable
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from walks.db import db, wait_for
from walks.model.codes import NoterRole
from walks.model.finding import Finding
from walks.model.paging import Page, page_of
from walks.model.person import Person, Role
from walks.model.status import Status
from walks.model.walk import ON_PAPER, Participant, Walk, WalkKind, WalkState
from walks.swedish import at_local, local_date

AT_WORK = (WalkState.UNDER_WAY, WalkState.SUMMING_UP)


def _begins(day: date) -> datetime:
    return at_local(day, time(0, 0))


def _runs(person: Person) -> ColumnElement[bool]:
    """Select the walks that the person may run; the same rule as may_run."""
    if may_plan(person):
        return true()
    return or_(Walk.leader_id == person.id, Walk.note_taker_id == person.id)


def _sees(person: Person) -> ColumnElement[bool]:
    """Select what the person reads in the year's plan: each walk, and the rounds they run."""
    return or_(Walk.kind == WalkKind.WALK, _runs(person))


def is_behind(walk: Walk, today: date) -> bool:
    """Say whether its day has passed and nobody works with it any more."""
    return local_date(walk.starts_at) < today and walk.state not in AT_WORK


def walks_of_year(
    person: Person,
    year: int,
    kind: WalkKind | None = None,
    *,
    today: date,
    after: Walk | None = None,
    before: Walk | None = None,
    size: int = 50,
) -> Page[Walk]:
    """Return a page of the year's walks, and of the rounds that the person runs.

    Those ahead first, or that somebody works with, by date; then those behind (`is_behind`). The
    year as it is counted in Sweden.
    """
    wanted = (
        select(Walk)
        .where(Walk.starts_at >= _begins(date(year, 1, 1)))
        .where(Walk.starts_at < _begins(date(year + 1, 1, 1)))
        .where(_sees(person))
        .options(joinedload(Walk.area), joinedload(Walk.leader))
    )
    behind = and_(Walk.starts_at < _begins(today), Walk.state.not_in(AT_WORK))
    places = [
        (int(is_behind(walk, today)), walk.starts_at, walk.id) if walk else ()
        for walk in (after, before)
    ]
    return page_of(
        wanted.where(Walk.kind == kind) if kind else wanted,
        (case((behind, 1), else_=0), Walk.starts_at, Walk.id),
        after=places[0],
        before=places[1],
        size=size,
    )


def walk_seen_by(person: Person, public_id: str) -> Walk:
    """Return a walk that stands in the person's plan of some year; raises NoResultFound."""
    wanted = select(Walk).where(Walk.public_id == public_id, _sees(person))
    return db.session.execute(wanted).scalar_one()


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
        .where(Participant.walk_id == walk.id, Participant.secret_hash.not_like(f"{ON_PAPER}%"))
        .group_by(Participant.role)
    )
    counts = {row.role: row.people for row in rows}
    return {role: counts[role] for role in NoterRole if role in counts}
