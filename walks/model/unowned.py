"""What nobody is sure to answer for: routed without certainty, or "not ours" to the coordinator."""

from dataclasses import dataclass

from sqlalchemy import Index, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from walks.db import db, literals
from walks.model.area import AreaVersion
from walks.model.counting import count_some
from walks.model.event import Event
from walks.model.finding import Finding
from walks.model.paging import Page, page_of
from walks.model.status import OPEN, Verb, WaitingOn

UNOWNED = and_(
    Finding.status.in_(literals(*OPEN)),
    or_(
        Finding.certain.is_(False),
        Finding.waiting_on.in_(literals(WaitingOn.COORDINATOR)),
    ),
)
Index(
    "ix_finding_unowned",
    Finding.received_at,
    Finding.id,
    sqlite_where=UNOWNED,
    postgresql_where=UNOWNED,
)


@dataclass(frozen=True)
class Unowned:
    """A page of them, the one that came first on top; how many there are, COUNTED + 1 at most.

    `asked` is the latest question to the coordinator about each, by the finding's id.
    """

    page: Page[Finding]
    count: int
    asked: dict[int, Event]


def count_unowned() -> int:
    """Return how many there are, COUNTED + 1 when more."""
    return db.session.execute(select(count_some(select(Finding.id).where(UNOWNED)))).scalar_one()


def unowned(
    *, after: Finding | None = None, before: Finding | None = None, size: int = 25
) -> Unowned:
    """Return the page after, or before, a finding; or the first."""
    page = page_of(
        select(Finding)
        .where(UNOWNED)
        .options(
            selectinload(Finding.category),
            selectinload(Finding.responsible_party),
            selectinload(Finding.stop),
            selectinload(Finding.area_version).selectinload(AreaVersion.area),
        ),
        (Finding.received_at, Finding.id),
        after=(after.received_at, after.id) if after else (),
        before=(before.received_at, before.id) if before else (),
        size=size,
    )
    waiting = [f.id for f in page.rows if f.waiting_on is WaitingOn.COORDINATOR]
    questions = (
        select(Event)
        .where(Event.finding_id.in_(waiting), Event.verb == Verb.ASK_COORDINATOR)
        .options(joinedload(Event.text), joinedload(Event.proposed_party))
        .order_by(Event.id)
    )
    asked = {event.finding_id: event for event in db.session.scalars(questions)}
    return Unowned(page, count_unowned(), asked)
