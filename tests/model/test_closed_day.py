"""Closed days: one process learns of a day that another has added."""

from datetime import date

from flask import Flask

from walks.db import db
from walks.model.closed_day import ClosedDay, closed_days
from walks.model.deadline import working_days_after

DAY = date(2027, 1, 5)


def test_a_new_day_is_known_in_the_next_transaction(app: Flask) -> None:
    """The worker keeps its session for as long as it lives."""
    assert closed_days() == frozenset()
    db.session.add(ClosedDay(day=DAY, name="Klämdag"))
    db.session.commit()
    assert closed_days() == {DAY}
    assert working_days_after(date(2027, 1, 4), 1) == date(2027, 1, 7)
