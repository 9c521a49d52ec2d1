"""What happens by the clock: each kind of it is a `Task`, which the worker does when it is due.

A task finds what is due and does one thing at a time, so that one that fails stops no other. Both
may be asked at any time, as often as one likes, and by several workers at once: `do` takes the row
for itself, looks again whether it is still due, writes its event and never commits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, Select, and_, select

from walks.db import alone_with, db, literals, take, wait_for
from walks.model.contact import REMINDED_AFTER, SILENT_AFTER, Referral
from walks.model.deadline import working_days_after
from walks.model.finding import Finding
from walks.model.follower import (
    forget,
    forgettable,
    let_network_follow,
    networks_due,
    news_due,
    tell_news,
)
from walks.model.forgetting import (
    addresses_kept_too_long,
    forget_address,
    forget_sealed_bytes,
    sealed_too_long,
)
from walks.model.notices import digests_due, remind_contact, write_digest
from walks.model.outbox import letters_lost, lose_letter
from walks.model.release import CORRECTABLE, release_late, release_walk
from walks.model.reminding import STAGES
from walks.model.setting import put_setting, setting
from walks.model.status import OPEN, WaitingOn
from walks.model.walk import ARCHIVE_AFTER, RELEASE_AFTER, Walk, WalkState
from walks.swedish import local_date

MOVED_BY_CLOCK = (WalkState.UNDER_WAY, WalkState.SUMMING_UP, WalkState.RELEASED)
STOPPED_AFTER = timedelta(hours=1)
"""Without a round of the worker for so long, a person is told that the clock has stopped."""

UNANSWERED_AFTER = 10
"""Working days without a reply from whoever noted it until the party goes on. DOMAIN, the table."""

NO_WORD = "Ingen har hört av sig."
"""The reason in the log when a contact has been silent."""

_ROUND = "worker_round"


PROMISED = and_(
    Finding.status.in_(literals(*OPEN)),
    Finding.answered_at.is_not(None),
    Finding.planned_on.is_not(None),
)
"""What is to be done by a day that somebody has answered with."""
ON_A_WALK = and_(Finding.released_at.is_(None), Finding.status.in_(literals(*CORRECTABLE)))
"""What has not left its walk."""
SILENCE = {WaitingOn.CONTACT: SILENT_AFTER, WaitingOn.REPORTER: UNANSWERED_AFTER}
"""Whom the clock waits for, and how many working days."""
WAITING = Finding.waiting_on.in_(literals(*SILENCE))
"""What waits for somebody outside the house."""
OPEN_REFERRALS = and_(Referral.ended_at.is_(None), Referral.reminded_at.is_(None))
"""What a contact has, and has not been reminded of."""
Index(
    "ix_referral_unreminded",
    Referral.passed_at,
    sqlite_where=OPEN_REFERRALS,
    postgresql_where=OPEN_REFERRALS,
)
for _name, _column, _where in (
    ("promised", Finding.planned_on, PROMISED),
    ("on_a_walk", Finding.walk_id, ON_A_WALK),
    ("silent", Finding.waiting_since, WAITING),
):
    # The worker asks all day: it reads what may be due, and not every finding there is.
    Index(f"ix_finding_{_name}", _column, Finding.id, sqlite_where=_where, postgresql_where=_where)


@dataclass(frozen=True)
class Task:
    """One kind of thing that happens by the clock."""

    name: str
    due: Callable[[datetime], list[int]]
    """Return the ids of what is due by then. Only reads."""
    do: Callable[[int, datetime], list[str]]
    """Do it to one of them; return a line for each thing done, none if there was nothing left."""


def _moves_at(walk: Walk) -> datetime | None:
    """Return when the clock moves the walk on from its present state, or None."""
    match walk.state:
        case WalkState.UNDER_WAY:
            return walk.ends_by_itself
        case WalkState.SUMMING_UP:
            return walk.releases_on
        case WalkState.RELEASED if walk.released_at:
            return walk.released_at + ARCHIVE_AFTER
        case _:
            return None


def _is_due(walk: Walk, now: datetime) -> bool:
    moves_at = _moves_at(walk)
    return moves_at is not None and moves_at <= now


def _walks_due(now: datetime) -> list[int]:
    moved = select(Walk).where(Walk.state.in_(MOVED_BY_CLOCK)).order_by(Walk.id)
    return [walk.id for walk in db.session.scalars(moved) if _is_due(walk, now)]


def _move_walk(walk_id: int, now: datetime) -> list[str]:
    """Move the walk on, several states at once after a long sleep."""
    done: list[str] = []
    if not take(select(Walk.id).where(Walk.id == walk_id)):
        return done
    walk = db.session.get_one(Walk, walk_id)
    while _is_due(walk, now):
        done.append(f"{walk.public_id}: {_next_state(walk, now)}")
    return done


def _next_state(walk: Walk, now: datetime) -> str:
    if walk.state is WalkState.UNDER_WAY:
        walk.end(now)
        return "summing up"
    if walk.state is WalkState.SUMMING_UP:
        # Whoever corrects one of them at this moment is let finish.
        wait_for(select(Finding.id).where(Finding.walk_id == walk.id).order_by(Finding.id))
        return f"released {release_walk(walk, by=None, now=now)}"
    walk.state, walk.join_code = WalkState.ARCHIVED, None
    return "archived"


def _planned_before(now: datetime) -> Select[int]:
    """Select what somebody promised to have done by now and still is open."""
    return select(Finding.id).where(PROMISED, Finding.planned_on < local_date(now))


def _dates_passed(now: datetime) -> list[int]:
    return list(db.session.scalars(_planned_before(now).order_by(Finding.planned_on, Finding.id)))


def _remind(finding_id: int, now: datetime) -> list[str]:
    """A planned date that passed asks for a new answer, once."""
    if not take(_planned_before(now).where(Finding.id == finding_id)):
        return []
    finding = db.session.get_one(Finding, finding_id)
    finding.planned_date_passed(now=now)
    return [f"{finding.number}: planned date passed"]


def _unreleased() -> Select[int]:
    """Select what came in after its walk's release and waits to leave it."""
    over = select(Walk.id).where(Walk.state.in_([WalkState.RELEASED, WalkState.ARCHIVED]))
    return select(Finding.id).where(
        Finding.walk_id.in_(over),  # no join: only the finding is to be taken
        ON_A_WALK,
    )


def _late_arrivals(now: datetime) -> list[int]:
    """Notes that came after the walk's release wait three working days of their own."""
    came = _unreleased().add_columns(Finding.received_at).order_by(Finding.walk_id, Finding.id)
    return [
        finding_id
        for finding_id, received_at in db.session.execute(came)
        if local_date(now) > working_days_after(local_date(received_at), RELEASE_AFTER)
    ]


def _release_late(finding_id: int, now: datetime) -> list[str]:
    if not take(_unreleased().where(Finding.id == finding_id)):
        return []
    finding = db.session.get_one(Finding, finding_id)
    release_late(finding, by=None, now=now)
    return [f"{finding.number}: released"]


def _silent(now: datetime) -> list[int]:
    """What has waited too long for a contact's or a noter's word."""
    waiting = select(Finding.id, Finding.waiting_on, Finding.waiting_since).where(WAITING)
    in_order = waiting.order_by(Finding.waiting_since, Finding.id)
    return [
        finding_id
        for finding_id, whom, since in db.session.execute(in_order)
        if since and local_date(now) > working_days_after(local_date(since), SILENCE[whom])
    ]


def _go_on(finding_id: int, now: datetime) -> list[str]:
    """Nobody answered: the party has it again, and goes on without."""
    if not take(select(Finding.id).where(Finding.id == finding_id, WAITING)):
        return []
    finding = db.session.get_one(Finding, finding_id)
    if finding_id not in _silent(now):
        return []
    if finding.waiting_on is WaitingOn.CONTACT:
        finding.take_back(NO_WORD, by=None, now=now)
    else:
        finding.no_reply_came(now=now)
    return [f"{finding.number}: nobody answered"]


def _unreminded(now: datetime) -> list[int]:
    """What a contact has had for so long that it is asked once more."""
    open_ = select(Referral.id, Referral.passed_at).where(OPEN_REFERRALS).order_by(Referral.id)
    return [
        referral_id
        for referral_id, passed_at in db.session.execute(open_)
        if local_date(now) > working_days_after(local_date(passed_at), REMINDED_AFTER)
    ]


def _ask_once_more(referral_id: int, now: datetime) -> list[str]:
    if not take(select(Referral.id).where(Referral.id == referral_id, OPEN_REFERRALS)):
        return []
    referral = db.session.get_one(Referral, referral_id)
    remind_contact(referral.finding, referral, now)
    return [f"{referral.finding.number}: contact reminded"]


TASKS = (
    Task("walk", _walks_due, _move_walk),
    Task("planned date", _dates_passed, _remind),
    Task("late arrival", _late_arrivals, _release_late),
    Task("silence", _silent, _go_on),
    Task("reminder", _unreminded, _ask_once_more),
    *(Task(stage.kind.value, stage.due, stage.remind) for stage in reversed(STAGES)),
    Task("sealed bytes", sealed_too_long, forget_sealed_bytes),
    Task("network", networks_due, let_network_follow),
    Task("news", news_due, tell_news),
    Task("follower", forgettable, forget),
    Task("address", addresses_kept_too_long, forget_address),
    Task("letter of the day", digests_due, write_digest),
    Task("lost letter", letters_lost, lose_letter),
)


def tick(now: datetime) -> list[str]:
    """Do all that is due by now in the present transaction; return a line for each thing done.

    For a town that is being built and nobody else works with; the worker does one at a time.
    """
    return [line for task in TASKS for key in task.due(now) for line in task.do(key, now)]


def round_done(now: datetime) -> None:
    """Remember that the worker has looked at every task by then."""
    alone_with(_ROUND)  # the first one has no row to wait for
    put_setting(_ROUND, now.isoformat())


def latest_round() -> datetime | None:
    """Return when the worker last looked at every task, or None if it never has."""
    kept = setting(_ROUND)
    return datetime.fromisoformat(kept) if kept else None


def has_stopped(now: datetime) -> bool:
    """Say whether nothing has happened by the clock for so long that a person should be told."""
    latest = latest_round()
    return latest is None or now - latest > STOPPED_AFTER
