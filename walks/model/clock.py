"""What happens by the clock. `tick` may run at any time, as often as one likes."""

from datetime import datetime

from sqlalchemy import select

from walks.db import alone_with, db
from walks.model.finding import Finding
from walks.model.release import CORRECTABLE, release_late, release_walk
from walks.model.status import OPEN
from walks.model.walk import ARCHIVE_AFTER, RELEASE_AFTER, Walk, WalkState
from walks.swedish import add_working_days, local_date

MOVED_BY_CLOCK = (WalkState.UNDER_WAY, WalkState.SUMMING_UP, WalkState.RELEASED)


def tick(now: datetime) -> list[str]:
    """Do once what is due by now; return a line for each thing done."""
    alone_with("tick")  # two at once: the second finds nothing left to do
    done = []
    under_way = select(Walk).where(Walk.state.in_(MOVED_BY_CLOCK)).order_by(Walk.id)
    for walk in db.session.scalars(under_way):
        done += _tick_walk(walk, now)
    done += _remind_of_planned_dates(now)
    done += _release_late_arrivals(now)
    return done


def _tick_walk(walk: Walk, now: datetime) -> list[str]:
    done = []
    if walk.state is WalkState.UNDER_WAY and now >= walk.ends_by_itself:
        walk.end(now)
        done.append(f"{walk.public_id}: summing up")
    if walk.state is WalkState.SUMMING_UP and now >= walk.releases_on:
        done.append(f"{walk.public_id}: released {release_walk(walk, by=None, now=now)}")
    if walk.released_at and now >= walk.released_at + ARCHIVE_AFTER:
        walk.state, walk.join_code = WalkState.ARCHIVED, None
        done.append(f"{walk.public_id}: archived")
    return done


def _remind_of_planned_dates(now: datetime) -> list[str]:
    """A planned date that passed asks for a new answer, once."""
    overdue = select(Finding).where(
        Finding.status.in_(OPEN),
        Finding.planned_on < local_date(now),
        Finding.answered_at.is_not(None),
    )
    done = []
    for finding in db.session.scalars(overdue.order_by(Finding.id)):
        finding.planned_date_passed(now=now)
        done.append(f"{finding.number}: planned date passed")
    return done


def _release_late_arrivals(now: datetime) -> list[str]:
    """Notes that came after the walk's release wait three working days of their own."""
    late = (
        select(Finding)
        .join(Walk)
        .where(
            Walk.state.in_([WalkState.RELEASED, WalkState.ARCHIVED]),
            Finding.released_at.is_(None),
            Finding.status.in_(CORRECTABLE),
        )
        .order_by(Finding.id)
    )
    done = []
    for finding in db.session.scalars(late):
        if local_date(now) > add_working_days(local_date(finding.received_at), RELEASE_AFTER):
            release_late(finding, by=None, now=now)
            done.append(f"{finding.number}: released")
    return done
