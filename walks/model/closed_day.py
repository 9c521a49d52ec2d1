"""Days on which the municipality's offices are closed, beside weekends and holidays.

A day between a holiday and a weekend, for one. No answer falls due on such a day.
"""

from datetime import date

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from walks.db import Model, alone_with, db
from walks.swedish import N_, is_working_day

NAME_MAX = 80
FURTHEST = 3
"""Years ahead that such a day may lie: further on it is a slip of the keyboard."""
_KEPT = "closed_days"


class ClosedDay(Model):
    """One day, and why the offices are closed on it."""

    __tablename__ = "closed_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_MAX))


class DayRefused(ValueError):
    """The day can't be one of these. `str()` is a Swedish sentence."""


def closed_days() -> frozenset[date]:
    """Return all of them. Asked of the database once a transaction: lists count many due dates.

    No longer: the worker has one session for as long as it lives.
    """
    known, days = db.session.info.get(_KEPT, (None, frozenset()))
    if known is None or known is not db.session().get_transaction():
        days = frozenset(db.session.scalars(select(ClosedDay.day)))
        db.session.info[_KEPT] = db.session().get_transaction(), days
    return frozenset(days)


def closed_days_from(day: date) -> list[ClosedDay]:
    """Return that day and those to come, the nearest first."""
    coming = select(ClosedDay).where(ClosedDay.day >= day)
    return list(db.session.scalars(coming.order_by(ClosedDay.day)))


def closed_days_before(day: date, limit: int = 20) -> list[ClosedDay]:
    """Return those that have been, the latest first."""
    been = select(ClosedDay).where(ClosedDay.day < day)
    return list(db.session.scalars(been.order_by(ClosedDay.day.desc()).limit(limit)))


def close_offices(day: date, name: str, today: date) -> ClosedDay:
    """Add a day. Raises DayRefused for one that has been, is far off, or is free already."""
    alone_with(f"closed day {day}")
    if day < today:
        raise DayRefused(N_("Dagen har redan varit. Välj en dag som kommer."))
    if day.year > today.year + FURTHEST:
        raise DayRefused(N_("Dagen ligger för långt fram. Välj en inom tre år."))
    if not is_working_day(day):
        raise DayRefused(N_("Den dagen är redan helg eller lördag, och räknas inte."))
    if db.session.get(ClosedDay, day) is not None:
        raise DayRefused(N_("Dagen finns redan i listan."))
    made = ClosedDay(day=day, name=name)
    db.session.add(made)
    db.session.info.pop(_KEPT, None)
    return made


def open_offices(day: date, today: date) -> str | None:
    """Take a coming day away; return its name, or None when it is gone or has been."""
    found = db.session.get(ClosedDay, day)
    if found is None or day < today:
        return None
    db.session.delete(found)
    db.session.info.pop(_KEPT, None)
    return found.name
