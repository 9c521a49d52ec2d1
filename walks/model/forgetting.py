"""What is kept no longer than it is needed: residents' addresses, and what phones sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from walks.db import db, literals, take
from walks.model.entry import Entry, forget_sealed, sealed_of_released
from walks.model.event import Event
from walks.model.finding import Finding
from walks.model.reporter import ADDRESS_KEPT, WITH_ADDRESS, Reporter
from walks.model.status import OPEN, Status


def _closed_since(now: datetime) -> Select[int]:
    """Select the residents whose address has nothing more to hear.

    Whose report is a duplicate waits for the answer to the other one.
    """
    followed = aliased(Finding)
    over = Finding.status.not_in(literals(*OPEN, Status.DUPLICATE))
    as_double = and_(
        Finding.status == Status.DUPLICATE,
        exists().where(
            followed.id == Finding.duplicate_of_id,
            followed.status.not_in(literals(*OPEN, Status.DUPLICATE)),
            _latest_act(followed.id) < now - ADDRESS_KEPT,
        ),
    )
    return select(Reporter.id).where(
        WITH_ADDRESS,
        exists().where(
            Finding.id == Reporter.finding_id,
            or_(over, as_double),
            _latest_act(Finding.id) < now - ADDRESS_KEPT,
        ),
    )


def _latest_act(finding_id: Any) -> ScalarSelect[datetime]:
    return select(func.max(Event.at)).where(Event.finding_id == finding_id).scalar_subquery()


def addresses_kept_too_long(now: datetime) -> list[int]:
    """Return the ids of the residents whose address has nothing more to hear."""
    return list(db.session.scalars(_closed_since(now).order_by(Reporter.finding_id)))


def forget_address(reporter_id: int, now: datetime) -> list[str]:
    """Remove a resident's address, unless their case has been opened again meanwhile."""
    if not take(_closed_since(now).where(Reporter.id == reporter_id)):
        return []
    db.session.get_one(Reporter, reporter_id).remove_address()
    return [f"reporter {reporter_id}: address removed"]


def sealed_too_long(_now: datetime) -> list[int]:
    """Return the ids of the entries whose sealed bytes have had their time."""
    return list(db.session.scalars(sealed_of_released().order_by(Entry.id)))


def forget_sealed_bytes(entry_id: int, _now: datetime) -> list[str]:
    """What a phone sealed is kept until its finding has left the walk (DOMAIN, Release)."""
    if not take(sealed_of_released().where(Entry.id == entry_id)):
        return []
    forget_sealed(entry_id)
    return [f"entry {entry_id}: sealed bytes dropped"]
