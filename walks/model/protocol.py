"""A walk's protocol: which of its findings a person reads there, each as they may read it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, selectinload

from walks.db import db
from walks.model.agreement import agreements
from walks.model.area import AreaVersion
from walks.model.event import Event
from walks.model.finding import Finding
from walks.model.person import Person
from walks.model.planning import may_run
from walks.model.status import Status
from walks.model.visibility import Seen, seen_until, visible_to
from walks.model.walk import Participant, Walk


@dataclass(frozen=True)
class Reading:
    """A walk as one person may read it: all of it, or the findings that are theirs."""

    walk: Walk
    whole: bool
    seen: Sequence[Seen]
    """In the order they were noted, without what its noter took back."""
    agreements: dict[int, int]
    as_of: datetime | None
    """When the latest of all this happened; None when nothing has."""


def reading_of(person: Person, public_id: str) -> Reading:
    """Return the walk as the person may read it; raises NoResultFound for a stranger.

    Whoever runs the walk reads all of it. A handler reads their own party's findings and those it
    is informed of (DOMAIN, "Who may see what"), if there are any: an extract.
    """
    options = joinedload(Walk.area), joinedload(Walk.leader), selectinload(Walk.stops)
    wanted = select(Walk).where(Walk.public_id == public_id).options(*options)
    walk = db.session.scalars(wanted).one()
    findings = _findings(person, walk)
    whole = may_run(person, walk)
    if not whole and not findings:
        raise NoResultFound
    seen = _seen(person, findings)
    counts = agreements([each.finding.id for each in seen if each.until is None])
    return Reading(walk, whole, seen, counts, _as_of(walk, seen, whole=whole))


def _findings(person: Person, walk: Walk) -> list[Finding]:
    return list(
        db.session.scalars(
            visible_to(person)
            .where(Finding.walk_id == walk.id, Finding.status != Status.WITHDRAWN)
            .options(
                selectinload(Finding.category),
                selectinload(Finding.responsible_party),
                selectinload(Finding.informed),
                selectinload(Finding.former),
                selectinload(Finding.photos),
                selectinload(Finding.referrals),
                selectinload(Finding.stop),
                selectinload(Finding.area_version).selectinload(AreaVersion.area),
            )
            .order_by(Finding.noted_at, Finding.id)
        )
    )


def _seen(person: Person, findings: Sequence[Finding]) -> list[Seen]:
    """Return each finding as the person may read it, with all their logs in one query."""
    logs = defaultdict[int, list[Event]](list)
    ids = [finding.id for finding in findings]
    log = (
        select(Event)
        .where(Event.finding_id.in_(ids))
        .options(
            joinedload(Event.text),
            joinedload(Event.from_party),
            joinedload(Event.to_party),
            selectinload(Event.photos),
        )
        .order_by(Event.id)
    )
    for event in db.session.scalars(log):
        logs[event.finding_id].append(event)
    seen = []
    for finding in findings:
        until = seen_until(person, finding)
        events = [e for e in logs[finding.id] if until is None or e.at <= until]
        seen.append(Seen(finding, until, events))
    return seen


def _as_of(walk: Walk, seen: Sequence[Seen], *, whole: bool) -> datetime | None:
    moments = [event.at for each in seen for event in each.events]
    if whole:
        joined = select(func.max(Participant.joined_at)).where(Participant.walk_id == walk.id)
        moments += [m for m in (walk.started_at, walk.ended_at, walk.released_at) if m]
        moments += [m for m in (db.session.scalar(joined),) if m]
    return max(moments, default=None)
