"""What happens by the clock. `tick` may run at any time, as often as one likes."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from walks.db import db
from walks.model.acting import By
from walks.model.finding import Finding
from walks.model.person import Person
from walks.model.status import Status
from walks.model.walk import ARCHIVE_AFTER, RELEASE_AFTER, Walk, WalkRefused, WalkState
from walks.swedish import add_working_days, at_local, local_date


def release_walk(walk: Walk, *, by: By, now: datetime) -> int:
    """Release the walk and its findings; return how many went out. Raises WalkRefused.

    Only its leader (or the clock) releases: DOMAIN, "Who may see what".
    """
    if walk.state not in (WalkState.SUMMING_UP, WalkState.RELEASED):
        raise WalkRefused("Avsluta vandringen först. Sedan kan du frisläppa fynden.")
    if isinstance(by, Person) and by.id != walk.leader_id:
        raise WalkRefused("Bara vandringsledaren kan frisläppa.")
    waiting = [f for f in walk.findings if f.released_at is None]
    for finding in waiting:
        finding.release(by=by, now=now)
    walk.state, walk.released_at = WalkState.RELEASED, walk.released_at or now
    return sum(f.released_at is not None for f in waiting)


def tick(now: datetime) -> list[str]:
    """Do once what is due by now; return a line for each thing done."""
    done = []
    for walk in db.session.scalars(select(Walk).order_by(Walk.id)):
        done += _tick_walk(walk, now)
    overdue = select(Finding).where(
        Finding.status == Status.PLANNED,
        Finding.planned_on < local_date(now),
        Finding.answered_at.is_not(None),
    )
    for finding in db.session.scalars(overdue.order_by(Finding.id)):
        finding.planned_date_passed(now=now)
        done.append(f"{finding.number}: planned date passed")
    done += _release_late_arrivals(now)
    return done


def _tick_walk(walk: Walk, now: datetime) -> list[str]:
    done = []
    if walk.state is WalkState.UNDER_WAY and now >= _morning_after(walk):
        walk.end(now)
        done.append(f"{walk.public_id}: summing up")
    if walk.state is WalkState.SUMMING_UP and now >= walk.releases_on:
        done.append(f"{walk.public_id}: released {release_walk(walk, by=None, now=now)}")
    if walk.state is WalkState.RELEASED and now >= (walk.released_at or now) + ARCHIVE_AFTER:
        walk.state, walk.join_code = WalkState.ARCHIVED, None
        done.append(f"{walk.public_id}: archived")
    return done


def _morning_after(walk: Walk) -> datetime:
    """06:00 the day after it began: nobody remembers to press the button at night."""
    began = max(walk.starts_at, walk.started_at or walk.starts_at)
    return at_local(local_date(began) + timedelta(days=1), time(6, 0))


def _release_late_arrivals(now: datetime) -> list[str]:
    """Notes that came after the walk's release wait three working days of their own."""
    late = (
        select(Finding)
        .join(Walk)
        .where(
            Walk.state == WalkState.RELEASED,
            Finding.released_at.is_(None),
            Finding.status.in_([Status.NEW, Status.NOTED]),
        )
        .order_by(Finding.id)
    )
    done = []
    for finding in db.session.scalars(late):
        if local_date(now) > add_working_days(local_date(finding.received_at), RELEASE_AFTER):
            finding.release(by=None, now=now)
            done.append(f"{finding.number}: released")
    return done
